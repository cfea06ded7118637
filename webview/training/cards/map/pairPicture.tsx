import { scaleLog } from 'd3-scale';
import { showNumber } from '../../../../src/core/base/show.ts';
import type { Sweep, SweepPlan } from '../../../../src/protocol/training.ts';
import { isCommandKey } from '../../../shared/editorHost.ts';
import { usePanel } from '../../model/panelContext.ts';
import { markerPath, variantStyle } from '../../model/variantStyle.ts';
import { summaryId } from '../../plot/card.tsx';
import { logTicks } from '../../plot/plotScale.ts';
import { useSize } from '../../plot/useSize.ts';
import { type PairCell, type PairMap, shadeOf } from './pairMap.ts';

/** The map in pixels: lr in decades to the right, a row for each β, the smallest at the bottom. */
interface PairPlane {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly cellWidth: number;
  readonly rowHeight: number;
  readonly x: (lr: number) => number;
  /** Upper edge of a row. */
  readonly y: (row: number) => number;
  readonly ticks: readonly number[];
}

const MARGIN = { left: 48, right: 12, top: 20, bottom: 24 } as const;

export function pairPlaneOf(
  { rates, momenta }: SweepPlan,
  size: { readonly width: number; readonly height: number },
): PairPlane {
  const width = Math.max(40, size.width - MARGIN.left - MARGIN.right);
  const height = Math.max(40, size.height - MARGIN.top - MARGIN.bottom);
  const [first = 1, second = 10] = rates;
  const half = Math.sqrt(second / first);
  const ends = [first / half, (rates.at(-1) ?? 10) * half] as const;
  const x = scaleLog(ends, [MARGIN.left, MARGIN.left + width]);
  const rowHeight = height / momenta.length;
  return {
    left: MARGIN.left,
    top: MARGIN.top,
    width,
    height,
    cellWidth: width / rates.length,
    rowHeight,
    x,
    y: (row) => MARGIN.top + height - (row + 1) * rowHeight,
    ticks: logTicks(...ends),
  };
}

/** The cell at a pixel; undefined beside the map. */
export function cellAt({ rows }: PairMap, plane: PairPlane, x: number, y: number): PairCell | undefined {
  const column = Math.floor((x - plane.left) / plane.cellWidth);
  const row = Math.floor((plane.top + plane.height - y) / plane.rowHeight);
  return rows[row]?.[column];
}

/** The border as one line: in each row upright where it lies, joined from row to row. */
export function borderPath(border: readonly number[], plane: PairPlane): string {
  const points = border.flatMap((lr, row) => {
    const x = Math.round(Math.min(plane.left + plane.width + 40, Math.max(plane.left - 40, plane.x(lr))) * 10) / 10;
    return [`${x} ${plane.y(row) + plane.rowHeight}`, `${x} ${plane.y(row)}`];
  });
  return `M${points.join('L')}`;
}

interface PairPictureProps {
  readonly plan: SweepPlan;
  readonly map: PairMap;
  readonly border: Sweep['border'];
  readonly picked: PairCell | undefined;
  /** The picked cell in words. */
  readonly text: string;
  readonly onPick: (cell: PairCell) => void;
}

/** The heat map, on which a cell is picked by pointing, or by the arrow keys. */
export function PairPicture({ plan, map, border, picked, text, onPick }: PairPictureProps) {
  const { box, size } = useSize<HTMLDivElement>();
  const plane = size.value.width > 0 ? pairPlaneOf(plan, size.value) : undefined;
  const onPointerMove = (event: PointerEvent) => {
    if (!plane || !box.current) return;
    const { left, top } = box.current.getBoundingClientRect();
    const cell = cellAt(map, plane, event.clientX - left, event.clientY - top);
    if (cell && cell.loss !== undefined) onPick(cell);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = moves.get(event.key);
    if (!move || isCommandKey(event)) return;
    event.preventDefault();
    const from = picked ?? map.best ?? map.rows[0]?.[0];
    if (!from) return;
    const stride = event.shiftKey ? 5 : 1;
    const row = map.rows[clamped(from.row + move[1], map.rows.length)];
    const to = row?.[clamped(from.column + move[0] * stride, row.length)];
    if (to) onPick(to);
  };
  return (
    <div
      class="picture pairs"
      ref={box}
      role="slider"
      tabIndex={0}
      aria-label="Loss over learning rates and momenta; arrow keys move to another pair"
      aria-describedby={summaryId('map')}
      aria-valuemin={0}
      aria-valuemax={map.total - 1}
      aria-valuenow={picked ? picked.row * plan.rates.length + picked.column : 0}
      aria-valuetext={text}
      onPointerMove={onPointerMove}
      onPointerDown={onPointerMove}
      onKeyDown={onKeyDown}
    >
      {plane && (
        <svg width={size.value.width} height={size.value.height} aria-hidden="true">
          <Hatching />
          <Cells map={map} plane={plane} />
          <Scales plan={plan} plane={plane} />
          {border && <path class="pair-border" d={borderPath(border, plane)} />}
          <Marks map={map} plan={plan} plane={plane} />
          {picked && <Pick cell={picked} plane={plane} />}
        </svg>
      )}
    </div>
  );
}

const moves: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['ArrowLeft', [-1, 0]],
  ['ArrowRight', [1, 0]],
  ['ArrowUp', [0, 1]],
  ['ArrowDown', [0, -1]],
  ['Home', [-1000, 0]],
  ['End', [1000, 0]],
]);

const clamped = (index: number, length: number) => Math.min(length - 1, Math.max(0, index));

const Hatching = () => (
  <defs>
    <pattern id="pair-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <path class="hatch" d="M0 0V5" />
    </pattern>
  </defs>
);

const Cells = ({ map, plane }: { readonly map: PairMap; readonly plane: PairPlane }) => (
  <g class="pair-cells">
    {map.rows.flat().map(({ row, column, loss }) => {
      const { kind, strength } = shadeOf(loss, map);
      if (kind === 'waiting') return null;
      return (
        <rect
          key={row * 1000 + column}
          class={`pair-${kind}`}
          x={plane.left + column * plane.cellWidth}
          y={plane.y(row) + 0.5}
          width={plane.cellWidth + 0.3}
          height={plane.rowHeight - 1}
          fill-opacity={kind === 'diverged' ? 1 : kind === 'lower' ? 0.06 + 0.9 * strength : 0.12 + 0.5 * strength}
        />
      );
    })}
  </g>
);

function Scales({ plan, plane }: { readonly plan: SweepPlan; readonly plane: PairPlane }) {
  const { left, top, width, height, rowHeight } = plane;
  const bottom = top + height;
  return (
    <svg class="axes" aria-hidden="true">
      <rect class="frame" x={left} y={top} width={width} height={height} />
      {plan.momenta.map((momentum, row) => (
        <text key={momentum} x={left - 6} y={plane.y(row) + rowHeight / 2 + 3.5} text-anchor="end">
          {showNumber(momentum)}
        </text>
      ))}
      {plane.ticks
        .filter((tick) => plane.x(tick) < left + width - 30)
        .map((tick) => (
          <g key={tick}>
            <path class="frame" d={`M${plane.x(tick)} ${bottom}v4`} />
            <text x={plane.x(tick)} y={bottom + 16} text-anchor="middle">
              {showNumber(tick, 3)}
            </text>
          </g>
        ))}
      <text class="axis-name" x={left + width} y={bottom + 16} text-anchor="end">
        lr
      </text>
      <text class="axis-name" x={left - 6} y={top - 6} text-anchor="end">
        β
      </text>
    </svg>
  );
}

const middleOf = ({ lr, row }: Pick<PairCell, 'lr' | 'row'>, plane: PairPlane): string =>
  `translate(${plane.x(lr)} ${plane.y(row) + plane.rowHeight / 2})`;

/** The best of each row, the best of all, and where the run's own pairs lie. */
function Marks({ map, plan, plane }: { readonly map: PairMap; readonly plan: SweepPlan; readonly plane: PairPlane }) {
  const { model } = usePanel();
  return (
    <g class="pair-marks">
      {map.bests.map((cell) =>
        cell && cell !== map.best ? (
          <path key={cell.row} class="pair-best" transform={middleOf(cell, plane)} d={markerPath('circle', 3)} />
        ) : null,
      )}
      {map.best && <path class="pair-best" transform={middleOf(map.best, plane)} d={markerPath('star', 6)} />}
      {model.variants.value.map(({ index, style, variant: { options } }) => {
        const row = plan.momenta.indexOf(Number(options.momentum));
        const { colour, marker } = variantStyle(style);
        return row < 0 ? null : (
          <path
            key={index}
            class="pair-own"
            style={{ fill: `var(${colour})` }}
            transform={middleOf({ lr: Number(options.lr), row }, plane)}
            d={markerPath(marker, 5)}
          />
        );
      })}
    </g>
  );
}

const Pick = ({ cell: { row, column }, plane }: { readonly cell: PairCell; readonly plane: PairPlane }) => (
  <rect
    class="pair-pick"
    x={plane.left + column * plane.cellWidth - 1}
    y={plane.y(row) - 0.5}
    width={plane.cellWidth + 2}
    height={plane.rowHeight + 1}
  />
);
