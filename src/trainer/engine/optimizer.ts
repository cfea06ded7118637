/**
 * The contract of an optimiser: how parameters move, given their gradients. All parameters of a run lie in one array, so
 * that a step is one loop. Pure apart from its own memory; formulas are those of torch.optim.
 */
import type { OptimizerKind as OptimizerName } from '../../core/semantics/trainOptions.ts';
import type { Numbers } from '../../core/tensor/tensor.ts';

export interface ParameterMove {
  /** Parameters; written in place. */
  readonly w: Numbers;
  /** Their gradient, weight decay included unless it is decoupled; written to only by `prepareGradient`. */
  readonly g: Numbers;
  /** One array for each name in the optimiser's `memory`, as long as `w`, zero before the first step. */
  readonly memory: readonly Numbers[];
  readonly lr: number;
  /** β: from 0 to below 1. */
  readonly momentum: number;
  /** Number of this step, from 1. */
  readonly t: number;
}

/** The step as formulas of the language, for the compiler. */
interface OptimizerKernel {
  /** What the formulas call the arrays of `memory`, in their order. */
  readonly memory: readonly string[];
  /**
   * One after the other: a name and what it becomes. `w` is the parameter, `g` its gradient with weight decay, `lr` and
   * `momentum` are the step's, `first` to `third` what `numbers` gives; any other name stands for what follows alone.
   */
  readonly steps: readonly (readonly [name: string, formula: string])[];
  readonly numbers?: (move: Pick<ParameterMove, 'lr' | 'momentum' | 't'>) => readonly number[];
}

/**
 * What comes between the backward pass and the rule, as in PyTorch: the gradient of all parameters together is shortened to
 * `clipNorm` (clip_grad_norm_), then weight decay is added to it, or taken from W itself. Answers whether it was shortened.
 */
export function prepareGradient(
  { decoupled }: Pick<Optimizer, 'decoupled'>,
  { w, g, lr }: Pick<ParameterMove, 'w' | 'g' | 'lr'>,
  { weightDecay, clipNorm }: { readonly weightDecay: number; readonly clipNorm?: number | undefined },
): boolean {
  const clipped = clipNorm !== undefined && shorten(g, clipNorm);
  if (weightDecay > 0 && decoupled) for (let i = 0; i < w.length; i++) w[i] = (w[i] ?? 0) * (1 - lr * weightDecay);
  else if (weightDecay > 0) for (let i = 0; i < g.length; i++) g[i] = (g[i] ?? 0) + weightDecay * (w[i] ?? 0);
  return clipped;
}

/** PyTorch's own small number below the length. */
const CLIP_EPSILON = 1e-6;

function shorten(g: Numbers, most: number): boolean {
  let sum = 0;
  for (let i = 0; i < g.length; i++) sum += (g[i] ?? 0) ** 2;
  const factor = most / (Math.sqrt(sum) + CLIP_EPSILON);
  if (!(factor < 1)) return false;
  for (let i = 0; i < g.length; i++) g[i] = (g[i] ?? 0) * factor;
  return true;
}

export interface Optimizer {
  readonly name: OptimizerName;
  /** What is remembered of past gradients, in the course's words. The first is the velocity where there is one. */
  readonly memory: readonly string[];
  readonly step: (move: ParameterMove) => void;
  /** Left out: `step` is run in TypeScript. */
  readonly kernel?: OptimizerKernel;
  /** True: weight decay shrinks W itself by lr·weight_decay and stays out of dW. */
  readonly decoupled?: true;
  readonly prose: { readonly summary: string; readonly insight: string; readonly latex: string };
  /** From w = 1 with a gradient of 1 at lr 0.1 and momentum 0.9: w after each of the first steps, worked out by hand. */
  readonly example: readonly number[];
}
