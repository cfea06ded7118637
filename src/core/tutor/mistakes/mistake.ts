/**
 * The contract of a mistake: one wrong rule that learners are known to use, by which the backward pass (or an update line)
 * is run again. The answer that it gives names the mistake.
 */
import type { WrongRule } from '../../autodiff/wrongRule.ts';
import type { UpdateRule } from '../marking/updateLines.ts';

/** As in the output of `bp check`. */
export type MistakeCode =
  | 'fork-overwritten'
  | 'no-swap'
  | 'upstream-forgotten'
  | 'upstream-added'
  | 'add-halved'
  | 'max-to-both'
  | 'max-to-loser'
  | 'sign-lost'
  | 'power-slope'
  | 'exp-slope'
  | 'sigmoid-slope'
  | 'tanh-slope'
  | 'relu-mask'
  | 'transpose-missing'
  | 'order-swapped'
  | 'broadcast-not-summed'
  | 'broadcast-averaged'
  | 'mean-forgotten'
  | 'mean-twice'
  | 'softmax-sign'
  | 'softmax-no-label'
  | 'square-factor'
  | 'momentum-sign'
  | 'momentum-ema'
  | 'momentum-lr-inside'
  | 'ascent';

/** The gate nearest to the value asked about at which the wrong rule made a difference, in names and written numbers. */
export interface GatePlace {
  readonly kind: 'gate';
  /** The operand that the message goes to, `x`, and its number where it is short enough to be read. */
  readonly operand: string;
  readonly operandValue: string;
  /** The gate's own value, `q` or `x·y`. */
  readonly out: string;
  readonly outValue: string;
  /** The first other operand; empty where there is none. */
  readonly other: string;
  readonly otherValue: string;
  /** Upstream as a number; as its name, `∂f/∂q`, where the number is still asked for. */
  readonly upstream: string;
  /** `∂f/∂q = −4`, or its name alone. */
  readonly arriving: string;
  /** Shapes of the operand and of the gate's output, `(3,)`. */
  readonly operandShape: string;
  readonly outShape: string;
  /** How many entries one entry of the operand, or the gate's mean, stands for. */
  readonly count: number;
  readonly gate: string;
}

/** A value that is used more than once. */
export interface ForkPlace {
  readonly kind: 'fork';
  readonly value: string;
  /** Whether it is the value asked about. */
  readonly asked: boolean;
  readonly messages: readonly { readonly through: string; readonly message: string }[];
  readonly total: string;
}

/** An update line: `v = β·v0 + dW` or `W1 = W − lr·v`. */
export interface UpdatePlace {
  readonly kind: 'update';
  readonly past: string;
  readonly gradient: string;
  readonly lr: string;
  readonly beta: string;
  readonly weights: string;
  readonly change: string;
}

export type Place = GatePlace | ForkPlace | UpdatePlace;

export interface Variant {
  /** Unique in its mistake. */
  readonly name: string;
  /** How common beside the mistake's other variants, 0 to 1. */
  readonly share: number;
  readonly rule?: WrongRule;
  readonly update?: UpdateRule;
}

export interface Mistake {
  readonly code: MistakeCode;
  /** Completes "it looks as if …". */
  readonly title: string;
  /**
   * How common among learners, 0 to 1: a judgement that orders mistakes which fit equally well. One that can happen at almost
   * every gate fits many numbers by chance, so it counts for less than one that only a certain gate invites.
   */
  readonly prior: number;
  readonly variants: readonly Variant[];
  /** Completes "You wrote 3: …" with the learner's own numbers. `place` is undefined where none can be named. */
  readonly say: (place: Place | undefined, variant: string) => string;
}

/** For mistakes that happen at gates; without a place only `otherwise` is said. */
export const atGate =
  (otherwise: string, say: (place: GatePlace, variant: string) => string): Mistake['say'] =>
  (place, variant) =>
    place?.kind === 'gate' ? say(place, variant) : otherwise;
