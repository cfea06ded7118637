import * as vscode from 'vscode';
import { t } from '../../core/base/words.ts';
import type { DataFile } from '../../protocol/arrival.ts';
import { base64Of, bytesOf } from '../../protocol/base64.ts';
import {
  type CellInfo,
  cellsRequest,
  DATA_FILE_BYTES,
  runSettingsRequest,
  trainedNotification,
} from '../../protocol/language.ts';
import { readSafetensors, writeSafetensors } from '../../protocol/safetensors.ts';
import type {
  FromTrainer,
  FromTrainingPanel,
  Progress,
  RunOverrides,
  SavedParameter,
  ToTrainingPanel,
  TrainingPanelState,
  TrainingSetup,
} from '../../protocol/training.ts';
import { unreachable } from '../../protocol/wire.ts';
import { endForPanel, forPanel } from '../host/forPanel.ts';
import { inform, showError, warn } from '../host/messages.ts';
import {
  type BpText,
  fileOf,
  NOTEBOOK,
  openText,
  placeInFront,
  textAddress,
  textOfCell,
  writeInto,
} from '../host/notebookText.ts';
import type { Platform, StartedWorker } from '../host/platform.ts';
import { sayWritten } from '../learner/sayWritten.ts';
import type { Client } from '../server/client.ts';
import { readDataBytes } from '../server/readDataFile.ts';
import { stateMessage } from '../server/stateMessage.ts';
import { KeptRun } from './keptRun.ts';
import { TrainingPanelHost } from './trainingPanel.ts';
import { showTrainingProgress } from './trainingProgress.ts';
import { labelIn, rankOfEnd, type StepParameters, WorkerRun } from './trainingRun.ts';

/** Milliseconds after an edit until the panel's sliders follow it. */
const SETTINGS_PAUSE = 250;
const PARAMETERS = 'Safetensors';

/** A file to be written, by its format's name and ending; offered next to the text, under its name with `ending`. */
interface NewFile {
  readonly format: string;
  readonly title: string;
  readonly ending: string;
  readonly bytes: () => Uint8Array;
}

/** `document`: the text that the file belongs to. */
async function saveFile({ format, title, ending, bytes }: NewFile, document: vscode.Uri | undefined): Promise<void> {
  const offered = document?.scheme === 'file' || document?.scheme === 'vscode-remote' ? document : undefined;
  const file = await vscode.window.showSaveDialog({
    filters: { [format]: [format.toLowerCase()] },
    title,
    ...(offered ? { defaultUri: offered.with({ path: offered.path.replace(/(\.bp)?$/, ending) }) } : {}),
  });
  if (file === undefined) return;
  try {
    await vscode.workspace.fs.writeFile(file, bytes());
    sayWritten(file);
  } catch (problem) {
    void showError(
      t(
        '{0} could not be written: {1}',
        file.path.split('/').at(-1) ?? '',
        problem instanceof Error ? problem.message : String(problem),
      ),
    );
  }
}

const saveParameterFile = (parameters: readonly SavedParameter[], document?: vscode.Uri): Promise<void> =>
  saveFile(
    {
      format: PARAMETERS,
      title: t('Save trained parameters'),
      ending: '.safetensors',
      bytes: () => writeSafetensors(parameters),
    },
    document,
  );

/** The figures or the picture of a card. */
function saveFigure(
  { name, format, content }: Extract<FromTrainingPanel, { type: 'export' }>,
  document: string | undefined,
): Promise<void> {
  const shown = format.toUpperCase();
  const bytes = (): Uint8Array => (format === 'png' ? bytesOf(content) : new TextEncoder().encode(content));
  return saveFile(
    { format: shown, title: t('Save as {0}', shown), ending: `-${name}.${format}`, bytes },
    document === undefined ? undefined : fileOf(document),
  );
}

async function loadParameterFile(): Promise<readonly SavedParameter[] | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      filters: { [PARAMETERS]: ['safetensors'] },
      title: t('Load parameters'),
    })) ?? [];
  if (file === undefined) return undefined;
  try {
    const parameters = readSafetensors(await vscode.workspace.fs.readFile(file));
    if (!('problem' in parameters)) return parameters;
    void showError(parameters.problem);
  } catch (problem) {
    void showError(
      t('The parameters could not be read: {0}', problem instanceof Error ? problem.message : String(problem)),
    );
  }
  return undefined;
}

/** Of the text in the editor that is active. */
const addressInFront = (): string | undefined => {
  const editor = vscode.window.activeTextEditor;
  return editor && placeInFront(editor).document.uri.toString();
};

/** So much is kept of a run's past, to go back to. */
const HISTORY_BYTES = 64_000_000;
const MOST_BYTES = 8e9;
const MOST_THREADS = 8;

/** What the reader's settings say about a run. */
function trainingSettings({
  memory,
  threads,
}: Platform): Pick<TrainingSetup, 'maxElements' | 'maxBytes' | 'historyBytes' | 'threads' | 'wideSimd'> {
  const settings = vscode.workspace.getConfiguration('backprop');
  const wished = settings.get<number>('training.threads') ?? 0;
  return {
    maxElements: settings.get<number>('maxElements') ?? 10_000_000,
    maxBytes: Math.min(MOST_BYTES, memory / 2),
    historyBytes: HISTORY_BYTES,
    // 0: as many as help.
    threads: Math.min(MOST_THREADS, wished >= 1 && threads > 1 ? Math.floor(wished) : threads),
    wideSimd: settings.get<boolean>('training.wideSimd') === true,
  };
}

/** The one place that trains: at most one run at a time, its panel, and the parameters that it left. */
export class TrainingDesk implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private readonly context: vscode.ExtensionContext;
  private readonly platform: Platform;
  private readonly client: Client;
  private readonly log: vscode.LogOutputChannel;
  /** The last run of this workspace, for after a reload of the window. */
  private readonly kept: KeptRun;
  private run: WorkerRun | undefined;
  private runs = 0;
  private panel: TrainingPanelHost | undefined;
  private settingsTimer: ReturnType<typeof setTimeout> | undefined;
  /** What is to be done with the parameters of a step, when they come. */
  private last: { readonly setup: TrainingSetup; readonly title: string } | undefined;
  /** Parameters that stand in for the text's, by document. */
  private readonly trained = new Map<string, readonly SavedParameter[]>();
  /** What was said last of the parameters; a new run takes it back. */
  private said = '';
  private readonly panelSeen = new vscode.EventEmitter<void>();
  private readonly advanced = new vscode.EventEmitter<void>();
  /** There is news of the run: points of its curves, its end. */
  readonly onDidAdvance = this.advanced.event;
  private readonly subscriptions: vscode.Disposable[];

  constructor(context: vscode.ExtensionContext, platform: Platform, client: Client, log: vscode.LogOutputChannel) {
    this.context = context;
    this.platform = platform;
    this.client = client;
    this.log = log;
    this.kept = new KeptRun(context, log);
    void this.bringBack();
    this.subscriptions = [
      client.onReady(() => {
        for (const [uri, parameters] of this.trained) this.tell(uri, parameters);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const text = textOfCell(document.uri.toString()) ?? document;
        if (contentChanges.length === 0 || text.uri.toString() !== this.run?.uri) return;
        this.run.noteEdit();
        // Not on every key: the sliders are looked at between edits.
        clearTimeout(this.settingsTimer);
        this.settingsTimer = setTimeout(() => void this.tellSettings(), SETTINGS_PAUSE);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document.uri.toString() === this.run?.uri) this.run.stop(t('the file was closed'));
      }),
      vscode.workspace.onDidCloseNotebookDocument((notebook) => {
        if (notebook.notebookType === NOTEBOOK && textAddress(notebook).toString() === this.run?.uri)
          this.run.stop(t('the file was closed'));
      }),
    ];
  }

  /** What the window showed before it was reloaded. */
  private async bringBack(): Promise<void> {
    if (!(await this.kept.load()) || this.run) return;
    const { run } = this.kept;
    const best = run?.ended?.ends.toSorted((a, b) => rankOfEnd(a) - rankOfEnd(b))[0]?.variant ?? 0;
    const parameters = this.kept.parametersOf(best);
    if (run === undefined || parameters.length === 0) return;
    // Runs count on: the panel drops what an older one says.
    this.runs = Math.max(this.runs, run.run);
    this.use(run.uri, parameters);
    this.panel?.post(this.keptState());
    this.say(
      t(
        'The last run is back, with its curves and its parameters, which the text’s lines show until they are reset. Restart it to see its pictures again.',
      ),
    );
  }

  /** A run without its worker: nobody is there to draw pictures, to go back to a step or to sweep. */
  private keptState(): ToTrainingPanel {
    const { run } = this.kept;
    if (run === undefined) return stateMessage(undefined);
    const { description, ended } = run;
    return {
      type: 'state',
      state: {
        ...run,
        description: description && { ...description, views: [], history: false, map: undefined, mapTooCostly: false },
        ended: ended && endForPanel(ended),
      },
    };
  }

  /**
   * Reads the data, starts the worker, shows the panel. A run that is still going is stopped, and the reader is told. Whether it
   * could be started: a cell with an error, or whose training would tell an open answer, and one without its data is refused.
   */
  async start(
    document: BpText,
    cell: CellInfo,
    overrides?: RunOverrides,
    start?: readonly SavedParameter[],
  ): Promise<boolean> {
    if (cell.trainProblem !== undefined) {
      void showError(t('Training can’t start: {0}', cell.trainProblem));
      return false;
    }
    const files: DataFile[] = [];
    const started = this.startWorker();
    for (const names of cell.files) {
      const read = await firstOf(names, (path) =>
        readDataBytes(this.platform, fileOf(document.uri.toString()), path, DATA_FILE_BYTES.whole),
      );
      if ('refused' in read) {
        void started.worker.terminate();
        void showError(t('Training can’t start: {0}', read.refused));
        return false;
      }
      files.push({ path: read.path, ...(await this.platform.sharedBytes(read.bytes)) });
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
        ...trainingSettings(this.platform),
      },
      cell.title || t('Training'),
      started,
    );
    return true;
  }

  private startWorker(): StartedWorker {
    return this.platform.startTraining();
  }

  private async begin(
    setup: TrainingSetup,
    title: string,
    started = this.startWorker(),
    trunk: readonly Progress[] = [],
  ): Promise<void> {
    const before = this.run;
    this.said = '';
    if (before?.live) {
      void inform(t('Stopped the previous run and started a new one.'));
    }
    before?.abandon();
    this.last = { setup, title };
    const run = new WorkerRun(++this.runs, setup, started, {
      heard: (event) => this.heard(run, event),
      log: this.log,
      trunk,
    });
    this.run = run;
    this.showPanel();
    void this.tellSettings();
    await showTrainingProgress(run, title, {
      seen: () => this.panel?.seen === true,
      changed: this.panelSeen.event,
    });
    this.announce(run);
  }

  private heard(run: WorkerRun, event: FromTrainer): void {
    if (run !== this.run) return;
    this.panel?.post({ type: 'event', event: forPanel(event) });
    this.advanced.fire();
    if (event.type === 'parameters' && run.live) void this.kept.save(run, this.last);
    if (event.type === 'ended') {
      this.useOf(run, run.best);
      void this.kept.save(run, this.last);
    }
  }

  /** The last run anew, with something changed. */
  private again(
    { start, branch, overrides }: Partial<Pick<TrainingSetup, 'start' | 'branch' | 'overrides'>>,
    trunk?: readonly Progress[],
  ): void {
    const { last } = this;
    if (!last) {
      void this.startKept();
      return;
    }
    const { branch: _, ...before } = last.setup;
    const setup = {
      ...before,
      overrides: { ...before.overrides, ...overrides },
      ...(start ? { start } : {}),
      ...(branch ? { branch } : {}),
    };
    void this.begin(setup, last.title, undefined, trunk);
  }

  /** After a reload of the window: the run that was kept, from its text as it is now. */
  private async startKept(): Promise<void> {
    const { setup } = this.kept;
    if (setup === undefined) return;
    const document = await openText(setup.uri);
    const cells = await this.client.ask(cellsRequest, { uri: setup.uri });
    const cell = cells?.cells.find(({ index, train }) => index === setup.cell && train);
    if (cell) await this.start(document, cell, setup.overrides);
    else void inform(t('The cell that was trained is no longer there.'));
  }

  /** From that step everything goes on as it was; with another β, the old one goes on beside it. */
  private branch(
    run: WorkerRun,
    { variant, step, momentum }: Extract<FromTrainingPanel, { type: 'branch' }>,
    { parameters: start, memory = [], lowest }: StepParameters,
  ): void {
    const trunk = run.variantOf(variant);
    if (trunk === undefined) return;
    const { momentum: before } = trunk.options;
    const betas = [before, momentum].filter((beta) => typeof beta === 'number');
    const several = new Set(betas).size > 1;
    const overrides = {
      ...Object.fromEntries(
        ['lr', 'optimizer', 'weight_decay', 'batch', 'seed'].flatMap((name) => {
          const value = trunk.options[name];
          return typeof value === 'number' || typeof value === 'string' ? [[name, [value]]] : [];
        }),
      ),
      ...(betas.length > 0 ? { momentum: [...new Set(betas)] } : {}),
    };
    const curve = run.curveUntil(variant, step);
    this.again(
      { start, branch: { step, totalSteps: trunk.totalSteps, memory, ...(lowest ? { lowest } : {}) }, overrides },
      curve && [...new Set(betas.length > 0 ? betas : [0])].map((_, index) => ({ ...curve, variant: index })),
    );
    this.run?.note(
      several
        ? t(
            'Branched at step {0}: β = {1} and β = {2} go on from its parameters, with everything that its optimiser remembers, its learning rates and its order of rows.',
            step,
            Number(before),
            Number(momentum),
          )
        : t(
            'Branched at step {0}: the run goes on from its parameters, with everything that its optimiser remembers, its learning rates and its order of rows.',
            step,
          ),
    );
  }

  /** The numbers of the text that the panel can change, as they are now. */
  private async tellSettings(): Promise<void> {
    const { last, panel } = this;
    if (!last || !panel) return;
    const { uri, cell } = last.setup;
    const found = await this.client.ask(runSettingsRequest, { uri, cell });
    if (last !== this.last || !found) return;
    panel.post({
      type: 'settings',
      settings: found.settings.map(({ name, value, initial, scale, from, to }) => ({
        name,
        value: value ?? initial,
        scale,
        from,
        to,
      })),
    });
  }

  /** One edit of the text, which Undo takes back as a whole; then its cell runs again from its start. */
  private async set({ name, value }: Extract<FromTrainingPanel, { type: 'set' }>): Promise<void> {
    const { last } = this;
    if (!last) return;
    const { uri, cell } = last.setup;
    const found = await this.client.ask(runSettingsRequest, { uri, cell });
    const setting = found?.settings.find((one) => one.name === name);
    const edits = setting?.places.map((place) => ({ ...place, text: `${setting.before}${value}` }));
    if (found === undefined || edits === undefined || !(await writeInto(uri, found.version, edits))) {
      void inform(t('{0} could not be changed: the text has changed in the meantime.', name));
      return;
    }
    const cells = await this.client.ask(cellsRequest, { uri });
    const again = cells?.cells.find(({ index, train }) => index === cell && train);
    if (again) await this.start(await openText(uri), again);
  }

  private announce(run: WorkerRun): void {
    const trouble = run.ends.find(({ end }) => end.how === 'failed' || end.how === 'diverged')?.end;
    if (trouble?.how === 'failed') void showError(t('Training failed: {0}', trouble.reason));
    else if (trouble?.how === 'diverged')
      void warn(t('Training diverged at step {0}: {1}', trouble.step, trouble.advice));
  }

  /** Nothing where the run has no parameters yet. */
  private useOf(run: WorkerRun, variant: number): void {
    const parameters = run.parametersOf(variant);
    if (parameters.length === 0) return;
    this.useTrained(run.uri, parameters, run.labelOf(variant));
  }

  private useTrained(uri: string, parameters: readonly SavedParameter[], label: string): void {
    this.use(uri, parameters);
    this.say(
      label === ''
        ? t('The text’s lines show the trained parameters until they are reset.')
        : t('The text’s lines show the trained parameters of {0} until they are reset.', label),
    );
  }

  /** Those of an earlier step. */
  private useStep(run: WorkerRun, variant: number, step: number): void {
    run.withParameters(variant, step, (parameters) => {
      this.use(run.uri, parameters);
      const label = run.labelOf(variant);
      this.say(
        label === ''
          ? t('The text’s lines show the parameters of step {0} until they are reset.', step)
          : t('The text’s lines show the parameters of step {0} of {1} until they are reset.', step, label),
      );
    });
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
        base64: base64Of(data),
      })),
    });
  }

  resetParameters(): void {
    for (const uri of this.trained.keys()) this.tell(uri, []);
    this.trained.clear();
    this.say(t('Parameters reset to the values in the file.'));
  }

  /** The last run of a text since the window was opened, and the cell that it trains. */
  stateOf(uri: string): { readonly cell: number; readonly state: TrainingPanelState } | undefined {
    const { run, last } = this;
    return run && last && run.uri === uri ? { cell: last.setup.cell, state: run.state() } : undefined;
  }

  /** In the panel, also where it is not ready yet. */
  private say(text: string): void {
    this.said = text;
    this.panel?.post({ type: 'notice', text });
  }

  /** Those given, else those that the active file shows. */
  async saveParameters(given: readonly SavedParameter[] = []): Promise<void> {
    const uri = addressInFront() ?? this.run?.uri;
    const shown = (uri !== undefined && this.trained.get(uri)) || [...this.trained.values()].at(-1);
    const parameters = given.length > 0 ? given : shown;
    if (parameters === undefined) void inform(t('There are no trained parameters yet.'));
    else await saveParameterFile(parameters, uri === undefined ? undefined : fileOf(uri));
  }

  async loadParameters(): Promise<void> {
    const uri = addressInFront();
    const parameters = await loadParameterFile();
    if (uri !== undefined && parameters !== undefined) this.use(uri, parameters);
  }

  stop(): void {
    this.run?.stop(t('by hand'));
  }

  /** How the last run of a document went, in a sentence. */
  summary(uri: string): string {
    const state = this.run?.uri === uri ? this.run.state() : undefined;
    if (state === undefined) return 'This file has not been trained in this window.';
    const runs = state.curves.map(({ variant, step }) => {
      const label = this.run?.labelOf(variant) ?? '';
      const end = state.ended?.ends.find((one) => one.variant === variant);
      const loss = end?.standing?.training;
      return `${label === '' ? 'The run' : label}: ${end?.end.how ?? state.status} at step ${step}${typeof loss === 'number' ? `, training loss ${Number(loss.toPrecision(4))}` : ''}`;
    });
    return runs.length > 0 ? runs.join('\n') : 'The run has no steps yet.';
  }

  showPanel(): void {
    if (this.panel) this.panel.reveal();
    else this.adopt(undefined);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.adopt(panel);
  }

  private adopt(existing: vscode.WebviewPanel | undefined): void {
    const panel = new TrainingPanelHost(
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
        panel?.post(run ? stateMessage(run) : this.keptState());
        if (this.said) panel?.post({ type: 'notice', text: this.said });
        void this.tellSettings();
        return;
      case 'log':
        this.log.warn(`training panel: ${intent.text.slice(0, 1000)}`);
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
      case 'try':
        this.again({ overrides: { lr: [intent.lr], momentum: [intent.momentum] } });
        return;
      case 'restart':
        this.again(intent.start ? { start: intent.start } : {});
        return;
      case 'branch':
        if (run) run.askParameters(intent.variant, intent.step, (found) => this.branch(run, intent, found));
        return;
      case 'useParameters':
        if (run) this.useStep(run, intent.variant, intent.step);
        else if (this.kept.run)
          this.useTrained(
            this.kept.run.uri,
            this.kept.parametersOf(intent.variant),
            labelIn(this.kept.run.description, intent.variant),
          );
        return;
      case 'set':
        void this.set(intent);
        return;
      case 'export':
        void saveFigure(intent, run?.uri ?? this.kept.run?.uri);
        return;
      case 'resetParameters':
        this.resetParameters();
        return;
      case 'save':
        if (run) run.withParameters(intent.variant, intent.step, (parameters) => void this.saveParameters(parameters));
        else void this.saveParameters(this.kept.parametersOf(intent.variant));
        return;
      default:
        unreachable(intent);
    }
  }

  dispose(): void {
    clearTimeout(this.settingsTimer);
    this.run?.abandon();
    for (const subscription of this.subscriptions) subscription.dispose();
    this.panel?.dispose();
    this.panelSeen.dispose();
    this.advanced.dispose();
  }
}

/** The first of a file's names under which it can be read, or why the first cannot. */
async function firstOf<T extends object>(
  names: readonly string[],
  read: (path: string) => Promise<T | { readonly refused: string }>,
): Promise<(T & { readonly path: string }) | { readonly refused: string }> {
  let refusal: { readonly refused: string } | undefined;
  for (const path of names) {
    const found = await read(path);
    if (!('refused' in found)) return { ...found, path };
    refusal ??= found;
  }
  return refusal ?? { refused: t('the name of a file is missing') };
}
