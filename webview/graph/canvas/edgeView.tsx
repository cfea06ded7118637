import type { EdgeMark, GridMark, TextMark } from '../../../src/core/picture/drawing.ts';
import { nameParts } from '../../../src/core/picture/measure.ts';
import type { Thumbnail } from '../../../src/core/picture/thumbnail.ts';

interface ThumbnailProps {
  readonly thumbnail: Thumbnail;
  /** Cells (row, column) that made the chosen entry. */
  readonly lit?: readonly (readonly [number, number])[];
}

function ThumbnailView({ thumbnail, lit = [] }: ThumbnailProps) {
  const { rows, columns, cellWidth, cellHeight, shades, numbers = [] } = thumbnail;
  return (
    <>
      <rect class="ground" width={columns * cellWidth} height={rows * cellHeight} />
      {shades.map(({ sign, level, path }) => (
        <path key={`${sign}${level}`} class={`${sign} level${level}`} d={path} />
      ))}
      <rect class="gridFrame" width={columns * cellWidth} height={rows * cellHeight} />
      {numbers.map((number, k) => {
        const x = ((k % columns) + 0.5) * cellWidth;
        const y = Math.floor(k / columns) * cellHeight + cellHeight / 2 + 3.5;
        return (
          <text key={k} class="entry" x={x} y={y}>
            {number}
          </text>
        );
      })}
      {lit.map(([row, column]) => (
        <rect
          key={`${row} ${column}`}
          class="lit"
          x={column * cellWidth}
          y={row * cellHeight}
          width={cellWidth}
          height={cellHeight}
        />
      ))}
    </>
  );
}

export type Cells = readonly (readonly [row: number, column: number])[];

/** What travels along an edge in a step: into the gate, or out of it. */
export interface Travel {
  readonly phase: 'forward' | 'backward';
  readonly leg: 'in' | 'out';
  /** Another step, another journey. */
  readonly step: number;
  /** The local gradient that the message is multiplied by at the gate. */
  readonly times?: string;
}

export interface EdgeProps {
  readonly mark: EdgeMark;
  readonly travel?: Travel | undefined;
  /** The pass whose message travels along it just now. */
  readonly flowing: 'forward' | 'backward' | undefined;
  readonly litValue: Cells;
  readonly litGradient: Cells;
}

/** The line forward, the dashed line back, and what travels on them. */
export function EdgeView({ mark, travel, flowing, litValue, litGradient }: EdgeProps) {
  const classes = ['edge'];
  if (mark.quiet) classes.push('quiet');
  if (mark.waiting) classes.push('blocked');
  if (flowing) classes.push('flowing', flowing);
  if (travel?.leg === 'out') classes.push('arriving', travel.phase);
  const [above, below] = [mark.grids.find(isValue), mark.grids.find((grid) => !isValue(grid))];
  return (
    <g class={classes.join(' ')}>
      <path class="forwardLine" d={mark.forward} />
      <path class="forwardTip" d={mark.forwardTip} />
      {mark.back && <path class="backLine" d={mark.back} />}
      {mark.backTip && <path class="backTip" d={mark.backTip} />}
      {mark.texts.map((text, k) => (
        <LabelView key={k === 0 ? 'first' : 'second'} text={text} scrub={mark.scrub && k === 0 ? mark.of : undefined} />
      ))}
      {above && <GridView mark={above} of={mark.of} which="value" lit={litValue} />}
      {below && <GridView mark={below} of={mark.of} which="gradient" lit={litGradient} />}
      {mark.reason && (
        <text class={`reason ${mark.reason.anchor ?? ''}`} x={mark.reason.x} y={mark.reason.y}>
          {mark.reason.text}
        </text>
      )}
      {travel && <Traveller key={travel.step} mark={mark} travel={travel} />}
    </g>
  );
}

const LETTER = 7.3;

/** The number itself, on its way. */
function Traveller({ mark, travel: { phase, leg, times } }: { readonly mark: EdgeMark; readonly travel: Travel }) {
  const role = phase === 'forward' ? 'value' : 'gradient';
  const text = mark.texts.flatMap(({ pieces }) => pieces).find((piece) => piece.role === role)?.text;
  if (text === undefined) return null;
  const path = phase === 'backward' ? (mark.back ?? mark.forward) : mark.forward;
  const width = text.length * LETTER + 14;
  return (
    <g class={`traveller ${phase} ${leg}`} style={{ offsetPath: `path("${path}")` }}>
      <rect x={-width / 2} y={-10} width={width} height={20} rx={10} />
      <text y={4}>{text}</text>
      {times !== undefined && (
        <text class="times" y={-15}>
          × {times}
        </text>
      )}
    </g>
  );
}

const isValue = ({ which }: GridMark): boolean => which === 'value';

function LabelView({ text, scrub }: { readonly text: TextMark; readonly scrub: string | undefined }) {
  return (
    <text
      class={`label${text.anchor ? ` ${text.anchor}` : ''}${scrub === undefined ? '' : ' scrubbable'}`}
      x={text.x}
      y={text.y}
      data-scrub={scrub}
    >
      {text.pieces.map(({ role, text: words }) => (
        <tspan key={role} class={role}>
          {role === 'name' ? <NameSpans name={words} /> : words}
        </tspan>
      ))}
    </text>
  );
}

interface GridProps {
  readonly mark: GridMark;
  readonly of: string;
  readonly which: 'value' | 'gradient';
  readonly lit: Cells;
}

/** A click opens the whole grid; the details of the chosen node have a button for it. */
const GridView = ({ mark, of, which, lit }: GridProps) => (
  <g
    class={`thumbnail${lit.length > 0 ? ' shining' : ''}${mark.thumbnail.numbers ? ' numbered' : ''}`}
    transform={`translate(${mark.x} ${mark.y})`}
    data-grid={which}
    data-of={of}
  >
    <ThumbnailView thumbnail={mark.thumbnail} lit={lit} />
  </g>
);

/** A name as formulas set it. */
export function NameSpans({ name }: { readonly name: string }) {
  const { base, slanted, index } = nameParts(name);
  return (
    <>
      <tspan class={slanted ? 'slanted' : undefined}>{base}</tspan>
      {index !== '' && (
        <>
          <tspan class="index" dy={3}>
            {index}
          </tspan>
          {/* An empty shift back would be dropped, so it carries a space without width. */}
          <tspan dy={-3}>{'\u200b'}</tspan>
        </>
      )}
    </>
  );
}
