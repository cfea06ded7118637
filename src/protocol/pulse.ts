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

/** Watches a pulse. `tick` answers whether a piece of work has taken longer than it should; time is counted in ticks. */
export class PulseWatch {
  private readonly words: Int32Array;
  private seen = -1;
  private waited = 0;

  constructor(pulse: SharedArrayBuffer) {
    this.words = new Int32Array(pulse);
  }

  /** Called every so many milliseconds: a computer that slept through many calls has not waited for them. */
  tick(milliseconds: number): boolean {
    const beats = Atomics.load(this.words, BEATS);
    const patience = Atomics.load(this.words, PATIENCE);
    this.waited = beats === this.seen ? this.waited + milliseconds : 0;
    this.seen = beats;
    return patience > 0 && this.waited > patience;
  }
}
