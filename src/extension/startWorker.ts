import { Worker } from 'node:worker_threads';
import { newPulse } from '../protocol/pulse.ts';

export interface StartedWorker {
  readonly worker: Worker;
  readonly pulse: SharedArrayBuffer;
}

/** A worker that needs more is ended before the editor suffers. Arrays of numbers do not count. */
const limits = { maxOldGenerationSizeMb: 2048 };

/** Starts the training worker, which gets ready while data files are still being read. */
export function startWorker(entry: string): StartedWorker {
  const pulse = newPulse();
  return { worker: new Worker(entry, { workerData: { pulse }, resourceLimits: limits }), pulse };
}
