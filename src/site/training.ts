import { BrowserThread } from '../extension/browser/browserThread.ts';
import { forPanel } from '../extension/host/forPanel.ts';
import { stateMessage } from '../extension/server/stateMessage.ts';
import { WorkerRun } from '../extension/training/trainingRun.ts';
import { bytesOf } from '../protocol/base64.ts';
import { writeSafetensors } from '../protocol/safetensors.ts';
import type { FromTrainingPanel, SavedParameter, ToTrainingPanel, TrainingSetup } from '../protocol/training.ts';
import { unreachable } from '../protocol/wire.ts';

export interface TrainingPage {
  readonly program: Promise<BlobPart>;
  readonly post: (message: ToTrainingPanel) => void;
  /** They stand in for the text's; an empty list takes them back. */
  readonly use: (parameters: readonly SavedParameter[]) => void;
  readonly save: (name: string, content: string | Uint8Array) => void;
  readonly say: (text: string) => void;
}

/** A page reads about as much as this before it is ended by the browser. */
const MEMORY = 1e9;
const HISTORY_BYTES = 32_000_000;

/** At most one run, and what its panel is told. */
export class Training {
  private readonly page: TrainingPage;
  private run: WorkerRun | undefined;
  private runs = 0;
  private last: TrainingSetup | undefined;

  constructor(page: TrainingPage) {
    this.page = page;
  }

  start(text: string, version: number, cell: number): void {
    this.begin({
      uri: 'site:///lesson.bp',
      version,
      text,
      cell,
      files: [],
      maxElements: 10_000_000,
      maxBytes: MEMORY,
      historyBytes: HISTORY_BYTES,
      threads: 1,
    });
  }

  edited(): void {
    this.run?.noteEdit();
  }

  private begin(setup: TrainingSetup): void {
    this.run?.abandon();
    this.last = setup;
    const { page } = this;
    const run: WorkerRun = new WorkerRun(
      ++this.runs,
      setup,
      { worker: new BrowserThread(page.program), pulse: undefined, helpers: undefined },
      {
        heard: (event) => {
          if (run !== this.run) return;
          page.post({ type: 'event', event: forPanel(event) });
          if (event.type !== 'ended') return;
          page.use(run.parametersOf(run.best));
          page.say(
            `The run is over after ${run.stepOfParameters(run.best) ?? 0} steps: the lines show its parameters.`,
          );
        },
        log: { info: () => {}, error: (problem) => reportError(problem) },
      },
    );
    this.run = run;
    page.post(stateMessage(run));
  }

  receive(intent: FromTrainingPanel): void {
    const { run, last, page } = this;
    switch (intent.type) {
      case 'ready':
        page.post(stateMessage(run));
        return;
      case 'log':
        reportError(new Error(`training panel: ${intent.text.slice(0, 1000)}`));
        return;
      case 'pause':
      case 'resume':
      case 'step':
      case 'stop':
      case 'sweep':
      case 'stopSweep':
      case 'look':
        run?.obey(intent);
        return;
      case 'restart':
        if (last) this.begin(intent.start ? { ...last, start: intent.start } : last);
        return;
      case 'try':
        if (last)
          this.begin({ ...last, overrides: { ...last.overrides, lr: [intent.lr], momentum: [intent.momentum] } });
        return;
      case 'useParameters':
        run?.withParameters(intent.variant, intent.step, (parameters) => {
          page.use(parameters);
          page.say(`The lines show the parameters of step ${intent.step} until they are reset.`);
        });
        return;
      case 'resetParameters':
        page.use([]);
        return;
      case 'save':
        run?.withParameters(intent.variant, intent.step, (parameters) =>
          page.save('parameters.safetensors', writeSafetensors(parameters)),
        );
        return;
      case 'export':
        page.save(
          `${intent.name}.${intent.format}`,
          intent.format === 'png' ? bytesOf(intent.content) : intent.content,
        );
        return;
      case 'branch':
      case 'set':
        page.post({ type: 'notice', text: 'This is a part of the extension for VS Code.' });
        return;
      default:
        unreachable(intent);
    }
  }
}
