/** A schedule as a module: functions for all its actions, and two that call them. */
import { addProduct, addProductWithLeftTransposed, addProductWithRightTransposed } from '../../core/tensor/products.ts';
import type { Shape } from '../../core/tensor/tensor.ts';
import { type Share, writePass } from './emit.ts';
import type { CallBody, Node, Storage } from './graph.ts';
import type { Bits, ConstantPool } from './lanes.ts';
import type { Action, CallAction, KernelSchedule } from './schedule.ts';
import { Code, F64, I32, ModuleWriter } from './wasm.ts';

/** TypeScript in the middle of the schedule, on tensors that lie in memory. */
export interface HostCall {
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

export interface ModuleTarget {
  readonly bits: Bits;
  readonly fused: boolean;
  /** Products of 32-bit matrices run in WebAssembly. */
  readonly kernels: boolean;
  /** Where threads wait for one another. */
  readonly barrier: number;
  /** Whether threads share the memory. */
  readonly shared: boolean;
}

export const located = (schedule: KernelSchedule, node: Node): Located => ({
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
export function scratchOf({ actions }: KernelSchedule): number {
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
export function workOf({ actions }: KernelSchedule): number {
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
export class ScheduleWriter {
  readonly calls: HostCall[] = [];
  private readonly target: ModuleTarget;
  private readonly schedule: KernelSchedule;
  private readonly pool: ConstantPool;
  private readonly scratchAt: number;
  private readonly share: Share;
  private readonly writer = new ModuleWriter(IMPORTS);
  /** What has been done since the threads last waited for one another. */
  private since: 'nothing' | 'alone' | 'together' = 'nothing';

  constructor(target: ModuleTarget, schedule: KernelSchedule, pool: ConstantPool, scratchAt: number, share: Share) {
    this.target = target;
    this.schedule = schedule;
    this.pool = pool;
    this.scratchAt = scratchAt;
    this.share = share;
    const { actions, split } = schedule;
    this.writer.add(this.written(actions.slice(0, split), true), undefined, 'first');
    this.writer.add(this.written(actions.slice(split), false), undefined, 'second');
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.writer.bytes(this.pool.start, this.pool.data(), this.target.shared);
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
    code.i32(this.target.barrier);
    code.i32(this.share.parts);
    code.call(WAIT);
  }

  private write(action: Action, code: Code): void {
    const { fused, bits, kernels } = this.target;
    if (action.kind === 'kernel') {
      const calls = { pow: POW, sin: SIN, cos: COS };
      const target = { bits, fused, pool: this.pool, calls, share: this.share };
      const { code: pass, split } = writePass(action, this.schedule, target);
      const index = pass.isEmpty ? -1 : this.writer.add(pass);
      this.begin(code, split, () => {
        if (index >= 0) code.call(index);
      });
    } else if (action.kind === 'clear')
      this.begin(code, false, () => code.clear(action.storage.at, (action.storage.size * bits) / 8));
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
    for (const storage of action.outputs) if (storage) code.clear(storage.at, (storage.size * this.target.bits) / 8);
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
    if (!this.target.kernels) {
      this.host(code, { run: hostProduct(node), inputs: [left, right], outputs: [out] });
      return;
    }
    // Many products are shared out one by one, a few in parts.
    const { part, parts } = this.share;
    const whole = batch >= parts;
    const begin = whole ? Math.floor((batch * part) / parts) : 0;
    const end = whole ? Math.floor((batch * (part + 1)) / parts) : batch;
    const entry = this.target.bits / 8;
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
