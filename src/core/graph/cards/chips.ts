import { steadyDigits } from '../../base/printedArithmetic.ts';
import { showCount, showNumber, showShape } from '../../base/show.ts';
import { POWER } from '../../explain/formula/piece.ts';
import { fitted } from '../../explain/formula/plain.ts';
import type { Gate, Options } from '../../gates/gate.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { arrivalsAt, type Drawing, type DrawnBox, type DrawnNode } from '../build/drawing.ts';

/** A node's role, argued from its numbers. Undefined where there is nothing to say, or where it would give an answer away. */
export function chipOf(node: DrawnNode, { request: { digits } }: Drawing): string | undefined {
  if (node.hidden.value || node.hidden.gradient) return undefined;
  if (node.copies === 'rows') return rowsChip(node);
  if (node.copies === 'uses') return adderChip(node, digits);
  if (node.gate === undefined || node.into.some(({ from }) => from.hidden.value || from.hidden.gradient))
    return undefined;
  const operands = node.into.map(({ from }) => from);
  return gateChip(node.gate, node.options, operands, node.value, node.gradient, digits);
}

export function chipOfBox(box: DrawnBox, { byId, request: { digits } }: Drawing): string | undefined {
  const output = byId.get(box.output);
  if (box.gate === undefined || output === undefined) return undefined;
  if ([output, ...box.operands].some(({ hidden }) => hidden.value || hidden.gradient)) return undefined;
  return gateChip(box.gate, box.options, box.operands, output.value, output.gradient, digits);
}

/** What a chip multiplies with needs parentheses where it is more than one word. */
const TIGHT = { strength: POWER, minus: false } as const;

/** Longer than this, an operand is in the way of the argument. */
const LONGEST_NAME = 24;

const shortName = (name: string): string => (name.length > LONGEST_NAME ? '(…)' : name);

function gateChip(
  gate: Gate,
  options: Options,
  operands: readonly DrawnNode[],
  out: Tensor,
  upstream: Tensor | undefined,
  digits: number,
): string | undefined {
  const tensors = [out, ...operands.map(({ value }) => value)];
  if (gate.chip === undefined || upstream === undefined || tensors.some(({ shape }) => shape.length > 0))
    return undefined;
  const first = (tensor: Tensor): number => tensor.data[0] ?? Number.NaN;
  const inputs = operands.map(({ value }) => first(value));
  const made = new Set([...inputs, first(out), first(upstream)]);
  const chip = gate.chip;
  // What a result is made of gets as many digits as it takes to give it as printed.
  const chipWith = (of: number): string =>
    chip({
      names: operands.map(({ words }) => shortName(fitted(words.plain, TIGHT))),
      inputs,
      out: first(out),
      upstream: first(upstream),
      options,
      show: (value) => showNumber(value, made.has(value) ? of : digits),
    });
  const steady = steadyDigits(chipWith, digits);
  return steady === undefined ? undefined : chipWith(steady);
}

function adderChip(node: DrawnNode, digits: number): string | undefined {
  const messages = arrivalsAt(node).map(({ message }) => message);
  if (node.gradient === undefined || messages.length === 0) return undefined;
  if (messages.length === 1) return 'copy: one use, its message passes unchanged';
  if (node.value.shape.length > 0) return `gradient adder: the messages of its ${messages.length} uses are added up`;
  if (messages.length > 6)
    return `gradient adder: ${messages.length} messages add up to ${showNumber(node.gradient.data[0] ?? 0, digits)}`;
  const total = showNumber(node.gradient.data[0] ?? 0, digits);
  const sumWith = (of: number): string => `${sumInWords(messages, of)} = ${total}`;
  const steady = steadyDigits(sumWith, digits);
  return steady === undefined
    ? `gradient adder: ${messages.length} messages add up to ${total}`
    : `gradient adder: ${sumWith(steady)}`;
}

/** `3 + 2`, with negative terms in parentheses. */
const sumInWords = (messages: readonly Tensor[], digits: number): string =>
  messages
    .map(({ data }, i) => {
      const text = showNumber(data[0] ?? 0, digits);
      return i > 0 && text.startsWith('−') ? `(${text})` : text;
    })
    .join(' + ');

function rowsChip(node: DrawnNode): string {
  const from = node.into[0]?.from.value.shape ?? [];
  const to = node.value.shape;
  const times = node.value.data.length / Math.max(1, node.into[0]?.from.value.data.length ?? 1);
  const isRow = from.length < to.length && from.every((length, axis) => length === to[to.length - from.length + axis]);
  if (from.length === 0) return `copied to all ${showCount(times)} entries; its gradient is the sum over them`;
  if (isRow) return `copied to ${showCount(times)} rows; its gradient is the sum over them`;
  return `copied ${showCount(times)} times, from ${showShape(from)} to ${showShape(to)}; its gradient is the sum over the copies`;
}
