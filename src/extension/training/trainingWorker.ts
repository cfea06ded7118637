/**
 * The worker that trains: a port around that of Node's thread, or of a browser's worker. In Node the same file, given a task, is a
 * thread that helps one.
 */
import type { MessagePort as ThreadPort } from 'node:worker_threads';
import type { HelperOrder, HelperTask } from '../../protocol/helperThread.ts';
import { beatingOn } from '../../protocol/pulse.ts';
import type { FromTrainer, ToTrainer } from '../../protocol/training.ts';
import type { Port } from '../../protocol/wire.ts';
import { type StartHelper, serveHelper } from '../../trainer/dense/team.ts';
import { serveBrowserTraining } from '../../trainer/session/browserTraining.ts';
import { serveTraining } from '../../trainer/session/session.ts';

const isTask = (data: unknown): data is HelperTask => typeof data === 'object' && data !== null && 'kernels' in data;

/** What the host gives a worker that trains. */
interface Surroundings {
  readonly pulse: SharedArrayBuffer;
  readonly helpers: ThreadPort;
}
const areSurroundings = (data: unknown): data is Surroundings =>
  typeof data === 'object' && data !== null && 'pulse' in data && 'helpers' in data;

let orders = 0;
const startingBy =
  (helpers: ThreadPort): StartHelper =>
  (task) => {
    const order: HelperOrder = { id: ++orders, task };
    helpers.postMessage(order);
    return { dispose: () => helpers.postMessage({ id: order.id } satisfies HelperOrder) };
  };

/** What only Node has is loaded here, so that the same file runs where there is no Node. */
async function trainInThread(): Promise<void> {
  const [{ setFlagsFromString }, { parentPort: parent, workerData }] = await Promise.all([
    import('node:v8'),
    import('node:worker_threads'),
  ]);
  if (parent === null) throw new Error('this file runs as a worker thread');
  if (isTask(workerData)) {
    serveHelper(workerData);
    return;
  }
  const port: Port<ToTrainer, FromTrainer> = {
    send: (message) => parent.postMessage(message),
    listen(receive) {
      parent.on('message', receive);
      return { dispose: () => void parent.off('message', receive) };
    },
  };
  const around = areSurroundings(workerData) ? workerData : undefined;
  const startHelper = around && startingBy(around.helpers);
  serveTraining(
    port,
    setImmediate,
    { startHelper, setEngineFlag: setFlagsFromString },
    around && beatingOn(around.pulse),
  );
}

if ('process' in globalThis) void trainInThread();
else serveBrowserTraining();
