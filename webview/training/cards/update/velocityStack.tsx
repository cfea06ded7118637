import { showNumber } from '../../../../src/core/base/show.ts';
import type { Memory } from '../../model/updateNumbers.ts';
import { useSize } from '../../plot/useSize.ts';

const MIDDLE = 24;
const HALF = 16;
const ROOM = 2;

interface Piece {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly strength: number;
  readonly title: string;
}

/** lr·v as a stack of what each past gradient still adds to it: to the right what lowers W, to the left what raises it. */
export function VelocityStack({ memory }: { readonly memory: Memory }) {
  const { box, size } = useSize<HTMLDivElement>();
  const { width } = size.value;
  const pieces = piecesOf(memory);
  const low = Math.min(0, memory.total, ...pieces.map(({ from, to }) => Math.min(from, to)));
  const high = Math.max(0, memory.total, ...pieces.map(({ from, to }) => Math.max(from, to)));
  const scale = high > low ? (width - 2 * ROOM) / (high - low) : 0;
  const x = (value: number) => ROOM + (value - low) * scale;
  const total = x(memory.total);
  const away = Math.abs(total - x(0)) > 80;
  return (
    <div class="stack" ref={box}>
      {width > 0 && (
        <svg width={width} height="66" role="img" aria-label={spoken(memory)}>
          {pieces.map(({ key, from, to, strength, title }) => (
            <rect
              key={key}
              class={to < from ? 'stack-piece up' : 'stack-piece down'}
              x={Math.min(x(from), x(to))}
              width={Math.max(0.5, Math.abs(x(to) - x(from)) - 1)}
              y={MIDDLE - HALF}
              height={2 * HALF}
              fill-opacity={strength}
            >
              <title>{title}</title>
            </rect>
          ))}
          <path class="stack-zero" d={`M${x(0)} ${MIDDLE - HALF - 4}V${MIDDLE + HALF + 6}`} />
          <path class="stack-total" d={`M${total} ${MIDDLE - HALF - 4}V${MIDDLE + HALF + 6}`} />
          {away && (
            <text class="stack-name" x={x(0)} y="60" text-anchor={anchorAt(x(0), width)}>
              0
            </text>
          )}
          <text class="stack-name total" x={total} y="60" text-anchor={anchorAt(total, width)}>
            {`lr·v = ${showNumber(memory.total)}`}
          </text>
        </svg>
      )}
    </div>
  );
}

/** A label near an end stays inside. */
const anchorAt = (x: number, width: number) => (x < 60 ? 'start' : x > width - 60 ? 'end' : 'middle');

/** Newest next to zero; contributions of either sign stack on their own side. */
function piecesOf({ shares, older }: Memory): Piece[] {
  const all = [
    ...shares.map(({ age, amount, gradient }) => ({
      key: String(age),
      amount,
      strength: Math.max(0.16, 0.92 * 0.86 ** age),
      title: `${ageWord(age)}: dW ${showNumber(gradient)}, still ${showNumber(amount)}`,
    })),
    { key: 'older', amount: older, strength: 0.1, title: `all before: ${showNumber(older)}` },
  ];
  let [left, right] = [0, 0];
  return all
    .filter(({ amount }) => amount !== 0 && Number.isFinite(amount))
    .map(({ key, amount, strength, title }) => {
      const from = amount < 0 ? left : right;
      const to = from + amount;
      if (amount < 0) left = to;
      else right = to;
      return { key, from, to, strength, title };
    });
}

export const ageWord = (age: number): string =>
  age === 0 ? 'this update' : age === 1 ? '1 update ago' : `${age} updates ago`;

function spoken({ shares, older, total }: Memory): string {
  const parts = shares.slice(0, 4).map(({ age, amount }) => `${ageWord(age)} ${showNumber(amount)}`);
  return `lr times v is ${showNumber(total)}, made of: ${parts.join(', ')}${older === 0 ? '' : `, all before ${showNumber(older)}`}`;
}
