/** What is wrong, and the tokens that it is about. */
export interface Explanation {
  readonly code: string;
  readonly message: string;
  readonly first: number;
  readonly last: number;
}

export const about = (at: number, code: string, message: string, last = at): Explanation => ({
  code,
  message,
  first: at,
  last,
});
