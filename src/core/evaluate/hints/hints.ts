/** What is worth knowing about a text that is right as it stands: found after it has been evaluated. */

import type { NodeId } from '../../autodiff/tape/node.ts';
import type { Evaluation } from '../evaluation.ts';
import type { Hint } from './hint.ts';
import { infiniteSlopes } from './infiniteSlopes.ts';
import { unusedNames } from './unusedNames.ts';

/** Parameters that no trained loss depends on. Says nothing while a `train(…)` has an error, or where none is. */
function unreachedParams({
  document,
  statements,
  tape,
  copying,
}: Evaluation): readonly (Hint & { readonly node: NodeId })[] {
  const trains = document.statements.flatMap(({ tree }, i) =>
    copying.movable[i] !== 1 && tree.kind === 'train' ? [statements[i]?.training] : [],
  );
  if (trains.length === 0 || trains.some((training) => training === undefined)) return [];
  const trained = new Set(trains.flatMap((training) => training?.params ?? []));
  return statements.flatMap(({ bindings }, statement) =>
    bindings.flatMap(({ node, name }, i) => {
      const tree = document.statements[statement]?.tree;
      const target = tree?.kind === 'assignment' ? tree.targets[i] : undefined;
      if (node === undefined || target === undefined || tape.roleOf(node) !== 'param' || trained.has(node)) return [];
      const message = `no loss that is trained depends on ${name}, so it keeps its first value`;
      const { from, to } = target;
      return [
        { node, statement, problem: { code: 'param-not-reached', severity: 'hint' as const, from, to, message } },
      ];
    }),
  );
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
