import * as vscode from 'vscode';
import { t } from '../../core/base/words.ts';
import { base64Of, numbersOf } from '../../protocol/base64.ts';
import type { RunOverrides, SavedParameter, TrainingPanelState, TrainingSetup } from '../../protocol/training.ts';
import type { WorkerRun } from './trainingRun.ts';

/** Parameters beyond so many numbers are not kept: they would be read at every start. */
const MOST_NUMBERS = 5_000_000;
const FILE = 'lastRun.json';
/** Milliseconds between two copies of a run that goes on. */
const PAUSE = 5000;

/** What a run is started again from. */
interface KeptSetup {
  readonly uri: string;
  readonly cell: number;
  readonly overrides?: RunOverrides;
}

/** The last run of the workspace, in a file of the editor's own: what the panel shows, and the parameters. */
export class KeptRun {
  run: TrainingPanelState | undefined;
  setup: KeptSetup | undefined;
  private savedAt = 0;
  private readonly file: vscode.Uri | undefined;
  /** Of the extension: what another version has kept may have another form, and is not read. */
  private readonly version: unknown;
  private readonly log: vscode.LogOutputChannel;

  constructor({ storageUri, extension }: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.version = extension.packageJSON.version;
    this.file = storageUri && vscode.Uri.joinPath(storageUri, FILE);
    this.log = log;
  }

  parametersOf(variant: number): readonly SavedParameter[] {
    return this.run?.ended?.ends.find((end) => end.variant === variant)?.parameters ?? [];
  }

  async save(run: WorkerRun, last: { readonly setup: TrainingSetup } | undefined): Promise<void> {
    if (this.file === undefined || last === undefined) return;
    if (run.live && Date.now() - this.savedAt < PAUSE) return;
    const whole = run.state();
    const ends = run.live
      ? whole.curves.map(({ variant }) => ({
          variant,
          steps: run.stepOfParameters(variant) ?? 0,
          end: { how: 'cancelled' as const, reason: t('the window was reloaded or closed') },
          parameters: run.parametersOf(variant),
        }))
      : run.ends;
    // Of a run that goes on, the curves end where its parameters are of.
    const curves = run.live ? ends.flatMap(({ variant, steps }) => run.curveUntil(variant, steps) ?? []) : whole.curves;
    const state = { ...whole, curves };
    const numbers = ends.reduce((sum, { parameters }) => parameters.reduce((n, { data }) => n + data.length, sum), 0);
    if (numbers > MOST_NUMBERS && !run.live)
      run.note(
        t(
          'This run has {0} numbers, more than the {1} that are kept: it will not be here after the window is reloaded. Save… keeps the parameters.',
          numbers.toLocaleString('en'),
          MOST_NUMBERS.toLocaleString('en'),
        ),
      );
    if (ends.length === 0 || numbers > MOST_NUMBERS) return;
    const { uri, cell, overrides } = last.setup;
    const kept = {
      version: this.version,
      setup: { uri, cell, ...(overrides ? { overrides } : {}) },
      state: { ...state, status: 'ended', ended: { type: 'ended', run: run.number, ends } },
    };
    this.savedAt = Date.now();
    try {
      await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(this.file, '..'));
      await vscode.workspace.fs.writeFile(this.file, new TextEncoder().encode(JSON.stringify(kept, packed)));
    } catch (problem) {
      this.log.warn(`the run could not be kept: ${String(problem)}`);
    }
  }

  /** Whether there was one. A file that cannot be read is as none. */
  async load(): Promise<boolean> {
    if (this.file === undefined) return false;
    try {
      const bytes = await vscode.workspace.fs.readFile(this.file);
      const { version, setup, state } = JSON.parse(new TextDecoder().decode(bytes), unpacked);
      if (version !== this.version || typeof setup?.uri !== 'string' || state?.status !== 'ended') return false;
      this.setup = setup;
      this.run = state;
      return true;
    } catch {
      return false;
    }
  }
}

/** Arrays of numbers as base64 of their bytes. */
const packed = (_: string, value: unknown): unknown =>
  value instanceof Float64Array ? { float64: base64Of(value) } : value;

function unpacked(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('float64' in value) || typeof value.float64 !== 'string')
    return value;
  return numbersOf(value.float64);
}
