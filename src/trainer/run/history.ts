import type { Engine, Snapshot } from '../engine/engine.ts';

const MOST_MOMENTS = 4096;

/** Moments of a run that it can go back to, in bounded memory: when that is full, every second one goes. */
export class History {
  private moments: { readonly step: number; readonly snapshot: Snapshot }[] = [];
  private readonly most: number;
  spacing = 1;

  /** `bytes` 0: only the start is kept, at step `from`. */
  constructor(engine: Engine, bytes: number, from = 0) {
    this.most = Math.min(MOST_MOMENTS, Math.floor(bytes / engine.bytesOfSnapshot));
    if (this.most < 2) this.spacing = Number.POSITIVE_INFINITY;
    this.moments.push({ step: from, snapshot: engine.snapshot() });
  }

  keep(step: number, engine: Engine): void {
    if (step % this.spacing !== 0) return;
    if (this.moments.length >= this.most) {
      this.spacing *= 2;
      this.moments = this.moments.filter((moment, i) => i === 0 || moment.step % this.spacing === 0);
      if (step % this.spacing !== 0) return;
    }
    this.moments.push({ step, snapshot: engine.snapshot() });
  }

  /** The latest moment kept that is not after `step`. */
  before(step: number): { readonly step: number; readonly snapshot: Snapshot } {
    const found = this.moments.findLast((moment) => moment.step <= step) ?? this.moments[0];
    if (found === undefined) throw new Error('the start of a run is always kept');
    return found;
  }

  /** At most `most` steps up to `until`, evenly spread: the first, those at which something is kept, and `until` itself. */
  steps(until: number, most: number): readonly number[] {
    const kept = [...this.moments.map(({ step }) => step).filter((step) => step < until), until];
    if (kept.length <= most) return kept;
    const stride = (kept.length - 1) / Math.max(1, most - 1);
    return Array.from({ length: Math.max(2, most) }, (_, i) => kept[Math.round(i * stride)] ?? 0);
  }

  /** Updates from one moment to the next; undefined where only the start is kept. */
  get grain(): number | undefined {
    return Number.isFinite(this.spacing) ? this.spacing : undefined;
  }
}
