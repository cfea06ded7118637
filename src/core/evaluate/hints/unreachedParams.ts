import type { NodeId } from '../../autodiff/tape/tape.ts';
import type { Evaluation } from '../evaluation.ts';
import type { Hint } from './hints.ts';

/** Parameters that no trained loss depends on. Says nothing while a `train(…)` has an error, or where none is. */
export function unreachedParams({
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
