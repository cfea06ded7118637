/** The worker thread that trains: a port around node's own. The same file, given a task, is the second thread of a run. */
import { setFlagsFromString } from 'node:v8';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { beatingOn } from '../protocol/pulse.ts';
import type { FromTrainer, ToTrainer } from '../protocol/training.ts';
import type { Port } from '../protocol/wire.ts';
import { type HelperTask, serveHelper } from '../trainer/dense/partner.ts';
import { serveTraining } from '../trainer/session.ts';

const isTask = (data: unknown): data is HelperTask => typeof data === 'object' && data !== null && 'kernels' in data;

const hasPulse = (data: unknown): data is { readonly pulse: SharedArrayBuffer } =>
  typeof data === 'object' && data !== null && 'pulse' in data;

function startHelper(task: HelperTask): { dispose(): void } {
  const helper = new Worker(__filename, { workerData: task });
  // A helper that cannot start is never ready, and the run goes on alone.
  helper.on('error', () => {});
  return { dispose: () => void helper.terminate() };
}

const setWide = (on: boolean): void => setFlagsFromString(`--${on ? '' : 'no-'}experimental-wasm-revectorize`);

if (isMainThread || parentPort === null) throw new Error('this file runs as a worker thread');
const parent = parentPort;

const port: Port<ToTrainer, FromTrainer> = {
  send: (message) => parent.postMessage(message),
  listen(receive) {
    parent.on('message', receive);
    return { dispose: () => void parent.off('message', receive) };
  },
};

if (isTask(workerData)) serveHelper(workerData);
else
  serveTraining(
    port,
    setImmediate,
    { startHelper, setWide },
    hasPulse(workerData) ? beatingOn(workerData.pulse) : undefined,
  );
