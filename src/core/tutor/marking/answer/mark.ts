/** What the tutor says about one answer. */
import type { Tensor } from '../../../tensor/tensor.ts';
import type { MistakeCode } from '../../mistakes/mistake.ts';
import type { Digits } from './digits.ts';
import type { HelpNoted } from './helpComments.ts';
import type { Reason, ReasonMark } from './reason.ts';

/**
 * `right`: the value, or rounded to four significant digits or more. `rounded`: right up to rounding, at the end or at every
 * gate as on slides. `wrong`: another value. `invalid`: no value that could be compared (an error, a wrong shape).
 */
export type Verdict = 'right' | 'rounded' | 'wrong' | 'invalid' | 'unanswered';

/** Other numbers for one leaf, at which the mistakes that fit give different answers. */
export interface SecondPoint {
  /** As one would write it: `z = 3`. */
  readonly change: string;
  readonly answers: readonly { readonly code: MistakeCode; readonly answer: string }[];
}

export interface Mark {
  /** Index of the statement that asks. */
  readonly statement: number;
  readonly cell: number;
  /** `grad(W)[0, 1]` */
  readonly question: string;
  /** As written; undefined while it is `?`. */
  readonly written: string | undefined;
  readonly given: Tensor | undefined;
  /** The answer has names in it, so that its numbers may be secrets of the program. */
  readonly isFormula: boolean;
  readonly verdict: Verdict;
  /** The right answer; undefined where there is none. */
  readonly expected: Tensor | undefined;
  /** Mistakes that give exactly this answer, the likeliest first. */
  readonly mistakes: readonly MistakeCode[];
  /** Whether the mistakes were made together, instead of each fitting by itself. */
  readonly together: boolean;
  readonly secondPoint: SecondPoint | undefined;
  /**
   * From 0 to 1: 1 for a right answer, its share for each right entry of a list, what `MarkingOptions.follow` says for one
   * that follows from the learner's own earlier answers, 0 for what was revealed.
   */
  readonly credit: number;
  /** Wrong by itself, and right given the learner's own earlier answers. */
  readonly followed: boolean;
  /** Statements of the own answers that it follows from. */
  readonly follows: readonly number[];
  /** What the question is worth. */
  readonly points: number;
  /** The answer was looked up, and so many hints were taken: a comment on its line says so. */
  readonly revealed: boolean;
  readonly hints: number;
  /** Undefined where no reason is asked for or given. */
  readonly reason: ReasonMark | undefined;
  readonly message: string;
}

export interface MarkingOptions {
  /** Credit for what follows from an own answer that is wrong; 1 where left out. */
  readonly follow?: number;
  /** `numbers`: formulas are no answers. */
  readonly answers?: 'any' | 'numbers';
  /** How exact answers must be, instead of what the file says. */
  readonly digits?: Digits | undefined;
  /** A file that is marked: formulas that let the program work out what is asked are no answers. */
  readonly marked?: boolean;
  /** Help that an answer has had, instead of what comments in the text say. */
  readonly help?: (statement: number) => HelpNoted | undefined;
  /** Reasons beside the answers, instead of those that comments in the text give. */
  readonly reason?: (statement: number) => Reason | 'why' | undefined;
  /** Where lines that are to be put in order stand, where that is another order than this text's. */
  readonly placeOf?: (statement: number) => number;
}

export interface Score {
  readonly asked: number;
  /** Right or rounded, and not revealed. */
  readonly right: number;
  /** Sum of the credits. */
  readonly credit: number;
  /** Sum of the credits, each by what its question is worth. */
  readonly points: number;
  readonly maxPoints: number;
}

export const isRight = ({ verdict }: Mark): boolean => verdict === 'right' || verdict === 'rounded';

export const scoreOf = (marks: readonly Mark[]): Score => ({
  asked: marks.length,
  right: marks.filter((mark) => isRight(mark) && !mark.revealed).length,
  credit: marks.reduce((sum, { credit }) => sum + credit, 0),
  points: marks.reduce((sum, { credit, points }) => sum + credit * points, 0),
  maxPoints: marks.reduce((sum, { points }) => sum + points, 0),
});
