/**
 * The branch that a `where` does not take passes 0 back, whatever its function: 0 · ∞ in it is no number, yet nothing depends on it.
 * A second pass that knows which entries are cut off, run only where the first one has met a `where` and has left a nan.
 */
import { flowsTo, type Gate, type Options } from '../gates/gate.ts';
import { addSummed, broadcastTo } from '../tensor/broadcast.ts';
import { type Tensor, zeros } from '../tensor/tensor.ts';
import { type GradientStore, Listed } from './gradients.ts';
import type { NodeId } from './tape/node.ts';
import type { Tape } from './tape/tape.ts';

/** A gradient, and for each entry whether any way to the output is open (above 0). */
interface Arrived {
  readonly gradient: Tensor;
  readonly open: Tensor;
}

export function hasNan({ order, scalars, tensors }: Listed): boolean {
  for (let place = 0; place < order.length; place++) if (Number.isNaN(scalars[place] ?? 0)) return true;
  for (const { data } of tensors.values()) if (data.some((entry: number) => Number.isNaN(entry))) return true;
  return false;
}

/** The same gradients with 0 where nothing but cut branches leads to the output. */
export function withoutCutBranches(tape: Tape, found: GradientStore, seed: Tensor): GradientStore {
  const { order } = found.listed();
  const arrivals = openGradients(tape, order, seed, (id) => tape.valueOf(id));
  const scalars = new Float64Array(order.length);
  const tensors = new Map<number, Tensor>();
  const opens = new Map<number, Tensor>();
  for (const [place, id] of order.entries()) {
    const arrived = arrivals.get(id);
    if (arrived === undefined) continue;
    opens.set(place, arrived.open);
    if (tape.isScalar(id)) scalars[place] = arrived.gradient.data[0] ?? 0;
    else tensors.set(place, arrived.gradient);
  }
  return new Listed(order, scalars, tensors, opens);
}

/** The gates between a loss and what it depends on: a tape's, or a training plan's. */
export interface Wiring {
  gateOf(id: NodeId): Gate | undefined;
  inputsOf(id: NodeId): readonly NodeId[];
  optionsAt(id: NodeId): Options;
  /** Whether gradients are wanted at a node. */
  isReached(id: NodeId): boolean;
}

/** Gradients by node, the output first in `order`; none where every way to a node is cut off. */
export function openGradients(
  tape: Wiring,
  order: Iterable<NodeId>,
  seed: Tensor,
  values: (id: NodeId) => Tensor,
): ReadonlyMap<NodeId, Arrived> {
  const arrived = new Map<NodeId, Arrived>();
  for (const id of order) {
    if (arrived.size === 0) arrived.set(id, { gradient: seed, open: filled(seed, 1) });
    const at = arrived.get(id);
    const gate = tape.gateOf(id);
    if (at === undefined || gate === undefined || !isOpen(at)) continue;
    const inputs = tape.inputsOf(id).map(values);
    for (const [port, input] of tape.inputsOf(id).entries()) {
      if (!flowsTo(gate, port) || !tape.isReached(input)) continue;
      const before = arrived.get(input) ?? nothing(values(input));
      const message = openMessage({ gate, inputs, out: values(id), options: tape.optionsAt(id) }, port, at);
      add(before.gradient, message.gradient);
      add(before.open, message.open);
      arrived.set(input, before);
    }
  }
  return arrived;
}

export interface Applied {
  readonly gate: Gate;
  readonly inputs: readonly Tensor[];
  readonly out: Tensor;
  readonly options: Options;
}

/** What a gate sends to an operand of what has arrived on open ways. */
export function openMessage(applied: Applied, port: number, at: Arrived): Arrived {
  const { gate, inputs, out, options } = applied;
  const message = nothing(inputs[port] ?? out);
  if (gate.scalar) {
    sendEach(applied, port, at, message);
    return message;
  }
  const pull = (upstream: Tensor, into: Tensor): void =>
    gate.pullback(
      { inputs, out, upstream, options },
      inputs.map((_, i) => (i === port ? into : undefined)),
    );
  pull(masked(at.gradient, at.open), message.gradient);
  // Sums and rearrangements send each entry its own way; through other gates everything is taken for open.
  if (gate.pattern === 'gradient distributor' || gate.pattern === 'gradient reshaper') pull(at.open, message.open);
  else message.open.data.fill(1);
  return message;
}

function sendEach(
  { gate: { scalar: rule }, inputs, out, options }: Applied,
  port: number,
  at: Arrived,
  to: Arrived,
): void {
  const slope = rule?.slopes[port];
  const [a, b, c] = inputs.map((input) => broadcastTo(input, out.shape).data);
  const gradient = zeros(out.shape);
  const open = zeros(out.shape);
  for (let i = 0; i < out.data.length; i++) {
    if ((at.open.data[i] ?? 0) === 0) continue;
    const local = slope?.(a?.[i] ?? 0, b?.[i] ?? 0, c?.[i] ?? 0, out.data[i] ?? 0, options) ?? 0;
    if (rule?.cuts && local === 0) continue;
    gradient.data[i] = local * (at.gradient.data[i] ?? 0);
    open.data[i] = 1;
  }
  addSummed(gradient.data, out.shape, to.gradient);
  addSummed(open.data, out.shape, to.open);
}

const isOpen = ({ open }: Arrived): boolean => open.data.some((entry: number) => entry > 0);

const nothing = ({ shape }: Tensor): Arrived => ({ gradient: zeros(shape), open: zeros(shape) });

function filled({ shape }: Tensor, value: number): Tensor {
  const made = zeros(shape);
  made.data.fill(value);
  return made;
}

const masked = ({ shape, data }: Tensor, open: Tensor): Tensor => ({
  shape,
  data: Float64Array.from(data, (entry, i) => ((open.data[i] ?? 0) === 0 ? 0 : entry)),
});

function add(into: Tensor, { data }: Tensor): void {
  for (let i = 0; i < data.length; i++) into.data[i] = (into.data[i] ?? 0) + (data[i] ?? 0);
}
