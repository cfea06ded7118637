/** Compiled code that cannot be made, or that fails on the way, costs speed and nothing else; and it is told. */
import { afterEach, expect, test, vi } from 'vitest';
import type { Gate } from '../../../src/core/gates/gate.ts';
import { enginesForAny } from '../../../src/trainer/compiler/anyPlan.ts';
import type { Engine } from '../../../src/trainer/engine/engine.ts';
import { programEngine } from '../../../src/trainer/engine/programEngine.ts';
import { allocateOnHeap, rowSourcesOf } from '../../../src/trainer/engine/store.ts';
import { adam } from '../../../src/trainer/optimizers/adam.ts';
import { isPlanProblem, type Plan } from '../../../src/trainer/plan/plan.ts';
import { planOf } from '../../support/planOf.ts';

afterEach(() => vi.unstubAllGlobals());

const TEXT = `X = data(randn(12, 3, seed=1)); Y = data(randn(12, 2, seed=2))
W = param(xavier(3, 2, seed=3)); b = param(zeros(2))
loss = mse(cumsum(tanh(X @ W + b), axis=1), Y)
train(loss, lr=0.1, batch=4)
`;

const partsOf = (plan: Plan) => ({
  plan,
  optimizer: adam,
  precision: 'float64' as const,
  sizes: [4],
  rowSets: rowSourcesOf(plan, allocateOnHeap('float64')),
});

const order = Int32Array.from({ length: 12 }, (_, i) => (i * 5) % 12);
const hyper = { lr: 0.1, momentum: 0.9, weightDecay: 0.01 };

function trained(engine: Engine | undefined): { losses: number[]; parameters: number[] } {
  const losses = new Float64Array(9);
  for (let epoch = 0; epoch < 3; epoch++)
    engine?.advance({ order, from: 0, batch: 4, count: 3, ...hyper, t: 1 + 3 * epoch }, losses.subarray(3 * epoch));
  return { losses: [...losses], parameters: (engine?.parameters() ?? []).flatMap(({ data }) => [...data]) };
}

function expectAlike(got: ReturnType<typeof trained>, want: ReturnType<typeof trained>): void {
  for (const [i, loss] of want.losses.entries()) expect(got.losses[i]).toBeCloseTo(loss, 11);
  for (const [i, entry] of want.parameters.entries()) expect(got.parameters[i]).toBeCloseTo(entry, 11);
}

/** A gate of the plan that throws in its call number `at`, once. */
function failing(plan: Plan, name: string, at: number): Plan {
  let calls = 0;
  const fail = <T extends unknown[]>(work: (...args: T) => void) => {
    return (...args: T): void => {
      if (++calls === at) throw new Error('out of luck');
      work(...args);
    };
  };
  const broken = (gate: Gate): Gate => ({
    ...gate,
    kernel: undefined,
    value: fail(gate.value),
    pullback: fail(gate.pullback),
  });
  return {
    ...plan,
    nodes: plan.nodes.map((node) =>
      node.does.kind === 'gate' && node.does.gate.name === name
        ? { ...node, does: { ...node.does, gate: broken(node.does.gate) } }
        : node,
    ),
  };
}

test('a module that does not compile: the run goes gate by gate, and says why', () => {
  const plan = planOf(TEXT);
  const plain = programEngine(partsOf(plan));
  vi.stubGlobal('WebAssembly', {
    ...WebAssembly,
    Module: class {
      constructor() {
        throw new Error('no such instruction');
      }
    },
  });
  const engines = enginesForAny(partsOf(plan), 1);
  if (isPlanProblem(engines) || isPlanProblem(plain)) throw new Error('no engine');
  expect(engines[0]?.description).toBe('gate by gate, in TypeScript, float64 (not compiled: no such instruction)');
  expect(trained(engines[0])).toEqual(trained(plain));
});

test.each([1, 2, 5, 8, 12])('code that fails in call %i: the run goes on from there, with nothing lost', (at) => {
  const plan = planOf(TEXT);
  const plain = programEngine(partsOf(plan));
  const engines = enginesForAny(partsOf(failing(plan, 'cumsum', at)), 1);
  if (isPlanProblem(engines) || isPlanProblem(plain)) throw new Error('no engine');
  const [engine] = engines;
  expect(engine?.description).toBe('compiled to WebAssembly, float64');
  expectAlike(trained(engine), trained(plain));
  expect(engine?.description).toBe('gate by gate, in TypeScript, float64 (the compiled code failed: out of luck)');
  const [got, want] = [engine, plain].map((one) =>
    one
      ?.memory()
      .flat()
      .flatMap(({ data }) => [...data]),
  );
  for (const [i, entry] of (want ?? []).entries()) expect(got?.[i]).toBeCloseTo(entry, 11);
});

test('code that fails in a look', () => {
  const plan = planOf(TEXT);
  const plain = programEngine(partsOf(plan));
  const engines = enginesForAny(partsOf(failing(plan, 'cumsum', 1)), 1);
  if (isPlanProblem(engines) || isPlanProblem(plain)) throw new Error('no engine');
  expect(engines[0]?.look(order, true).loss).toBeCloseTo(plain.look(order, true).loss, 11);
});
