/** A plan, for a given number of rows, as one WebAssembly module: values, gradients and the update of the parameters. */
import type { Gate, Options } from '../../core/gates/gate.ts';
import { addProduct, addProductWithLeftTransposed, addProductWithRightTransposed } from '../../core/tensor/products.ts';
import { type Numbers, type Shape, sizeOf, type Tensor } from '../../core/tensor/tensor.ts';
import type { Optimizer } from '../engine/optimizer.ts';
import { shapesFor } from '../engine/program.ts';
import { choosesBranches, isPlanProblem, type Plan, type PlanProblem, takesGradient } from '../plan/plan.ts';
import { type Share, writePass } from './emit.ts';
import { lowered } from './formula.ts';
import { type CallBody, Graph, type Node, type Storage } from './graph.ts';
import { type Bits, ConstantPool } from './lanes.ts';
import { calledBack, type Lowering, loweredValue, messagesAt, openingsAt } from './lowering.ts';
import {
  type Action,
  type CallAction,
  type KernelGroup,
  type KernelSchedule,
  type MemoryAssignment,
  makeSchedule,
  placeStorages,
} from './schedule.ts';
import { Code, F64, I32, ModuleWriter } from './wasm.ts';

/** Where parameters, gradients and the optimiser's memory lie: the same for all programs of a run. */
export interface State {
  readonly bits: Bits;
  /** Entries of all parameters together, each begun at a multiple of 16. */
  readonly total: number;
  readonly params: readonly Storage[];
  readonly gradients: readonly Storage[];
  /** One list for each array of the optimiser's. */
  readonly memory: readonly (readonly Storage[])[];
  /** lr, β, weight decay, and what the optimiser works out for a step. */
  readonly hyper: readonly Storage[];
  /** Where threads wait for one another, and, 128 bytes later, a word that is 1 when an update is not made. */
  readonly barrier: number;
  /** Bytes from which on a program may place what is its own. */
  readonly end: number;
}

/** The kernels for products have their constants below. */
const FIRST_FREE = 65_536;
const HYPERS = ['lr', 'momentum', 'decay', 'first', 'second', 'third'] as const;
const CONSTANTS = 512;
/** Bytes for the hyperparameters and the barrier. */
const STATE_HEAD = 384;
export const STOPPED = 128;

const spaced = (length: number): number => Math.ceil(length / 16) * 16;

export function layOutState(plan: Plan, memories: number, bits: Bits): State {
  const entry = bits / 8;
  let next = FIRST_FREE;
  const stretch = (): readonly Storage[] =>
    plan.params.map(({ start }) => {
      const size = sizeOf(start.shape);
      const at = next;
      next += spaced(size) * entry;
      return { size, at };
    });
  const hyper = HYPERS.map((_, i) => ({ size: 1, at: FIRST_FREE + 16 * i }));
  const barrier = next + 128;
  next += STATE_HEAD;
  const params = stretch();
  const total = (next - FIRST_FREE - STATE_HEAD) / entry;
  const gradients = stretch();
  const memory = Array.from({ length: memories }, stretch);
  return { bits, total, params, gradients, memory, hyper, barrier, end: next + 64 };
}

/** What an optimiser with formulas needs for each step beside lr, β and weight decay. */
export interface Blueprint {
  readonly rows: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The same, written for each of several threads; none where one makes all. */
  readonly crew: readonly Uint8Array<ArrayBuffer>[];
  /** Bytes of memory that it needs. */
  readonly end: number;
  readonly rowInputs: readonly Storage[];
  readonly rowShapes: readonly Shape[];
  readonly constants: readonly { readonly storage: Storage; readonly data: Numbers }[];
  readonly calls: readonly HostCall[];
  readonly draws: readonly Draw[];
  readonly loss: Located;
  /** Where the value of each node lies, if everything is kept. */
  readonly values: readonly (
    | { readonly storage: Storage; readonly offset: number; readonly shape: Shape }
    | undefined
  )[];
  /** The second part also moves the parameters. */
  readonly updates: boolean;
}

/** Factors that a gate draws anew for every step of training. */
interface Draw {
  readonly storage: Storage;
  readonly draw: NonNullable<Gate['drawn']>;
  readonly options: Options;
  /** Its place in the network, so that no two gates draw alike. */
  readonly place: number;
}

/** TypeScript in the middle of the schedule, on tensors that lie in memory. */
interface HostCall {
  readonly run: CallBody;
  readonly inputs: readonly Located[];
  /** Undefined where nothing asks for the output. */
  readonly outputs: readonly (Located | undefined)[];
}
export interface Located {
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: Shape;
}

export interface CompileWish {
  readonly plan: Plan;
  readonly state: State;
  readonly rows: number;
  /** `train`: the loss, then an update; `look`: every value, then the gradients. */
  readonly use: 'train' | 'look';
  readonly optimizer: Optimizer;
  readonly fused: boolean;
  /** Products of 32-bit matrices run in WebAssembly. */
  readonly kernels: boolean;
  /** How many threads share a step of so much work, in multiplications and additions. Left out: none, and no memory is shared. */
  readonly crew?: ((work: number) => number) | undefined;
}

/** Undefined where some value has no entries: that runs gate by gate. From `start` on memory is the program's own. */
export function compile(wish: CompileWish, start: number): Blueprint | PlanProblem | undefined {
  const { plan, rows } = wish;
  const shapes = shapesFor(plan, rows);
  if (isPlanProblem(shapes)) return shapes;
  if (shapes.some((shape) => sizeOf(shape) === 0)) return undefined;
  const built = new Builder(wish, shapes);
  return built.blueprint(start);
}

/** A gradient, and the entries from which some way to the loss is open, as a mask; undefined: all of them. */
interface Arrived {
  readonly gradient: Node;
  readonly open: Node | undefined;
}

class Builder {
  private readonly wish: CompileWish;
  private readonly shapes: readonly Shape[];
  private readonly graph = new Graph();
  private readonly rowInputs: Storage[] = [];
  private readonly constants: { readonly storage: Storage; readonly data: Numbers }[] = [];
  private readonly params: readonly Node[];
  private readonly lowering: Lowering;
  private readonly counts = new Map<number, Node>();
  /** The factors of gates that are random in training, by node. */
  private readonly drawn = new Map<number, Node>();
  private readonly draws: Draw[] = [];

  constructor(wish: CompileWish, shapes: readonly Shape[]) {
    this.wish = wish;
    this.shapes = shapes;
    const { plan, state } = wish;
    this.params = plan.params.map(({ start }, p) =>
      this.graph.leaf(state.params[p] ?? { size: 0, at: 0 }, start.shape),
    );
    this.lowering = { graph: this.graph, counted: (length) => this.counted(length) };
  }

  private counted(length: number): Node {
    const known = this.counts.get(length);
    if (known) return known;
    const made = this.constant({ shape: [length], data: Float64Array.from({ length }, (_, i) => i) });
    this.counts.set(length, made);
    return made;
  }

  private constant({ shape, data }: Tensor): Node {
    if (shape.length === 0) return this.graph.constant(data[0] ?? 0);
    const storage = { size: data.length, at: -1 };
    this.constants.push({ storage, data });
    return this.graph.leaf(storage, shape);
  }

  private values(): readonly Node[] {
    const { graph, lowering, shapes } = this;
    const { plan, use } = this.wish;
    const values: Node[] = [];
    const zero = graph.constant(0);
    const of = (node: number): Node => values[node] ?? zero;
    for (const [index, { does, forLoss }] of plan.nodes.entries()) {
      const shape = shapes[index] ?? [];
      if (does.kind === 'param') values.push(this.params[does.param] ?? zero);
      else if (does.kind === 'constant') values.push(this.constant(does.value));
      else if (does.kind === 'rows') {
        const storage = { size: sizeOf(shape), at: -1 };
        this.rowInputs[does.set] = storage;
        values.push(graph.leaf(storage, shape));
      } else if (!forLoss && use === 'train') values.push(zero);
      else if (does.kind === 'learned') values.push(of(does.body));
      else if (does.kind === 'gate' && does.gate.drawn && use === 'train') {
        const storage = { size: sizeOf(shape), at: -1 };
        const factors = graph.leaf(storage, shape);
        this.draws.push({ storage, draw: does.gate.drawn, options: does.options, place: index });
        this.drawn.set(index, factors);
        values.push(graph.map('mul', of(does.inputs[0] ?? -1), factors));
      } else if (does.kind === 'gate')
        values.push(loweredValue(lowering, { gate: does.gate, options: does.options, inputs: does.inputs.map(of) }));
      else {
        const again = (inputs: readonly Tensor[], [out]: readonly (Tensor | undefined)[]): void =>
          out?.data.set(does.again(inputs)?.data ?? []);
        values.push(graph.call(again, does.inputs.map(of), [shape])[0] ?? zero);
      }
    }
    return values;
  }

  /** The gradient of each parameter. */
  private gradients(values: readonly Node[]): readonly Node[] {
    const { graph } = this;
    const { plan } = this.wish;
    const zero = graph.constant(0);
    const arrived: (Arrived | undefined)[] = plan.nodes.map(() => undefined);
    arrived[plan.loss] = { gradient: graph.constant(1), open: undefined };
    const chooses = choosesBranches(plan);
    for (let index = plan.nodes.length - 1; index >= 0; index--) {
      const node = plan.nodes[index];
      const at = arrived[index];
      if (!node?.gradient || at === undefined) continue;
      const { does } = node;
      if (does.kind !== 'gate' && does.kind !== 'learned') continue;
      const messages = this.messages(index, values, at, chooses);
      for (const [port, input] of does.inputs.entries()) {
        const message = messages[port];
        const before = arrived[input];
        if (message) arrived[input] = before ? this.joined(before, message) : message;
      }
    }
    return plan.params.map(({ node, start }) => graph.stretched(arrived[node]?.gradient ?? zero, start.shape));
  }

  /** What a gate sends back to its operands. */
  private messages(
    index: number,
    values: readonly Node[],
    { gradient, open }: Arrived,
    chooses: boolean,
  ): readonly (Arrived | undefined)[] {
    const { graph, lowering } = this;
    const { nodes } = this.wish.plan;
    const zero = graph.constant(0);
    const does = nodes[index]?.does;
    if (does?.kind !== 'gate' && does?.kind !== 'learned') return [];
    const { gate, inputs } = does;
    const drawn = this.drawn.get(index);
    if (drawn) return [{ gradient: graph.map('mul', gradient, drawn), open: undefined }];
    const wanted = inputs.map((input, port) => takesGradient(gate, port) && nodes[input]?.gradient === true);
    const options = does.kind === 'gate' ? does.options : {};
    const site = { gate, options, inputs: inputs.map((i) => values[i] ?? zero) };
    const out = values[index] ?? zero;
    if (does.kind === 'learned')
      return calledBack(graph, site, out, gradient, wanted).map(
        (message) => message && { gradient: message, open: undefined },
      );
    // Where nothing leads to the loss a slope counts for nothing, not even one that is infinite.
    const found =
      open && gate.scalar
        ? messagesAt(lowering, site, out, gradient, wanted, open)
        : messagesAt(lowering, site, out, gradient, wanted);
    const openings = chooses ? openingsAt(lowering, site, out, open, wanted) : [];
    return found.map((message, port) => message && { gradient: message, open: openings[port] });
  }

  private joined(a: Arrived, b: Arrived): Arrived {
    const { graph } = this;
    const one = graph.constant(1);
    const open = a.open && b.open && graph.where(a.open, one, graph.where(b.open, one, graph.constant(0)));
    return {
      gradient: graph.map('add', a.gradient, b.gradient),
      open: open && graph.map('ne', open, graph.constant(0)),
    };
  }

  /** The assignments of one step of an optimiser that has formulas. */
  private updates(gradients: readonly Node[]): readonly KernelGroup[] {
    const { graph } = this;
    const { state, optimizer } = this.wish;
    const { kernel } = optimizer;
    if (kernel === undefined) return [];
    const groups: KernelGroup[] = [];
    const hyper = new Map(
      HYPERS.map((name, i) => [name as string, graph.leaf(state.hyper[i] ?? { size: 1, at: 0 }, [])]),
    );
    for (const [p, w] of this.params.entries()) {
      const gradient = gradients[p] ?? graph.constant(0);
      const decay = hyper.get('decay') ?? graph.constant(0);
      const nodes = new Map<string, Node>(hyper);
      const places = new Map<string, Storage>();
      const group: MemoryAssignment[] = [];
      if (optimizer.decoupled) {
        const shrunk = graph.map('mul', hyper.get('lr') ?? decay, decay);
        nodes.set('w', graph.map('sub', w, graph.map('mul', shrunk, w)));
        nodes.set('g', gradient);
      } else {
        nodes.set('w', w);
        nodes.set('g', graph.map('add', gradient, graph.map('mul', decay, w)));
      }
      places.set('w', state.params[p] ?? { size: 0, at: 0 });
      for (const [m, name] of kernel.memory.entries()) {
        const storage = state.memory[m]?.[p];
        if (storage === undefined) continue;
        nodes.set(name, graph.leaf(storage, w.shape));
        places.set(name, storage);
      }
      for (const [name, formula] of kernel.steps) {
        const node = lowered(formula, { graph, nodes, options: {}, counted: this.lowering.counted });
        nodes.set(name, node);
        const storage = places.get(name);
        if (storage) group.push({ storage, node });
      }
      groups.push(group);
    }
    return groups;
  }

  /** Gradients that read parameters other than entry by entry must be there before any parameter moves. */
  private readsOthers(gradient: Node, own: Node | undefined): boolean {
    const pending = [gradient];
    const seen = new Set<Node>();
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      if (node.does.op === 'leaf' && node !== own && this.params.includes(node)) return true;
      if (node.does.op === 'view' && node.inputs.some((input) => this.params.includes(input))) return true;
      if (node === own && !gradient.shape.every((length, i) => length === node.shape[i])) return true;
      pending.push(...node.inputs);
    }
    return false;
  }

  blueprint(start: number): Blueprint {
    const { plan, state, use, optimizer, rows } = this.wish;
    const values = this.values();
    const gradients = this.gradients(values);
    const loss = this.graph.contiguous(values[plan.loss] ?? this.graph.constant(Number.NaN));
    const moving = use === 'train' && optimizer.kernel !== undefined;
    const seen =
      use === 'look' ? values.map((node, i) => (plan.nodes[i]?.does.kind === 'rows' ? node : this.seen(node))) : [];
    const assignments = moving
      ? this.updates(gradients)
      : gradients.map((node, p) => [{ node, storage: state.gradients[p] ?? { size: 0, at: 0 } }]);
    const keep = moving ? gradients.filter((node, p) => this.readsOthers(node, this.params[p])) : [];
    const schedule = makeSchedule(this.graph.nodes, {
      first: [loss, ...seen],
      keep,
      assignments,
      last: use === 'train',
    });
    const pool = new ConstantPool(start, CONSTANTS);
    let next = start + 16 * CONSTANTS;
    for (const storage of [...[...this.constants, ...this.draws].map(({ storage }) => storage), ...this.rowInputs]) {
      storage.at = next;
      next = Math.ceil((next + (storage.size * state.bits) / 8 + 12) / 64) * 64;
    }
    const placed = placeStorages(schedule, [loss, ...seen], next, state.bits / 8);
    const scratch = scratchOf(schedule);
    const threads = this.wish.crew?.(workOf(schedule)) ?? 1;
    const writerFor = (part: number, parts: number): ScheduleWriter =>
      new ScheduleWriter(this.wish, schedule, pool, placed + part * scratch, { part, parts });
    const writer = writerFor(0, 1);
    const crew = threads > 1 ? Array.from({ length: threads }, (_, part) => writerFor(part, threads)) : [];
    const locate = (node: Node): Located => located(schedule, node);
    return {
      rows,
      bytes: writer.bytes(),
      crew: crew.map((each) => each.bytes()),
      end: placed + threads * scratch + 64,
      rowInputs: this.rowInputs,
      rowShapes: plan.rowSets.map(({ node }) => this.shapes[node] ?? []),
      constants: this.constants,
      calls: writer.calls,
      draws: this.draws,
      loss: locate(loss),
      values: seen.map(locate),
      updates: moving,
    };
  }

  private seen(node: Node): Node {
    return this.graph.contiguous(node);
  }
}

const located = (schedule: KernelSchedule, node: Node): Located => ({
  storage: schedule.storageOf(node),
  offset: schedule.layoutOf(node).offset,
  shape: node.shape,
});

const IMPORTS = [
  { name: 'product', params: [I32, I32, I32, I32, I32, I32, I32, I32, I32, I32], results: [] },
  { name: 'pow', params: [F64, F64], results: [F64] },
  { name: 'sin', params: [F64], results: [F64] },
  { name: 'cos', params: [F64], results: [F64] },
  { name: 'call', params: [I32], results: [] },
  { name: 'waitForAll', params: [I32, I32], results: [] },
] as const;
const [PRODUCT, POW, SIN, COS, CALL, WAIT] = [0, 1, 2, 3, 4, 5];
const KINDS = { nn: 0, nt: 1, tn: 2 } as const;

/** Bytes that a thread's products need beside their operands. */
function scratchOf({ actions }: KernelSchedule): number {
  const up = (value: number): number => Math.ceil(value / 16) * 16;
  let most = 0;
  for (const action of actions) {
    if (action.kind !== 'product' || action.node.does.op !== 'product') continue;
    const { m, k, n } = action.node.does.sizes;
    const [height, depth, width] = [up(m), up(k), up(n)];
    most = Math.max(most, height * depth + 2 * depth * width + height * width + 160 * Math.max(height, depth) + 1024);
  }
  return 4 * up(most);
}

/** Multiplications and additions of a step, roughly. */
function workOf({ actions }: KernelSchedule): number {
  let work = 0;
  for (const action of actions)
    if (action.kind === 'kernel')
      work += action.weight * action.lengths.reduce((product, length) => product * length, 1);
    else if (action.kind === 'product' && action.node.does.op === 'product') {
      const { batch, m, k, n } = action.node.does.sizes;
      work += 2 * batch * m * k * n;
    }
  return work;
}

/**
 * Functions for all actions of a schedule, and two that call them: the first part and the second. Of several threads each
 * has its own: what they share they begin together, and what one makes alone the others wait for.
 */
class ScheduleWriter {
  readonly calls: HostCall[] = [];
  private readonly wish: CompileWish;
  private readonly schedule: KernelSchedule;
  private readonly pool: ConstantPool;
  private readonly scratchAt: number;
  private readonly share: Share;
  private readonly writer = new ModuleWriter(IMPORTS);
  /** What has been done since the threads last waited for one another. */
  private since: 'nothing' | 'alone' | 'together' = 'nothing';

  constructor(wish: CompileWish, schedule: KernelSchedule, pool: ConstantPool, scratchAt: number, share: Share) {
    this.wish = wish;
    this.schedule = schedule;
    this.pool = pool;
    this.scratchAt = scratchAt;
    this.share = share;
    const { actions, split } = schedule;
    this.writer.add(this.written(actions.slice(0, split), true), undefined, 'first');
    this.writer.add(this.written(actions.slice(split), false), undefined, 'second');
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.writer.bytes(this.pool.start, this.pool.data(), this.wish.crew !== undefined);
  }

  /** `waits`: what the first thread has made ready is needed from the start. */
  private written(actions: readonly Action[], waits: boolean): Code {
    const code = new Code();
    if (waits) this.wait(code);
    for (const action of actions) this.write(action, code);
    if (actions.length > 0 || waits) this.wait(code);
    return code;
  }

  private wait(code: Code): void {
    this.since = 'nothing';
    if (this.share.parts === 1) return;
    code.i32(this.wish.state.barrier);
    code.i32(this.share.parts);
    code.call(WAIT);
  }

  private write(action: Action, code: Code): void {
    const { fused, state, kernels } = this.wish;
    if (action.kind === 'kernel') {
      const calls = { pow: POW, sin: SIN, cos: COS };
      const target = { bits: state.bits, fused, pool: this.pool, calls, share: this.share };
      const { code: pass, split } = writePass(action, this.schedule, target);
      const index = pass.isEmpty ? -1 : this.writer.add(pass);
      this.begin(code, split, () => {
        if (index >= 0) code.call(index);
      });
    } else if (action.kind === 'clear')
      this.begin(code, false, () => code.clear(action.storage.at, (action.storage.size * state.bits) / 8));
    else if (action.kind === 'product') this.begin(code, kernels, () => this.product(action.node, code));
    else this.begin(code, false, () => this.called(action, code));
  }

  /** Lets the threads wait where they must: before what they share, and before what needs the others' parts. */
  private begin(code: Code, split: boolean, write: () => void): void {
    const { part, parts } = this.share;
    const together = split && parts > 1;
    if (together ? this.since !== 'nothing' : this.since === 'together') this.wait(code);
    if (together || part === 0) write();
    this.since = together ? 'together' : 'alone';
  }

  private called(action: CallAction, code: Code): void {
    const { does, inputs } = action.node;
    if (does.op !== 'call') return;
    const outputs = does.outputs.map((shape, i) => {
      const storage = action.outputs[i];
      return storage && { storage, offset: 0, shape };
    });
    for (const storage of action.outputs)
      if (storage) code.clear(storage.at, (storage.size * this.wish.state.bits) / 8);
    this.host(code, { run: does.body, inputs: inputs.map((input) => located(this.schedule, input)), outputs });
  }

  private host(code: Code, call: HostCall): void {
    code.i32(this.calls.push(call) - 1);
    code.call(CALL);
  }

  private product(node: Node, code: Code): void {
    if (node.does.op !== 'product') return;
    const { kind, batch, m, k, n, leftStep, rightStep } = node.does.sizes;
    const [left, right] = node.inputs.map((input) => located(this.schedule, input));
    const out = located(this.schedule, node);
    if (left === undefined || right === undefined) return;
    if (!this.wish.kernels) {
      this.host(code, { run: hostProduct(node), inputs: [left, right], outputs: [out] });
      return;
    }
    // Many products are shared out one by one, a few in parts.
    const { part, parts } = this.share;
    const whole = batch >= parts;
    const begin = whole ? Math.floor((batch * part) / parts) : 0;
    const end = whole ? Math.floor((batch * (part + 1)) / parts) : batch;
    const entry = this.wish.state.bits / 8;
    const places = [
      [left.storage.at + left.offset * entry, leftStep * entry],
      [right.storage.at + right.offset * entry, rightStep * entry],
      [out.storage.at, m * n * entry],
    ] as const;
    const many = end - begin > 1;
    const index = places.map(() => (many ? code.local(I32) : -1));
    code.repeat(end - begin, () => {
      for (const size of [KINDS[kind], m, k, n]) code.i32(size);
      for (const [i, [at, step]] of places.entries()) {
        code.i32(at + begin * step);
        if (many) {
          code.get(index[i] ?? 0);
          code.op('i32.add');
        }
      }
      code.i32(this.scratchAt);
      code.i32(whole ? 0 : part);
      code.i32(whole ? 1 : parts);
      code.call(PRODUCT);
      if (!many) return;
      for (const [i, [, step]] of places.entries()) {
        code.get(index[i] ?? 0);
        code.i32(step);
        code.op('i32.add');
        code.set(index[i] ?? 0);
      }
    });
  }
}

/** A product in TypeScript, for numbers of 64 bits and where the kernels cannot run. */
const hostProduct =
  (node: Node): HostCall['run'] =>
  ([left, right], [out]) => {
    if (node.does.op !== 'product' || !(left && right && out)) return;
    const { kind, batch, m, k, n, leftStep, rightStep } = node.does.sizes;
    out.data.fill(0);
    for (let i = 0; i < batch; i++) {
      const [a, b, c] = [i * leftStep, i * rightStep, i * m * n];
      if (kind === 'nn') addProduct(left.data, right.data, out.data, { m, k, n, a, b, out: c });
      else if (kind === 'nt')
        addProductWithRightTransposed(left.data, right.data, out.data, { m, k: n, n: k, a: c, b, out: a });
      else addProductWithLeftTransposed(left.data, right.data, out.data, { m: k, k: m, n, a, b: c, out: b });
    }
  };
