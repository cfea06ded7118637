import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { t } from '../../core/base/words.ts';
import { type HelperOrder, setStateOfHelper, stateOfHelper } from '../../protocol/helperThread.ts';

/** A helper computes in memory that is its worker's: it needs little of its own. */
const limits = { maxOldGenerationSizeMb: 128 };

/** The threads that help a run's worker, started as the worker orders them through `port`. */
export class HelperThreads {
  /** The worker's end of the line: to be given and transferred to it. */
  readonly port: MessagePort;
  /** Is told why, where one that has begun to help ends by itself. */
  lost: (reason: string) => void = () => {};
  private readonly orders: MessagePort;
  private readonly threads = new Map<number, Worker>();

  constructor(entry: string) {
    const { port1, port2 } = new MessageChannel();
    this.orders = port1;
    this.port = port2;
    port1.on('message', ({ id, task }: HelperOrder) => {
      if (task === undefined) return this.end(id);
      const thread = new Worker(entry, { workerData: task, resourceLimits: limits });
      this.threads.set(id, thread);
      const gone = (reason: string): void => {
        const helped = stateOfHelper(task.control) === 'ready';
        setStateOfHelper(task.control, 'gone');
        // One that cannot start is not missed: the run goes on without it.
        if (this.threads.delete(id) && helped) this.lost(reason);
      };
      thread.on('error', ({ message }: Error) => gone(t('a thread that helped has failed: {0}', message)));
      thread.on('exit', (code) => gone(t('a thread that helped ended by itself (code {0})', code)));
    });
    port1.unref();
  }

  dispose(): void {
    this.orders.close();
    for (const id of [...this.threads.keys()]) this.end(id);
  }

  private end(id: number): void {
    const thread = this.threads.get(id);
    this.threads.delete(id);
    void thread?.terminate();
  }
}
