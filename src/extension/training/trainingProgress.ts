import * as vscode from 'vscode';
import { editorText } from '../../core/base/quoting.ts';
import { t } from '../../core/base/words.ts';
import type { WorkerRun } from './trainingRun.ts';

/** Whether the training panel can be seen, and when that changes. */
interface PanelSight {
  readonly seen: () => boolean;
  readonly changed: vscode.Event<void>;
}

/**
 * Shows how far a run has come, until its end: while the panel can be seen, which says more, in the status bar, where it
 * covers nothing; else in a notification that can stop the run.
 */
export async function showTrainingProgress(run: WorkerRun, title: string, panel: PanelSight): Promise<void> {
  let told = { share: 0, message: '' };
  let shown = new ShownProgress(run, title, panel.seen());
  const watching = panel.changed(() => {
    const seen = panel.seen();
    if (seen === shown.quiet) return;
    shown.close();
    shown = new ShownProgress(run, title, seen);
    shown.tell(told);
  });
  await run.follow((share, message) => {
    told = { share, message };
    shown.tell(told);
  });
  watching.dispose();
  shown.close();
}

type Told = { readonly share: number; readonly message: string };

/** One progress of the editor's, which begins a moment after it was asked for. */
class ShownProgress {
  readonly quiet: boolean;
  close: () => void = () => {};
  private told: Told | undefined;
  private reported = 0;
  private progress: vscode.Progress<{ readonly message?: string; readonly increment?: number }> | undefined;

  constructor(run: WorkerRun, title: string, quiet: boolean) {
    this.quiet = quiet;
    const over = new Promise<void>((resolve) => {
      this.close = resolve;
    });
    const location = quiet ? vscode.ProgressLocation.Window : vscode.ProgressLocation.Notification;
    void vscode.window.withProgress(
      { location, title: editorText(t('Training: {0}', title)), cancellable: !quiet },
      (progress, token) => {
        token.onCancellationRequested(() => run.stop(t('by hand')));
        this.progress = progress;
        if (this.told) this.tell(this.told);
        return over;
      },
    );
  }

  tell(told: Told): void {
    this.told = told;
    const { share, message } = told;
    if (message !== '') this.progress?.report({ increment: Math.max(0, share - this.reported) * 100, message });
    if (this.progress) this.reported = Math.max(this.reported, share);
  }
}
