/** Passes over memory as WebAssembly: loops over the axes of a shape, and in the innermost as many numbers at a time as fit a vector. */
import type { Shape } from '../../core/tensor/tensor.ts';
import type { Node, Reduction } from './graph.ts';
import { type ConstantPool, type LaneCalls, Lanes } from './lanes.ts';
import { type Kernel, type KernelSchedule, madeInside, type Output } from './schedule.ts';
import { Code, I32, V128 } from './wasm.ts';

export interface EmitTarget {
  readonly bits: 32 | 64;
  readonly fused: boolean;
  readonly pool: ConstantPool;
  readonly calls: LaneCalls;
  readonly share: Share;
}

/** Part number `part` of `parts` that threads make at the same time. */
export interface Share {
  readonly part: number;
  readonly parts: number;
}

/** A pass of fewer entries for each thread is made by one of them. */
const WORTH_SPLITTING = 1024;

/** For each axis of a pass how many entries something moves on. */
type Pattern = readonly number[];

interface Place {
  readonly pattern: number;
  /** Bytes of the first entry in memory. */
  readonly at: number;
}

/** Running sums of a reduction: for sums of 32-bit numbers two vectors of 64 bits. */
type Sums = readonly number[];

class Pass {
  readonly code = new Code();
  private readonly lanes: Lanes;
  private readonly entry: number;
  private readonly kernel: Kernel;
  private readonly schedule: KernelSchedule;
  private readonly patterns: Pattern[] = [];
  private readonly indices: number[] = [];
  /** Where the index of each pattern begins, in bytes: high enough that it never falls below 0, as addresses have no sign. */
  private readonly starts: number[] = [];
  private readonly loads = new Map<Node, Map<string, Place>>();
  private readonly stores = new Map<Output, Place>();
  private readonly inside: ReadonlySet<Node>;
  private readonly share: Share;
  private lengths: readonly number[];
  private reduced: readonly boolean[];

  constructor(kernel: Kernel, schedule: KernelSchedule, { bits, fused, pool, calls, share }: EmitTarget) {
    this.kernel = kernel;
    this.share = share;
    this.schedule = schedule;
    this.lanes = new Lanes(this.code, bits, fused, pool, calls);
    this.entry = bits / 8;
    this.inside = madeInside(kernel);
    this.lengths = kernel.lengths;
    this.reduced = kernel.lengths.map((_, i) => kernel.reduced[i] ?? false);
    for (const output of kernel.outputs) this.findPlaces(output);
    this.mergeAxes();
    for (const start of this.starts) {
      const index = this.code.local(I32);
      this.indices.push(index);
      if (start === 0) continue;
      this.code.i32(start);
      this.code.set(index);
    }
  }

  /** Gives every load and store its pattern. */
  private findPlaces(output: Output): void {
    const { node, reduction, storage, layout } = output;
    const squeezed = node.shape.flatMap((length, axis) => (length === 1 ? [] : [axis]));
    const strides = squeezed.map((axis, i) => (reduction && this.reduced[i] ? 0 : (layout.strides[axis] ?? 0)));
    this.stores.set(output, this.placeOf(storage.at, layout.offset, strides));
    const seen = new Set<Node>();
    // What another output makes is looked at there.
    const visit = (consumer: Node): void => {
      if (seen.has(consumer)) return;
      seen.add(consumer);
      for (const input of consumer.inputs) {
        if (this.inside.has(input)) continue;
        if (output.loads.has(input)) this.findLoad(input, consumer.shape);
        else visit(input);
      }
    };
    if (node === output.makes || !output.loads.has(node)) visit(node);
    else if (!this.inside.has(node)) this.findLoad(node, node.shape);
  }

  private findLoad(node: Node, shape: Shape): void {
    const layout = this.schedule.layoutOf(node);
    const strides = shape.flatMap((length, axis) => {
      if (length === 1) return [];
      const own = axis - shape.length + node.shape.length;
      return [own < 0 || node.shape[own] === 1 ? 0 : (layout.strides[own] ?? 0)];
    });
    const known = this.loads.get(node) ?? new Map<string, Place>();
    known.set(`${shape}`, this.placeOf(this.schedule.storageOf(node).at, layout.offset, strides));
    this.loads.set(node, known);
  }

  private placeOf(at: number, offset: number, strides: Pattern): Place {
    const key = strides.join();
    let pattern = this.patterns.findIndex((known) => known.join() === key);
    if (pattern < 0) {
      pattern = this.patterns.push(strides) - 1;
      const back = strides.reduce((sum, by, axis) => sum + Math.max(0, -by) * ((this.lengths[axis] ?? 1) - 1), 0);
      this.starts.push(back * this.entry);
    }
    return { pattern, at: at + offset * this.entry - (this.starts[pattern] ?? 0) };
  }

  /** Neighbouring axes along which everything moves alike are one. */
  private mergeAxes(): void {
    for (let axis = this.lengths.length - 2; axis >= 0; axis--) {
      const inner = this.lengths[axis + 1] ?? 1;
      const alike =
        this.reduced[axis] === this.reduced[axis + 1] &&
        this.patterns.every((strides) => strides[axis] === inner * (strides[axis + 1] ?? 0));
      if (!alike) continue;
      this.lengths = this.lengths.flatMap((length, i) =>
        i === axis ? [length * inner] : i === axis + 1 ? [] : [length],
      );
      this.reduced = this.reduced.filter((_, i) => i !== axis);
      for (const [p, strides] of this.patterns.entries()) this.patterns[p] = strides.filter((_, i) => i !== axis);
    }
    if (this.lengths.length > 0) return;
    this.lengths = [1];
    this.reduced = [false];
    for (const p of this.patterns.keys()) this.patterns[p] = [0];
  }

  private move(axis: number, entries: number): void {
    for (const [p, strides] of this.patterns.entries()) {
      const by = (strides[axis] ?? 0) * entries * this.entry;
      const index = this.indices[p] ?? 0;
      if (by === 0) continue;
      this.code.get(index);
      this.code.i32(by);
      this.code.op('i32.add');
      this.code.set(index);
    }
  }

  /** The axis that threads share: the longest that is not reduced. No sum is split, so that its bits are always the same. */
  get sharedAxis(): number | undefined {
    const { parts } = this.share;
    const entries = this.lengths.reduce((product, length) => product * length, 1);
    if (parts === 1 || entries < parts * WORTH_SPLITTING) return undefined;
    let longest: number | undefined;
    let most = parts - 1;
    for (const [axis, length] of this.lengths.entries()) {
      const steps = axis === this.lengths.length - 1 ? Math.floor(length / this.lanes.count) : length;
      if (this.reduced[axis] || steps <= most) continue;
      longest = axis;
      most = steps;
    }
    return longest;
  }

  /** The steps along an axis, of `count`, that this thread makes. */
  private ownSteps(axis: number, count: number): readonly [number, number] {
    if (axis !== this.sharedAxis) return [0, count];
    const { part, parts } = this.share;
    return [Math.floor((count * part) / parts), Math.floor((count * (part + 1)) / parts)];
  }

  private over(axis: number, body: () => void): void {
    const length = this.lengths[axis] ?? 1;
    const [begin, end] = this.ownSteps(axis, length);
    if (begin === end) return;
    if (begin > 0) this.move(axis, begin);
    this.code.repeat(end - begin, () => {
      body();
      if (length > 1) this.move(axis, 1);
    });
    if (length > 1) this.move(axis, -end);
  }

  private overAll(axes: readonly number[], body: () => void): void {
    const [axis, ...rest] = axes;
    if (axis === undefined) body();
    else this.over(axis, () => this.overAll(rest, body));
  }

  /** Whole vectors, then what is left, which is the last thread's; `body` is told how many lanes count. */
  private overVectors(axis: number, body: (lanes: number) => void): void {
    const length = this.lengths[axis] ?? 1;
    const { count } = this.lanes;
    const whole = Math.floor(length / count);
    const [begin, end] = this.ownSteps(axis, whole);
    const rest = end === whole ? length % count : 0;
    if (begin > 0) this.move(axis, begin * count);
    if (end > begin)
      this.code.repeat(end - begin, () => {
        body(count);
        if (whole > 1 || rest > 0) this.move(axis, count);
      });
    if (rest > 0) body(rest);
    if (whole > 1 || (whole > 0 && rest > 0)) this.move(axis, -end * count);
  }

  write(): Code {
    const inner = this.lengths.length - 1;
    const kept: number[] = [];
    const summed: number[] = [];
    for (let axis = 0; axis < inner; axis++) (this.reduced[axis] ? summed : kept).push(axis);
    const reductions = this.kernel.outputs.filter(({ reduction }) => reduction !== undefined);
    if (reductions.length === 0) {
      this.overAll([...kept, ...summed], () => this.overVectors(inner, (lanes) => this.body(lanes, [], [])));
    } else if (this.reduced[inner]) {
      this.overAll(kept, () => {
        const sums = reductions.map(({ reduction = 'sum' }) => this.begin(reduction));
        this.overAll(summed, () => this.overVectors(inner, (lanes) => this.body(lanes, reductions, sums, true)));
        for (const [i, output] of reductions.entries()) this.storeAcross(output, sums[i] ?? []);
      });
    } else {
      this.overAll(kept, () =>
        this.overVectors(inner, (lanes) => {
          const sums = reductions.map(({ reduction = 'sum' }) => this.begin(reduction));
          this.overAll(summed, () => this.body(lanes, reductions, sums));
          for (const [i, output] of reductions.entries()) this.storeLanes(output, sums[i] ?? [], lanes);
        }),
      );
    }
    return this.code;
  }

  private begin(reduction: Reduction): Sums {
    const { lanes } = this;
    const start = (wide: boolean): number => {
      const local = this.code.local(V128);
      const value = reduction === 'sum' ? 0 : reduction === 'largest' ? -1 / 0 : 1 / 0;
      const from = wide ? lanes.maskOf(0) : lanes.number(value);
      this.code.get(from);
      this.code.set(local);
      return local;
    };
    return reduction === 'sum' && lanes.bits === 32 ? [start(true), start(true)] : [start(false)];
  }

  /** Computes what the outputs are at the present place, and stores or adds it. */
  private body(count: number, reductions: readonly Output[], sums: readonly Sums[], across = false): void {
    const values = new Map<Node, number>();
    const computed = this.kernel.outputs.map(({ node }) =>
      this.asNumber(node, this.value(node, node.shape, count, values)),
    );
    for (const [i, output] of this.kernel.outputs.entries()) {
      const value = computed[i] ?? 0;
      const at = reductions.indexOf(output);
      if (at >= 0) this.addUp(output.reduction ?? 'sum', sums[at] ?? [], value, across ? count : this.lanes.count);
      else if (output.stored) this.store(output, value, count);
    }
  }

  private addUp(reduction: Reduction, sums: Sums, value: number, count: number): void {
    const { lanes, code } = this;
    const add = (into: number | undefined, op: string, x: number): void => {
      if (into === undefined) return;
      code.get(lanes.do(op, into, x));
      code.set(into);
    };
    const whole = count === lanes.count;
    if (reduction !== 'sum') {
      const mask = whole ? 0 : lanes.maskOf(count);
      const least = reduction === 'largest' ? -1 / 0 : 1 / 0;
      const x = whole ? value : lanes.select(mask, value, lanes.number(least));
      add(sums[0], reduction === 'largest' ? 'max' : 'min', x);
      return;
    }
    const x = whole ? value : lanes.do('v128.and', value, lanes.maskOf(count));
    if (lanes.bits === 64) {
      add(sums[0], 'add', x);
      return;
    }
    add(sums[0], 'f64x2.add', lanes.do('f64x2.promote_low_f32x4', x));
    add(sums[1], 'f64x2.add', lanes.do('f64x2.promote_low_f32x4', lanes.upper(x)));
  }

  /** One number: all lanes of the sums together. */
  private storeAcross(output: Output, sums: Sums): void {
    const { lanes } = this;
    const [first = 0, second] = sums;
    if (output.reduction === 'sum') {
      const both = second === undefined ? first : lanes.do('f64x2.add', first, second);
      const all = lanes.do('f64x2.add', both, lanes.upper(both));
      this.store(output, lanes.bits === 64 ? all : lanes.do('f32x4.demote_f64x2_zero', all), 1);
      return;
    }
    const op = output.reduction === 'largest' ? 'max' : 'min';
    const halves = lanes.do(op, first, lanes.upper(first));
    this.store(output, lanes.bits === 64 ? halves : lanes.do(op, halves, lanes.neighbours(halves)), 1);
  }

  private storeLanes(output: Output, sums: Sums, count: number): void {
    const { lanes } = this;
    const [first = 0, second] = sums;
    if (second === undefined) {
      this.store(output, first, count);
      return;
    }
    const low = lanes.do('f32x4.demote_f64x2_zero', first);
    const high = lanes.do('f32x4.demote_f64x2_zero', second);
    this.store(output, lanes.joined(low, high), count);
  }

  private store(output: Output, value: number, count: number): void {
    const place = this.stores.get(output);
    if (place === undefined) return;
    const { code, lanes } = this;
    const step = this.patterns[place.pattern]?.at(-1) ?? 0;
    const index = this.indices[place.pattern] ?? 0;
    const put = (access: 'v128.store' | 'v128.store32_lane' | 'v128.store64_lane', at: number, lane = 0): void => {
      code.get(index);
      code.get(value);
      code.access(access, at, lane);
    };
    const one = lanes.bits === 32 ? 'v128.store32_lane' : 'v128.store64_lane';
    if (count === lanes.count && step === 1) put('v128.store', place.at);
    else for (let lane = 0; lane < count; lane++) put(one, place.at + lane * step * this.entry, lane);
  }

  private asNumber({ mask }: Node, value: number): number {
    return mask && !this.isLoaded.has(value) ? this.lanes.do('v128.and', value, this.lanes.number(1)) : value;
  }

  private asMask({ mask }: Node, value: number): number {
    return mask && !this.isLoaded.has(value) ? value : this.lanes.do('ne', value, this.lanes.number(0));
  }

  /** Locals that came from memory: masks among them are numbers. */
  private readonly isLoaded = new Set<number>();

  private value(node: Node, consumer: Shape, count: number, values: Map<Node, number>): number {
    const known = values.get(node);
    if (known !== undefined) return known;
    const made = this.fresh(node, consumer, count, values);
    values.set(node, made);
    return made;
  }

  private fresh(node: Node, consumer: Shape, count: number, values: Map<Node, number>): number {
    const { does } = node;
    if (does.op === 'constant') return this.lanes.number(does.value);
    const places = this.loads.get(node);
    const place = places?.get(`${consumer}`) ?? places?.values().next().value;
    if (place !== undefined && !this.inside.has(node)) {
      const local = this.load(place, count);
      this.isLoaded.add(local);
      return local;
    }
    if (does.op === 'where') {
      const [mask, a, b] = node.inputs;
      if (!(mask && a && b)) return 0;
      const chosen = this.asMask(mask, this.value(mask, node.shape, count, values));
      const [x, y] = [a, b].map((input) => this.asNumber(input, this.value(input, node.shape, count, values)));
      return this.lanes.select(chosen, x ?? 0, y ?? 0);
    }
    const operands = node.inputs.map((input) => this.asNumber(input, this.value(input, node.shape, count, values)));
    return this.lanes.map(does.op as Parameters<Lanes['map']>[0], operands);
  }

  private load({ pattern, at }: Place, count: number): number {
    const { code, lanes } = this;
    const step = this.patterns[pattern]?.at(-1) ?? 0;
    const index = this.indices[pattern] ?? 0;
    const local = code.local(V128);
    code.get(index);
    if (step === 1) code.access('v128.load', at);
    else code.access(lanes.bits === 32 ? 'v128.load32_splat' : 'v128.load64_splat', at);
    code.set(local);
    if (step === 0 || step === 1) return local;
    for (let lane = 1; lane < count; lane++) {
      code.get(index);
      code.get(local);
      code.access(lanes.bits === 32 ? 'v128.load32_lane' : 'v128.load64_lane', at + lane * step * this.entry, lane);
      code.set(local);
    }
    return local;
  }
}

interface Written {
  readonly code: Code;
  /** Whether threads share it; else the first of them makes all of it. */
  readonly split: boolean;
}

export function writePass(kernel: Kernel, schedule: KernelSchedule, target: EmitTarget): Written {
  const pass = new Pass(kernel, schedule, target);
  const split = pass.sharedAxis !== undefined;
  return { code: split || target.share.part === 0 ? pass.write() : new Code(), split };
}
