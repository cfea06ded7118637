/** Which entries of a gate's operands belong to which entries of its value, found by trying the gate out. */
import { flowsTo } from '../../gates/gate.ts';
import { sourceOf } from '../../tensor/entryIndex.ts';
import { sameShape, type Tensor, zeros } from '../../tensor/tensor.ts';
import type { Operation } from '../cards/operation.ts';

/** Products of operand entries that add up to one entry: `X[1, 0]·W[0, 2] + X[1, 1]·W[1, 2] + b[2]`. */
export interface ProductSum {
  readonly left: number;
  readonly right: number;
  /** Flat indices, pair by pair. */
  readonly pairs: readonly (readonly [number, number])[];
  /** A third operand that is added: its port and entry. */
  readonly added: readonly { readonly port: number; readonly at: number }[];
}

/** Multiplications of one try. */
const MOST_WORK = 50_000_000;

/** Multiplications of a product (m, k) @ (k, n): m·k·n is the root of the three sizes' product. */
function isTooBig({ operands, node }: Operation): boolean {
  const [a = 1, b = 1] = operands.map(({ value }) => Math.max(1, value.data.length));
  return Math.sqrt(a * b * node.value.data.length) > MOST_WORK;
}

/** Entries of each operand that entry `at` of the value depends on; undefined where the gate is too big to be tried out. */
export function entriesBehind(operation: Operation, at: number): readonly (readonly number[])[] | undefined {
  const { gate, operands, options } = operation;
  if (gate === undefined) return operands.map(() => []);
  const shape = operation.node.value.shape;
  if (gate.scalar) return operands.map(({ value }) => [sourceOf(value.shape, shape, at)]);
  if (isTooBig(operation)) return undefined;
  const found = operands.map(() => new Set<number>());
  // A single try can miss an entry: one that is multiplied by 0, or that loses a max.
  for (const inputs of triesOf(operation)) {
    const out = zeros(operation.node.value.shape);
    gate.value(inputs, out, options);
    const upstream = zeros(out.shape);
    upstream.data[at] = 1;
    const into = operands.map(({ value }, port) => (flowsTo(gate, port) ? zeros(value.shape) : undefined));
    gate.pullback({ inputs, out, upstream, options }, into);
    for (const [port, message] of into.entries()) collect(message, found[port]);
  }
  return found.map((indices) => [...indices].sort((a, b) => a - b));
}

/** Entries of the value that depend on entry `at` of operand `port`. */
export function entriesFed(operation: Operation, port: number, at: number): readonly number[] | undefined {
  const { gate, operands, options, node } = operation;
  const operand = operands[port];
  if (gate === undefined || operand === undefined) return [];
  const { shape, data } = node.value;
  if (gate.scalar && sameShape(operand.value.shape, shape)) return [at];
  if (gate.scalar) return [...data.keys()].filter((flat) => sourceOf(operand.value.shape, shape, flat) === at);
  if (isTooBig(operation)) return undefined;
  const found = new Set<number>();
  for (const inputs of triesOf(operation)) {
    const out = zeros(node.value.shape);
    gate.value(inputs, out, options);
    collect(pushed(operation, inputs, out, port, at), found);
  }
  return [...found].sort((a, b) => a - b);
}

/** ∂out/∂operand[at], one number for each entry of the value. */
export const slopesAt = (operation: Operation, port: number, at: number): Tensor =>
  pushed(
    operation,
    operation.operands.map(({ value }) => value),
    operation.node.value,
    port,
    at,
  );

function pushed(
  { gate, operands, options }: Operation,
  inputs: readonly Tensor[],
  out: Tensor,
  port: number,
  at: number,
): Tensor {
  const tangents = operands.map((operand, i) => {
    if (i !== port) return undefined;
    const one = zeros(operand.value.shape);
    one.data[at] = 1;
    return one;
  });
  const moved = zeros(out.shape);
  gate?.tangent({ inputs, out, options }, tangents, moved);
  return moved;
}

/** The operands as they are, and twice with other numbers in the places that can change. */
function triesOf({ gate, operands }: Operation): readonly (readonly Tensor[])[] {
  const other = (phase: number): readonly Tensor[] =>
    operands.map(({ value }, port) => {
      if (gate === undefined || !flowsTo(gate, port)) return value;
      const tried = zeros(value.shape);
      for (let i = 0; i < tried.data.length; i++) tried.data[i] = 1.5 + Math.sin(phase + 1.7 * port + 0.9 * i) / 2;
      return tried;
    });
  return [operands.map(({ value }) => value), other(0), other(Math.PI)];
}

function collect(message: Tensor | undefined, into: Set<number> | undefined): void {
  if (message === undefined || into === undefined) return;
  for (let i = 0; i < message.data.length; i++) if (message.data[i] !== 0) into.add(i);
}

/** The entry as a sum of products of two operands' entries, if that is what it is. */
export function productSum(
  { gate, operands, node }: Operation,
  behind: readonly (readonly number[])[],
  at: number,
): ProductSum | undefined {
  const [left = [], right = [], ...rest] = behind;
  if (gate?.pattern !== 'swap multiplier' || left.length === 0 || left.length !== right.length) return undefined;
  if (rest.some((indices) => indices.length > 1)) return undefined;
  const entry = (port: number, index: number): number => operands[port]?.value.data[index] ?? Number.NaN;
  const pairs = left.map((index, k): readonly [number, number] => [index, right[k] ?? 0]);
  const added = rest.flatMap((indices, i) => indices.map((index) => ({ port: i + 2, at: index })));
  let sum = 0;
  let size = 0;
  for (const [a, b] of pairs) {
    sum += entry(0, a) * entry(1, b);
    size += Math.abs(entry(0, a) * entry(1, b));
  }
  for (const { port, at: index } of added) sum += entry(port, index);
  const wanted = node.value.data[at] ?? Number.NaN;
  return Math.abs(sum - wanted) <= 1e-9 * Math.max(size, Math.abs(wanted))
    ? { left: 0, right: 1, pairs, added }
    : undefined;
}
