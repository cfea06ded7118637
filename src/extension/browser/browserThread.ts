import { bundleWorker } from '../../protocol/bundleWorker.ts';
import type { FromTrainer, ToTrainer } from '../../protocol/training.ts';
import type { TrainingThread } from '../host/platform.ts';

/** A browser's worker as Node's thread is used: a run does not see the difference. What is sent before it is there waits. */
export class BrowserThread implements TrainingThread {
  private readonly started: Promise<Worker>;
  private readonly heard = { message: new Set(), error: new Set(), exit: new Set(), messageerror: new Set() } as {
    readonly message: Set<(message: FromTrainer) => void>;
    readonly error: Set<(problem: Error) => void>;
    readonly exit: Set<(code: number) => void>;
    readonly messageerror: Set<() => void>;
  };
  private isOver = false;

  constructor(program: Promise<BlobPart>) {
    this.started = program.then((code) => this.listenTo(bundleWorker(code)));
    this.started.catch((problem: unknown) => this.fail(new Error(String(problem))));
  }

  postMessage(message: ToTrainer): void {
    void this.started.then((worker) => this.isOver || worker.postMessage(message));
  }

  on<Event extends keyof BrowserThread['heard']>(
    event: Event,
    heard: BrowserThread['heard'][Event] extends Set<infer Listener> ? Listener : never,
  ): void {
    (this.heard[event] as Set<unknown>).add(heard);
  }

  terminate(): void {
    this.isOver = true;
    void this.started.then((worker) => worker.terminate());
  }

  private listenTo(worker: Worker): Worker {
    worker.onmessage = ({ data }: MessageEvent<FromTrainer>) => {
      for (const listener of this.heard.message) listener(data);
    };
    worker.onerror = ({ message }) => this.fail(new Error(message));
    worker.onmessageerror = () => {
      for (const listener of this.heard.messageerror) listener();
    };
    return worker;
  }

  private fail(problem: Error): void {
    for (const listener of this.heard.error) listener(problem);
  }
}
