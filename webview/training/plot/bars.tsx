import { showNumber } from '../../../src/core/base/show.ts';
import type { Histogram } from '../../../src/protocol/views.ts';
import { fromWire } from '../../../src/protocol/wire.ts';

const HEIGHT = 36;
const AXIS_BARS = 32;

interface BarsProps {
  readonly histogram: Histogram;
  readonly kind: 'weights' | 'gradients' | 'activations';
  /** What the bars count, for those who can't see them. */
  readonly name: string;
  /** What is drawn, so that histograms beside each other can be compared; left out: its own range. */
  readonly axis?: readonly [number, number] | undefined;
}

/** A few times the range that the middle histogram needs: one that is far wider does not flatten all others to a line. */
const WIDEST = 4;

/** One axis for several histograms: all of them, unless one is so much wider that it would hide the others' shapes. */
export function axisOf(histograms: readonly Histogram[]): readonly [number, number] | undefined {
  const ends = histograms.map(({ from, to }) => [fromWire(from), fromWire(to)] as const);
  const reaches = ends.map(([from, to]) => Math.max(Math.abs(from), Math.abs(to))).filter((reach) => reach > 0);
  if (reaches.length < 2) return undefined;
  const middle = reaches.toSorted((a, b) => a - b)[Math.floor(reaches.length / 2)] ?? 0;
  const most = Math.min(Math.max(...reaches), WIDEST * middle);
  return [ends.some(([from]) => from < 0) ? -most : 0, ends.some(([, to]) => to > 0) ? most : 0];
}

/** The counts on another axis; what lies beyond its ends is counted into the last bars there. */
function onAxis(histogram: Histogram, [low, high]: readonly [number, number], bins: number): readonly number[] {
  const [from, to] = [fromWire(histogram.from), fromWire(histogram.to)];
  const counts = new Array<number>(bins).fill(0);
  for (const [bin, count] of histogram.counts.entries()) {
    const middle = from + ((bin + 0.5) / histogram.counts.length) * (to - from);
    const place = Math.floor(((middle - low) / (high - low)) * bins);
    const at = Math.max(0, Math.min(bins - 1, place));
    counts[at] = (counts[at] ?? 0) + count;
  }
  return counts;
}

/** A small histogram: bars on a line, its ends named, and a tick where zero is. */
export function Bars({ histogram, kind, name, axis }: BarsProps) {
  const own = [fromWire(histogram.from), fromWire(histogram.to)] as const;
  const [from, to] = axis ?? own;
  const counts = axis ? onAxis(histogram, axis, AXIS_BARS) : grouped(histogram.counts);
  if (own[0] === own[1]) return <p class="bars-one">{showNumber(own[0])}</p>;
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
