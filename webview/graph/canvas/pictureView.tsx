import { effect } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../../../src/core/base/words.ts';
import type { BoxMark, EdgeMark, PictureMarks } from '../../../src/core/picture/drawing.ts';
import type { GraphModel } from '../model/graphModel.ts';
import { useKept } from '../model/kept.ts';
import { followNodes } from '../model/nodeEvents.ts';
import { Badges } from './badges.tsx';
import { FAR } from './camera.ts';
import { type Cells, type EdgeProps, EdgeView, type Travel } from './edgeView.tsx';
import { type NodeProps, NodeView } from './nodeView.tsx';
import { followPointer } from './pointer.ts';
import type { Viewport } from './viewport.ts';

/**
 * Moves the drawn group with the camera. While a hand moves it, the whole paper is moved and stretched as one layer: the text in
 * it keeps the size that it is laid out for until the picture rests.
 */
function followCamera(paper: SVGSVGElement, world: SVGGElement, viewport: Viewport): () => void {
  const drawAnew = effect(() => {
    const { x, y, zoom } = viewport.drawn.value;
    world.setAttribute('transform', `translate(${x} ${y}) scale(${zoom})`);
    paper.classList.toggle('far', zoom < FAR);
  });
  const stretch = effect(() => {
    const { value: camera } = viewport.camera;
    const { value: drawn } = viewport.drawn;
    const grown = camera.zoom / drawn.zoom;
    const [x, y] = [camera.x - drawn.x * grown, camera.y - drawn.y * grown];
    paper.style.transform = camera === drawn ? '' : `translate(${x}px, ${y}px) scale(${grown})`;
    paper.classList.toggle('gliding', camera !== drawn);
  });
  return () => {
    drawAnew();
    stretch();
  };
}

/** An open box: a frame with its title, which closes it. Keys close it from the nodes inside. */
function BoxView({ mark }: { readonly mark: BoxMark }) {
  const { rect, title, id } = mark;
  return (
    <g class={`box depth${Math.min(3, mark.depth)}`} transform={`translate(${rect.x} ${rect.y})`}>
      <rect class="frame" width={rect.width} height={rect.height} rx={10} />
      <g class="boxTitle" data-close-box={id}>
        <rect x={5} y={4} width={Math.min(rect.width - 10, title.length * 6.6 + 28)} height={18} rx={5} />
        <path d="M12 11l3 3 3-3" />
        <text x={23} y={16.5}>
          {title}
        </text>
      </g>
      <Badges badges={mark.badges} x={rect.width - 14} y={13} />
    </g>
  );
}

export interface PictureProps {
  readonly model: GraphModel;
  readonly drawing: PictureMarks;
}

const DARK: Cells = [];

/** The picture itself. */
export function PictureView({ model, drawing }: PictureProps) {
  const view = useRef<HTMLDivElement>(null);
  const paper = useRef<SVGSVGElement>(null);
  const world = useRef<SVGGElement>(null);
  const { viewport } = model;

  useLayoutEffect(() => {
    const element = view.current;
    if (!element) return;
    const measure = () => {
      const { width, height } = element.getBoundingClientRect();
      viewport.resized({ width, height });
    };
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [viewport]);

  useLayoutEffect(
    () => (paper.current && world.current ? followCamera(paper.current, world.current, viewport) : undefined),
    [viewport],
  );

  useEffect(() => (view.current ? followPointer(view.current, model) : undefined), [model]);
  useEffect(() => (view.current ? followNodes(view.current, model) : undefined), [model]);

  const { title } = model.snapshot.value ?? { title: '' };
  const { value: step } = model.stepper.step;
  const { story } = model.answers;
  const { value: scrub } = model.scrubber.now;
  const { value: chosen } = model.chosen;
  // One thing is current: while stepping, the step.
  const cursor = step ? undefined : model.cursorNode.value;
  const focus = drawing.nodes.some(({ id }) => id === chosen) ? chosen : drawing.nodes[0]?.id;
  const at = model.stepper.at.value ?? -1;
  const gate = model.node(step?.node);
  const about = gate?.closed?.id ?? gate?.node.id;
  const formulas = step && about !== undefined ? (model.answers.card(about, step.phase)?.card.formulas ?? []) : [];
  const ports = new Map(model.picture.value?.graph.edges.map(({ id, port }) => [id, port]));
  const travelOf = ({ id, from, to }: EdgeMark): Travel | undefined => {
    if (!step || (from !== step.node && to !== step.node)) return undefined;
    const leg = (step.phase === 'forward') === (to === step.node) ? 'in' : 'out';
    const port = ports.get(id);
    const times =
      step.phase === 'backward' && leg === 'out' ? formulas.find((one) => one.port === port)?.local : undefined;
    return { phase: step.phase, leg, step: at, ...(times === undefined ? {} : { times }) };
  };
  const keptEdge = useKept();
  const keptNode = useKept();
  return (
    <div class="paper" ref={view}>
      <svg
        class={story ? 'drawn picture telling' : 'drawn picture'}
        ref={paper}
        role="application"
        aria-label={t('Computational graph of {0}. Arrow keys move along edges.', title)}
      >
        <g ref={world} style={{ '--tempo': 1 / model.stepper.speed.value }}>
          {drawing.boxes.map((mark) => (
            <BoxView key={mark.id} mark={mark} />
          ))}
          {drawing.edges.map((mark) => {
            const flowing = step && (step.phase === 'forward' ? step.node === mark.from : step.node === mark.to);
            const props: EdgeProps = {
              mark,
              travel: travelOf(mark),
              flowing: flowing ? step.phase : undefined,
              litValue: story ? model.lit(mark.id, 'value') : DARK,
              litGradient: story ? model.lit(mark.id, 'gradient') : DARK,
            };
            return keptEdge(mark.id, props, (drawn) => <EdgeView key={mark.id} {...drawn} />);
          })}
          {drawing.nodes.map((mark) => {
            const props: NodeProps = {
              mark,
              turn: mark.active ? step?.phase : undefined,
              chosen: mark.id === chosen,
              underCursor: mark.id === cursor,
              scrubbed: mark.id === scrub?.node ? model.scrubber.value.value : undefined,
              stop: mark.id === focus,
            };
            return keptNode(mark.id, props, (drawn) => <NodeView key={mark.id} {...drawn} />);
          })}
        </g>
      </svg>
    </div>
  );
}
