import type { NodeMark } from '../../../src/core/picture/drawing.ts';
import { forkPath } from '../../../src/core/picture/svgPicture.ts';
import { Badges } from './badges.tsx';
import { NameSpans } from './edgeView.tsx';

export interface NodeProps {
  readonly mark: NodeMark;
  /** The pass that its turn is in. */
  readonly turn: 'forward' | 'backward' | undefined;
  readonly chosen: boolean;
  readonly underCursor: boolean;
  /** The number that the reader is trying out here. */
  readonly scrubbed: number | undefined;
  /** The one node that the Tab key stops at. */
  readonly stop: boolean;
}

const withoutOutline: ReadonlySet<NodeMark['role']> = new Set(['input', 'data', 'constant', 'output']);

export function NodeView({ mark, turn, chosen, underCursor, scrubbed, stop }: NodeProps) {
  const { rect } = mark;
  const classes = ['node', mark.role];
  if (mark.waiting) classes.push('waiting');
  if (mark.broken) classes.push('broken');
  if (turn) classes.push('active', turn);
  if (chosen) classes.push('chosen');
  if (underCursor) classes.push('underCursor');
  if (mark.scrub) classes.push('scrubbable');
  if (scrubbed !== undefined) classes.push('scrubbing');
  const slider = scrubbed === undefined ? {} : { 'aria-valuenow': scrubbed };
  const closed = mark.role === 'closed' ? { 'aria-expanded': false } : {};
  // Without an outline the lines end at the room itself, and would be covered.
  const around = withoutOutline.has(mark.role) ? 0 : 4;
  return (
    <g
      class={classes.join(' ')}
      transform={`translate(${rect.x} ${rect.y})`}
      role={scrubbed === undefined ? 'button' : 'slider'}
      tabindex={stop ? 0 : -1}
      aria-label={mark.sentence}
      data-node={mark.id}
      data-scrub={mark.scrub ? mark.id : undefined}
      {...slider}
      {...closed}
    >
      <title>{mark.tip}</title>
      <rect
        class="halo"
        x={-around}
        y={-around}
        width={rect.width + 2 * around}
        height={rect.height + 2 * around}
        rx={mark.radius + 4}
      />
      <NodeShape mark={mark} />
      <Badges badges={mark.badges} x={rect.width - 2} y={1} />
    </g>
  );
}

const NAMED: ReadonlySet<NodeMark['role']> = new Set(['input', 'param', 'data', 'output']);

/** A node without what can be done with it: its outline and its sign. */
export function NodeShape({ mark }: { readonly mark: NodeMark }) {
  const { rect } = mark;
  return (
    <>
      <rect class="shape" width={rect.width} height={rect.height} rx={mark.radius} />
      {mark.role === 'closed' && (
        <rect class="inner" x={3} y={3} width={rect.width - 6} height={rect.height - 6} rx={mark.radius - 3} />
      )}
      {mark.role === 'copy' ? (
        <path class="split" d={forkPath(rect.width / 2, rect.height / 2)} />
      ) : (
        <text class="symbol" x={rect.width / 2} y={rect.height / 2 + mark.size * 0.35} font-size={mark.size}>
          {NAMED.has(mark.role) ? <NameSpans name={mark.text} /> : mark.text}
        </text>
      )}
    </>
  );
}
