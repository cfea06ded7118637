import type { Beat } from '../../protocol/pulse.ts';

/** Milliseconds: on a busy computer a thread may have to wait so long for its turn, whatever it does. */
const LEAST = 800;
/** A piece of work may take so many times as long as one of its size once did, or as the slowest of late. */
const TIMES_BEST = 5;
const TIMES_LONGEST = 2;
const FORGETTING = 0.9;

/** How long one kind of work takes, as far as it has been seen. */
export class KnownPace {
  /** Milliseconds for one of what `amount` counts: at first what a slow computer would take. */
  private best: number;
  private longest = 0;

  constructor(guess: number) {
    this.best = guess / TIMES_BEST;
  }

  /** Milliseconds in which so much is done, unless something is wrong. */
  patience(amount: number): number {
    return Math.max(LEAST, TIMES_BEST * this.best * amount, TIMES_LONGEST * this.longest);
  }

  took(milliseconds: number, amount: number): void {
    if (amount > 0) this.best = Math.min(this.best, milliseconds / amount);
    this.longest = Math.max(milliseconds, FORGETTING * this.longest);
  }
}

/** Says on the pulse how long each piece of work may take, so that one that never ends is noticed soon. */
export class WorkWatch {
  private readonly beat: Beat;
  private around = 0;

  constructor(beat: Beat) {
    this.beat = beat;
  }

  /** Work of which all that takes long is done in pieces; the rest of it takes at most so many milliseconds more. */
  among(more: number, work: () => void): void {
    this.around = LEAST + more;
    this.beat(this.around);
    try {
      work();
    } finally {
      this.around = 0;
      this.beat(0);
    }
  }

  piece<T>(pace: KnownPace, amount: number, work: () => T): T {
    const begun = performance.now();
    this.beat(pace.patience(amount));
    try {
      return work();
    } finally {
      pace.took(performance.now() - begun, amount);
      this.beat(this.around);
    }
  }
}
