import { availableParallelism, totalmem } from 'node:os';
import * as vscode from 'vscode';
import type { TrainingSetup } from '../../protocol/training.ts';

/** So much is kept of a run's past, to go back to. */
const HISTORY_BYTES = 64_000_000;
const MOST_BYTES = 8e9;
const MOST_THREADS = 8;

/** What the reader's settings say about a run. */
export function trainingSettings(): Pick<
  TrainingSetup,
  'maxElements' | 'maxBytes' | 'historyBytes' | 'threads' | 'wideSimd'
> {
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
