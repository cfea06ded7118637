import type { EdgeMark, GridMark, TextMark } from '../../src/core/picture/drawing.ts';
import type { GraphModel } from './graphModel.ts';
import { ThumbnailView } from './thumbnailView.tsx';

/** The line forward, the dashed line back, and what travels on them. */
export function EdgeView({ mark, model }: { readonly mark: EdgeMark; readonly model: GraphModel }) {
  const { edge } = mark;
  const step = model.stepper.step.value;
  const flowing = step && (step.phase === 'forward' ? step.node === edge.from : step.node === edge.to);
  const from = model.node(edge.from);
  const scrub = from?.node.scrub && from.kind === 'leaf' ? from.id : undefined;
  const classes = ['edge', mark.quiet ? 'quiet' : '', flowing ? `flowing ${step.phase}` : ''].filter(Boolean);
  const [above, below] = splitGrids(mark);
  return (
    <g class={classes.join(' ')}>
      <path class="forwardLine" d={mark.forward} />
      <path class="forwardTip" d={mark.forwardTip} />
      {mark.back && <path class="backLine" d={mark.back} />}
      {mark.backTip && <path class="backTip" d={mark.backTip} />}
      {mark.texts.map((text, k) => (
        <LabelView key={k === 0 ? 'first' : 'second'} text={text} scrub={k === 0 ? scrub : undefined} />
      ))}
      {above && from && <GridView mark={above} of={from.node.id} which="value" lit={model.lit(edge, 'value')} />}
      {below && from && <GridView mark={below} of={from.node.id} which="gradient" lit={model.lit(edge, 'gradient')} />}
      {mark.reason && (
        <text class="reason" x={mark.reason.x} y={mark.reason.y}>
          {mark.reason.text}
        </text>
      )}
    </g>
  );
}

function splitGrids({ grids, room }: EdgeMark): readonly [GridMark | undefined, GridMark | undefined] {
  return [grids.find(({ y }) => y < room.line), grids.find(({ y }) => y > room.line)];
}

function LabelView({ text, scrub }: { readonly text: TextMark; readonly scrub: string | undefined }) {
  return (
    <text class={`label${scrub === undefined ? '' : ' scrubbable'}`} x={text.x} y={text.y} data-scrub={scrub}>
      {text.pieces.map(({ role, text: words }) => (
        <tspan key={role} class={role}>
          {words}
        </tspan>
      ))}
    </text>
  );
}

interface GridProps {
  readonly mark: GridMark;
  readonly of: string;
  readonly which: 'value' | 'gradient';
  readonly lit: readonly (readonly [number, number])[];
}

/** A click opens the whole grid; the details of the chosen node have a button for it. */
const GridView = ({ mark, of, which, lit }: GridProps) => (
  <g
    class={lit.length > 0 ? 'thumbnail shining' : 'thumbnail'}
    transform={`translate(${mark.x} ${mark.y})`}
    data-grid={which}
    data-of={of}
  >
    <ThumbnailView thumbnail={mark.thumbnail} lit={lit} />
  </g>
);
