import { flowsTo, type Gate, type Options } from '../gates/gate.ts';
import { gateSpelled } from '../gates/index.ts';
import { sameShape, scalar, type Tensor, zeros } from '../tensor/tensor.ts';
import { openGradients } from './cutBranches.ts';
import type { NodeId } from './tape/node.ts';
import type { Tape } from './tape/tape.ts';
import type { Edge, Places, Recursion, Sending, WrongPass, WrongRule } from './wrongRule.ts';

interface GraphOptions {
  /** The forward values; the tape's where left out. */
  readonly values?: (node: NodeId) => Tensor;
  /** Nodes whose own operands are not looked at. */
  readonly leaves?: ReadonlySet<NodeId>;
  /** Gradient of the output; ones where left out. */
  readonly seed?: Tensor;
}

const ANYWHERE: Places = {};
/** A recursion without order visits a node once for every way to it. */
const MOST_VISITS = 2000;

/**
 * The backward pass of one output, kept edge by edge, so that it can be run again with a wrong rule, and only the part that
 * leads to one node. A call with a learner's own backward pass counts as its body: these gradients are the true ones.
 */
export class BackwardGraph {
  readonly tape: Tape;
  readonly output: NodeId;
  private readonly options: GraphOptions;
  private readonly into = new Map<NodeId, Edge[]>();
  private readonly outOf = new Map<NodeId, readonly Edge[]>();
  /** The output first, each node before its operands. */
  private readonly order: readonly NodeId[];
  private readonly gradients = new Map<NodeId, Tensor>();
  private readonly sent = new Map<Edge, Tensor>();
  private open: ReturnType<typeof openGradients> | undefined;
  private readonly ways = new Map<NodeId, readonly NodeId[]>();

  constructor(tape: Tape, output: NodeId, options: GraphOptions = {}) {
    this.tape = tape;
    this.output = output;
    this.options = options;
    this.order = this.collect();
  }

  reaches(node: NodeId): boolean {
    return node === this.output || this.into.has(node);
  }

  /** Every use of a value that passes gradient back to it, in the order of the text. */
  edgesInto(node: NodeId): readonly Edge[] {
    return this.into.get(node) ?? [];
  }

  edgesFrom(node: NodeId): readonly Edge[] {
    return this.outOf.get(node) ?? [];
  }

  valueOf(node: NodeId): Tensor {
    return this.options.values?.(node) ?? this.tape.valueOf(node);
  }

  /** The nodes on every way from the output to a node, the output first. */
  between(node: NodeId): readonly NodeId[] {
    const known = this.ways.get(node);
    if (known) return known;
    const marked = new Set([node]);
    for (const id of this.order.toReversed())
      if (id > node && this.edgesFrom(id).some(({ operand }) => marked.has(operand))) marked.add(id);
    const found = this.order.filter((id) => marked.has(id));
    this.ways.set(node, found);
    return found;
  }

  /** Undefined where the output does not depend on the node. */
  gradient(node: NodeId): Tensor | undefined {
    if (!this.reaches(node)) return undefined;
    const known = this.gradients.get(node);
    if (known) return known;
    for (const id of this.between(node)) this.rightGradient(id);
    return this.gradients.get(node);
  }

  /** The right message of an edge. */
  message(edge: Edge): Tensor {
    const upstream = this.gradients.get(edge.consumer) ?? this.gradient(edge.consumer);
    return this.rightSent(edge, upstream ?? zeros(this.valueOf(edge.consumer).shape));
  }

  /** The gradient of one node, by a wrong rule in some places, with the gradients in `pinned` taken as given. */
  run(target: NodeId, rule: WrongRule, places = ANYWHERE, pinned?: ReadonlyMap<NodeId, Tensor>): WrongPass {
    if (rule.recursion) return this.recurse(target, rule.recursion);
    const arrived = new Map<NodeId, Tensor | undefined>();
    const edges: Edge[] = [];
    const forks: NodeId[] = [];
    for (const node of this.between(target)) {
      const given = node === target ? undefined : pinned?.get(node);
      if (given) arrived.set(node, given);
      else if (node === this.output) arrived.set(node, this.rightGradient(node));
      else arrived.set(node, this.collectMessages(node, rule, places, arrived, edges, forks));
    }
    return { gradient: arrived.get(target), edges, forks, arrived };
  }

  /** What an edge sends for an upstream, with all that a wrong rule may look at. */
  sending(edge: Edge, upstream: Tensor): Sending {
    return new EdgeSending(this, edge, upstream, this.rightMessage(edge, upstream));
  }

  private recurse(target: NodeId, { once, reversed }: Recursion): WrongPass {
    const nothing: WrongPass = { gradient: this.gradient(target), edges: [], forks: [], arrived: new Map() };
    const way = new Set(this.between(target));
    const forks = [...way].filter((node) => this.edgesInto(node).length > 1);
    if (!forks.some((node) => node !== target)) return nothing;
    const arrived = new Map<NodeId, Tensor>([[this.output, this.rightGradient(this.output)]]);
    let visits = 0;
    const visit = (node: NodeId): void => {
      if (visits++ > MOST_VISITS || node === target) return;
      const edges = this.edgesFrom(node).filter(({ operand }) => way.has(operand));
      const upstream = arrived.get(node) ?? zeros(this.valueOf(node).shape);
      for (const edge of edges) {
        const before = arrived.get(edge.operand);
        const message = this.rightMessage(edge, upstream);
        arrived.set(edge.operand, before ? total([before, message]) : message);
      }
      const used = edges.map(({ operand }) => operand);
      const operands = once ? [...new Set(used)] : used;
      for (const operand of reversed ? operands.reverse() : operands) visit(operand);
    };
    visit(this.output);
    const gradient = arrived.get(target);
    return visits > MOST_VISITS || gradient === undefined || sameNumbers(gradient, this.rightGradient(target))
      ? nothing
      : { gradient, edges: [], forks, arrived };
  }

  private collectMessages(
    node: NodeId,
    rule: WrongRule,
    places: Places,
    arrived: ReadonlyMap<NodeId, Tensor | undefined>,
    edges: Edge[],
    forks: NodeId[],
  ): Tensor | undefined {
    let changed = false;
    const messages: Tensor[] = [];
    for (const edge of this.edgesInto(node)) {
      const upstream = arrived.get(edge.consumer);
      if (upstream === undefined || !sameShape(upstream.shape, this.valueOf(edge.consumer).shape)) return undefined;
      const clean = upstream === this.gradients.get(edge.consumer);
      const right = clean ? this.rightSent(edge, upstream) : this.rightMessage(edge, upstream);
      const wrong =
        rule.message && (places.edge?.(edge) ?? true)
          ? rule.message(new EdgeSending(this, edge, upstream, right))
          : undefined;
      const differs = wrong !== undefined && !sameNumbers(wrong, right);
      if (differs) edges.push(edge);
      if (differs || !clean) changed = true;
      messages.push(wrong ?? right);
    }
    const [first] = messages;
    if (messages.length > 1 && rule.fork && (places.fork?.(node) ?? true) && allOfOneShape(messages)) {
      const combined = rule.fork(messages);
      if (combined && !sameNumbers(combined, total(messages))) {
        forks.push(node);
        return combined;
      }
    }
    if (!changed) return this.rightGradient(node);
    if (messages.length === 1) return first;
    return allOfOneShape(messages) ? total(messages) : undefined;
  }

  private rightGradient(node: NodeId): Tensor {
    const known = this.gradients.get(node);
    if (known) return known;
    const { shape } = this.valueOf(node);
    const messages = this.edgesInto(node).map((edge) => this.message(edge));
    const fresh = node === this.output ? (this.options.seed ?? filled(shape, 1)) : total([zeros(shape), ...messages]);
    const kept = this.withoutCutBranches(node, fresh);
    this.gradients.set(node, kept);
    return kept;
  }

  /** Where a nan has come and a `where` chooses: what comes by open branches alone. */
  private withoutCutBranches(node: NodeId, gradient: Tensor): Tensor {
    const { tape, order, output } = this;
    if (!gradient.data.some((entry) => Number.isNaN(entry)) || tape.bodies.size > 0) return gradient;
    if (!order.some((id) => tape.gateOf(id)?.name === 'where')) return gradient;
    this.open ??= openGradients(tape, order, this.options.seed ?? filled(this.valueOf(output).shape, 1), (id) =>
      this.valueOf(id),
    );
    return this.open.get(node)?.gradient ?? zeros(gradient.shape);
  }

  private rightSent(edge: Edge, upstream: Tensor): Tensor {
    const known = this.sent.get(edge);
    if (known) return known;
    const fresh = this.rightMessage(edge, upstream);
    this.sent.set(edge, fresh);
    return fresh;
  }

  private rightMessage(edge: Edge, upstream: Tensor): Tensor {
    const { gate, port, consumer } = edge;
    const inputs = this.inputsOf(edge);
    const options = this.tape.optionsAt(consumer);
    const out = this.valueOf(consumer);
    const into = zeros(this.valueOf(edge.operand).shape);
    gate.pullback(
      { inputs, out, upstream, options },
      inputs.map((_, i) => (i === port ? into : undefined)),
    );
    return into;
  }

  /** Values of all operands of the edge's gate. */
  inputsOf({ consumer, operand }: Edge): readonly Tensor[] {
    return this.tape.bodies.has(consumer)
      ? [this.valueOf(operand)]
      : this.tape.inputsOf(consumer).map((input) => this.valueOf(input));
  }

  private collect(): readonly NodeId[] {
    const { tape, output } = this;
    const marked = new Uint8Array(output + 1);
    marked[output] = 1;
    const order: NodeId[] = [];
    for (let id = output; id >= 0; id--) {
      if (marked[id] !== 1) continue;
      order.push(id);
      const edges = id !== output && this.options.leaves?.has(id) ? [] : flowing(tape, id);
      this.outOf.set(id, edges);
      for (const { operand } of edges) marked[operand] = 1;
    }
    // Consumers ascending, so that messages stand in the order of the text.
    for (const id of order.toReversed())
      for (const edge of this.edgesFrom(id)) {
        const before = this.into.get(edge.operand);
        if (before) before.push(edge);
        else this.into.set(edge.operand, [edge]);
      }
    return order;
  }
}

/** Made for every edge of every run, so that only what a rule looks at is worked out. */
class EdgeSending implements Sending {
  readonly consumer: NodeId;
  readonly port: number;
  readonly operand: NodeId;
  readonly gate: Gate;
  readonly upstream: Tensor;
  readonly right: Tensor;
  private readonly graph: BackwardGraph;
  private readonly edge: Edge;

  constructor(graph: BackwardGraph, edge: Edge, upstream: Tensor, right: Tensor) {
    this.graph = graph;
    this.edge = edge;
    this.consumer = edge.consumer;
    this.port = edge.port;
    this.operand = edge.operand;
    this.gate = edge.gate;
    this.upstream = upstream;
    this.right = right;
  }
  get inputs(): readonly Tensor[] {
    return this.graph.inputsOf(this.edge);
  }
  get out(): Tensor {
    return this.graph.valueOf(this.consumer);
  }
  get options(): Options {
    return this.graph.tape.optionsAt(this.consumer);
  }
  get onward(): readonly Edge[] {
    return this.graph.edgesInto(this.consumer);
  }
  get tape(): Tape {
    return this.graph.tape;
  }
  withRight(right: Tensor): Sending {
    return new EdgeSending(this.graph, this.edge, this.upstream, right);
  }
}

function flowing(tape: Tape, consumer: NodeId): readonly Edge[] {
  const body = tape.bodies.get(consumer);
  const copy = gateSpelled('unwritten');
  if (body !== undefined && copy) return tape.isReached(body) ? [{ consumer, port: 0, operand: body, gate: copy }] : [];
  const gate = tape.gateOf(consumer);
  if (gate === undefined) return [];
  return tape
    .inputsOf(consumer)
    .flatMap((operand, port) =>
      flowsTo(gate, port) && tape.isReached(operand) ? [{ consumer, port, operand, gate }] : [],
    );
}

const filled = (shape: readonly number[], value: number): Tensor => {
  if (shape.length === 0) return scalar(value);
  const made = zeros(shape);
  made.data.fill(value);
  return made;
};

const allOfOneShape = ([first, ...others]: readonly Tensor[]): boolean =>
  others.every(({ shape }) => sameShape(shape, first?.shape ?? []));

function total([first, ...others]: readonly Tensor[]): Tensor {
  if (first === undefined) return scalar(0);
  if (others.length === 0) return first;
  const data = Float64Array.from(first.data);
  for (const one of others) for (let i = 0; i < data.length; i++) data[i] = (data[i] ?? 0) + (one.data[i] ?? 0);
  return { shape: first.shape, data };
}

export function sameNumbers(a: Tensor, b: Tensor): boolean {
  if (!sameShape(a.shape, b.shape)) return false;
  for (let i = 0; i < a.data.length; i++) {
    const x = a.data[i] ?? 0;
    const y = b.data[i] ?? 0;
    if (x !== y && Math.abs(x - y) > 1e-12 * Math.max(Math.abs(x), Math.abs(y))) return false;
  }
  return true;
}
