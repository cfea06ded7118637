/** Each number of threads is tried so often before one of them is chosen. */
const TRIES = 4;
/** Of so many calls one is made another way, to see whether that has become the faster one. */
const LOOK_AGAIN = 32;
/** How much the latest call counts in a mean. */
const WEIGHT = 0.3;

interface Way {
  readonly threads: number;
  tries: number;
  /** Milliseconds that a step took of late; 0 before the first call. */
  mean: number;
}

/**
 * Decides call by call how many threads work on it: on a computer that is busy more of them do not help, and the numbers
 * are the same whatever their number.
 */
export class Sharing {
  private readonly ways: Way[] = [];
  private calls = 0;
  private looks = 0;

  /** With how many threads the next call should be made, of `most` that are ready. */
  next(most: number): number {
    while (this.ways.length < most) this.ways.push({ threads: this.ways.length + 1, tries: 0, mean: 0 });
    const ways = this.ways.slice(0, most);
    const [first] = ways.filter(({ tries }) => tries < TRIES).sort((a, b) => a.tries - b.tries);
    if (first) return first.threads;
    const best = ways.reduce((one, other) => (other.mean < one.mean ? other : one));
    if (++this.calls % LOOK_AGAIN !== 0 || most === 1) return best.threads;
    const others = ways.filter((way) => way !== best);
    return others[this.looks++ % others.length]?.threads ?? 1;
  }

  took(threads: number, milliseconds: number, steps: number): void {
    const way = this.ways[threads - 1];
    if (steps === 0 || way === undefined) return;
    const perStep = milliseconds / steps;
    way.mean = way.tries === 0 ? perStep : way.mean + WEIGHT * (perStep - way.mean);
    way.tries++;
  }
}
