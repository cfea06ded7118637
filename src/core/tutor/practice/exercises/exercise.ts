import type { Draw } from './draw.ts';
import type { Difficulty } from './topic.ts';

/** A candidate: it is only handed out when the engine finds its numbers agreeable. */
export interface Exercise {
  /** Statements of the practice cell, one a line. */
  readonly lines: readonly string[];
  /** `grad(x)`, `value(f)` */
  readonly questions: readonly string[];
  /** Whether the answers are to be short decimals. False where an exponential makes that impossible. */
  readonly exact: boolean;
}

export type MakeExercise = (draw: Draw, difficulty: Difficulty) => Exercise;
