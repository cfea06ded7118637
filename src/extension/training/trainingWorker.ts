/** The worker thread that trains: a port around node's own. The same file, given a task, is a thread that helps one. */
import { setFlagsFromString } from 'node:v8';
import { isMainThread, type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { HelperOrder, HelperTask } from '../../protocol/helperThread.ts';
import { beatingOn } from '../../protocol/pulse.ts';
import type { FromTrainer, ToTrainer } from '../../protocol/training.ts';
import type { Port } from '../../protocol/wire.ts';
import { type StartHelper, serveHelper } from '../../trainer/dense/team.ts';
import { serveTraining } from '../../trainer/session/session.ts';

const isTask = (data: unknown): data is HelperTask => typeof data === 'object' && data !== null && 'kernels' in data;

/** What the host gives a worker that trains. */
interface Surroundings {
  readonly pulse: SharedArrayBuffer;
  readonly helpers: MessagePort;
}
const areSurroundings = (data: unknown): data is Surroundings =>
  typeof data === 'object' && data !== null && 'pulse' in data && 'helpers' in data;

let orders = 0;
const startingBy =
  (helpers: MessagePort): StartHelper =>
  (task) => {
    const order: HelperOrder = { id: ++orders, task };
    helpers.postMessage(order);
    return { dispose: () => helpers.postMessage({ id: order.id } satisfies HelperOrder) };
  };

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
else {
  const around = areSurroundings(workerData) ? workerData : undefined;
  const startHelper = around && startingBy(around.helpers);
  serveTraining(
    port,
    setImmediate,
    { startHelper, setEngineFlag: setFlagsFromString },
    around && beatingOn(around.pulse),
  );
}
