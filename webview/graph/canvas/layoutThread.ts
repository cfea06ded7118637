import { signal } from '@preact/signals';
import type { Layout, LayoutInput } from '../../../src/core/layout/layout.ts';
import { layoutGraph } from '../../../src/core/layout/layoutGraph.ts';
import { besideScript } from '../../shared/lazyChunk.ts';

/** Laying out more nodes than this takes longer than a frame. */
const LARGE = 150;

interface Job {
  readonly input: LayoutInput;
  readonly done: (layout: Layout) => void;
}

/** Lays out small graphs at once, and large ones in a thread of their own, so that the panel goes on answering. */
export class LayoutThread {
  /** A large graph is being laid out. */
  readonly busy = signal(false);
  private readonly log: (text: string) => void;
  private worker: Promise<Worker | undefined> | undefined;
  /** The thread answers one after the other. */
  private last: Promise<unknown> = Promise.resolve();
  private wanted: Job | undefined;
  private running = false;

  constructor(log: (text: string) => void) {
    this.log = log;
  }

  /** `done` is not called for what was overtaken by another graph, nor for what cannot be laid out. */
  layOut(input: LayoutInput, done: (layout: Layout) => void): void {
    const isLarge = input.nodes.length > LARGE;
    this.wanted = isLarge ? { input, done } : undefined;
    this.busy.value = isLarge;
    if (!isLarge) done(layoutGraph(input));
    else if (!this.running) void this.work();
  }

  /** For a file: beside what the panel shows. */
  layoutOf(input: LayoutInput): Promise<Layout> {
    if (input.nodes.length <= LARGE) return Promise.resolve(layoutGraph(input));
    const answer = this.last.then(() => this.compute(input));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  private async work(): Promise<void> {
    this.running = true;
    while (this.wanted) {
      const job = this.wanted;
      const layout = await this.layoutOf(job.input).catch((error: unknown) => {
        this.log(`a graph could not be laid out: ${String(error)}`);
        return undefined;
      });
      if (job !== this.wanted) continue;
      this.wanted = undefined;
      this.busy.value = false;
      if (layout) this.tell(job, layout);
    }
    this.running = false;
  }

  /** What goes wrong with one picture does not stop those after it. */
  private tell({ done }: Job, layout: Layout): void {
    try {
      done(layout);
    } catch (error) {
      this.log(`a graph could not be shown: ${String(error)}`);
    }
  }

  private async compute(input: LayoutInput): Promise<Layout> {
    this.worker ??= start().catch((error: unknown) => {
      this.log(`large graphs are laid out without a thread: ${String(error)}`);
      return undefined;
    });
    const worker = await this.worker;
    const layout = worker && answerOf<Layout>(worker).catch(() => undefined);
    worker?.postMessage(input);
    return (await layout) ?? layoutGraph(input);
  }
}

/** An editor's page may start a worker only from its own bytes. */
async function start(): Promise<Worker> {
  const answer = await fetch(besideScript('layout.js'));
  if (!answer.ok) throw new Error(`layout.js: ${answer.status}`);
  const script = new Blob([await answer.text()], { type: 'text/javascript' });
  const worker = new Worker(URL.createObjectURL(script));
  await answerOf(worker);
  return worker;
}

const answerOf = <Answer>(worker: Worker): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const settle = (end: () => void) => {
      worker.removeEventListener('message', answered);
      worker.removeEventListener('error', failed);
      end();
    };
    const answered = ({ data }: MessageEvent<Answer>) => settle(() => resolve(data));
    const failed = (event: ErrorEvent) => {
      // It is logged with what follows from it.
      event.preventDefault();
      settle(() => reject(new Error(event.message || 'the worker did not start')));
    };
    worker.addEventListener('message', answered);
    worker.addEventListener('error', failed);
  });
