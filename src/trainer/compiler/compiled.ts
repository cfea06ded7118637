/** A plan, for a given number of rows, as one WebAssembly module: values, gradients and the update of the parameters. */
import type { Gate, Options } from '../../core/gates/gate.ts';
import { type Numbers, type Shape, sizeOf, type Tensor } from '../../core/tensor/tensor.ts';
import type { Optimizer } from '../engine/optimizer.ts';
import {
  choosesBranches,
  isPlanProblem,
  type Plan,
  type PlanProblem,
  randomPlaces,
  takesGradient,
} from '../plan/plan.ts';
import { planAtRows } from '../plan/planAtRows.ts';
import { lowered } from './formula.ts';
import { Graph, type Node, type Storage } from './graph.ts';
import { type Bits, ConstantPool } from './lanes.ts';
import { calledBack, type Lowering, loweredValue, messagesAt, openingsAt } from './lowering.ts';
import { type KernelGroup, type MemoryAssignment, makeSchedule, placeStorages } from './schedule.ts';
import { type HostCall, type Located, located, ScheduleWriter, scratchOf, workOf } from './scheduleModule.ts';

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

/** A compiled program: its modules, and where in memory they find and leave what they work on. */
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
  /** How many random gates there are before it. */
  readonly place: number;
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
  const sized = planAtRows(wish.plan, wish.rows);
  if (isPlanProblem(sized)) return sized;
  const { plan, shapes } = sized;
  if (shapes.some((shape) => sizeOf(shape) === 0)) return undefined;
  const built = new Builder({ ...wish, plan }, shapes);
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
    const places = randomPlaces(plan);
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
        this.draws.push({ storage, draw: does.gate.drawn, options: does.options, place: places.get(index) ?? 0 });
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
    const { fused, kernels, crew: crewFor } = this.wish;
    const target = { bits: state.bits, fused, kernels, barrier: state.barrier, shared: crewFor !== undefined };
    const writerFor = (part: number, parts: number): ScheduleWriter =>
      new ScheduleWriter(target, schedule, pool, placed + part * scratch, { part, parts });
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
