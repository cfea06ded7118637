/**
 * Random networks, compiled beside gate by gate: losses, every value, every gradient, and parameters after some steps.
 * PLANS=1000 takes so many networks in each precision.
 */
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/core/base/seededRandom.ts';
import type { Numbers } from '../../../src/core/tensor/tensor.ts';
import { compiledEngines } from '../../../src/trainer/compiler/compiledEngine.ts';
import type { Engine } from '../../../src/trainer/engine/engine.ts';
import { programEngine } from '../../../src/trainer/engine/programEngine.ts';
import { allocateOnHeap, rowSourcesOf } from '../../../src/trainer/engine/store.ts';
import { optimizers } from '../../../src/trainer/optimizers/index.ts';
import { isPlanProblem, type Plan, type PlanProblem } from '../../../src/trainer/plan/plan.ts';
import { planOf } from '../../support/planOf.ts';

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

/**
 * In float64 both ways round a few of 16 digits. In float32 what rounds differently is magnified by logarithms near 0, small
 * deviations and sums that cancel, and how much depends on the network. So the same network in float64 says how far off
 * float32 is gate by gate, in the worst of its figures: mostly 2e-7. Compiled code rounds each of the dozens of operations
 * of a gate, not only its result, and may be some times as far off.
 */
const ROUNDING = { float64: 3e-11, float32: 2e-6 };
const TIMES_AS_FAR = 150;
const NONE = new Float64Array(0);

describe.each(['float64', 'float32'] as const)('random networks in %s', (precision) => {
  test.each(Array.from({ length: NETWORKS }, (_, i) => i + 1))('network %i', (seed) => {
    const text = networkText(seed);
    const plan = planOf(text);
    // Those that divide by the size of a gradient make a step of what is only rounding.
    const optimizer = optimizers[seed % (precision === 'float64' ? optimizers.length : 2)];
    if (optimizer === undefined) throw new Error('no optimiser');
    const parts = (bits: 'float64' | 'float32') => ({
      plan,
      optimizer,
      precision: bits,
      sizes: [4, 3],
      rowSets: rowSourcesOf(plan, allocateOnHeap(bits)),
    });
    const [compiled] = [compiledEngines(parts(precision), 1) ?? []].flat();
    const order = Int32Array.from({ length: ROWS }, (_, i) => (i * 7) % ROWS);
    const figures = (engine: Engine | PlanProblem | undefined): ReadonlyMap<string, Numbers> => {
      if (engine === undefined || isPlanProblem(engine)) throw new Error('no engine');
      return figuresOf(engine, plan, order);
    };
    const want = figures(programEngine(parts('float64')));
    const got = figures(compiled);
    const near = precision === 'float64' ? want : figures(programEngine(parts(precision)));
    // What overflows in float32 has no distance.
    const compared = [...want].flatMap(([what, entries]) => {
      const far = apart(near.get(what) ?? NONE, entries);
      return Number.isFinite(far) ? [{ what, entries, far }] : [];
    });
    const allowed = ROUNDING[precision] + TIMES_AS_FAR * Math.max(...compared.map(({ far }) => far));
    for (const { what, entries } of compared)
      expect(apart(got.get(what) ?? NONE, entries), `${what} of\n${text}`).toBeLessThan(allowed);
  });
});

/** Every value and gradient, losses of three updates, and the parameters after them. */
function figuresOf(engine: Engine, plan: Plan, order: Int32Array): ReadonlyMap<string, Numbers> {
  const figures = new Map<string, Numbers>();
  const look = engine.look(order, true);
  for (const node of plan.nodes.keys()) figures.set(`value ${node}`, look.valueOf(node).data.slice());
  for (const [p, { data }] of look.gradients.entries()) figures.set(`gradient ${p}`, data.slice());
  const losses = new Float64Array(3);
  engine.advance({ order, from: 0, batch: 4, count: 3, lr: 1e-3, momentum: 0.9, weightDecay: 0.01, t: 1 }, losses);
  figures.set('losses', losses);
  for (const [p, { data }] of engine.parameters().entries()) figures.set(`parameter ${p}`, data);
  return figures;
}
