/** Which nodes of a graph are kept in memory, which loops compute them, in which order, and where everything lies. */
import { type Shape, sizeOf } from '../../core/tensor/tensor.ts';
import { type Node, type Reduction, rowByRow, type Storage, type TensorLayout } from './graph.ts';

/** One pass over all entries of a shape. */
export interface Kernel {
  readonly kind: 'kernel';
  /** Lengths of the axes, without those of length 1. */
  readonly lengths: readonly number[];
  /** For each axis whether the reductions of this pass reduce it; empty as long as there is none. */
  reduced: readonly boolean[];
  readonly outputs: Output[];
  weight: number;
}

export interface Output {
  /** What is computed at each place. */
  readonly node: Node;
  readonly reduction: Reduction | undefined;
  readonly storage: Storage;
  readonly layout: TensorLayout;
  /** Undefined: nothing asks for it but this very pass. */
  stored: boolean;
  /** The node that this makes, where it is one. */
  readonly makes: Node | undefined;
  /** What it takes from memory, or from another output of the same pass. */
  readonly loads: ReadonlySet<Node>;
}

interface ProductAction {
  readonly kind: 'product';
  readonly node: Node;
}
export interface CallAction {
  readonly kind: 'call';
  readonly node: Node;
  readonly outputs: readonly Storage[];
}
/** Fills a storage with zeros. */
interface ClearAction {
  readonly kind: 'clear';
  readonly storage: Storage;
}
export type Action = Kernel | ProductAction | CallAction | ClearAction;

/** A node written to memory that is there already. */
export interface MemoryAssignment {
  readonly storage: Storage;
  readonly node: Node;
}

/** Assignments of one shape that read what they all write: they are made in one pass. */
export type KernelGroup = readonly MemoryAssignment[];

interface Wishes {
  /** Must be in memory at the end of the first part. */
  readonly first: readonly Node[];
  /** Are kept however cheap they are. */
  readonly keep: readonly Node[];
  readonly assignments: readonly KernelGroup[];
  /** Whether assignments overwrite what the rest of the program reads: then they come after everything. */
  readonly last: boolean;
}

export interface KernelSchedule {
  readonly actions: readonly Action[];
  /** The first part are the actions before this one. */
  readonly split: number;
  storageOf(node: Node): Storage;
  /** How a node lies in its storage. */
  layoutOf(node: Node): TensorLayout;
}

const COSTS: Readonly<Record<string, number>> = {
  exp: 12,
  log: 12,
  sin: 40,
  cos: 40,
  tanh: 25,
  erfc: 40,
  pow: 100,
  div: 4,
  sqrt: 4,
};
/** What costs more is computed once and kept, if it is used twice. */
const WORTH_KEEPING = 3;
/** No pass computes more for an entry: its code would be compiled slowly. */
const MOST_IN_ONE = 160;

const isMap = ({ does, inputs }: Node): boolean => inputs.length > 0 && !(does.op in OTHERS);
const OTHERS: Readonly<Record<string, true>> = {
  sum: true,
  largest: true,
  smallest: true,
  product: true,
  view: true,
  assemble: true,
  call: true,
  output: true,
};
const isReduction = ({ does }: Node): boolean => does.op === 'sum' || does.op === 'largest' || does.op === 'smallest';

/** The node in whose storage a view looks. */
const under = (node: Node): Node => (node.does.op === 'view' ? (node.inputs[0] ?? node) : node);

export const squeezed = (shape: Shape): readonly number[] => shape.filter((length) => length !== 1);

export function makeSchedule(nodes: readonly Node[], wishes: Wishes): KernelSchedule {
  const roots = [...wishes.first, ...wishes.assignments.flat().map(({ node }) => node)];
  const reached = reachable(roots);
  const { kept, costs } = keptNodes(nodes, reached, wishes);
  const storages = new Map<Node, Storage>();
  for (const node of kept) storages.set(node, { size: sizeOf(node.shape), at: -1 });
  const storageOf = (node: Node): Storage => {
    const base = under(node);
    const storage = base.does.op === 'leaf' ? base.does.storage : storages.get(base);
    if (storage === undefined) throw new Error(`a ${base.does.op} has no place`);
    return storage;
  };
  const plan = new Planner(kept, costs, storageOf);
  const firsts = reachable(wishes.first);
  const inOrder = nodes.filter((node) => reached.has(node) && (kept.has(node) || node.does.op === 'call'));
  for (const node of inOrder) if (firsts.has(node)) plan.make(node);
  const split = plan.actions.length;
  if (!wishes.last) plan.floor = split;
  for (const node of inOrder) if (!firsts.has(node)) plan.make(node);
  const end = plan.actions.length;
  plan.floor = Math.max(split, end);
  for (const group of wishes.assignments) plan.assign(group);
  plan.dropUnread(new Set(roots));
  // With everything in the first part, updates still come in the second.
  return {
    actions: plan.actions,
    split: wishes.last ? end : split,
    storageOf,
    layoutOf: (node) => (node.does.op === 'view' ? node.does.layout : rowByRow(node.shape)),
  };
}

function reachable(roots: readonly Node[]): ReadonlySet<Node> {
  const found = new Set<Node>(roots);
  const pending = [...roots];
  for (let node = pending.pop(); node !== undefined; node = pending.pop())
    for (const input of node.inputs)
      if (!found.has(input)) {
        found.add(input);
        pending.push(input);
      }
  return found;
}

interface Kept {
  readonly kept: ReadonlySet<Node>;
  /** What a pass computes for an entry of a node, beyond what it finds in memory. */
  readonly costs: ReadonlyMap<Node, number>;
}

function keptNodes(nodes: readonly Node[], reached: ReadonlySet<Node>, { first, keep, assignments }: Wishes): Kept {
  const uses = new Map<Node, number>();
  const kept = new Set<Node>();
  for (const node of nodes) {
    if (!reached.has(node)) continue;
    const { op } = node.does;
    for (const input of new Set(node.inputs)) {
      uses.set(input, (uses.get(input) ?? 0) + 1);
      const whole = op === 'product' || op === 'call' || op === 'view';
      const stretched = isMap(node) && sizeOf(input.shape) < sizeOf(node.shape);
      if (isMap(input) && (whole || stretched)) kept.add(input);
    }
    if (op === 'product' || op === 'assemble' || op === 'output' || isReduction(node)) kept.add(node);
  }
  for (const node of [...first, ...keep]) if (under(node).does.op !== 'leaf') kept.add(under(node));
  const assigned = new Set(assignments.flat().map(({ node }) => node));
  const costs = new Map<Node, number>();
  for (const node of nodes) {
    if (!reached.has(node) || !isMap(node)) continue;
    let cost = COSTS[node.does.op] ?? 1;
    for (const input of node.inputs) cost += kept.has(input) ? 0 : (costs.get(input) ?? 0);
    costs.set(node, cost);
    const twice = (uses.get(node) ?? 0) > 1 && !assigned.has(node);
    if (cost > MOST_IN_ONE || (twice && cost > WORTH_KEEPING)) kept.add(node);
  }
  return { kept, costs };
}

/** Puts nodes into passes. */
class Planner {
  readonly actions: Action[] = [];
  /** No pass before this one takes anything more. */
  floor = 0;
  private readonly kept: ReadonlySet<Node>;
  private readonly costs: ReadonlyMap<Node, number>;
  private readonly storageOf: (node: Node) => Storage;
  /** The action that makes a storage. */
  private readonly makers = new Map<Storage, number>();
  /** Actions that read it. */
  private readonly readers = new Map<Storage, Set<number>>();

  constructor(kept: ReadonlySet<Node>, costs: ReadonlyMap<Node, number>, storageOf: (node: Node) => Storage) {
    this.kept = kept;
    this.costs = costs;
    this.storageOf = storageOf;
  }

  make(node: Node): void {
    const { op } = node.does;
    if (op === 'product') this.add({ kind: 'product', node }, node.inputs, [this.storageOf(node)]);
    else if (op === 'call') return;
    else if (op === 'output') this.makeCall(node);
    else if (node.does.op === 'assemble') {
      const storage = this.storageOf(node);
      if (!node.does.covered) this.add({ kind: 'clear', storage }, [], [storage]);
      for (const [i, part] of node.inputs.entries()) {
        const layout = node.does.places[i];
        if (layout) this.pass({ node: part, reduction: undefined, storage, layout, stored: true, makes: undefined });
      }
    } else if (isReduction(node)) {
      const [input] = node.inputs;
      if (input === undefined || !('axes' in node.does)) return;
      const axes = node.does.axes.filter((_, axis) => input.shape[axis] !== 1);
      const output = { node: input, reduction: node.does.op as Reduction, makes: node };
      this.pass({ ...output, storage: this.storageOf(node), layout: rowByRow(node.shape), stored: true }, axes);
    } else {
      const layout = rowByRow(node.shape);
      this.pass({ node, reduction: undefined, storage: this.storageOf(node), layout, stored: true, makes: node });
    }
  }

  assign(group: KernelGroup): void {
    this.passAll(
      group.map(({ node, storage }) => {
        const loads = this.loadsOf(node, undefined);
        return {
          node,
          reduction: undefined,
          storage,
          layout: rowByRow(node.shape),
          stored: true,
          makes: undefined,
          loads,
        };
      }),
      [],
    );
  }

  private makeCall(output: Node): void {
    const [call] = output.inputs;
    if (call === undefined) return;
    const known = this.actions.findLast((action) => action.kind === 'call' && action.node === call);
    const storage = this.storageOf(output);
    const index = output.does.op === 'output' ? output.does.index : 0;
    if (known?.kind === 'call') {
      (known.outputs as Storage[])[index] = storage;
      this.makers.set(storage, this.actions.indexOf(known));
      return;
    }
    const outputs: Storage[] = [];
    outputs[index] = storage;
    this.add({ kind: 'call', node: call, outputs }, call.inputs, [storage]);
  }

  private add(action: Action, reads: readonly Node[], makes: readonly Storage[]): number {
    const index = this.actions.push(action) - 1;
    for (const node of reads) this.reads(this.storageOf(node), index);
    for (const storage of makes) this.makers.set(storage, index);
    return index;
  }

  private reads(storage: Storage, index: number): void {
    const known = this.readers.get(storage);
    if (known) known.add(index);
    else this.readers.set(storage, new Set([index]));
  }

  private pass(output: Omit<Output, 'loads'>, axes: readonly boolean[] = []): void {
    this.passAll([{ ...output, loads: this.loadsOf(output.node, output.makes) }], axes);
  }

  /** Adds outputs to the first pass that can take them all, or makes a new one. */
  private passAll(outputs: readonly Output[], axes: readonly boolean[]): void {
    const lengths = squeezed(outputs[0]?.node.shape ?? []);
    const first = outputs.reduce((after, output) => Math.max(after, this.earliest(output)), this.floor);
    const weight = outputs.reduce((sum, { node }) => sum + (this.costs.get(node) ?? 0) + 2, 0);
    let index = -1;
    for (let i = first; i < this.actions.length && index < 0; i++) {
      const action = this.actions[i];
      if (action?.kind === 'kernel' && accepts(action, lengths, axes, weight)) index = i;
    }
    if (index < 0) index = this.actions.push({ kind: 'kernel', lengths, reduced: [], outputs: [], weight: 0 }) - 1;
    const kernel = this.actions[index];
    if (kernel?.kind !== 'kernel') return;
    if (axes.length > 0) kernel.reduced = axes;
    kernel.outputs.push(...outputs);
    kernel.weight += weight;
    const inside = madeInside(kernel);
    for (const { storage, loads } of outputs) {
      this.makers.set(storage, index);
      for (const load of loads) if (!inside.has(load)) this.reads(this.storageOf(load), index);
    }
  }

  /** The first action in which an output can be computed. */
  private earliest({ loads, storage }: Output): number {
    let first = (this.makers.get(storage) ?? -1) + 1;
    // What lies ready: a value of a pass over the same shape is at hand in that pass, all else only after it.
    for (const load of loads) {
      const maker = this.makers.get(this.storageOf(load));
      if (maker === undefined) continue;
      const action = this.actions[maker];
      const atHand = action?.kind === 'kernel' && madeInside(action).has(load);
      first = Math.max(first, atHand ? maker : maker + 1);
    }
    return first;
  }

  /** What a pass reads from memory for a node. */
  private loadsOf(root: Node, makes: Node | undefined): ReadonlySet<Node> {
    const loads = new Set<Node>();
    const pending = makes === root ? [...root.inputs] : [root];
    const seen = new Set<Node>(pending);
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      const { op } = node.does;
      if (op === 'constant') continue;
      if (op === 'leaf' || op === 'view' || this.kept.has(node)) {
        loads.add(node);
        continue;
      }
      for (const input of node.inputs)
        if (!seen.has(input)) {
          seen.add(input);
          pending.push(input);
        }
    }
    return loads;
  }

  /** What is read nowhere but in the pass that makes it need not be written. */
  dropUnread(roots: ReadonlySet<Node>): void {
    const wanted = new Set([...roots].map(under));
    for (const action of this.actions)
      if (action.kind === 'kernel')
        for (const output of action.outputs)
          if (output.makes && !output.reduction && !wanted.has(output.makes) && !this.readers.has(output.storage))
            output.stored = false;
  }
}

/** What a pass makes at the very place where it is asked for. */
export const madeInside = ({ outputs }: Kernel): ReadonlySet<Node> =>
  new Set(outputs.flatMap(({ makes, reduction }) => (makes && !reduction ? [makes] : [])));

const MOST_OUTPUTS = 24;

function accepts(kernel: Kernel, lengths: readonly number[], axes: readonly boolean[], weight: number): boolean {
  if (kernel.outputs.length >= MOST_OUTPUTS || kernel.weight + weight > MOST_IN_ONE) return false;
  if (kernel.lengths.length !== lengths.length || !lengths.every((length, i) => length === kernel.lengths[i]))
    return false;
  if (axes.length === 0 || kernel.reduced.length === 0) return true;
  return axes.every((reduced, i) => reduced === kernel.reduced[i]);
}

/** Storages of so few entries have a place of their own: to look for one to share takes longer. */
const SMALL = 64;

/** First and last action that a storage is needed at. */
interface Life {
  readonly storage: Storage;
  from: number;
  to: number;
}

/** Every result gets a place that it shares with others that live at other times. Answers the end of them all. */
export function placeStorages(
  { actions, storageOf }: KernelSchedule,
  endless: readonly Node[],
  start: number,
  entry: number,
): number {
  const lives = new Map<Storage, Life>();
  const touch = (storage: Storage, index: number): void => {
    if (storage.at >= 0) return;
    const life = lives.get(storage);
    if (life) life.to = Math.max(life.to, index);
    else lives.set(storage, { storage, from: index, to: index });
  };
  for (const [index, action] of actions.entries()) {
    if (action.kind === 'clear') touch(action.storage, index);
    else if (action.kind === 'kernel') {
      const inside = madeInside(action);
      for (const { storage, stored, loads } of action.outputs) {
        if (stored) touch(storage, index);
        for (const load of loads) if (!inside.has(load)) touch(storageOf(load), index);
      }
    } else {
      for (const input of action.node.inputs) touch(storageOf(input), index);
      if (action.kind === 'product') touch(storageOf(action.node), index);
      else for (const storage of action.outputs) if (storage) touch(storage, index);
    }
  }
  for (const node of endless) touch(storageOf(node), actions.length);
  const placed: Life[] = [];
  let end = start;
  for (const life of [...lives.values()].sort((a, b) => b.storage.size - a.storage.size)) {
    const bytes = spaced(life.storage.size * entry);
    if (life.storage.size <= SMALL) {
      life.storage.at = end;
      end += bytes;
      continue;
    }
    const rivals = placed.filter(({ from, to }) => from <= life.to && to >= life.from);
    rivals.sort((a, b) => a.storage.at - b.storage.at);
    let at = start;
    for (const { storage } of rivals) {
      if (at + bytes <= storage.at) break;
      at = Math.max(at, storage.at + spaced(storage.size * entry));
    }
    life.storage.at = at;
    placed.push(life);
    end = Math.max(end, at + bytes);
  }
  return end;
}

/** A vector may be read that begins at the last entry. */
const spaced = (bytes: number): number => Math.ceil((bytes + 12) / 64) * 64;
