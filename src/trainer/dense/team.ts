/** Threads that work on the same steps over shared memory: the one that trains, and helpers that it calls. */
import { type HelperPrograms, type HelperTask, setStateOfHelper, stateOfHelper } from '../../protocol/helperThread.ts';
import { type Kernels, kernelsOver } from '../kernels/kernels.ts';

/** Starts a thread that runs `serveHelper` with the task, until it is disposed of. */
export type StartHelper = (task: HelperTask) => { dispose(): void };

/** Words of a helper's control block, after its state: the number of the present call, and the call's arguments. */
const CALL = 1;
const ARGUMENTS = 2;
const ARGUMENT_COUNT = 7;
const HYPER = 16;
const CONTROL_BYTES = 128;

export class Team {
  private readonly controls: readonly SharedArrayBuffer[];
  private readonly started: readonly { dispose(): void }[];
  private disposed = false;

  /** `programsOf`: what each helper runs, where it is not the kernels' own training. */
  constructor(
    { memory, name }: Pick<Kernels, 'memory' | 'name'>,
    threads: number,
    start: StartHelper,
    programsOf?: (thread: number) => HelperPrograms,
  ) {
    this.controls = Array.from({ length: threads - 1 }, () => new SharedArrayBuffer(CONTROL_BYTES));
    this.started = this.controls.map((control, i) => {
      const thread = i + 1;
      return start({ memory, kernels: name, control, thread, programs: programsOf?.(thread) });
    });
  }

  /** How many threads can work together now, this one among them. */
  get ready(): number {
    if (this.disposed) return 1;
    const missing = this.controls.findIndex((control) => stateOfHelper(control) !== 'ready');
    return 1 + (missing < 0 ? this.controls.length : missing);
  }

  /** Lets the threads 1 to `threads` − 1 make the same call, each as the thread that it is. */
  join(threads: number, hyper: readonly [number, number, number], call: readonly number[]): void {
    for (const control of this.controls.slice(0, threads - 1)) {
      const words = new Int32Array(control);
      words.set(call, ARGUMENTS);
      new Float64Array(control).set(hyper, HYPER / 2);
      Atomics.add(words, CALL, 1);
      Atomics.notify(words, CALL);
    }
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    for (const helper of this.started) helper.dispose();
  }
}

/** What a helping thread does, for ever: it sleeps between calls. */
export function serveHelper({ memory, kernels, control, thread, programs }: HelperTask): void {
  const opened = kernelsOver(memory, kernels, true);
  if (opened === undefined) return;
  const { exports } = opened;
  const share = programs && sharedPrograms(programs, opened);
  const words = new Int32Array(control);
  const floats = new Float64Array(control);
  setStateOfHelper(control, 'ready');
  for (let seen = 0; ; seen++) {
    while (Atomics.load(words, CALL) === seen) Atomics.wait(words, CALL, seen);
    const [rate = 0, beta = 0, decay = 0] = floats.subarray(HYPER / 2, HYPER / 2 + 3);
    const [chain = 0, order = 0, from = 0, total = 0, count = 0, losses = 0, number = 0] = words.subarray(
      ARGUMENTS,
      ARGUMENTS + ARGUMENT_COUNT,
    );
    if (share) {
      share(from, total, count, losses);
      continue;
    }
    exports.setHyper(rate, beta, decay);
    exports.train(chain, order, from, total, count, losses, thread, number);
  }
}

/** Makes a thread's part of `count` updates by compiled programs, on minibatches of an epoch of `total` rows. */
function sharedPrograms(
  { barrier, stopped, threads, modules }: HelperPrograms,
  { memory, exports }: Kernels,
): (from: number, total: number, count: number, batch: number) => void {
  const env = environment(memory, exports);
  const made = new Map(
    modules.map(({ rows, bytes }) => {
      const module = new WebAssembly.Module(new Uint8Array(bytes));
      return [rows, new WebAssembly.Instance(module, { env }).exports as { first(): void; second(): void }];
    }),
  );
  const words = new Int32Array(memory.buffer);
  return (from, total, count, batch) => {
    for (let i = 0; i < count; i++) {
      const program = made.get(Math.min(batch, total - from - i * batch));
      program?.first();
      exports.waitForAll?.(barrier, threads);
      if (words[stopped / 4] === 1) return;
      program?.second();
    }
  };
}

const nothing = (): void => {};

/** What compiled programs import. */
export const environment = (memory: WebAssembly.Memory, exports?: Kernels['exports']): WebAssembly.ModuleImports => ({
  memory,
  product: exports?.product ?? nothing,
  waitForAll: exports?.waitForAll ?? nothing,
  pow: (a: number, b: number) => a ** b,
  sin: Math.sin,
  cos: Math.cos,
  call: nothing,
});
