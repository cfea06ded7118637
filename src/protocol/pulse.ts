/**
 * Two shared words by which a worker shows that it is alive while it computes and sends nothing: how many pieces of work it
 * has begun, and in how many milliseconds the present one should be over (0: that is not known).
 */
const BEATS = 0;
const PATIENCE = 1;

export const newPulse = (): SharedArrayBuffer => new SharedArrayBuffer(8);

/** Says that a piece of work begins, or, with 0, that what comes next may take as long as it takes. */
export type Beat = (patience: number) => void;

export function beatingOn(pulse: SharedArrayBuffer): Beat {
  const words = new Int32Array(pulse);
  return (patience) => {
    Atomics.store(words, PATIENCE, Math.min(2 ** 31 - 1, Math.ceil(patience)));
    Atomics.add(words, BEATS, 1);
  };
}

/** A worker that has had no turn is given up all the same after so many times its patience. */
const AT_MOST = 6;

/**
 * Watches a pulse. `tick` answers whether a piece of work has taken longer than it should. Time is counted in ticks, and only as far
 * as a thread could have run: on a machine that is busy with other things a worker waits for its turn, which is no fault of its own.
 */
export class PulseWatch {
  private readonly words: Int32Array;
  private readonly turns: () => number;
  private taken: number;
  private seen = -1;
  private had = 0;
  private waited = 0;

  /** `turns`: milliseconds until now that this process has run for, or that some processor had nothing to do. */
  constructor(pulse: SharedArrayBuffer, turns: () => number) {
    this.words = new Int32Array(pulse);
    this.turns = turns;
    this.taken = turns();
  }

  /** Called every so many milliseconds: a computer that slept through many calls has not waited for them. */
  tick(milliseconds: number): boolean {
    const beats = Atomics.load(this.words, BEATS);
    const patience = Atomics.load(this.words, PATIENCE);
    const taken = this.turns();
    const isNew = beats !== this.seen;
    this.had = isNew ? 0 : this.had + Math.min(milliseconds, taken - this.taken);
    this.waited = isNew ? 0 : this.waited + milliseconds;
    this.seen = beats;
    this.taken = taken;
    return patience > 0 && (this.had > patience || this.waited > AT_MOST * patience);
  }
}
