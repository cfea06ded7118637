import { showNumber } from '../../../src/core/base/show.ts';
import type { Histogram } from '../../../src/protocol/training.ts';
import { fromWire } from '../../../src/protocol/wire.ts';

const HEIGHT = 36;

interface BarsProps {
  readonly histogram: Histogram;
  readonly kind: 'weights' | 'gradients' | 'activations';
  /** What the bars count, for those who can't see them. */
  readonly name: string;
}

/** A small histogram: bars on a line, its ends named, and a tick where zero is. */
export function Bars({ histogram, kind, name }: BarsProps) {
  const counts = grouped(histogram.counts);
  const [from, to] = [fromWire(histogram.from), fromWire(histogram.to)];
  if (from === to) return <p class="bars-one">{showNumber(from)}</p>;
  const most = counts.reduce((high, count) => Math.max(high, count), 1);
  const zero = from < 0 && to > 0 ? (-from / (to - from)) * counts.length : undefined;
  return (
    <div class={`bars ${kind}`}>
      <svg
        viewBox={`0 0 ${counts.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={spoken(histogram, name)}
      >
        <path class="bars-fill" d={barsPath(counts, most)} />
        {zero !== undefined && <path class="bars-zero" d={`M${zero} 0V${HEIGHT}`} />}
        <path class="bars-floor" d={`M0 ${HEIGHT}H${counts.length}`} />
      </svg>
      <span class="bars-ends">
        <span>{showNumber(from, 2)}</span>
        {zero !== undefined && zero > counts.length * 0.32 && zero < counts.length * 0.68 && (
          <span class="bars-zero-name" style={{ left: `${(100 * zero) / counts.length}%` }}>
            0
          </span>
        )}
        <span>{showNumber(to, 2)}</span>
      </span>
    </div>
  );
}

/** Few values in many bins look like a comb: neighbours are added up until bars are about as many as the values suggest. */
export function grouped(counts: readonly number[]): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const wanted = Math.max(6, Math.ceil(3 * Math.cbrt(total)));
  const together = Math.max(1, Math.round(counts.length / wanted));
  if (together === 1) return counts;
  return Array.from({ length: Math.ceil(counts.length / together) }, (_, bar) =>
    counts.slice(bar * together, (bar + 1) * together).reduce((sum, count) => sum + count, 0),
  );
}

function barsPath(counts: readonly number[], most: number): string {
  return counts
    .map((count, index) => {
      // The least bar that is not empty can be seen.
      const height = count === 0 ? 0 : Math.max(1, (count / most) * (HEIGHT - 2));
      return height === 0 ? '' : `M${index + 0.08} ${HEIGHT}v${-height}h0.84v${height}z`;
    })
    .join('');
}

function spoken({ from, to, counts }: Histogram, name: string): string {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const peak = counts.indexOf(Math.max(...counts.slice(0, 1000)));
  const at = fromWire(from) + ((peak + 0.5) / Math.max(1, counts.length)) * (fromWire(to) - fromWire(from));
  return `${name}: ${total} values from ${showNumber(fromWire(from), 3)} to ${showNumber(fromWire(to), 3)}, most near ${showNumber(at, 3)}`;
}
