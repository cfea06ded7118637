/**
 * The contract of an optimiser: how parameters move, given their gradients. All parameters of a run lie in one array, so
 * that a step is one loop. Pure apart from its own memory; formulas are those of torch.optim.
 */
import type { Optimizer as OptimizerName } from '../../core/semantics/trainOptions.ts';
import type { Numbers } from '../../core/tensor/tensor.ts';

export interface Move {
  /** Parameters; written in place. */
  readonly w: Numbers;
  /** Their gradient, weight decay included. */
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
export interface OptimizerKernel {
  /** What the formulas call the arrays of `memory`, in their order. */
  readonly memory: readonly string[];
  /**
   * One after the other: a name and what it becomes. `w` is the parameter, `g` its gradient with weight decay, `lr` and
   * `momentum` are the step's, `first` to `third` what `numbers` gives; any other name stands for what follows alone.
   */
  readonly steps: readonly (readonly [name: string, formula: string])[];
  readonly numbers?: (move: Pick<Move, 'lr' | 'momentum' | 't'>) => readonly number[];
}

export interface Optimizer {
  readonly name: OptimizerName;
  /** What is remembered of past gradients, in the course's words. The first is the velocity where there is one. */
  readonly memory: readonly string[];
  readonly step: (move: Move) => void;
  /** Left out: `step` is run in TypeScript. */
  readonly kernel?: OptimizerKernel;
  readonly prose: { readonly summary: string; readonly insight: string; readonly latex: string };
  /** From w = 1 with a gradient of 1 at lr 0.1 and momentum 0.9: w after each of the first steps, worked out by hand. */
  readonly example: readonly number[];
}
