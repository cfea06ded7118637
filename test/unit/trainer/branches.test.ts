/** What only a branch leads to that no `where` takes gets a gradient of 0 in training too, as above the lines. */
import { expect, test } from 'vitest';
import { backward } from '../../../src/core/autodiff/backward.ts';
import { compiledEngines } from '../../../src/trainer/compiler/compiledEngine.ts';
import { programEngine } from '../../../src/trainer/engine/programEngine.ts';
import { allocateOnHeap, rowSourcesOf } from '../../../src/trainer/engine/store.ts';
import { sgd } from '../../../src/trainer/optimizers/sgd.ts';
import { isPlanProblem } from '../../../src/trainer/plan/plan.ts';
import { planned } from '../../support/planOf.ts';

const X = 'x = param([0, 1, -1, 2, 0])';
const losses: readonly (readonly [string, string])[] = [
  ['a logarithm', 'sum(where(x > 0, log(x), 0))'],
  ['a quotient', 'sum(where(x != 0, 1 / x, x))'],
  ['a root of a sum', 'sum(where(x > 0, sqrt(sum(x) - 2 + x), 3 * x))'],
  ['a branch within a branch', 'sum(where(x > 0, where(x > 1, log(x - 1), log(x)), x ** 2))'],
  ['a relu behind it', 'sum(where(x > 0, relu(log(x)), 0)) + sum(relu(x - 3) * x)'],
  ['a number for all', 'sum(where(x > 0, log(x), 0) * where(s > 0, log(s), 2)) + sum(s * x)'],
  ['a reshaping', 'sum(where(reshape(x, 5, 1) > 0, reshape(log(x), 5, 1), 0))'],
  ['a sum on the way', 'where(sum(x) > 10, sum(log(x)), sum(x ** 2))'],
  ['a mean and a slice', 'where(x[0] > 0, mean(log(x[0:2])), 1) + x[1] * x[3]'],
  ['a product of matrices', 'sum(where(x > 0, log(x), 0) @ M)'],
  ['an open way beside it', 'sum(where(x > 0, log(x), 0)) + sum(abs(x))'],
  ['a norm', 'where(x[1] > 2, norm(x - x), sum(x * x))'],
];

test.each(losses)('%s', (_what, loss) => {
  const text = `${X}; s = param(0); M = param([[1, 2], [0, 1], [3, 0], [1, 1], [2, 1]])\nloss = ${loss}\ntrain(loss, lr=0.1)\n`;
  const { plan, evaluation } = planned(text);
  const { tape } = evaluation;
  const rowSets = rowSourcesOf(plan, allocateOnHeap('float64'));
  const parts = { plan, optimizer: sgd, precision: 'float64', sizes: [0], rowSets } as const;
  const engines = [programEngine(parts), ...[compiledEngines(parts, 1) ?? []].flat()];
  expect(engines).toHaveLength(2);
  const root = plan.nodes[plan.loss]?.tape ?? -1;
  for (const engine of engines) {
    if (isPlanProblem(engine)) throw new Error(engine.problem);
    const { gradients } = engine.look(new Int32Array(0), true);
    const found = backward(tape, root);
    for (const [p, { node, name }] of plan.params.entries()) {
      const want = found.of(plan.nodes[node]?.tape ?? -1)?.data ?? new Float64Array(gradients[p]?.data.length ?? 0);
      const got = gradients[p]?.data ?? [];
      for (const [i, entry] of want.entries())
        expect(got[i], `${name}[${i}] by ${engine.description}`).toBeCloseTo(entry, 12);
    }
  }
});
