import { steadyDigits } from '../../base/printedArithmetic.ts';
import { showCount, showNumber, showShape } from '../../base/show.ts';
import { roleSentence } from '../../explain/remarks.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { arrivalsAt, type Drawing, type DrawnNode } from '../build/drawing.ts';
import { shownApplicationAt } from './operation.ts';

/** A node's role, argued from its numbers. Undefined where there is nothing to say, or where it would give an answer away. */
export function chipOf(node: DrawnNode, drawing: Drawing): string | undefined {
  if (node.hidden.value || node.hidden.gradient) return undefined;
  if (node.copies === 'rows') return rowsChip(node);
  if (node.copies === 'uses') return adderChip(node, drawing.request.digits);
  return chipOfGate(node.id, drawing);
}

/** The same of a gate that is drawn as a node or as a box. */
export function chipOfGate(id: string, drawing: Drawing): string | undefined {
  const application = shownApplicationAt(drawing, id);
  return application && roleSentence(application, drawing.request.digits);
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
