/** A second thread that works on the same steps over shared memory. */
import { type KernelName, type Kernels, kernelsOver } from '../kernels/kernels.ts';

/** All that a helping thread is given; it can be sent to a worker as it is. */
export interface HelperTask {
  readonly memory: WebAssembly.Memory;
  readonly kernels: KernelName;
  readonly control: SharedArrayBuffer;
}

/** Starts a thread that runs `serveHelper` with the task, until it is disposed of. */
export type StartHelper = (task: HelperTask) => { dispose(): void };

/** Words of the control block: the number of the present call, whether the helper listens, and the call's arguments. */
const CALL = 0;
const READY = 1;
const ARGUMENTS = 2;
const ARGUMENT_COUNT = 7;
const HYPER = 16;
const CONTROL_BYTES = 128;

export interface Partner {
  /** The helper has started and waits for calls. */
  readonly isReady: boolean;
  /** Lets the helper make the same call as thread 1. */
  join(hyper: readonly [number, number, number], call: readonly number[]): void;
  dispose(): void;
}

export function startPartner({ memory, name }: Kernels, start: StartHelper): Partner {
  const control = new SharedArrayBuffer(CONTROL_BYTES);
  const words = new Int32Array(control);
  const floats = new Float64Array(control);
  const helper = start({ memory, kernels: name, control });
  let gone = false;
  return {
    dispose() {
      gone = true;
      helper.dispose();
    },
    get isReady() {
      return !gone && Atomics.load(words, READY) === 1;
    },
    join(hyper, call) {
      words.set(call, ARGUMENTS);
      floats.set(hyper, HYPER / 2);
      Atomics.add(words, CALL, 1);
      Atomics.notify(words, CALL);
    },
  };
}

/** What a helping thread does, for ever: it sleeps between calls. */
export function serveHelper({ memory, kernels, control }: HelperTask): void {
  const opened = kernelsOver(memory, kernels, true);
  if (opened === undefined) return;
  const { exports } = opened;
  const words = new Int32Array(control);
  const floats = new Float64Array(control);
  Atomics.store(words, READY, 1);
  for (let seen = 0; ; seen++) {
    while (Atomics.load(words, CALL) === seen) Atomics.wait(words, CALL, seen);
    const [rate = 0, beta = 0, decay = 0] = floats.subarray(HYPER / 2, HYPER / 2 + 3);
    const [chain = 0, order = 0, from = 0, total = 0, count = 0, losses = 0, number = 0] = words.subarray(
      ARGUMENTS,
      ARGUMENTS + ARGUMENT_COUNT,
    );
    exports.setHyper(rate, beta, decay);
    exports.train(chain, order, from, total, count, losses, 1, number);
  }
}
