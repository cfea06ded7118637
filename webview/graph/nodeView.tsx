import type { NodeMark } from '../../src/core/picture/drawing.ts';
import { sentenceOf } from '../../src/core/picture/sentence.ts';
import { forkPath } from '../../src/core/picture/svgPicture.ts';
import { Badges } from './badges.tsx';
import type { GraphModel } from './graphModel.ts';

export interface NodeProps {
  readonly mark: NodeMark;
  readonly model: GraphModel;
  /** The one node that the Tab key stops at. */
  readonly stop: boolean;
}

export function NodeView({ mark, model, stop }: NodeProps) {
  const { node, rect } = mark;
  const { digits = 4, outputName = '' } = model.snapshot.value ?? {};
  const classes = ['node', mark.role];
  if (mark.waiting) classes.push('waiting');
  if (mark.active) classes.push('active', model.known.value.now?.phase ?? '');
  if (model.chosen.value === node.id) classes.push('chosen');
  if (model.cursorNode.value === node.id) classes.push('underCursor');
  const scrub = node.kind === 'leaf' && node.node.scrub ? node.id : undefined;
  if (scrub !== undefined) classes.push('scrubbable');
  const scrubbing = scrub !== undefined && model.scrubber.now.value?.node === scrub;
  if (scrubbing) classes.push('scrubbing');
  const slider = scrubbing ? { 'aria-valuenow': model.scrubber.value.value } : {};
  const closed = node.kind === 'closed' ? { 'aria-expanded': false } : {};
  return (
    <g
      class={classes.join(' ')}
      transform={`translate(${rect.x} ${rect.y})`}
      role={scrubbing ? 'slider' : 'button'}
      tabindex={stop ? 0 : -1}
      aria-label={sentenceOf(node, outputName, digits, model.known.value)}
      data-node={node.id}
      data-scrub={scrub}
      {...slider}
      {...closed}
    >
      <title>{tipOf(mark)}</title>
      <rect class="halo" x={-4} y={-4} width={rect.width + 8} height={rect.height + 8} rx={mark.radius + 4} />
      <rect class="shape" width={rect.width} height={rect.height} rx={mark.radius} />
      {mark.role === 'closed' && (
        <rect class="inner" x={3} y={3} width={rect.width - 6} height={rect.height - 6} rx={mark.radius - 3} />
      )}
      {mark.role === 'copy' ? (
        <path class="split" d={forkPath(rect.width / 2, rect.height / 2)} />
      ) : (
        <text class="symbol" x={rect.width / 2} y={rect.height / 2 + mark.size * 0.35} font-size={mark.size}>
          {mark.text}
        </text>
      )}
      <Badges badges={node.closed?.badges ?? node.node.badges} x={rect.width - 2} y={1} />
    </g>
  );
}

/** What a pointer at rest tells: the gate's role argued from the numbers, how a number can be changed. */
function tipOf({ node }: NodeMark): string {
  const chip = node.closed?.chip ?? node.node.chip;
  const text = node.closed?.title ?? node.node.text;
  const hint =
    node.kind === 'leaf' && node.node.scrub ? 'drag to change' : node.closed ? 'double click to open' : undefined;
  return [text, node.closed?.pattern ?? node.node.pattern, chip, hint].filter((line) => line !== undefined).join('\n');
}
