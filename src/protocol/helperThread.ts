/**
 * The wire between a worker that trains, the threads that help it, and the host that holds them all. The host starts the
 * helpers and hears how they end: the worker hears nothing while it waits for them within a step.
 */
export interface HelperTask {
  readonly memory: WebAssembly.Memory;
  readonly kernels: 'fma' | 'plain' | 'wide';
  /** Which of the threads it is; the worker itself is number 0. */
  readonly thread: number;
  /** Words of its own: the state it is in, then what it is called with. */
  readonly control: SharedArrayBuffer;
  /** Its part of compiled programs; left out: the kernels train a chain of layers by themselves. */
  readonly programs?: HelperPrograms | undefined;
}

export interface HelperPrograms {
  /** Where threads wait for one another, and the word that says that an update is not made. */
  readonly barrier: number;
  readonly stopped: number;
  readonly threads: number;
  /** WebAssembly modules by the number of rows. */
  readonly modules: readonly { readonly rows: number; readonly bytes: Uint8Array }[];
}

/** From the worker to its host: start a helper with the task, or, without one, end it. */
export interface HelperOrder {
  readonly id: number;
  readonly task?: HelperTask;
}

/** The first word of the control block. */
const STATE = 0;
type HelperState = 'starting' | 'ready' | 'gone';
const STATES: readonly HelperState[] = ['starting', 'ready', 'gone'];

export const stateOfHelper = (control: SharedArrayBuffer): HelperState =>
  STATES[Atomics.load(new Int32Array(control), STATE)] ?? 'gone';

export function setStateOfHelper(control: SharedArrayBuffer, state: HelperState): void {
  Atomics.store(new Int32Array(control), STATE, STATES.indexOf(state));
}
