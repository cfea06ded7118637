import type { Span } from '../base/span.ts';
import type { ProblemCode } from './problems/catalogue.ts';
import type { Severity } from './problems/problemKind.ts';

/** Something to tell the learner about a place in the text. */
export interface Problem extends Span {
  readonly code: ProblemCode;
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
  | {
      readonly kind: 'replace';
      readonly text: string;
      readonly title: string;
      /** In place of the whole statement that the problem is in. */
      readonly whole?: true;
    }
  /** Put the problem's span into a call: `sum(…)`. */
  | { readonly kind: 'wrap'; readonly functions: readonly string[] };
