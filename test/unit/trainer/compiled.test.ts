/** What is compiled gives what the gates give, forward and backward: every gate in every pattern of broadcasting, and at odd numbers. */
import { describe, expect, test } from 'vitest';
import { type Gate, isShapeProblem, type Options } from '../../../src/core/gates/gate.ts';
import { gates } from '../../../src/core/gates/index.ts';
import { mul } from '../../../src/core/gates/mul.ts';
import { sum } from '../../../src/core/gates/sum.ts';
import { type Numbers, type Shape, sizeOf, type Tensor } from '../../../src/core/tensor/tensor.ts';
import { compiledEngines } from '../../../src/trainer/compiler/compiledEngine.ts';
import type { Engine } from '../../../src/trainer/engine/engine.ts';
import { programEngine } from '../../../src/trainer/engine/programEngine.ts';
import { sgd } from '../../../src/trainer/optimizers/sgd.ts';
import { type Doing, isPlanProblem, type Plan } from '../../../src/trainer/plan/plan.ts';

type Precision = 'float32' | 'float64';
const TOLERANCE = { float32: 1e-6, float64: 1e-12 };

/** sum(gate(…) * weights), with a param for every operand that takes a gradient. */
function planOf(gate: Gate, options: Options, inputs: readonly Tensor[]): Plan | undefined {
  const shape = gate.shape(
    inputs.map((input) => input.shape),
    options,
  );
  if (isShapeProblem(shape) || sizeOf(shape) === 0 || gate.check?.(inputs, options) !== undefined) return undefined;
  const flows = (i: number): boolean => gate.differentiable[Math.min(i, gate.differentiable.length - 1)] === true;
  const params = inputs.flatMap((start, i) => (flows(i) ? [{ name: `p${i}`, node: i, start }] : []));
  const weights = { shape, data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => 1 + 0.25 * Math.sin(i)) };
  const does: Doing[] = inputs.map((value, i) =>
    flows(i) ? { kind: 'param', param: params.findIndex(({ node }) => node === i) } : { kind: 'constant', value },
  );
  const own = inputs.length;
  does.push({ kind: 'gate', setting: undefined, gate, options, inputs: inputs.map((_, i) => i) });
  does.push({ kind: 'constant', value: weights });
  does.push({ kind: 'gate', setting: undefined, gate: mul, options: {}, inputs: [own, own + 1] });
  does.push({ kind: 'gate', setting: undefined, gate: sum, options: {}, inputs: [own + 2] });
  const learns = (doing: Doing, i: number): boolean => doing.kind === 'param' || (doing.kind === 'gate' && i >= own);
  return {
    nodes: does.map((doing, i) => ({
      tape: i,
      does: doing,
      gradient: params.length > 0 && learns(doing, i),
      forLoss: true,
    })),
    loss: own + 3,
    lossName: 'loss',
    metric: undefined,
    params,
    rowSets: [],
    loops: [],
    rows: 0,
    nameOf: () => undefined,
  };
}

function enginesFor(plan: Plan, precision: Precision): readonly [Engine, Engine] {
  const parts = { plan, optimizer: sgd, precision, sizes: [0], rowSets: [] };
  const plain = programEngine(parts);
  const compiled = compiledEngines(parts, 1);
  if (isPlanProblem(plain) || compiled === undefined || isPlanProblem(compiled)) throw new Error('no engine');
  const [engine] = compiled;
  if (engine === undefined) throw new Error('no engine');
  return [plain, engine];
}

function expectSame(got: Numbers, want: Numbers, { tolerance, least }: Limits, what: string): void {
  expect(got.length, what).toBe(want.length);
  let scale = 0;
  for (const entry of want) if (Number.isFinite(entry)) scale = Math.max(scale, Math.min(1, Math.abs(entry)));
  for (const [i, entry] of want.entries()) {
    const value = got[i] ?? 0;
    if (!Number.isFinite(entry)) expect(value, `${what}, entry ${i}`).toBe(entry);
    else
      expect(Math.abs(value - entry), `${what}, entry ${i}: ${value}, not ${entry}`).toBeLessThanOrEqual(
        tolerance * (Math.abs(entry) + 0.3 * scale) + least,
      );
  }
}

interface Limits {
  readonly tolerance: number;
  readonly least: number;
}

/** `slack`: how many times the tolerance, where entries are what is left of sums of larger numbers, each rounded on its way. */
function expectAgreement(
  gate: Gate,
  options: Options,
  inputs: readonly Tensor[],
  precision: Precision,
  slack = 1,
): void {
  const plan = planOf(gate, options, inputs);
  if (plan === undefined) return;
  const [plain, compiled] = enginesFor(plan, precision);
  const what = `${gate.name} ${inputs.map(({ shape }) => `(${shape})`).join(' ')} ${JSON.stringify(options)}`;
  const rows = new Int32Array(0);
  const want = plain.look(rows, true);
  const got = compiled.look(rows, true);
  const own = inputs.length;
  const limits = { tolerance: slack * TOLERANCE[precision], least: precision === 'float32' ? 1e-37 : 1e-300 };
  expectSame(got.valueOf(own).data, want.valueOf(own).data, limits, what);
  for (const [p, gradient] of want.gradients.entries())
    expectSame(got.gradients[p]?.data ?? gradient.data, gradient.data, limits, `${what}, gradient ${p}`);
}

const drawn = (shape: Shape, seed: number): Tensor => ({
  shape,
  data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.fround(0.4 + 1.5 * Math.sin(seed * 7.7 + i * 1.3))),
});
const odd = Float64Array.of(
  ...[
    -1 / 0,
    -300,
    -100,
    -20,
    -3,
    -1,
    -0.5,
    -1e-40,
    -0,
    0,
    1e-40,
    1e-20,
    0.3,
    0.5,
    1,
    2,
    3,
    8,
    20,
    100,
    300,
    1 / 0,
    Number.NaN,
  ],
).map(Math.fround);
const line = (data: Float64Array): Tensor => ({ shape: [data.length], data });
/** Every pair of them, without those of which a power overflows on the way. */
const usual = odd.filter((x) => x === 0 || Math.abs(x) > 1e-30 || Number.isNaN(x));
const firsts = Float64Array.from({ length: usual.length ** 2 }, (_, i) => usual[i % usual.length] ?? 0);
const seconds = Float64Array.from({ length: usual.length ** 2 }, (_, i) => usual[Math.floor(i / usual.length)] ?? 0);
const odd3 = Float64Array.from(firsts, (_, i) => usual[(i * 7) % usual.length] ?? 0);
const patterns: readonly (readonly Shape[])[] = [
  [
    [5, 7],
    [5, 7],
    [5, 7],
  ],
  [[5, 7], [7], []],
  [[5, 1], [7], [5, 7]],
  [
    [3, 1, 6],
    [4, 1],
    [3, 4, 6],
  ],
  [[], [9], [1]],
  [[2, 3, 4], [3, 1], [4]],
  [[1], [], []],
];
const axes: readonly Options[] = [{}, { axis: 0 }, { axis: 1, keepdims: true }, { axis: -1 }, { keepdims: true }];

/** Shapes and options of gates that are not covered by patterns. */
const layers: readonly (readonly [name: string, shapes: readonly Shape[], options: Options])[] = [
  [
    'conv2d',
    [
      [2, 3, 7, 6],
      [4, 3, 3, 2],
    ],
    { stride: 1, padding: 0 },
  ],
  [
    'conv2d',
    [
      [2, 3, 7, 6],
      [4, 3, 3, 3],
    ],
    { stride: 2, padding: 1 },
  ],
  [
    'conv2d',
    [
      [3, 2, 9, 9],
      [5, 2, 5, 5],
    ],
    { stride: 3, padding: 2 },
  ],
  [
    'conv2d',
    [
      [1, 5, 5],
      [2, 1, 2, 2],
    ],
    { stride: 1, padding: 1 },
  ],
  [
    'conv2d',
    [
      [5, 5],
      [2, 3],
    ],
    { stride: 1, padding: 0 },
  ],
  [
    'conv2d',
    [
      [5, 5],
      [2, 3],
    ],
    { stride: 1, padding: 4 },
  ],
  [
    'conv2d',
    [
      [2, 1, 4, 4],
      [3, 1, 1, 1],
    ],
    { stride: 1, padding: 0 },
  ],
  [
    'conv2d',
    [
      [2, 4, 4, 4],
      [1, 4, 4, 4],
    ],
    { stride: 1, padding: 0 },
  ],
  [
    'conv1d',
    [
      [2, 3, 9],
      [4, 3, 3],
    ],
    { stride: 2, padding: 1 },
  ],
  ['conv1d', [[9], [4]], { stride: 1, padding: 2 }],
  [
    'conv1d',
    [
      [3, 9],
      [2, 3, 2],
    ],
    { stride: 1, padding: 0 },
  ],
  ['conv2d', [[2, 3, 6, 6], [4, 3, 3, 3], [4]], { stride: 1, padding: 1 }],
  ['conv2d', [[2, 3, 6, 6], [4, 3, 3, 3], [1]], { stride: 1, padding: 1 }],
  ['conv2d', [[2, 3, 6, 6], [4, 3, 3, 3], []], { stride: 2, padding: 0 }],
  ['conv2d', [[6, 6], [3, 3], [1]], { stride: 1, padding: 0 }],
  ['conv2d', [[3, 6, 6], [2, 3, 3, 3], [2]], { stride: 1, padding: 0 }],
  ['conv1d', [[2, 3, 9], [4, 3, 3], [4]], { stride: 2, padding: 1 }],
  ['conv1d', [[3, 9], [4, 3, 3], [4]], { stride: 1, padding: 0 }],
  ['max_pool2d', [[2, 3, 6, 7]], { size: 2 }],
  ['max_pool2d', [[3, 7, 7]], { size: 3, stride: 2 }],
  ['max_pool2d', [[7, 7]], { size: 2, stride: 3 }],
  ['avg_pool2d', [[2, 3, 6, 7]], { size: 2 }],
  ['avg_pool2d', [[7, 7]], { size: 3, stride: 1 }],
  ['batch_norm', [[9, 4], [4], [4]], { eps: 1e-5 }],
  ['batch_norm', [[9, 4], [], [1]], { eps: 1e-3 }],
  ['batch_norm', [[9], [], []], { eps: 1e-5 }],
  ['batch_norm', [[3, 4, 5], [4], []], { eps: 1e-5 }],
  ['batch_norm', [[3, 4, 2, 3], [1], [4]], { eps: 1e-5 }],
  ['layer_norm', [[9, 4], [4], [4]], { eps: 1e-5 }],
  ['layer_norm', [[2, 3, 5], [], [5]], { eps: 1e-5 }],
  ['layer_norm', [[7], [1], [7]], { eps: 1e-5 }],
  ['softmax', [[5, 7]], {}],
  ['log_softmax', [[2, 5, 7]], {}],
  ['sum', [[3, 4, 5]], { axis: [0, 2] }],
  ['mean', [[3, 4, 5]], { axis: [1, 2], keepdims: true }],
  ['max', [[3, 4, 5]], { axis: [0, 1] }],
  ['dot', [[7], [7]], {}],
  ['outer', [[3], [7]], {}],
  [
    'matmul',
    [
      [3, 5],
      [5, 7],
    ],
    {},
  ],
  [
    'matmul',
    [
      [2, 3, 5],
      [2, 5, 7],
    ],
    {},
  ],
  [
    'matmul',
    [
      [2, 3, 5],
      [5, 7],
    ],
    {},
  ],
  ['matmul', [[5], [5, 7]], {}],
  ['matmul', [[4, 3, 5], [5]], {}],
  [
    'matmul',
    [
      [2, 1, 3, 5],
      [4, 5, 2],
    ],
    {},
  ],
  ['fc', [[6, 5], [5, 3], [3]], {}],
  ['fc', [[6, 5], [5, 3], []], {}],
  [
    'mse',
    [
      [6, 5],
      [6, 5],
    ],
    {},
  ],
  [
    'concat',
    [
      [2, 3],
      [4, 3],
      [1, 3],
    ],
    { axis: 0 },
  ],
  [
    'stack',
    [
      [2, 3],
      [2, 3],
    ],
    { axis: 1 },
  ],
  ['cumsum', [[4, 5]], { axis: 1 }],
  ['tile', [[2, 3]], { times: [2, 2] }],
  ['transpose', [[3, 5]], {}],
];

const scalars = gates.filter(({ scalar }) => scalar !== undefined);
const reductions = gates.filter(({ options }) => options.some(({ name }) => name === 'keepdims'));

describe.each(['float32', 'float64'] as const)('compiled in %s', (precision) => {
  test.each(scalars.map((gate) => [gate.name, gate] as const))('%s in every pattern of broadcasting', (_name, gate) => {
    for (const shapes of patterns)
      expectAgreement(
        gate,
        {},
        gate.params.map((_, i) => drawn(shapes[i] ?? [], i + 1)),
        precision,
      );
  });

  test.each(scalars.map((gate) => [gate.name, gate] as const))('%s at odd numbers', (_name, gate) => {
    if (gate.params.length === 1) expectAgreement(gate, {}, [line(odd)], precision);
    else
      expectAgreement(
        gate,
        {},
        gate.params.map((_, i) => line(i === 0 ? firsts : i === 1 ? seconds : odd3)),
        precision,
      );
  });

  test.each(layers)('%s of %j with %j', (name, shapes, options) => {
    const found = gates.filter((gate) =>
      gate.spelling.kind === 'call' ? gate.spelling.name === name : gate.name === name,
    );
    const gate =
      found.find((one) => one.variadic || one.params.length === shapes.length) ??
      gates.find((one) => one.name === name);
    if (gate === undefined) throw new Error(`no gate ${name}`);
    const inputs = shapes.map((shape, i) => drawn(shape, i + 1));
    // In float32 sums of 50 products are rounded more often, and gains of a norm get sums of entries that cancel.
    const slack = precision === 'float64' ? 1 : name.endsWith('norm') ? 12 : 3;
    expectAgreement(gate, options, inputs, precision, slack);
    // Ties, and a nan.
    const [first] = inputs;
    if (first === undefined || first.data.length < 4) return;
    first.data.copyWithin(1, 0, 2);
    expectAgreement(gate, options, inputs, precision, slack);
    if (name !== 'conv2d' && name !== 'conv1d' && !/norm$|matmul|fc|dot|outer/.test(name)) first.data[3] = Number.NaN;
    expectAgreement(gate, options, inputs, precision, slack);
  });

  test.each(reductions.map((gate) => [gate.name, gate] as const))('%s along every axis', (_name, gate) => {
    for (const options of axes)
      for (const shape of [
        [6, 5],
        [2, 9, 4],
        [3, 17],
      ]) {
        const x = drawn(shape, 3);
        expectAgreement(gate, options, [x], precision);
        x.data[1] = x.data[2] ?? 0;
        expectAgreement(gate, options, [x], precision);
      }
  });
});
