import { showNumber } from '../../../src/core/base/show.ts';
import type { Rect } from '../../../src/core/layout/layout.ts';
import { OUTPUT_EDGE } from '../../../src/core/picture/visibleGraph.ts';
import type { GraphModel } from '../model/graphModel.ts';

/** While a number is changed: what the gradient promised for the output, and what has come of it. */
export function PromiseChip({ model }: { readonly model: GraphModel }) {
  const { value: promised } = model.scrubber.promised;
  const { value: scrub } = model.scrubber.now;
  const { value: snapshot } = model.snapshot;
  if (!scrub || !snapshot) return null;
  const show = (value: number): string => showNumber(value, snapshot.digits);
  const signed = (value: number): string => (value < 0 ? `(${show(value)})` : show(value));
  const place = placeOf(model);
  return (
    <aside class="promise" style={{ left: `${place.x}px`, top: `${place.y}px` }} aria-live="polite">
      <strong>
        {scrub.name} = {show(model.scrubber.value.value)}
      </strong>
      {promised && (
        <dl>
          <dt>predicted</dt>
          <dd class="predicted">{show(promised.predicted)}</dd>
          <dd class="how">
            {promised.outputName} + ∂{promised.outputName}/∂{promised.name}·Δ = {show(promised.output)} +{' '}
            {signed(promised.slope)}·{signed(promised.change)}
          </dd>
          <dt>actual</dt>
          <dd class="actual">{show(promised.actual)}</dd>
        </dl>
      )}
    </aside>
  );
}

const WIDTH = 260;
const HEIGHT = 96;
const EDGE = 8;
/** Between the bubble and the numbers of the output. */
const BESIDE = 44;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Beside the output, where it covers as little of the graph as can be. */
function placeOf(model: GraphModel): Place {
  const { value: camera } = model.viewport.camera;
  const { width, height } = model.viewport.size.value;
  const { value: picture } = model.picture;
  const output = picture && (picture.layout.nodes.get(OUTPUT_EDGE) ?? picture.layout.nodes.get(picture.graph.output));
  if (!picture || !output) return { x: width - WIDTH - EDGE, y: EDGE };
  const onScreen = ({ x, y, width: wide, height: high }: Rect): Rect => ({
    x: x * camera.zoom + camera.x,
    y: y * camera.zoom + camera.y,
    width: wide * camera.zoom,
    height: high * camera.zoom,
  });
  const { nodes, edges } = picture.layout;
  const drawn = [...nodes.values(), ...[...edges.values()].map(({ label }) => label)].map(onScreen);
  const { x, y, width: wide, height: high } = onScreen(output);
  const right = Math.min(width - WIDTH - EDGE, x + wide - WIDTH / 2);
  const candidates: readonly Place[] = [
    { x: x + wide + EDGE, y: y + high / 2 - HEIGHT / 2 },
    { x: right, y: y - BESIDE - HEIGHT },
    { x: right, y: y + high + BESIDE },
    { x: right, y: EDGE },
    { x: right, y: height - HEIGHT - EDGE },
    { x: EDGE, y: height - HEIGHT - EDGE },
    { x: EDGE, y: EDGE },
  ];
  let best: Place = { x: right, y: EDGE };
  let least = Number.POSITIVE_INFINITY;
  for (const wanted of candidates) {
    const place = {
      x: Math.max(EDGE, Math.min(width - WIDTH - EDGE, wanted.x)),
      y: Math.max(EDGE, Math.min(height - HEIGHT - EDGE, wanted.y)),
    };
    const bubble = { ...place, width: WIDTH, height: HEIGHT };
    const covered = drawn.reduce((sum, rect) => sum + overlapOf(rect, bubble), 0);
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
