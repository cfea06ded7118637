export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** What the product says of one kind of problem: a record of the catalogue, the same for the editor, the page and the tests. */
export interface ProblemKind {
  readonly code: string;
  readonly severity: Severity;
  /** A few words, as a heading. */
  readonly title: string;
  /** Why it is a problem and what to do, in the learner's words. */
  readonly explanation: string;
  /** A text that has this problem; the place that it is reported at stands between ⟦ and ⟧. */
  readonly example: string;
  /** The same meant rightly; undefined where nothing in the text is wrong. */
  readonly remedy: string | undefined;
  /** Codes of problems that come with it in the example. */
  readonly with?: readonly string[];
}

interface MarkedText {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Takes the marks out of an example. */
export function readMarks(example: string): MarkedText {
  const from = example.indexOf('⟦');
  const to = example.indexOf('⟧') - 1;
  return { text: example.replaceAll(/[⟦⟧]/g, ''), from, to };
}
