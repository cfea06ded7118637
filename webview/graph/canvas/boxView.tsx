import type { BoxMark } from '../../../src/core/picture/drawing.ts';
import { Badges } from './badges.tsx';

/** An open box: a frame with its title, which closes it. Keys close it from the nodes inside. */
export function BoxView({ mark }: { readonly mark: BoxMark }) {
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
