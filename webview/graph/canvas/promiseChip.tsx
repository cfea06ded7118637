import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { showNumber } from '../../../src/core/base/show.ts';
import { t } from '../../../src/core/base/words.ts';
import type { Rect } from '../../../src/core/layout/layout.ts';
import { OUTPUT_EDGE } from '../../../src/core/picture/visibleGraph.ts';
import type { GraphModel } from '../model/graphModel.ts';

/** While a number is changed: what the gradient promised for the output, and what has come of it. */
export function PromiseChip({ model }: { readonly model: GraphModel }) {
  return model.scrubber.now.value && model.snapshot.value ? <Bubble model={model} /> : null;
}

function Bubble({ model }: { readonly model: GraphModel }) {
  const { value: promised } = model.scrubber.promised;
  const { value: scrub } = model.scrubber.now;
  const { digits = 4 } = model.snapshot.value ?? {};
  const bubble = useRef<HTMLElement>(null);
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const { offsetWidth = 0, offsetHeight = 0 } = bubble.current ?? {};
    // It grows with its numbers and never shrinks, so that it stays where it is.
    if (offsetWidth > size.width || offsetHeight > size.height)
      setSize({ width: Math.max(offsetWidth, size.width), height: Math.max(offsetHeight, size.height) });
  });
  const show = (value: number): string => showNumber(value, digits);
  const signed = (value: number): string => (value < 0 ? `(${show(value)})` : show(value));
  const place = placeOf(model, size);
  return (
    <aside class="promise" ref={bubble} style={{ left: `${place.x}px`, top: `${place.y}px` }} aria-live="polite">
      <strong>
        {scrub?.name} = {show(model.scrubber.value.value)}
      </strong>
      {promised && (
        <dl>
          <dt>{t('predicted')}</dt>
          <dd class="predicted">{show(promised.predicted)}</dd>
          <dd class="how">
            {promised.outputName} + ∂{promised.outputName}/∂{promised.name}·Δ = {show(promised.output)} +{' '}
            {signed(promised.slope)}·{signed(promised.change)}
          </dd>
          <dt>{t('actual')}</dt>
          <dd class="actual">{show(promised.actual)}</dd>
        </dl>
      )}
    </aside>
  );
}

const EDGE = 8;
/** Between the bubble and the numbers of the output. */
const BESIDE = 44;

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Beside the output, where it covers as little of the graph as can be. */
function placeOf(model: GraphModel, bubble: Size): Place {
  const { value: camera } = model.viewport.camera;
  const { width, height } = model.viewport.size.value;
  const { value: picture } = model.picture;
  const output = picture && (picture.layout.nodes.get(OUTPUT_EDGE) ?? picture.layout.nodes.get(picture.graph.output));
  if (!picture || !output) return { x: width - bubble.width - EDGE, y: EDGE };
  const onScreen = ({ x, y, width: wide, height: high }: Rect): Rect => ({
    x: x * camera.zoom + camera.x,
    y: y * camera.zoom + camera.y,
    width: wide * camera.zoom,
    height: high * camera.zoom,
  });
  const { nodes, edges } = picture.layout;
  const drawn = [...nodes.values(), ...[...edges.values()].map(({ label }) => label)].map(onScreen);
  const { x, y, width: wide, height: high } = onScreen(output);
  const right = Math.min(width - bubble.width - EDGE, x + wide - bubble.width / 2);
  const candidates: readonly Place[] = [
    { x: x + wide + EDGE, y: y + high / 2 - bubble.height / 2 },
    { x: right, y: y - BESIDE - bubble.height },
    { x: right, y: y + high + BESIDE },
    { x: right, y: EDGE },
    { x: right, y: height - bubble.height - EDGE },
    { x: EDGE, y: height - bubble.height - EDGE },
    { x: EDGE, y: EDGE },
  ];
  let best: Place = { x: right, y: EDGE };
  let least = Number.POSITIVE_INFINITY;
  for (const wanted of candidates) {
    const place = {
      x: Math.max(EDGE, Math.min(width - bubble.width - EDGE, wanted.x)),
      y: Math.max(EDGE, Math.min(height - bubble.height - EDGE, wanted.y)),
    };
    const covered = drawn.reduce((sum, rect) => sum + overlapOf(rect, { ...place, ...bubble }), 0);
    if (covered >= least) continue;
    best = place;
    least = covered;
  }
  return best;
}

function overlapOf(a: Rect, b: Rect): number {
  const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return wide > 0 && high > 0 ? wide * high : 0;
}
