/**
 * Random networks, compiled beside gate by gate: losses, every value, every gradient, and parameters after some steps.
 * PLANS=1000 takes so many networks in each precision.
 */
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/core/base/seededRandom.ts';
import { evaluateDocument } from '../../../src/core/evaluate/evaluate.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import type { Numbers } from '../../../src/core/tensor/tensor.ts';
import { compiledEngines } from '../../../src/trainer/compiler/compiledEngine.ts';
import { programEngine } from '../../../src/trainer/engine/programEngine.ts';
import { allocateOnHeap, rowSourcesOf } from '../../../src/trainer/engine/store.ts';
import { optimizers } from '../../../src/trainer/optimizers/index.ts';
import { compilePlan, isPlanProblem } from '../../../src/trainer/plan/plan.ts';

const NETWORKS = Number(process.env.PLANS ?? 100);
const ROWS = 11;

/** A text whose lines each take one or two of the matrices above, of shape (rows, w), (rows, 1), (w,) or (). */
function networkText(seed: number): string {
  const random = seededRandom(`plan ${seed}`);
  const below = (count: number): number => Math.floor(random.uniform() * count);
  const width = 1 + below(9);
  const lines = [
    '# %% A random network',
    `X = data(randn(${ROWS}, ${width}, seed=${seed})); Y = data(rand(${ROWS}, ${width}, seed=${seed + 1}))`,
    `W = param(xavier(${width}, ${width}, seed=${seed})); b = param(0.3 * randn(${width}, seed=2)); s = param(0.7)`,
    'h0 = X @ W + b',
  ];
  const wide = ['X', 'Y', 'h0', 'b', 's'];
  const full = ['h0'];
  const pick = (names: readonly string[]): string => names[below(names.length)] ?? 'h0';
  const count = 3 + below(9);
  for (let i = 1; i <= count; i++) {
    const [a, c] = [pick(full), pick(wide)];
    const forms = [
      `${a} + ${c}`,
      `${a} * ${c}`,
      `${a} - mean(${a}, axis=${below(2)}, keepdims=true)`,
      `${a} / (1 + square(${c}))`,
      `${pick(['tanh', 'sigmoid', 'relu', 'leaky_relu', 'gelu', 'softplus', 'softmax', 'log_softmax', 'abs', 'sin', 'cos', 'silu', 'elu'])}(${a})`,
      `max(${a}, ${c})`,
      `where(${a} > ${c}, ${a}, 0.1 * ${a})`,
      `${a} @ W + b`,
      `fc(${a}, W, b)`,
      `${a} / (norm(${a}, axis=1, keepdims=true) + 0.5)`,
      `exp(-square(${a}))`,
      `sqrt(square(${a}) + 0.1) * s`,
      `dropout(${a}, 0.3)`,
      `batch_norm(${a}, s, b)`,
      `layer_norm(${a} + ${c}, b, s)`,
      `where(${a} > 0.1, log(abs(${a} - 0.1)), ${a} * ${c})`,
      `var(${a}, axis=1, keepdims=true) * ${a}`,
      `cumsum(${a}, axis=1) / ${width}`,
      `avg_pool2d(reshape(${a}, -1, 1, 1, ${width}), 1, 1)[:, 0, 0, :]`,
      `conv1d(reshape(${a}, -1, 1, ${width}), reshape(W[0], 1, 1, ${width}), padding=${width - 1})[:, 0, ::-1][:, :${width}]`,
      `concat(${a}[:, 0:1], ${a}[:, 1:], axis=1) + max(${a}, axis=1, keepdims=true)`,
      `reshape(reshape(${a}, -1, 1, ${width}) * b + s, -1, ${width})`,
      `clip(${a}, -1, 2) ** 2`,
    ];
    lines.push(`h${i} = ${forms[width === 1 ? below(13) : below(forms.length)] ?? a}`);
    full.push(`h${i}`);
    wide.push(`h${i}`);
  }
  lines.push(`loss = ${pick(['mse(', 'mean(square('])}h${count}${lines.length % 2 ? ' - 0.2 * Y' : ''}`);
  const last = lines.pop() ?? '';
  lines.push(last.includes('mse(') ? `${last}, Y)` : `${last})) + 0.01 * sum(W ** 2)`);
  return `${lines.join('\n')}\ntrain(loss, lr=0.01, batch=4)\n`;
}

/** The largest difference, measured by the largest entry. */
function apart(got: Numbers, want: Numbers): number {
  let most = 0;
  let size = 1e-3;
  for (const [i, entry] of want.entries()) {
    if (Number.isFinite(entry)) size = Math.max(size, Math.abs(entry));
    // Of a run that has diverged both are infinite, or no number.
    const difference = Object.is(got[i], entry) ? 0 : Math.abs((got[i] ?? Number.NaN) - entry);
    most = difference > most || Number.isNaN(difference) ? difference : most;
  }
  return most / size;
}

describe.each([
  ['float64', 1e-11],
  // What rounds differently is magnified by logarithms near 0 and by what is divided by a small deviation.
  ['float32', 2e-3],
] as const)('random networks in %s', (precision, tolerance) => {
  test.each(Array.from({ length: NETWORKS }, (_, i) => i + 1))('network %i', (seed) => {
    const text = networkText(seed);
    const evaluation = evaluateDocument(parseDocument(text), {
      dataSets: [],
      files: { read: () => ({ state: 'refused', reason: 'no files' }) },
      maxElements: 1e6,
      maxNodes: 1e5,
      maxRows: Number.POSITIVE_INFINITY,
      trained: new Map(),
      scrubbed: new Map(),
    });
    const plan = compilePlan(evaluation, 0);
    if (isPlanProblem(plan)) throw new Error(`${plan.problem}\n${text}`);
    // Those that divide by the size of a gradient make a step of what is only rounding.
    const optimizer = optimizers[seed % (precision === 'float64' ? optimizers.length : 2)];
    if (optimizer === undefined) throw new Error('no optimiser');
    const rowSets = rowSourcesOf(plan, allocateOnHeap(precision));
    const parts = { plan, optimizer, precision, sizes: [4, 3], rowSets };
    const plain = programEngine(parts);
    const [compiled] = [compiledEngines(parts, 1) ?? []].flat();
    if (isPlanProblem(plain) || compiled === undefined || isPlanProblem(compiled)) throw new Error('no engine');
    const order = Int32Array.from({ length: ROWS }, (_, i) => (i * 7) % ROWS);
    const looks = [plain, compiled].map((engine) => engine.look(order, true));
    const [want, got] = looks;
    if (want === undefined || got === undefined) throw new Error('no look');
    for (const node of plan.nodes.keys())
      expect(apart(got.valueOf(node).data, want.valueOf(node).data), `value ${node} of\n${text}`).toBeLessThan(
        tolerance,
      );
    for (const [p, { data }] of want.gradients.entries())
      expect(apart(got.gradients[p]?.data ?? data.slice(0, 0), data), `gradient ${p} of\n${text}`).toBeLessThan(
        tolerance,
      );
    const losses = [plain, compiled].map((engine) => {
      const seen = new Float64Array(3);
      engine.advance({ order, from: 0, batch: 4, count: 3, lr: 1e-3, momentum: 0.9, weightDecay: 0.01, t: 1 }, seen);
      return seen;
    });
    const [wanted = new Float64Array(3), given = new Float64Array(0)] = losses;
    expect(apart(given, wanted), `losses of\n${text}`).toBeLessThan(tolerance);
    for (const [p, { data }] of plain.parameters().entries())
      expect(
        apart(compiled.parameters()[p]?.data ?? data.slice(0, 0), data),
        `parameter ${p} of\n${text}`,
      ).toBeLessThan(tolerance);
  });
});
