import { describe, expect, test } from 'vitest';
import { backward } from '../../../src/core/autodiff/backward.ts';
import { NO_OPTIONS, Tape } from '../../../src/core/autodiff/tape/tape.ts';
import { type Example, type Gate, isShapeProblem } from '../../../src/core/gates/gate.ts';
import { gateNamed, gates } from '../../../src/core/gates/index.ts';
import { fromNested, zeros } from '../../../src/core/tensor/tensor.ts';
import { compiledEngines } from '../../../src/trainer/compiler/compiledEngine.ts';
import { programEngine } from '../../../src/trainer/engine/programEngine.ts';
import { optimizerNamed } from '../../../src/trainer/optimizers/index.ts';
import { isPlanProblem, planFor } from '../../../src/trainer/plan/plan.ts';
import { trainToEnd } from '../../../src/trainer/session/trainToEnd.ts';
import { setupOf } from './setupOf.ts';

/** A tape with the example's operands as parameters, summed up to one number. */
function tapeOf(
  gate: Gate,
  example: Example,
): { readonly tape: Tape; readonly loss: number; readonly params: readonly number[] } {
  const tape = new Tape();
  const differentiable = (port: number): boolean =>
    gate.differentiable[Math.min(port, gate.differentiable.length - 1)] === true;
  const inputs = example.inputs.map((input, port) =>
    tape.pushLeaf(differentiable(port) ? 'param' : 'constant', fromNested(input), undefined),
  );
  const options = example.options ?? NO_OPTIONS;
  const apply = (by: Gate, operands: readonly number[], given = NO_OPTIONS): number => {
    const shape = by.shape(
      operands.map((id) => tape.shapeOf(id)),
      given,
    );
    if (isShapeProblem(shape)) throw new Error(shape.problem);
    const out = zeros(shape);
    by.value(
      operands.map((id) => tape.valueOf(id)),
      out,
      given,
    );
    return tape.push(by, operands, out, given, undefined);
  };
  const out = apply(gate, inputs, options);
  const sum = gateNamed('sum');
  const loss = tape.isScalar(out) || sum === undefined ? out : apply(sum, [out]);
  return { tape, loss, params: inputs.filter((_, port) => differentiable(port)) };
}

const learning = gates.filter((gate) => gate.differentiable.some(Boolean));
const cases = learning.flatMap((gate) =>
  gate.examples.map((example, i) => [`${gate.name} ${i + 1}`, gate, example] as const),
);

const ways = [
  ['float64', 'plain'],
  ['float32', 'plain'],
  ['float64', 'compiled'],
  ['float32', 'compiled'],
] as const;

describe.each(ways)('every gate trains in %s, %s', (precision, way) => {
  test.each(cases)('%s', (_name, gate, example) => {
    const { tape, loss, params } = tapeOf(gate, example);
    const plan = planFor(tape, { loss, lossName: 'loss', metric: undefined, params }, () => undefined);
    if (isPlanProblem(plan)) throw new Error(plan.problem);
    const parts = { plan, optimizer: optimizerNamed('sgd'), precision, sizes: [0], rowSets: [] };
    const made = way === 'plain' ? [programEngine(parts)] : compiledEngines(parts, 1);
    const engine = made && !isPlanProblem(made) ? made[0] : undefined;
    if (engine === undefined) throw new Error('not compiled');
    if (isPlanProblem(engine)) throw new Error(engine.problem);
    const want = backward(tape, loss);
    const look = engine.look(new Int32Array(0), true);
    const tolerance = precision === 'float64' ? 1e-12 : 1e-5;
    const near = (got: number, expected: number): boolean =>
      Object.is(got, expected) ||
      got === expected ||
      Math.abs(got - expected) <= tolerance * Math.max(1, Math.abs(expected));
    expect(near(look.loss, tape.valueOf(loss).data[0] ?? 0), `loss ${look.loss}`).toBe(true);
    for (const [p, id] of params.entries())
      for (const [i, expected] of [...(want.of(id)?.data ?? [])].entries())
        expect(
          near(look.gradients[p]?.data[i] ?? 0, expected),
          `${gate.params[p]}[${i}]: ${look.gradients[p]?.data[i]}, not ${expected}`,
        ).toBe(true);
  });
});

function finalParameters(text: string): ReadonlyMap<string, readonly number[]> {
  const runs = trainToEnd(setupOf(text));
  if (isPlanProblem(runs)) throw new Error(runs.problem);
  return new Map(runs[0]?.parameters.map(({ name, data }) => [name, [...data]]));
}

describe('what a plan keeps', () => {
  const neuron = (rule: string): string =>
    `# %% a\nX = data([[1, 2], [3, -1], [0.5, 1]]); t = data([1, 0, 1])\nw = param([0.1, 0.2]); b = param(0)\ndef neuron(w, b, X) = sigmoid(X @ w + b)\n${rule}\nloss = mse(neuron(w, b, X), t)\ntrain(loss, lr=0.5, batch=2, epochs=20, precision="float64")\n`;

  test("the learner's own backward pass is used in place of automatic differentiation", () => {
    const automatic = finalParameters(neuron(''));
    const slope = 'upstream * neuron(w, b, X) * (1 - neuron(w, b, X))';
    const right = finalParameters(neuron(`backward neuron(w, b, X, upstream) = (X.T @ (${slope}), sum(${slope}), 0)`));
    const wrong = finalParameters(neuron('backward neuron(w, b, X, upstream) = (X.T @ upstream, 0, 0)'));
    expect(right.get('w')?.[0]).toBeCloseTo(automatic.get('w')?.[0] ?? 0, 10);
    expect(right.get('b')?.[0]).toBeCloseTo(automatic.get('b')?.[0] ?? 0, 10);
    expect(wrong.get('b')?.[0]).toBe(0);
    expect(wrong.get('w')?.[0]).not.toBeCloseTo(automatic.get('w')?.[0] ?? 0, 3);
  });

  test('what grad gave before stays a constant', () => {
    const text =
      '# %% a\nw = param(2)\nf = w^2\nbackward(f)\ng = grad(w)\nloss = (w - g)^2\ntrain(loss, lr=0.25, steps=60, precision="float64")\n';
    expect(finalParameters(text).get('w')?.[0]).toBeCloseTo(4, 9);
  });

  test('same text, same seed: same numbers, bit for bit', () => {
    const text =
      '# %% a\nX, y = moons(n=40)\nW = param(randn(2, 2))\nloss = cross_entropy(X @ W, y)\ntrain(loss, lr=0.3, momentum=0.9, batch=7, epochs=20, validate=0.25)\n';
    expect(finalParameters(text)).toEqual(finalParameters(text));
    expect(finalParameters(text)).not.toEqual(finalParameters(text.replace('validate', 'seed=1, validate')));
  });
});
