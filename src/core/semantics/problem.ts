import type { Span } from '../base/span.ts';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** Something to tell the learner about a place in the text. */
export interface Problem extends Span {
  /** Code in the catalogue (`problems/catalogue.ts`). */
  readonly code: string;
  readonly severity: Severity;
  /** In the learner's words. */
  readonly message: string;
  /** What a quick fix needs: the suggested name, the wrapping function. */
  readonly suggestion?: Suggestion;
  /** The text under it could go: editors show it faded. */
  readonly unnecessary?: true;
}

export type Suggestion =
  /** Write `text` in place of the problem's span. */
  | { readonly kind: 'replace'; readonly text: string; readonly title: string }
  /** Put the problem's span into a call: `sum(…)`. */
  | { readonly kind: 'wrap'; readonly functions: readonly string[] };
