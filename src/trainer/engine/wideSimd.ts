/** Two operations of 128 bits made one of 256: a flag of V8 that is still an experiment, so it is tried before it is used. */
import { plainSurroundings } from '../../core/evaluate/environment.ts';
import { evaluateDocument } from '../../core/evaluate/evaluate.ts';
import { parseDocument } from '../../core/syntax/document.ts';
import { fastestKernel, type KernelName } from '../kernels/kernels.ts';
import { optimizerNamed } from '../optimizers/index.ts';
import { compilePlan, isPlanProblem, type Plan } from '../plan/plan.ts';
import type { Engine } from './engine.ts';
import type { Optimizer } from './optimizer.ts';

/** Sets a flag of V8 (`--name`, `--no-name`) for whatever it compiles from then on. */
export type SetEngineFlag = (flag: string) => void;

const WIDE = 'experimental-wasm-revectorize';

/** Makes an engine for a plan by the named kernels. */
type MakeTrialEngine = (plan: Plan, optimizer: Optimizer, kernel: KernelName, batch: number) => Engine | undefined;

export interface WideTrial {
  readonly worthwhile: boolean;
  /** For people: what was found. */
  readonly found: string;
}

/** From so many times on it is used. */
const WORTHWHILE = 1.15;
const ROWS = 134;
const BATCH = 66;
/** Milliseconds of one turn of the race, and of the longest warming up; turns without progress after which code is settled. */
const TURN = 4;
const LONGEST = 1500;
const SETTLED = 8;
const TURNS = 5;

/** Ragged minibatches, hidden layers, a penalty and columns that fill no panel: every branch of the kernels of a chain. */
const CHAIN = `# %% Trial
X = data(randn(${ROWS}, 320, seed=1)); y = data([${Array.from({ length: ROWS }, (_, row) => row % 10).join(', ')}])
W1 = param(0.08 * randn(320, 100)); b1 = param(zeros(100))
W2 = param(0.14 * randn(100, 41)); b2 = param(zeros(41))
W3 = param(0.2 * randn(41, 10)); b3 = param(zeros(10))
loss = cross_entropy(fc(relu(fc(relu(fc(X, W1, b1)), W2, b2)), W3, b3), y) + 0.001 * sum(W2 * W2)
train(loss, lr=0.01)
`;

/** What is compiled: products of all kinds and sizes that fill no panel, functions, and sums along both axes. */
const COMPILED = `# %% Trial
X = data(randn(${ROWS}, 45, seed=1)); Y = data(randn(${ROWS}, 10, seed=2))
W1 = param(0.15 * randn(45, 41)); b1 = param(zeros(41)); W2 = param(0.15 * randn(41, 10))
h = sigmoid(X @ W1 + b1); c = h - mean(h, axis=0); n = c / sqrt(mean(c ** 2, axis=0) + 0.00001)
loss = mean((gelu(n @ W2) - Y) ** 2) - 0.01 * mean(log_softmax(tanh(n) @ W2))
train(loss, lr=0.01)
`;

/**
 * Trains two small networks by the usual kernels and by wide ones: they must agree bit for bit, and the wide ones be faster.
 * Otherwise the flag is cleared again. Takes about half a second, at most three where the computer is busy.
 */
function tryWideSimd(setEngineFlag: SetEngineFlag, make: MakeTrialEngine, now: () => number): WideTrial {
  if (fastestKernel() !== 'fma')
    return { worthwhile: false, found: 'wide SIMD left off: this editor has no relaxed SIMD' };
  const plan = trialPlan(CHAIN);
  // What is compiled before the flag is set is compiled without it.
  const usual = make(plan, optimizerNamed('sgd'), 'fma', BATCH);
  if (usual) warmUp(usual, now);
  setEngineFlag(`--${WIDE}`);
  const wide = make(plan, optimizerNamed('sgd'), 'wide', BATCH);
  if (usual === undefined || wide === undefined) return givenUp(setEngineFlag, 'its kernels cannot run here');
  warmUp(wide, now);
  const times = race([usual, wide], now);
  const ratio = ((times[0] ?? 0) / (times[1] ?? 1)).toFixed(2);
  const alike = (trained: Plan, name: 'sgd' | 'nesterov' | 'adam', epochs: number): boolean =>
    agree(trained, optimizerNamed(name), epochs, make);
  // What is compiled runs for so long that the engine has compiled it as well as it can.
  if (!alike(plan, 'sgd', 4) || !alike(plan, 'nesterov', 4) || !alike(trialPlan(COMPILED), 'adam', 100))
    return givenUp(setEngineFlag, 'its numbers are not the same here');
  if (Number(ratio) < WORTHWHILE) return givenUp(setEngineFlag, `it is ${ratio} times as fast here`);
  return { worthwhile: true, found: `wide SIMD, ${ratio} times as fast in a trial` };
}

function givenUp(setEngineFlag: SetEngineFlag, why: string): WideTrial {
  setEngineFlag(`--no-${WIDE}`);
  return { worthwhile: false, found: `wide SIMD left off: ${why}` };
}

function trialPlan(text: string): Plan {
  const evaluation = evaluateDocument(parseDocument(text), plainSurroundings);
  const plan = compilePlan(evaluation, 0);
  if (isPlanProblem(plan)) throw new Error(plan.problem);
  return plan;
}

const order = Int32Array.from({ length: ROWS }, (_, row) => (row * 7) % ROWS);
const losses = new Float64Array(8);
const STEPS = Math.ceil(ROWS / BATCH);

/** One epoch. */
function epoch(engine: Engine, t: number): void {
  engine.advance(
    { order, from: 0, batch: BATCH, count: STEPS, lr: 0.01, momentum: 0.9, weightDecay: 0.001, t },
    losses,
  );
}

/** The shortest time of an epoch within so many milliseconds: an epoch is so short that some are not interrupted. */
function quickest(engine: Engine, milliseconds: number, now: () => number): number {
  let best = Number.POSITIVE_INFINITY;
  for (const end = now() + milliseconds; now() < end; ) {
    const start = now();
    epoch(engine, 1);
    best = Math.min(best, now() - start);
  }
  return best;
}

/** Runs until the engine has compiled its code as well as it can: until it gets no faster for a while. */
function warmUp(engine: Engine, now: () => number): void {
  let best = Number.POSITIVE_INFINITY;
  for (let still = 0, end = now() + LONGEST; still < SETTLED && now() < end; still++) {
    const time = quickest(engine, TURN, now);
    if (time < 0.9 * best) still = 0;
    best = Math.min(best, time);
  }
}

/** The shortest time of an epoch, for each engine. */
function race(engines: readonly Engine[], now: () => number): readonly number[] {
  const best = engines.map(() => Number.POSITIVE_INFINITY);
  for (let turn = 0; turn < TURNS; turn++)
    for (const [i, engine] of engines.entries()) best[i] = Math.min(best[i] ?? 0, quickest(engine, TURN, now));
  return best;
}

/** Whether parameters and losses are the same, bit for bit, after some epochs. */
function agree(plan: Plan, optimizer: Optimizer, epochs: number, make: MakeTrialEngine): boolean {
  const results = (['fma', 'wide'] as const).map((kernel) => {
    const engine = make(plan, optimizer, kernel, BATCH);
    const seen: number[] = [];
    for (let i = 0; engine && i < epochs; i++) {
      epoch(engine, 1 + i * STEPS);
      seen.push(...losses.subarray(0, STEPS));
    }
    return [...seen, ...(engine?.parameters() ?? []).flatMap(({ data }) => [...data])];
  });
  const [usual = [], wide = []] = results;
  return usual.length > 0 && usual.length === wide.length && usual.every((value, i) => Object.is(value, wide[i]));
}

/** Once in a thread: the flag and what was compiled stay. */
let tried: WideTrial | undefined;

export function widened(setEngineFlag: SetEngineFlag, make: MakeTrialEngine): WideTrial {
  tried ??= tryWideSimd(setEngineFlag, make, () => performance.now());
  return tried;
}
