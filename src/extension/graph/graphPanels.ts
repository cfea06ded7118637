import * as vscode from 'vscode';
import type { StepMove } from '../../protocol/graph.ts';
import { refreshedNotification } from '../../protocol/language.ts';
import { NOTEBOOK, openText, placeInFront, textAddress, textOfCell } from '../host/notebookText.ts';
import type { Client } from '../server/client.ts';
import { GraphPanel, type GraphPlace } from './graphPanel.ts';

/** All graph panels: one that follows the cursor, and those that the reader pinned or opened beside it. */
export class GraphPanels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private readonly panels: GraphPanel[] = [];
  private readonly subscriptions: vscode.Disposable[];
  private readonly context: vscode.ExtensionContext;
  private readonly client: Client;
  private readonly log: vscode.LogOutputChannel;

  constructor(context: vscode.ExtensionContext, client: Client, log: vscode.LogOutputChannel) {
    this.context = context;
    this.client = client;
    this.log = log;
    this.subscriptions = [
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
        if (textEditor.document.languageId === 'bp' && kind !== undefined)
          for (const panel of this.panels) panel.cursorMoved(placeInFront(textEditor));
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        const text = textOfCell(document.uri.toString()) ?? document;
        for (const panel of this.panels) panel.textChanged(text);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        for (const panel of this.panels) panel.textClosed(document);
      }),
      vscode.workspace.onDidCloseNotebookDocument((notebook) => {
        if (notebook.notebookType === NOTEBOOK)
          for (const panel of this.panels) panel.textClosed({ uri: textAddress(notebook) });
      }),
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const panel of this.panels) void panel.renamed(files);
      }),
      client.on(refreshedNotification, ({ uri }) => {
        for (const panel of this.panels) panel.refreshed(uri);
      }),
    ];
  }

  /** Shows a place's graph in the panel that follows the cursor, opening it beside the text where there is none. */
  show(place: GraphPlace, step: StepMove | undefined): void {
    const following = this.panels.find((panel) => panel.follows);
    const panel = following ?? this.open(undefined);
    panel.reveal(place, step);
  }

  /** Steps the most recent panel, with the focus left where it is. */
  step(to: StepMove): void {
    this.panels.at(-1)?.step(to);
  }

  openAnother(place: GraphPlace): void {
    this.open(undefined).reveal(place, undefined);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const uri = (state as { readonly uri?: unknown } | null)?.uri;
    const opened = this.open(panel);
    if (typeof uri !== 'string') return;
    const saved = (state as { readonly selection?: { readonly from?: unknown; readonly to?: unknown } } | null)
      ?.selection;
    try {
      await openText(uri);
    } catch {
      return;
    }
    opened.reveal(
      { uri, selection: { from: Number(saved?.from) || 0, to: Number(saved?.to) || 0 }, what: 'auto' },
      undefined,
      true,
    );
  }

  private open(existing: vscode.WebviewPanel | undefined): GraphPanel {
    const panel = new GraphPanel({
      context: this.context,
      client: this.client,
      log: this.log,
      existing,
      openAnother: (place) => this.openAnother(place),
    });
    this.panels.push(panel);
    panel.onDidDispose(() => this.panels.splice(this.panels.indexOf(panel), 1));
    return panel;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    for (const panel of [...this.panels]) panel.dispose();
  }
}
