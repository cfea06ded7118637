/** Gates become nodes of a graph: their values, and the messages that they send back to their operands. */

import { type Gate, isShapeProblem, kernelOf, type Options, ruleOf } from '../../core/gates/gate.ts';
import type { Expression } from '../../core/syntax/tree.ts';
import { broadcastShape } from '../../core/tensor/broadcast.ts';
import { type Shape, sizeOf, type Tensor } from '../../core/tensor/tensor.ts';
import { type KernelMeanings, keptShape, kernelFormula, lowered, nodeFor } from './formula.ts';
import { type Graph, type Node, NoFormula, type ProductSizes, type TensorLayout } from './graph.ts';

export interface Site {
  readonly gate: Gate;
  readonly options: Options;
  readonly inputs: readonly Node[];
}

export interface Lowering {
  readonly graph: Graph;
  readonly counted: (length: number) => Node;
}

const shapesOf = (inputs: readonly Node[]): readonly Shape[] => inputs.map(({ shape }) => shape);

function meaningsOf(
  { graph, counted }: Lowering,
  { gate, options, inputs }: Site,
  more: readonly [string, Node][],
): KernelMeanings {
  const nodes = new Map<string, Node>(more);
  for (const [i, param] of gate.params.entries()) {
    const input = inputs[i];
    if (input) nodes.set(param, input);
  }
  return { graph, nodes, counted, options: { ...options, ...gate.counts?.(shapesOf(inputs), options) } };
}

/** The value of a gate. */
export function loweredValue(lowering: Lowering, site: Site): Node {
  const { graph } = lowering;
  const { gate, options, inputs } = site;
  const promised = gate.shape(shapesOf(inputs), options);
  const shape = isShapeProblem(promised) ? [] : promised;
  try {
    const kernel = kernelOf(gate, shapesOf(inputs));
    if (kernel && inputs.length <= gate.params.length) {
      const value = valueOfFormula(kernelFormula(kernel.value), meaningsOf(lowering, site, []));
      if (sizeOf(value.shape) === sizeOf(shape)) return graph.reshape(value, shape);
    }
    if (gate.moves) return rearranged(graph, site, shape);
  } catch (error) {
    if (!(error instanceof NoFormula)) throw error;
  }
  const [out] = graph.call(
    (operands, [result]) => {
      if (result) gate.value(operands, result, options);
    },
    inputs,
    [shape],
  );
  return out ?? graph.constant(0);
}

/**
 * The message to each operand that `wanted` names, of the operand's shape; undefined: none. `open`: the entries, of a gate
 * that works number by number, from which a way leads to the loss; others get 0 whatever the slope.
 */
export function messagesAt(
  lowering: Lowering,
  site: Site,
  out: Node,
  upstream: Node,
  wanted: readonly boolean[],
  open?: Node,
): readonly (Node | undefined)[] {
  try {
    const found = formulaMessages(lowering, site, out, upstream, wanted, open);
    if (found) return found;
  } catch (error) {
    if (!(error instanceof NoFormula)) throw error;
  }
  return calledBack(lowering.graph, site, out, upstream, wanted);
}

/**
 * For each operand the entries from which some way to the loss is open, as a mask: where a switch or router is off, it is
 * cut off. `open`: those of the result; undefined: all of them.
 */
export function openingsAt(
  lowering: Lowering,
  site: Site,
  out: Node,
  open: Node | undefined,
  wanted: readonly boolean[],
): readonly (Node | undefined)[] {
  const { graph } = lowering;
  const { gate, inputs } = site;
  const zero = graph.constant(0);
  const asMask = (node: Node): Node => (node.mask ? node : graph.map('ne', node, zero));
  if (gate.scalar === undefined) {
    const spreads = gate.pattern === 'gradient distributor' || gate.pattern === 'gradient reshaper';
    if (open === undefined || !spreads) return [];
    const number = graph.where(open, graph.constant(1), zero);
    return messagesAt(lowering, site, out, number, wanted).map((message) => message && asMask(message));
  }
  const meanings = meaningsOf(lowering, site, [['out', out]]);
  return inputs.map(({ shape }, port) => {
    const slope = gate.scalar?.cuts === true ? gate.kernel?.slopes?.[port] : undefined;
    const own = slope === undefined ? undefined : asMask(lowered(slope, meanings));
    const both = own && open ? graph.where(own, graph.where(open, graph.constant(1), zero), zero) : (own ?? open);
    if (!wanted[port] || both === undefined) return undefined;
    return asMask(graph.summedTo(both, shape, 'largest'));
  });
}

/** The gate's own pullback, in TypeScript. */
export function calledBack(
  graph: Graph,
  { gate, options, inputs }: Site,
  out: Node,
  upstream: Node,
  wanted: readonly boolean[],
): readonly (Node | undefined)[] {
  const message = graph.stretched(upstream, out.shape);
  const ports = inputs.flatMap((_, port) => (wanted[port] ? [port] : []));
  const made = graph.call(
    (operands: readonly Tensor[], results: readonly (Tensor | undefined)[]) => {
      const [value, sent] = operands.slice(inputs.length);
      if (value === undefined || sent === undefined) return;
      const into = inputs.map((_, port) => results[ports.indexOf(port)]);
      gate.pullback({ inputs: operands.slice(0, inputs.length), out: value, upstream: sent, options }, into);
    },
    [...inputs, out, message],
    ports.map((port) => inputs[port]?.shape ?? []),
  );
  return inputs.map((_, port) => made[ports.indexOf(port)]);
}

function formulaMessages(
  lowering: Lowering,
  site: Site,
  out: Node,
  upstream: Node,
  wanted: readonly boolean[],
  open: Node | undefined,
): readonly (Node | undefined)[] | undefined {
  const { graph } = lowering;
  const { gate, options, inputs } = site;
  if (gate.moves) return messagesBack(graph, site, out.shape, graph.stretched(upstream, out.shape), wanted);
  const kernel = kernelOf(gate, shapesOf(inputs));
  if (kernel === undefined || inputs.length > gate.params.length) return undefined;
  if (kernel.slopes) {
    const meanings = meaningsOf(lowering, site, [['out', out]]);
    return inputs.map((input, port) => {
      const slope = kernel.slopes?.[port];
      if (!wanted[port] || slope === undefined) return undefined;
      const message = graph.message(lowered(slope, meanings), upstream, gate.scalar?.cuts === true);
      return message && graph.summedTo(open ? graph.where(open, message, graph.constant(0)) : message, input.shape);
    });
  }
  if (kernel.rules === undefined && /[@]/.test(kernel.value))
    return productMessages(lowering, site, graph.stretched(upstream, out.shape), wanted);
  // In the rules of a reduction, upstream and out keep the reduced axis.
  const kept = gate.options.some(({ name }) => name === 'keepdims')
    ? keptShape(inputs[0]?.shape ?? [], options)
    : undefined;
  const asKept = (node: Node): Node => (kept ? graph.reshape(node, kept) : node);
  const meanings = meaningsOf(lowering, site, [
    ['out', asKept(out)],
    ['upstream', asKept(upstream)],
  ]);
  return inputs.map((input, port) => {
    if (!wanted[port]) return undefined;
    const rule = kernel.rules?.[port] ?? ruleOf(gate, port, shapesOf(inputs), options);
    if (rule === '') throw new NoFormula(gate.name);
    return graph.summedTo(lowered(rule, meanings), input.shape);
  });
}

// Matrix products: `a @ b`, and what is added to one.

function valueOfFormula(expression: Expression, meanings: KernelMeanings): Node {
  if (expression.kind !== 'binary' || (expression.operator !== '@' && expression.operator !== '+'))
    return nodeFor(expression, meanings);
  const left = valueOfFormula(expression.left, meanings);
  const right = valueOfFormula(expression.right, meanings);
  return expression.operator === '+' ? meanings.graph.map('add', left, right) : product(meanings.graph, left, right);
}

interface Product {
  readonly sizes: ProductSizes;
  /** Axes of the batch, of the result and of each factor. */
  readonly batch: Shape;
  readonly left: Shape;
  readonly right: Shape;
}

function productOf(a: Shape, b: Shape): Product {
  const k = a.at(-1) ?? 1;
  const m = a.length === 1 ? 1 : (a.at(-2) ?? 1);
  const n = b.length === 1 ? 1 : (b.at(-1) ?? 1);
  const [left, right] = [a.slice(0, -2), b.slice(0, -2)];
  const batch = broadcastShape(left, right) ?? [];
  const [all, lefts, rights] = [sizeOf(batch), sizeOf(left), sizeOf(right)];
  if ((lefts !== all && lefts !== 1) || (rights !== all && rights !== 1)) throw new NoFormula('@');
  const one = { kind: 'nn', batch: 1, k, n, leftStep: 0, rightStep: 0 } as const;
  // One right factor for all: their rows follow one another.
  if (rights === 1) return { sizes: { ...one, m: all * m }, batch, left, right };
  const sizes = { ...one, batch: all, m, leftStep: lefts === 1 ? 0 : m * k, rightStep: k * n };
  return { sizes, batch, left, right };
}

function product(graph: Graph, a: Node, b: Node): Node {
  const { sizes, batch } = productOf(a.shape, b.shape);
  const rows = a.shape.length === 1 ? [] : a.shape.slice(-2, -1);
  const columns = b.shape.length === 1 ? [] : b.shape.slice(-1);
  return graph.product(sizes, a, b, [...batch, ...rows, ...columns]);
}

function productMessages(
  lowering: Lowering,
  site: Site,
  upstream: Node,
  wanted: readonly boolean[],
): readonly (Node | undefined)[] {
  const { graph } = lowering;
  const meanings = meaningsOf(lowering, site, []);
  const messages: (Node | undefined)[] = site.inputs.map(() => undefined);
  const send = (expression: Expression, message: () => Node): void => {
    const port = expression.kind === 'name' ? site.gate.params.indexOf(expression.name) : -1;
    const input = site.inputs[port];
    if (input && wanted[port]) messages[port] = graph.summedTo(message(), input.shape);
  };
  const back = (expression: Expression): void => {
    if (expression.kind !== 'binary') {
      send(expression, () => upstream);
      return;
    }
    if (expression.operator === '+') {
      back(expression.left);
      back(expression.right);
      return;
    }
    const a = nodeFor(expression.left, meanings);
    const b = nodeFor(expression.right, meanings);
    const { sizes, batch } = productOf(a.shape, b.shape);
    const { m, k, n, batch: count, leftStep, rightStep } = sizes;
    const upStep = m * n;
    send(expression.left, () =>
      graph.product(
        { kind: 'nt', batch: count, m, k: n, n: k, leftStep: upStep, rightStep },
        upstream,
        b,
        count === 1 ? a.shape : [...batch, m, k],
      ),
    );
    send(expression.right, () =>
      graph.product(
        { kind: 'tn', batch: count, m: k, k: m, n, leftStep, rightStep: upStep },
        a,
        upstream,
        count === 1 ? b.shape : [...batch, k, n],
      ),
    );
  };
  back(kernelFormula(site.gate.kernel?.value ?? ''));
  return messages;
}

// Gates that only put entries elsewhere.

/** For each entry of the result where it comes from, as a layout of the operand; undefined where no layout says it. */
function layoutOf(places: Int32Array, shape: Shape): TensorLayout | undefined {
  const [offset = 0] = places;
  const strides = shape.map((length, axis) => {
    if (length === 1) return 0;
    return (places[sizeOf(shape.slice(axis + 1))] ?? 0) - offset;
  });
  const index = shape.map(() => 0);
  let at = offset;
  for (const place of places) {
    if (place !== at) return undefined;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const length = shape[axis] ?? 1;
      index[axis] = (index[axis] ?? 0) + 1;
      at += strides[axis] ?? 0;
      if ((index[axis] ?? 0) < length) break;
      index[axis] = 0;
      at -= length * (strides[axis] ?? 0);
    }
  }
  return { offset, strides };
}

interface Moved {
  /** By entry of the result, which entry of the one operand; by operand and its entries, which entry of the result. */
  readonly from: TensorLayout | undefined;
  readonly to: readonly (TensorLayout | undefined)[];
}

function movedBy({ gate, options, inputs }: Site, out: Shape): Moved {
  const from = new Int32Array(sizeOf(out));
  const to = inputs.map(({ shape }) => new Int32Array(sizeOf(shape)).fill(-1));
  let twice = false;
  gate.moves?.(shapesOf(inputs), out, options, (param, start, fromStep, end, toStep, length) => {
    const places = to[param];
    for (let i = 0; i < length; i++) {
      from[end + i * toStep] = start + i * fromStep;
      if (places && places[start + i * fromStep] !== -1) twice = true;
      if (places) places[start + i * fromStep] = end + i * toStep;
    }
  });
  return {
    from: inputs.length === 1 ? layoutOf(from, out) : undefined,
    to: to.map((places, param) =>
      twice || places.includes(-1) ? undefined : layoutOf(places, inputs[param]?.shape ?? []),
    ),
  };
}

const allThere = (places: readonly (TensorLayout | undefined)[]): places is readonly TensorLayout[] =>
  !places.includes(undefined);

function rearranged(graph: Graph, site: Site, shape: Shape): Node {
  const { from, to } = movedBy(site, shape);
  const [input] = site.inputs;
  if (from && input) return graph.view(input, shape, from);
  if (!allThere(to)) throw new NoFormula(site.gate.name);
  return graph.assemble(site.inputs, to, shape, true);
}

function messagesBack(
  graph: Graph,
  site: Site,
  out: Shape,
  upstream: Node,
  wanted: readonly boolean[],
): readonly (Node | undefined)[] {
  const { from, to } = movedBy(site, out);
  return site.inputs.map(({ shape }, port) => {
    if (!wanted[port]) return undefined;
    const layout = to[port];
    if (layout) return graph.view(upstream, shape, layout);
    // Entries that were not picked get nothing; those picked twice are for the gate itself.
    if (from === undefined || out.some((length, axis) => length > 1 && from.strides[axis] === 0))
      throw new NoFormula(site.gate.name);
    return graph.assemble([upstream], [from], shape, false);
  });
}
