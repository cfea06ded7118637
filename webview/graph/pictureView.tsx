import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Drawing } from '../../src/core/picture/drawing.ts';
import { BoxView } from './boxView.tsx';
import { EdgeView } from './edgeView.tsx';
import type { GraphModel } from './graphModel.ts';
import { followNodes } from './nodeEvents.ts';
import { NodeView } from './nodeView.tsx';
import { followPointer } from './pointer.ts';
import { useVisible } from './useVisible.ts';

export interface PictureProps {
  readonly model: GraphModel;
  readonly drawing: Drawing;
}

/** The picture itself. The camera moves one group, without drawing anything anew. */
export function PictureView({ model, drawing }: PictureProps) {
  const paper = useRef<SVGSVGElement>(null);
  const world = useRef<SVGGElement>(null);
  const { viewport } = model;

  useLayoutEffect(() => {
    const element = paper.current;
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
    () =>
      viewport.camera.subscribe(({ x, y, zoom }) => {
        world.current?.setAttribute('transform', `translate(${x} ${y}) scale(${zoom})`);
        paper.current?.classList.toggle('far', zoom < 0.42);
      }),
    [viewport],
  );

  useEffect(() => (paper.current ? followPointer(paper.current, model) : undefined), [model]);
  useEffect(() => (paper.current ? followNodes(paper.current, model) : undefined), [model]);

  const { title } = model.snapshot.value ?? { title: '' };
  const shown = useVisible(model, drawing);
  const focus = model.chosen.value ?? drawing.nodes[0]?.node.id;
  return (
    <svg
      class={model.answers.story.value ? 'picture telling' : 'picture'}
      ref={paper}
      role="application"
      aria-label={`Computational graph of ${title}. Arrow keys move along edges.`}
    >
      <g ref={world}>
        {drawing.boxes.map((mark) => (
          <BoxView key={mark.id} mark={mark} />
        ))}
        {shown.edges.map((mark) => (
          <EdgeView key={mark.edge.id} mark={mark} model={model} />
        ))}
        {shown.nodes.map((mark) => (
          <NodeView key={mark.node.id} mark={mark} model={model} stop={mark.node.id === focus} />
        ))}
      </g>
    </svg>
  );
}
