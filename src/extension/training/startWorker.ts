import { cpus } from 'node:os';
import { Worker } from 'node:worker_threads';
import { newPulse, PulseWatch } from '../../protocol/pulse.ts';
import { HelperThreads } from './helperThreads.ts';

/** The worker, its pulse and the threads that help it. */
interface StartedThread {
  readonly worker: Worker;
  readonly pulse: PulseWatch;
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
  return { worker, pulse: new PulseWatch(pulse, turns), helpers };
}

/** Milliseconds that this process has run for, and that processors have been idle. */
function turns(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 + cpus().reduce((sum, { times }) => sum + times.idle, 0);
}
