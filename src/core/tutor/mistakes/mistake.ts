/**
 * The contract of a mistake: one wrong rule that learners are known to use, by which the backward pass (or an update line)
 * is run again. The answer that it gives names the mistake.
 */
import type { Sending, WrongRule } from '../../autodiff/wrongRule.ts';
import { read } from '../../base/printedArithmetic.ts';
import { showNumber } from '../../base/show.ts';
import type { UpdateRule } from '../marking/diagnosis/updateLines.ts';

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
  | 'softmax-slope'
  | 'square-factor'
  | 'inner-derivative'
  | 'recursion-order'
  | 'statistics-fixed'
  | 'variance-slope'
  | 'kernel-flipped'
  | 'window-to-all'
  | 'rows-overwritten'
  | 'momentum-sign'
  | 'momentum-ema'
  | 'momentum-lr-inside'
  | 'ascent';

/** A number with its name, as a sentence needs it. */
export interface MistakeQuantity {
  /** `q`, `∂f/∂q` */
  readonly name: string;
  /** As printed; undefined where it is too large to be read, or an answer that is still asked for. */
  readonly number: string | undefined;
  /** Whether it is the learner's own number instead of the true one: then every sentence says so. */
  readonly own: boolean;
}

/** The gate nearest to the value asked about at which the wrong rule made a difference, with the numbers that it had there. */
export interface GatePlace {
  readonly kind: 'gate';
  readonly gate: string;
  /** The operand that the message goes to, and the first other one that takes a gradient. */
  readonly operand: MistakeQuantity;
  readonly other: MistakeQuantity | undefined;
  /** The gate's own value. */
  readonly out: MistakeQuantity;
  /** What had arrived at the gate: `∂f/∂q`. */
  readonly upstream: MistakeQuantity;
  /** The right slope of the gate for the operand: its formula, `−a / x²`, and its number. Undefined for other gates. */
  readonly local: MistakeQuantity | undefined;
  /** Whether the message of this gate is all that the answer is made of. */
  readonly isHere: boolean;
  /** The answer as it was written, where it is the message of a gate that works on single numbers. */
  readonly given: string | undefined;
  /** Other gates on the way at which the rule made a difference, the nearest to the output first. */
  readonly also: readonly string[];
  /** `∂f/∂q = −4`: what should have arrived, where something else did because of these gates. */
  readonly should: MistakeQuantity | undefined;
  /** Shapes of the operand and of the gate's output, `(3,)`. */
  readonly operandShape: string;
  readonly outShape: string;
  /** How often one entry of the operand was used. */
  readonly count: number;
  /** All that the gate knew when it sent its message. */
  readonly sending: Sending;
  /** How many times too large the answer is; undefined where its entries differ in that. */
  readonly times: number | undefined;
}

/** A value that is used more than once. */
export interface ForkPlace {
  readonly kind: 'fork';
  readonly value: string;
  /** Whether it is the value asked about. */
  readonly asked: boolean;
  readonly messages: readonly {
    readonly through: string;
    readonly message: MistakeQuantity;
    readonly isNothing: boolean;
  }[];
  /** What they add up to; undefined where a message is the learner's own. */
  readonly total: string | undefined;
  readonly given: string | undefined;
  /** Other forks at which the rule made a difference. */
  readonly also: readonly string[];
}

/** An update line: `v = β·v0 + dW` or `W1 = W − lr·v`. */
export interface UpdatePlace {
  readonly kind: 'update';
  readonly past: MistakeQuantity | undefined;
  readonly gradient: MistakeQuantity | undefined;
  readonly lr: MistakeQuantity | undefined;
  readonly beta: MistakeQuantity | undefined;
  readonly weights: MistakeQuantity | undefined;
  readonly change: MistakeQuantity | undefined;
  /** Which line was asked about. */
  readonly asks: 'velocity' | 'step' | 'other';
  readonly given: string | undefined;
}

export type Place = GatePlace | ForkPlace | UpdatePlace;

/** A sentence, and equations between its numbers that must give what they say: `−4 · 3 = −12`. They are not shown. */
export interface Said {
  readonly text: string;
  readonly claims: readonly (string | undefined)[];
}

export interface MistakeVariant {
  /** Unique in its mistake. */
  readonly name: string;
  /** How common beside the mistake's other variants, 0 to 1. */
  readonly share: number;
  /** It fits a single number too often by chance: only a list or a matrix with different entries shows it. */
  readonly onlyLists?: boolean;
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
  readonly variants: readonly MistakeVariant[];
  /** What is so wherever this mistake was made, without a number. Completes "You wrote 3: …". */
  readonly general: string;
  /** The same with the numbers of the place; undefined where there is nothing to add. */
  readonly say: (place: Place, variant: string) => Said | string | undefined;
}

/** For mistakes that happen at gates. */
export const atGate =
  (say: (place: GatePlace, variant: string) => Said | string | undefined): Mistake['say'] =>
  (place, variant) =>
    place.kind === 'gate' ? say(place, variant) : undefined;

/** `10`, `your 7`; undefined where there is none to print. */
export const numberOf = ({ number, own }: MistakeQuantity): string | undefined =>
  number === undefined ? undefined : own ? `your ${number}` : number;

/** `p = 10`, `your p = 7`, the number alone for a literal, the name alone where the number is not printed. */
export function said({ name, number, own }: MistakeQuantity): string {
  if (number === undefined) return name;
  return own ? `your ${name} = ${number}` : name === number ? number : `${name} = ${number}`;
}

/** `that uses …` where the answer is what this gate sent, else `that follows if you use …`. */
export const does = ({ isHere }: GatePlace, third: string, plain: string): string =>
  isHere ? `that ${third}` : `that follows if you ${plain}`;

/** `upstream −4`, `your ∂f/∂q = −3`, `∂f/∂q` while that is still asked for. */
export const arriving = (upstream: MistakeQuantity): string =>
  upstream.number === undefined || upstream.own ? said(upstream) : `upstream ${upstream.number}`;

/** Where the same slip further on made upstream wrong: the learner's upstream is not the true one. */
export function sameSlip({ also, should }: GatePlace): string {
  if (should?.number === undefined || also.length === 0) return '';
  return ` The same slip at ${also.join(' and ')} changed that before: in truth ${said(should)}.`;
}

/** Which of two numbers a router lets win. */
export const winner = (gate: string): string => (gate === 'minimum' || gate === 'min' ? 'smaller' : 'greater');

/** An answer with no more digits than the numbers that it is said to be made of. */
export function asPrecise(given: string, ...made: readonly (MistakeQuantity | undefined)[]): string {
  const most = Math.max(DIGITS, ...made.map((one) => digitsOf(one?.number ?? '')));
  return digitsOf(given) > most ? showNumber(read(given), most) : given;
}
const DIGITS = 4;
const digitsOf = (number: string): number => number.replace(/e.*$/, '').replace(/[^\d]/g, '').replace(/^0+/, '').length;

/** An equation of printed numbers, each in the place of a `$`; undefined where one of them is not known. */
export function claim(form: string, ...numbers: readonly (string | undefined)[]): string | undefined {
  if (numbers.some((number) => number === undefined)) return undefined;
  let at = 0;
  return form.replaceAll('$', (_, place: number) => {
    const number = numbers[at++] ?? '';
    // A minus at the start of a side needs no brackets.
    return number.startsWith('−') && place > 0 && !form.slice(0, place).endsWith('= ') ? `(${number})` : number;
  });
}
