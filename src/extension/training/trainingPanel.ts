import * as vscode from 'vscode';
import { t } from '../../core/base/words.ts';
import type { FromTrainingPanel, ToTrainingPanel } from '../../protocol/training.ts';
import { panelHtml, panelIcon, panelOptions } from '../host/panelHtml.ts';
import { isFromTrainingPanel } from './trainingIntents.ts';

/** The panel's window: passes messages on; what it shows is kept by the desk. */
export class TrainingPanelHost implements vscode.Disposable {
  private readonly panel: vscode.WebviewPanel;
  private ready = false;
  /** The reader has closed it. */
  closed = false;

  constructor(
    context: vscode.ExtensionContext,
    existing: vscode.WebviewPanel | undefined,
    receive: (intent: FromTrainingPanel) => void,
    seenOrNot: () => void,
  ) {
    const { extensionUri } = context;
    this.panel =
      existing ??
      vscode.window.createWebviewPanel(
        'backprop.training',
        t('Training'),
        { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
        panelOptions(extensionUri),
      );
    this.panel.webview.options = panelOptions(extensionUri);
    this.panel.iconPath = panelIcon(extensionUri);
    this.panel.webview.onDidReceiveMessage((message: unknown) => {
      if (!isFromTrainingPanel(message)) return;
      if (message.type === 'ready') this.ready = true;
      receive(message);
    });
    this.panel.onDidChangeViewState(seenOrNot);
    this.panel.onDidDispose(() => {
      this.closed = true;
      seenOrNot();
    });
    this.panel.webview.html = panelHtml({
      webview: this.panel.webview,
      extensionUri,
      bundle: 'training',
      title: t('Training'),
    });
  }

  /** A panel that is not ready asks for everything when it is. */
  post(message: ToTrainingPanel): void {
    if (this.ready) void this.panel.webview.postMessage(message);
  }

  get seen(): boolean {
    return !this.closed && this.panel.visible;
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  dispose(): void {
    this.panel.dispose();
  }
}
