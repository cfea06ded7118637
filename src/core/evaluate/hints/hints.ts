/** What is worth knowing about a text that is right as it stands: found after it has been evaluated. */
import type { Problem } from '../../semantics/problem.ts';
import type { Evaluation } from '../evaluation.ts';
import { infiniteSlopes } from './infiniteSlopes.ts';
import { unreachedParams } from './unreachedParams.ts';
import { unusedNames } from './unusedNames.ts';

/** A problem with its statement; its span counts from the statement's start. */
export interface Hint {
  readonly statement: number;
  readonly problem: Problem;
}

const known = new WeakMap<Evaluation, readonly Hint[]>();

/** In the order of the text. Computed once for each evaluation. */
export function hintsOf(evaluation: Evaluation): readonly Hint[] {
  const before = known.get(evaluation);
  if (before) return before;
  const unreached = unreachedParams(evaluation);
  const told = new Set(unreached.map(({ node }) => node));
  const all: Hint[] = [...unreached, ...unusedNames(evaluation, told), ...infiniteSlopes(evaluation)].map(
    ({ statement, problem }) => ({ statement, problem }),
  );
  all.sort((a, b) => a.statement - b.statement || a.problem.from - b.problem.from);
  known.set(evaluation, all);
  return all;
}
