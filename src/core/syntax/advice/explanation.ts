import type { SyntaxCode } from './syntaxProblems.ts';

/** What is wrong, and the tokens that it is about. */
export interface Explanation {
  readonly code: SyntaxCode;
  readonly message: string;
  readonly first: number;
  readonly last: number;
}

export const about = (at: number, code: SyntaxCode, message: string, last = at): Explanation => ({
  code,
  message,
  first: at,
  last,
});
