/** One kind of input, fed many times. */
export interface Part {
  readonly name: string;
  /** What is done with each input, and what must hold. */
  readonly what: string;
  /** Inputs of a short run and of a long one. */
  readonly short: number;
  readonly long: number;
  readonly run: (seed: string, count: number) => Outcome | Promise<Outcome>;
}

export interface Outcome {
  readonly inputs: number;
  /** Inputs that were answered with a reason, and not taken. */
  readonly refused: number;
  /** Milliseconds of processor time of the slowest input, in this process. */
  readonly slowest: number;
  /** Exceptions, hangs, orphans and broken promises, each with its input. */
  readonly faults: readonly string[];
}

/** So much processor time for one small input is a hang. */
const HANG = 20_000;
const MOST_FAULTS = 20;

/** Feeds one input after the other; `true` is an input that was refused, a text is what is wrong. */
export class Feeding {
  private inputs = 0;
  private refused = 0;
  private slowest = 0;
  private readonly faults: string[] = [];

  feed(input: () => string, act: () => boolean | string): void {
    const before = process.cpuUsage();
    let found: boolean | string;
    try {
      found = act();
    } catch (problem) {
      found = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
    }
    const { user, system } = process.cpuUsage(before);
    this.note((user + system) / 1000, found, input);
  }

  note(took: number, found: boolean | string, input: () => string): void {
    this.inputs++;
    this.slowest = Math.max(this.slowest, took);
    if (found === true) this.refused++;
    const wrong = typeof found === 'string' ? found : took > HANG ? `took ${Math.round(took)} ms` : undefined;
    if (wrong !== undefined && this.faults.length < MOST_FAULTS)
      this.faults.push(`${wrong}\n${input().slice(0, 2000)}`);
  }

  outcome(): Outcome {
    const polluted = Object.keys(Object.prototype);
    return {
      inputs: this.inputs,
      refused: this.refused,
      slowest: this.slowest,
      faults: polluted.length > 0 ? [...this.faults, `Object.prototype has ${polluted.join(', ')}`] : this.faults,
    };
  }
}
