/** The worker thread that trains: a port around node's own. */
import { parentPort } from 'node:worker_threads';
import type { FromTrainer, ToTrainer } from '../protocol/training.ts';
import type { Port } from '../protocol/wire.ts';
import { serveTraining } from '../trainer/session.ts';

if (parentPort === null) throw new Error('this file runs as a worker thread');
const parent = parentPort;

const port: Port<ToTrainer, FromTrainer> = {
  send: (message) => parent.postMessage(message),
  listen(receive) {
    parent.on('message', receive);
    return { dispose: () => void parent.off('message', receive) };
  },
};

serveTraining(port, setImmediate);
