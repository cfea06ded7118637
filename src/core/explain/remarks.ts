import type { NodeId } from '../autodiff/tape/node.ts';
import { showCount, showNumber } from '../base/show.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import type { Gate, Remark } from '../gates/gate.ts';
import { broadcastTo } from '../tensor/broadcast.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { fillWords } from './formula/formula.ts';
import { labelOf } from './formula/label.ts';

export interface GateRemark {
  readonly kind: Remark['kind'];
  /** A clause without a full stop: `relu is off: s is below 0`. */
  readonly words: string;
  /** Entries it holds for; 1 of 1 for a number. */
  readonly count: number;
  readonly of: number;
}

/** Tensors with more entries are not searched for kinks. */
const MOST = 100_000;

/** What is to be known about operand `port` of the gate at a node, at its present numbers; `port` undefined: about all. */
export function remarksAt(evaluation: Evaluation, node: NodeId, port: number | undefined): readonly GateRemark[] {
  const { tape } = evaluation;
  const gate = tape.gateOf(node);
  const remark = gate?.remark;
  if (gate === undefined || remark === undefined || !gate.scalar) return [];
  const inputs = tape.inputsOf(node);
  const out = tape.valueOf(node);
  const options = tape.optionsAt(node);
  const names = inputs.map((input) => labelOf(evaluation, input).plain.text);
  const concerns = (found: Remark): boolean => port === undefined || found.param === port || found.kind === 'kink';
  if (tape.isScalar(node)) {
    const numbers = inputs.map((input) => tape.scalarAt(input));
    const found = remark(numbers, out.data[0] ?? 0, options);
    if (found === undefined || !concerns(found)) return [];
    return [{ kind: found.kind, words: fillWords(found.words, gate, names), count: 1, of: 1 }];
  }
  if (out.data.length > MOST) return [];
  return counted(
    gate,
    inputs.map((input) => broadcastTo(tape.valueOf(input), out.shape)),
    out,
  );

  function counted(of: Gate, operands: readonly Tensor[], { data }: Tensor): readonly GateRemark[] {
    const tally = new Map<string, { kind: Remark['kind']; words: string; count: number }>();
    for (let i = 0; i < data.length; i++) {
      const found = remark?.(
        operands.map((operand) => operand.data[i] ?? 0),
        data[i] ?? 0,
        options,
      );
      if (found === undefined || !concerns(found)) continue;
      const before = tally.get(`${found.kind}${found.words}`);
      if (before) before.count++;
      else
        tally.set(`${found.kind}${found.words}`, {
          kind: found.kind,
          words: fillWords(found.words, of, names),
          count: 1,
        });
    }
    return [...tally.values()].map((one) => ({ ...one, of: data.length }));
  }
}

/** The remark as a clause: for a tensor with the number of entries it holds for. */
export const remarkWords = ({ words, count, of }: GateRemark): string =>
  of === 1 ? words : `${words} (${showCount(count)} of ${showCount(of)} entries)`;

/** The gate's role argued from its numbers; undefined for tensors and for gates without one. */
export function chipAt(evaluation: Evaluation, node: NodeId, upstream: number, digits: number): string | undefined {
  const { tape } = evaluation;
  const gate = tape.gateOf(node);
  const inputs = tape.inputsOf(node);
  if (!gate?.chip || !tape.isScalar(node) || !inputs.every((input) => tape.isScalar(input))) return undefined;
  return gate.chip({
    names: inputs.map((input) => labelOf(evaluation, input).plain.text),
    inputs: inputs.map((input) => tape.scalarAt(input)),
    out: tape.scalarAt(node),
    upstream,
    options: tape.optionsAt(node),
    show: (value) => showNumber(value, digits),
  });
}
