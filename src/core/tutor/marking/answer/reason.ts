/**
 * Reasons: which rule gives a gradient, said in a word after the answer. `grad(x) = -4  # swap` says that x feeds a gate whose rule
 * is the swap multiplier's. `# why?` asks for one.
 */
import type { Pattern } from '../../../gates/gate.ts';
import type { Asked } from './question.ts';

export interface Reason {
  readonly word: string;
  /** Says what such a gate, or such a place, does to the gradient. */
  readonly meaning: string;
  readonly pattern: Pattern | undefined;
}

export const reasons: readonly Reason[] = [
  { word: 'distributor', meaning: 'an add gate passes its gradient on unchanged', pattern: 'gradient distributor' },
  { word: 'swap', meaning: 'a mul gate multiplies by the other input', pattern: 'swap multiplier' },
  { word: 'router', meaning: 'a max gate passes its gradient to the winner', pattern: 'gradient router' },
  { word: 'switch', meaning: 'the gate passes its gradient only while it is on', pattern: 'gradient switch' },
  { word: 'scaler', meaning: 'the gate multiplies by its slope', pattern: 'gradient scaler' },
  { word: 'reshaper', meaning: 'the gate only moves entries', pattern: 'gradient reshaper' },
  { word: 'adder', meaning: 'the value is used more than once, and the gradients add up', pattern: 'gradient adder' },
  { word: 'start', meaning: 'this is the output: its own gradient is 1', pattern: undefined },
  { word: 'none', meaning: 'the output does not depend on it', pattern: undefined },
];

export const WHY = 'why?';

const REASON = new RegExp(`^(${reasons.map(({ word }) => word).join('|')})$`, 'i');

export const isReason = (text: string): boolean => REASON.test(text);

/** The word as `reasons` spells it; undefined for a text that is none. */
export const reasonIn = (text: string): Reason | undefined =>
  reasons.find(({ word }) => word === text.toLowerCase().trim());

/** The rule by which the gradient of a question comes about; undefined where a value is asked for. */
export function reasonFor({ result, node, graph, output }: Asked): Reason | undefined {
  if (result.asks !== 'grad') return undefined;
  const named = (word: string): Reason | undefined => reasons.find((reason) => reason.word === word);
  if (node === output) return named('start');
  const edges = graph?.edgesInto(node) ?? [];
  const [first] = edges;
  if (first === undefined) return named('none');
  if (edges.length > 1) return named('adder');
  const pattern = graph?.tape.gateOf(first.consumer)?.pattern;
  return reasons.find((reason) => reason.pattern !== undefined && reason.pattern === pattern) ?? named('scaler');
}

export interface ReasonMark {
  /** As `reasons` spells it; undefined while the line still asks `why?`. */
  readonly written: string | undefined;
  readonly isRight: boolean;
}
