import type { Problem } from '../../semantics/problem.ts';

/** A problem with its statement; its span counts from the statement's start. */
export interface Hint {
  readonly statement: number;
  readonly problem: Problem;
}
