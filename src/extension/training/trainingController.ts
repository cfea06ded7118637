import { availableParallelism, totalmem } from 'node:os';
import * as vscode from 'vscode';
import type { DataFile } from '../../protocol/arrival.ts';
import { type CellInfo, trainedNotification } from '../../protocol/language.ts';
import { readSafetensors, writeSafetensors } from '../../protocol/safetensors.ts';
import type { FromTrainer, FromTrainingPanel, SavedParameter, TrainingSetup } from '../../protocol/training.ts';
import { unreachable } from '../../protocol/wire.ts';
import { forPanel } from '../host/forPanel.ts';
import { sayWritten } from '../learner/sayWritten.ts';
import type { Client } from '../server/client.ts';
import { readDataBytes } from '../server/readDataFile.ts';
import { sharedBytes } from '../server/sharedBytes.ts';
import { stateMessage } from '../server/stateMessage.ts';
import { type StartedWorker, startWorker } from './startWorker.ts';
import { TrainingPanel } from './trainingPanel.ts';
import { showTrainingProgress } from './trainingProgress.ts';
import { TrainingRun } from './trainingRun.ts';

const filters = { Safetensors: ['safetensors'] };

/** `document`: the text that they are of; the file is offered beside it, under its name. */
async function saveParameterFile(parameters: readonly SavedParameter[], document?: vscode.Uri): Promise<void> {
  const offered = document?.scheme === 'file' || document?.scheme === 'vscode-remote' ? document : undefined;
  const file = await vscode.window.showSaveDialog({
    filters,
    title: 'Save trained parameters',
    ...(offered ? { defaultUri: offered.with({ path: offered.path.replace(/(\.bp)?$/, '.safetensors') }) } : {}),
  });
  if (file === undefined) return;
  try {
    await vscode.workspace.fs.writeFile(file, writeSafetensors(parameters));
    sayWritten(file);
  } catch (problem) {
    void vscode.window.showErrorMessage(
      `The parameters could not be written: ${problem instanceof Error ? problem.message : String(problem)}`,
    );
  }
}

async function loadParameterFile(): Promise<readonly SavedParameter[] | undefined> {
  const [file] = (await vscode.window.showOpenDialog({ filters, title: 'Load parameters' })) ?? [];
  if (file === undefined) return undefined;
  try {
    const parameters = readSafetensors(await vscode.workspace.fs.readFile(file));
    if (!('problem' in parameters)) return parameters;
    void vscode.window.showErrorMessage(parameters.problem);
  } catch (problem) {
    void vscode.window.showErrorMessage(
      `The parameters could not be read: ${problem instanceof Error ? problem.message : String(problem)}`,
    );
  }
  return undefined;
}

/** So much is kept of a run's past, to go back to. */
const HISTORY_BYTES = 64_000_000;
const MOST_BYTES = 8e9;
const MOST_THREADS = 8;

/** What the reader's settings say about a run. */
function trainingSettings(): Pick<TrainingSetup, 'maxElements' | 'maxBytes' | 'historyBytes' | 'threads' | 'wideSimd'> {
  const settings = vscode.workspace.getConfiguration('backprop');
  const wished = settings.get<number>('training.threads') ?? 0;
  return {
    maxElements: settings.get<number>('maxElements') ?? 10_000_000,
    maxBytes: Math.min(MOST_BYTES, totalmem() / 2),
    historyBytes: HISTORY_BYTES,
    // 0: as many as help.
    threads: Math.min(MOST_THREADS, wished >= 1 ? Math.floor(wished) : availableParallelism()),
    wideSimd: settings.get<boolean>('training.wideSimd') === true,
  };
}

/** The one place that trains: at most one run at a time, its panel, and the parameters that it left. */
export class TrainingDesk implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private readonly context: vscode.ExtensionContext;
  private readonly client: Client;
  private readonly log: vscode.LogOutputChannel;
  private run: TrainingRun | undefined;
  private runs = 0;
  private panel: TrainingPanel | undefined;
  /** A branch that waits for the parameters of its step. */
  private branching: Extract<FromTrainingPanel, { type: 'branch' }> | undefined;
  private last: { readonly setup: TrainingSetup; readonly title: string } | undefined;
  /** Parameters that stand in for the text's, by document. */
  private readonly trained = new Map<string, readonly SavedParameter[]>();
  /** What was said last of the parameters; a new run takes it back. */
  private said = '';
  private readonly panelSeen = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(context: vscode.ExtensionContext, client: Client, log: vscode.LogOutputChannel) {
    this.context = context;
    this.client = client;
    this.log = log;
    this.subscriptions = [
      client.onReady(() => {
        for (const [uri, parameters] of this.trained) this.tell(uri, parameters);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && document.uri.toString() === this.run?.uri) this.run.noteEdit();
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document.uri.toString() === this.run?.uri) this.run.stop('the file was closed');
      }),
    ];
  }

  /** Reads the data, starts the worker, shows the panel. A run that is still going is stopped, and the reader is told. */
  async start(
    document: vscode.TextDocument,
    cell: CellInfo,
    overrides?: Readonly<Record<string, readonly number[]>>,
    start?: readonly SavedParameter[],
  ): Promise<void> {
    const files: DataFile[] = [];
    const started = this.startWorker();
    for (const path of cell.files) {
      const read = await readDataBytes(document.uri, path, 2_000_000_000);
      if ('refused' in read) {
        void started.worker.terminate();
        void vscode.window.showErrorMessage(`Training can't start: ${read.refused}`);
        return;
      }
      files.push({ path, ...(await sharedBytes(read.bytes)) });
    }
    await this.begin(
      {
        uri: document.uri.toString(),
        version: document.version,
        text: document.getText(),
        cell: cell.index,
        files,
        ...(overrides ? { overrides } : {}),
        ...(start ? { start } : {}),
        ...trainingSettings(),
      },
      cell.title || 'Training',
      started,
    );
  }

  private startWorker(): StartedWorker {
    return startWorker(this.context.asAbsolutePath('dist/trainingWorker.js'));
  }

  private async begin(setup: TrainingSetup, title: string, started = this.startWorker()): Promise<void> {
    const before = this.run;
    this.said = '';
    this.branching = undefined;
    if (before?.live) {
      void vscode.window.showInformationMessage('The run that was going has been stopped; a new one begins.');
    }
    before?.abandon();
    this.last = { setup, title };
    const run = new TrainingRun(++this.runs, setup, started, (event) => this.heard(run, event), this.log);
    this.run = run;
    this.showPanel();
    await showTrainingProgress(run, title, {
      seen: () => this.panel?.seen === true,
      changed: this.panelSeen.event,
    });
    this.announce(run);
  }

  private heard(run: TrainingRun, event: FromTrainer): void {
    if (run !== this.run) return;
    this.panel?.post({ type: 'event', event: forPanel(event) });
    const { branching } = this;
    if (
      event.type === 'parameters' &&
      branching &&
      event.step === branching.step &&
      event.variant === branching.variant
    ) {
      this.branch(run, branching, event);
      return;
    }
    if (event.type === 'ended') this.useOf(run, run.best);
  }

  /** The last run anew, with something changed. */
  private again({ start, velocity = [], overrides }: Pick<TrainingSetup, 'start' | 'velocity' | 'overrides'>): void {
    const { last } = this;
    if (!last) return;
    const begin = start ? { start, velocity } : {};
    const setup = { ...last.setup, overrides: { ...last.setup.overrides, ...overrides }, ...begin };
    void this.begin(setup, last.title);
  }

  /** From the weights and the velocity of that step the old β and the new one go on side by side. */
  private branch(
    run: TrainingRun,
    { variant, step, momentum }: Extract<FromTrainingPanel, { type: 'branch' }>,
    { parameters: start, velocities: velocity = [] }: Extract<FromTrainer, { type: 'parameters' }>,
  ): void {
    const { lr, momentum: before } = run.optionsOf(variant);
    const betas = before === undefined || before === momentum ? [momentum] : [before, momentum];
    this.again({ start, velocity, overrides: { momentum: betas, ...(lr === undefined ? {} : { lr: [lr] }) } });
    this.run?.note(
      `Branched at step ${step}: ${betas.map((beta) => `β = ${beta}`).join(' and ')} ${betas.length > 1 ? 'go' : 'goes'} on from its weights and its velocity.`,
    );
  }

  private announce(run: TrainingRun): void {
    const trouble = run.ends.find(({ end }) => end.how === 'failed' || end.how === 'diverged')?.end;
    if (trouble?.how === 'failed') void vscode.window.showErrorMessage(`Training failed: ${trouble.reason}`);
    else if (trouble?.how === 'diverged')
      void vscode.window.showWarningMessage(`Training diverged at step ${trouble.step}: ${trouble.advice}`);
  }

  /** Nothing where the run has no parameters yet. */
  private useOf(run: TrainingRun, variant: number): void {
    const parameters = run.parametersOf(variant);
    if (parameters.length === 0) return;
    this.use(run.uri, parameters);
    const label = run.labelOf(variant);
    this.say(`The text's lines show the trained parameters${label && ` of ${label}`} until they are reset.`);
  }

  /** The parameters stand in for what the text computes, in lenses, hovers and the graph, until they are reset. */
  private use(uri: string, parameters: readonly SavedParameter[]): void {
    this.trained.set(uri, parameters);
    this.tell(uri, parameters);
  }

  private tell(uri: string, parameters: readonly SavedParameter[]): void {
    void this.client.tell(trainedNotification, {
      uri,
      parameters: parameters.map(({ name, shape, data }) => ({
        name,
        shape,
        base64: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
      })),
    });
  }

  resetParameters(): void {
    for (const uri of this.trained.keys()) this.tell(uri, []);
    this.trained.clear();
    this.say('The parameters are those of the text again.');
  }

  /** In the panel, also where it is not ready yet. */
  private say(text: string): void {
    this.said = text;
    this.panel?.post({ type: 'notice', text });
  }

  /** Those given, else those that the active file shows. */
  async saveParameters(given: readonly SavedParameter[] = []): Promise<void> {
    const uri = vscode.window.activeTextEditor?.document.uri.toString() ?? this.run?.uri;
    const shown = (uri !== undefined && this.trained.get(uri)) || [...this.trained.values()].at(-1);
    const parameters = given.length > 0 ? given : shown;
    if (parameters === undefined) void vscode.window.showInformationMessage('There are no trained parameters yet.');
    else await saveParameterFile(parameters, uri === undefined ? undefined : vscode.Uri.parse(uri));
  }

  async loadParameters(): Promise<void> {
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    const parameters = await loadParameterFile();
    if (uri !== undefined && parameters !== undefined) this.use(uri, parameters);
  }

  stop(): void {
    this.run?.stop('cancelled');
  }

  showPanel(): void {
    if (this.panel) this.panel.reveal();
    else this.adopt(undefined);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.adopt(panel);
  }

  private adopt(existing: vscode.WebviewPanel | undefined): void {
    const panel = new TrainingPanel(
      this.context,
      existing,
      (intent) => this.receive(intent),
      () => {
        if (this.panel === panel && panel.closed) this.panel = undefined;
        this.panelSeen.fire();
      },
    );
    this.panel = panel;
  }

  private receive(intent: FromTrainingPanel): void {
    const { run, panel } = this;
    switch (intent.type) {
      case 'ready':
        panel?.post(stateMessage(run));
        if (this.said) panel?.post({ type: 'notice', text: this.said });
        return;
      case 'log':
        this.log.warn(`training panel: ${intent.text.slice(0, 1000)}`);
        return;
      case 'pause':
      case 'resume':
      case 'step':
      case 'sweep':
      case 'stopSweep':
        run?.tell({ type: intent.type, run: run.number });
        return;
      case 'try':
        this.again({ overrides: { lr: [intent.lr], momentum: [intent.momentum] } });
        return;
      case 'stop':
        run?.stop('cancelled');
        return;
      case 'restart':
        this.again(intent.start ? { start: intent.start } : {});
        return;
      case 'look':
        run?.tell({
          type: 'look',
          run: run.number,
          variant: intent.variant,
          views: intent.views,
          ...(intent.step === undefined ? {} : { step: intent.step }),
        });
        return;
      case 'branch':
        this.branching = intent;
        run?.tell({
          type: 'look',
          run: run.number,
          variant: intent.variant,
          views: [{ view: 'parameters' }],
          step: intent.step,
        });
        return;
      case 'useParameters':
        if (run) this.useOf(run, intent.variant);
        return;
      case 'resetParameters':
        this.resetParameters();
        return;
      case 'save':
        void this.saveParameters(run?.parametersOf(intent.variant));
        return;
      default:
        unreachable(intent);
    }
  }

  dispose(): void {
    this.run?.abandon();
    for (const subscription of this.subscriptions) subscription.dispose();
    this.panel?.dispose();
    this.panelSeen.dispose();
  }
}
