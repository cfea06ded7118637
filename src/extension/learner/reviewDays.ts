/**
 * When mistakes are asked about again: in even gaps, for gaps that grow bring no gain (Latimier 2021). A day's questions are about
 * different rules, so no two neighbours need the same one.
 */

/** A mistake that comes back. */
export interface Reviewed {
  /** Its code. */
  readonly mistake: string;
  /** Day from which on it is asked about again, counted from 1970. */
  readonly due: number;
  /** How often it is still to come back. */
  readonly left: number;
}

/** Days from one review of a mistake to the next. */
export const DAYS_BETWEEN = 2;
export const COMES_BACK = 3;
/** In one day. */
export const MOST_A_DAY = 5;
/** Mistakes that are kept: the newest. */
const MOST_KEPT = 20;

/** The list once a mistake has been made on a day: it comes back from the start. */
export const withMistake = (kept: readonly Reviewed[], mistake: string, day: number): readonly Reviewed[] =>
  [{ mistake, due: day + DAYS_BETWEEN, left: COMES_BACK }, ...kept.filter((one) => one.mistake !== mistake)].slice(
    0,
    MOST_KEPT,
  );

/** Codes of what is due on a day, the longest waiting first. */
export const dueOn = (kept: readonly Reviewed[], day: number): readonly string[] =>
  kept
    .filter(({ due }) => due <= day)
    .toSorted((a, b) => a.due - b.due)
    .slice(0, MOST_A_DAY)
    .map(({ mistake }) => mistake);

/** The list once questions about these mistakes were opened on a day. */
export const afterReview = (kept: readonly Reviewed[], mistakes: readonly string[], day: number): readonly Reviewed[] =>
  kept.flatMap((one) => {
    if (!mistakes.includes(one.mistake)) return [one];
    return one.left > 1 ? [{ ...one, due: day + DAYS_BETWEEN, left: one.left - 1 }] : [];
  });
