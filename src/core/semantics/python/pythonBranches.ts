/** The branches of an `if` as choices: `x = where(c, a, b)`. */
import { both, negated, Untranslated } from './pythonExpression.ts';

export const namesIn = (text: string): ReadonlySet<string> => new Set(text.match(/[\p{L}_][\p{L}\p{N}_]*/gu));

/** The name that a line of the language gives. */
export const targetIn = (line: string): string | undefined =>
  /^\s*([\p{L}_][\p{L}\p{N}_]*) (?:[-+*/@]|\*\*)?= /u.exec(line)?.[1];

/** A statement of one branch, in the order of the program. */
interface Step {
  readonly branch: number;
  readonly name: string | undefined;
  readonly reads: ReadonlySet<string>;
  /** Of a name that every branch gives; the line of any other statement. */
  readonly chosen?: string;
  readonly line?: string;
}

interface Chosen {
  /** The name had a value before, which it keeps where the lines do not count at all. */
  readonly wasKnown: boolean;
  readonly of: { readonly test: string | undefined; readonly value: string }[];
}

/** Collects what the branches do. */
export class Choices {
  private readonly outer: string | undefined;
  private readonly tests: string[] = [];
  private readonly steps: Step[] = [];
  private readonly chosen = new Map<string, Chosen>();
  /** Where the present branch's lines count, and where those of the next ones do. */
  condition = '1';
  private rest: string | undefined;
  private test: string | undefined;
  private branch = 0;

  constructor(outer: string | undefined) {
    this.outer = outer;
    this.rest = outer;
  }

  /** The next branch; `else` has no test. */
  begin(test: string | undefined): void {
    this.branch++;
    this.test = test;
    this.condition = test === undefined ? (this.rest ?? '1') : both(this.rest, test);
    if (test === undefined) return;
    this.tests.push(test);
    this.rest = both(this.rest, negated(test));
  }

  /** A line that counts under `condition`, which it holds. */
  add(line: string): void {
    this.steps.push({ branch: this.branch, name: targetIn(line), reads: namesIn(line), line });
  }

  /** The present branch's value of a name that every branch gives. */
  choose(name: string, value: string, wasKnown: boolean): void {
    const chosen = this.chosen.get(name) ?? { wasKnown, of: [] };
    this.chosen.set(name, chosen);
    chosen.of.push({ test: this.test, value });
    this.steps.push({ branch: this.branch, name, reads: namesIn(value), chosen: name });
  }

  /** The lines in the language; throws `Untranslated` where one after the other they would not mean the same. */
  lines(): readonly string[] {
    const plain = this.steps.flatMap(({ line }) => line ?? []);
    this.checkOrder();
    const choices = [...this.chosen].map(([name, { wasKnown, of }]) => {
      const text = of.reduceRight(
        (others, { test, value }) => (test === undefined ? value : `where(${test}, ${value}, ${others})`),
        '',
      );
      return `${name} = ${wasKnown && this.outer !== undefined ? `where(${this.outer}, ${text}, ${name})` : text}`;
    });
    return [...plain, ...choices];
  }

  /** Every line reads a name as its branch has left it, and every condition as it was before the first line. */
  private checkOrder(): void {
    const { steps } = this;
    const order = [...this.chosen.keys()];
    let count = 0;
    const places = steps.map(({ chosen }) => (chosen === undefined ? count++ : steps.length + order.indexOf(chosen)));
    const tested = namesIn([this.outer, ...this.tests].join(' '));
    steps.forEach((step, s) => {
      steps.forEach((other, o) => {
        if (other.name === undefined) return;
        const isEarlierLine = (places[o] ?? 0) < (places[s] ?? 0);
        const isEarlierHere = other.branch === step.branch && o < s;
        const changesTest = isEarlierLine && tested.has(other.name);
        const isMisread =
          step.reads.has(other.name) &&
          (isEarlierHere
            ? !isEarlierLine
            : isEarlierLine && other.chosen !== undefined && other.branch === step.branch);
        if (changesTest || isMisread) throw new Untranslated('the order of these lines matters');
      });
    });
  }
}
