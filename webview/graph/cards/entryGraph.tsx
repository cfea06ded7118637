import { useMemo } from 'preact/hooks';
import { drawPicture } from '../../../src/core/picture/drawing.ts';
import { makePicture } from '../../../src/core/picture/picture.ts';
import { outlineOf } from '../../../src/core/picture/sentence.ts';
import { knownAt, stepsOf } from '../../../src/core/picture/steps.ts';
import type { GraphSnapshot } from '../../../src/protocol/graph.ts';
import { EdgeView } from '../canvas/edgeView.tsx';
import { NodeShape } from '../canvas/nodeView.tsx';
import { screenMeasure } from '../canvas/screenMeasure.ts';

const MARGIN = 6;

/** A small graph to be looked at: the numbers behind one entry of a tensor. */
export function EntryGraph({ snapshot }: { readonly snapshot: GraphSnapshot }) {
  const { drawing, words } = useMemo(() => {
    const picture = makePicture(snapshot, { open: new Set(), measure: screenMeasure() });
    const known = knownAt(picture.graph, stepsOf(picture.graph), undefined);
    const { outputName, digits } = snapshot;
    return {
      drawing: drawPicture(picture, known),
      words: outlineOf(picture.graph, outputName, digits, known).join(' '),
    };
  }, [snapshot]);
  const width = Math.ceil(drawing.width) + 2 * MARGIN;
  const height = Math.ceil(drawing.height) + 2 * MARGIN;
  return (
    <svg
      class="drawn entryGraph"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={words}
    >
      <g transform={`translate(${MARGIN} ${MARGIN})`}>
        {drawing.edges.map((mark) => (
          <EdgeView key={mark.id} mark={mark} flowing={undefined} litValue={[]} litGradient={[]} />
        ))}
        {drawing.nodes.map((mark) => (
          <g key={mark.id} class={`node ${mark.role}`} transform={`translate(${mark.rect.x} ${mark.rect.y})`}>
            <NodeShape mark={mark} />
          </g>
        ))}
      </g>
    </svg>
  );
}
