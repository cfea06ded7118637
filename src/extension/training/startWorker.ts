import { Worker } from 'node:worker_threads';
import { newPulse } from '../../protocol/pulse.ts';
import { HelperThreads } from './helperThreads.ts';

/** The worker, its pulse and the threads that help it. */
interface StartedThread {
  readonly worker: Worker;
  readonly pulse: SharedArrayBuffer;
  readonly helpers: HelperThreads;
}

/** A worker that needs more is ended before the editor suffers. Arrays of numbers do not count. */
const limits = { maxOldGenerationSizeMb: 2048 };

/** Starts the training worker, which gets ready while data files are still being read. */
export function startWorker(entry: string): StartedThread {
  const pulse = newPulse();
  const helpers = new HelperThreads(entry);
  const { port } = helpers;
  const worker = new Worker(entry, {
    workerData: { pulse, helpers: port },
    transferList: [port],
    resourceLimits: limits,
  });
  worker.on('exit', () => helpers.dispose());
  return { worker, pulse, helpers };
}
