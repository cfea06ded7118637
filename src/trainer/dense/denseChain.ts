/** Finds in a plan a chain of fully connected layers that ends in a loss the kernels know. */
import { add } from '../../core/gates/add.ts';
import { crossEntropy } from '../../core/gates/crossEntropy.ts';
import { div } from '../../core/gates/div.ts';
import { fc } from '../../core/gates/fc.ts';
import type { Gate } from '../../core/gates/gate.ts';
import { matmul } from '../../core/gates/matmul.ts';
import { mse } from '../../core/gates/mse.ts';
import { mul } from '../../core/gates/mul.ts';
import { pow } from '../../core/gates/pow.ts';
import { relu } from '../../core/gates/relu.ts';
import { square } from '../../core/gates/square.ts';
import { sum } from '../../core/gates/sum.ts';
import { sameShape } from '../../core/tensor/tensor.ts';
import type { Plan } from '../plan/plan.ts';

/** Takes a loss apart into what the data costs and penalties λ·‖W‖² on parameters. */
interface LossTerms {
  /** The node whose loss the data makes. */
  readonly data: number;
  /** λ by parameter. */
  readonly penalties: ReadonlyMap<number, number>;
  /** Nodes that carry a gradient on the way, without `data`. */
  readonly visited: ReadonlySet<number>;
}

/** The operands of a gate, if the node is one. */
function operandsOf(plan: Plan, node: number, gate: Gate): readonly number[] | undefined {
  const does = plan.nodes[node]?.does;
  return does?.kind === 'gate' && does.gate === gate ? does.inputs : undefined;
}

function paramAt(plan: Plan, node: number): number | undefined {
  const does = plan.nodes[node]?.does;
  return does?.kind === 'param' ? does.param : undefined;
}

function constantAt(plan: Plan, node: number): number | undefined {
  const does = plan.nodes[node]?.does;
  return does?.kind === 'constant' && does.value.data.length === 1 ? does.value.data[0] : undefined;
}

/** Undefined where there is any other term. `isData` says which node may be the data's. */
function lossTerms(plan: Plan, isData: (node: number) => boolean): LossTerms | undefined {
  const penalties = new Map<number, number>();
  const visited = new Set<number>();
  let data: number | undefined;
  const pending: { readonly node: number; readonly scale: number }[] = [{ node: plan.loss, scale: 1 }];
  for (let term = pending.pop(); term !== undefined; term = pending.pop()) {
    const { node, scale } = term;
    if (isData(node)) {
      if (data !== undefined || scale !== 1) return undefined;
      data = node;
      continue;
    }
    if (visited.has(node)) return undefined;
    visited.add(node);
    const parts = operandsOf(plan, node, add);
    const scaled = scaledOperand(plan, node);
    const squared = squaredParam(plan, node);
    if (parts) for (const part of parts) pending.push({ node: part, scale });
    else if (scaled) pending.push({ node: scaled.node, scale: scale * scaled.by });
    else if (squared) {
      for (const inner of squared.visited) visited.add(inner);
      penalties.set(squared.param, (penalties.get(squared.param) ?? 0) + scale);
    } else return undefined;
  }
  return data === undefined ? undefined : { data, penalties, visited };
}

/** `c * x`, `x * c`, `x / c`. */
function scaledOperand(plan: Plan, node: number): { readonly node: number; readonly by: number } | undefined {
  const [a = -1, b = -1] = operandsOf(plan, node, mul) ?? [];
  const left = constantAt(plan, a);
  if (left !== undefined) return { node: b, by: left };
  const right = constantAt(plan, b);
  if (right !== undefined) return { node: a, by: right };
  const [over = -1, under = -1] = operandsOf(plan, node, div) ?? [];
  const divisor = constantAt(plan, under);
  return divisor === undefined ? undefined : { node: over, by: 1 / divisor };
}

/** `sum(W * W)`, `sum(W ** 2)`, `sum(square(W))` over all entries. */
function squaredParam(
  plan: Plan,
  node: number,
): { readonly param: number; readonly visited: readonly number[] } | undefined {
  const does = plan.nodes[node]?.does;
  if (does?.kind !== 'gate' || does.gate !== sum || does.options.axis !== undefined) return undefined;
  const [inner = -1] = does.inputs;
  const [x = -1, y = x] = operandsOf(plan, inner, mul) ?? operandsOf(plan, inner, square) ?? [];
  const [base = -1, exponent = -1] = operandsOf(plan, inner, pow) ?? [];
  const power = constantAt(plan, exponent) === 2 ? paramAt(plan, base) : undefined;
  const param = power ?? (x === y ? paramAt(plan, x) : undefined);
  return param === undefined ? undefined : { param, visited: [inner] };
}

export interface DenseLayer {
  /** Indices of parameters. */
  readonly weights: number;
  readonly bias: number | undefined;
  readonly inputs: number;
  readonly outputs: number;
  readonly relu: boolean;
  /** λ in λ·‖W‖², which the loss adds. */
  readonly penalty: number;
  readonly biasPenalty: number;
}

export interface DenseChain {
  /** Indices of row sets. */
  readonly features: number;
  readonly target: number;
  readonly loss: 'cross entropy' | 'mean squared error';
  readonly layers: readonly DenseLayer[];
}

/** Undefined where the plan is anything else: another engine takes it then. */
export function findChain(plan: Plan): DenseChain | undefined {
  const gateAt = (node: number): Gate | undefined => {
    const does = plan.nodes[node]?.does;
    return does?.kind === 'gate' ? does.gate : undefined;
  };
  const isData = (node: number): boolean => gateAt(node) === crossEntropy || gateAt(node) === mse;
  const terms = lossTerms(plan, isData);
  const end = terms && plan.nodes[terms.data]?.does;
  if (terms === undefined || end?.kind !== 'gate') return undefined;
  const [prediction = -1, targetNode = -1] = end.inputs;
  const target = rowSetAt(plan, targetNode);
  const walked = walk(plan, prediction);
  if (target === undefined || walked === undefined) return undefined;
  const { layers, features, used } = walked;
  const gradients = plan.nodes.filter((node) => node.gradient && node.does.kind !== 'param').length;
  if (gradients !== used + 1 + terms.visited.size || features === target || !usesEachOnce(plan, layers))
    return undefined;
  const penalised = layers.map((layer) => ({
    ...layer,
    penalty: terms.penalties.get(layer.weights) ?? 0,
    biasPenalty: layer.bias === undefined ? 0 : (terms.penalties.get(layer.bias) ?? 0),
  }));
  const outputs = layers.at(-1)?.outputs ?? 0;
  const { shape, data: labels } = plan.rowSets[target]?.whole ?? { shape: [], data: [] };
  if (end.gate === crossEntropy) {
    if (shape.length !== 1 || !areLabels(labels, outputs)) return undefined;
    return { features, target, loss: 'cross entropy', layers: penalised };
  }
  const vector = plan.params[layers.at(-1)?.weights ?? 0]?.start.shape.length === 1;
  if (!sameShape(shape, vector ? [plan.rows] : [plan.rows, outputs])) return undefined;
  return { features, target, loss: 'mean squared error', layers: penalised };
}

function rowSetAt(plan: Plan, node: number): number | undefined {
  const does = plan.nodes[node]?.does;
  return does?.kind === 'rows' ? does.set : undefined;
}

type PlainLayer = Omit<DenseLayer, 'penalty' | 'biasPenalty'>;

interface Walked {
  readonly layers: readonly PlainLayer[];
  readonly features: number;
  /** Nodes of the chain that carry a gradient. */
  readonly used: number;
}

/** From the prediction back to the features. */
function walk(plan: Plan, prediction: number): Walked | undefined {
  const layers: PlainLayer[] = [];
  let used = 0;
  let node = prediction;
  for (;;) {
    const features = rowSetAt(plan, node);
    if (features !== undefined) {
      const shape = plan.rowSets[features]?.whole.shape ?? [];
      const fits = shape.length === 2 && shape[1] === layers[0]?.inputs;
      return fits ? { layers, features, used } : undefined;
    }
    const switched = operandsOf(plan, node, relu);
    if (switched) {
      // A relu right before the loss would have to mask the loss's own gradient.
      if (layers.length === 0) return undefined;
      used++;
      node = switched[0] ?? -1;
    }
    const found = layerAt(plan, node, layers.length === 0);
    if (found === undefined) return undefined;
    const above = layers[0];
    if (above && above.inputs !== found.outputs) return undefined;
    used += found.nodes;
    layers.unshift({ ...found, relu: switched !== undefined });
    node = found.input;
  }
}

interface LayerAt extends Omit<PlainLayer, 'relu'> {
  readonly input: number;
  readonly nodes: number;
}

/** `fc(x, W, b)`, `x @ W + b`, `b + x @ W` or `x @ W`. */
function layerAt(plan: Plan, node: number, last: boolean): LayerAt | undefined {
  const layer = operandsOf(plan, node, fc);
  if (layer) return sized(plan, layer[0], layer[1], paramAt(plan, layer[2] ?? -1), true, last, 1);
  const product = operandsOf(plan, node, matmul);
  if (product) return sized(plan, product[0], product[1], undefined, false, last, 1);
  const sum = operandsOf(plan, node, add);
  for (const [a = -1, b = -1] of sum ? [sum, [...sum].reverse()] : []) {
    const inner = operandsOf(plan, a, matmul);
    const bias = paramAt(plan, b);
    if (inner && bias !== undefined) return sized(plan, inner[0], inner[1], bias, true, last, 2);
  }
  return undefined;
}

function sized(
  plan: Plan,
  input = -1,
  weightNode = -1,
  bias: number | undefined,
  biased: boolean,
  last: boolean,
  nodes: number,
): LayerAt | undefined {
  const weights = paramAt(plan, weightNode);
  if (weights === undefined || (biased && bias === undefined)) return undefined;
  const shape = plan.params[weights]?.start.shape ?? [];
  const [inputs = 0, outputs = 1] = shape;
  if (shape.length !== 2 && !(shape.length === 1 && last)) return undefined;
  if (bias !== undefined) {
    const { start } = plan.params[bias] ?? {};
    // A bias of one number for several outputs is summed differently.
    if (start?.data.length !== outputs || start.shape.length > 2 || (start.shape.length === 2 && start.shape[0] !== 1))
      return undefined;
    if (shape.length === 1 && start.shape.length > 1) return undefined;
  }
  return inputs === 0 || outputs === 0 ? undefined : { weights, bias, inputs, outputs, input, nodes };
}

function usesEachOnce(plan: Plan, layers: readonly PlainLayer[]): boolean {
  const used = layers.flatMap(({ weights, bias }) => (bias === undefined ? [weights] : [weights, bias]));
  return used.length === plan.params.length && new Set(used).size === used.length;
}

function areLabels(labels: ArrayLike<number>, classes: number): boolean {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] ?? -1;
    if (!Number.isInteger(label) || label < 0 || label >= classes) return false;
  }
  return true;
}
