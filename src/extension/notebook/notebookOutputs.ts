import * as vscode from 'vscode';
import { spokenLanguage } from '../../core/base/words.ts';
import { gateSpan } from '../../protocol/graph.ts';
import {
  type CellInfo,
  cellsRequest,
  exportRequest,
  graphRequest,
  lineEndsRequest,
  marksRequest,
  refreshedNotification,
} from '../../protocol/language.ts';
import {
  asFromCellRenderer,
  CELL_OUTPUT,
  CELL_RENDERER,
  type CellContent,
  type CellCurve,
  type CellLine,
  type CellOutput,
  type ToCellRenderer,
} from '../../protocol/notebook.ts';
import type { TrainingPanelState } from '../../protocol/training.ts';
import { NOTEBOOK, type NotebookText, textOf } from '../host/notebookText.ts';
import type { Client } from '../server/client.ts';
import type { TrainingDesk } from '../training/trainingController.ts';

/** Quiet time after a key stroke before outputs follow, in milliseconds. */
const PAUSE = 150;
/** A larger graph is for the panel, which one can move about in. */
const MOST_NODES = 150;
/** Points of a curve. */
const MOST_POINTS = 200;

/** An output that is empty until its renderer is told what to show. */
export function emptyOutput(): vscode.NotebookCellOutput {
  const output: CellOutput = { id: crypto.randomUUID() };
  return new vscode.NotebookCellOutput([vscode.NotebookCellOutputItem.json(output, CELL_OUTPUT)], { ...output });
}

const idOf = ({ outputs }: vscode.NotebookCell): string | undefined => {
  const id: unknown = outputs.find(({ items }) => items.some(({ mime }) => mime === CELL_OUTPUT))?.metadata?.id;
  return typeof id === 'string' ? id : undefined;
};

/**
 * What stands below the cells: values and gradients of their lines, how answers are marked, the graph, the curves of a training. It
 * follows the text, as everything else does; to run a cell trains it, where it has a `train(…)`.
 */
export class NotebookOutputs implements vscode.Disposable {
  private readonly client: Client;
  private readonly trainings: TrainingDesk;
  private readonly messaging = vscode.notebooks.createRendererMessaging(CELL_RENDERER);
  private readonly controller = vscode.notebooks.createNotebookController('backprop', NOTEBOOK, 'Backprop Tutor');
  private readonly timers = new Map<vscode.NotebookDocument, ReturnType<typeof setTimeout>>();
  /** By output, what its renderers were told last. */
  private readonly told = new Map<string, string>();
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(client: Client, trainings: TrainingDesk) {
    this.client = client;
    this.trainings = trainings;
    this.controller.supportedLanguages = ['bp'];
    this.controller.executeHandler = async (cells, notebook) => {
      for (const cell of cells) await this.run(cell, notebook);
    };
    this.subscriptions = [
      this.messaging.onDidReceiveMessage(({ editor, message }) => {
        const asked = asFromCellRenderer(message);
        if (asked === undefined) return;
        this.told.delete(asked.shown);
        this.soon(editor.notebook, 0);
      }),
      vscode.workspace.onDidOpenNotebookDocument((notebook) => this.controllerFor(notebook)),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges, cellChanges }) => {
        if (notebook.notebookType === NOTEBOOK)
          for (const cell of contentChanges.flatMap(({ addedCells }) => addedCells)) void this.give(cell);
        if (contentChanges.length > 0 || cellChanges.some(({ document }) => document)) this.soon(notebook, PAUSE);
      }),
      vscode.workspace.onDidCloseNotebookDocument((notebook) => {
        clearTimeout(this.timers.get(notebook));
        this.timers.delete(notebook);
        for (const cell of notebook.getCells()) this.told.delete(idOf(cell) ?? '');
      }),
      client.onReady(() => this.all(0)),
      client.on(refreshedNotification, ({ uri }) => {
        for (const notebook of openNotebooks()) if (textOf(notebook).lines.uri === uri) this.soon(notebook, 0);
      }),
      trainings.onDidAdvance(() => this.all(PAUSE)),
    ];
    for (const notebook of openNotebooks()) this.controllerFor(notebook);
  }

  /** The one that runs cells, so that nobody is asked for a kernel. */
  private controllerFor(notebook: vscode.NotebookDocument): void {
    if (notebook.notebookType === NOTEBOOK)
      this.controller.updateNotebookAffinity(notebook, vscode.NotebookControllerAffinity.Preferred);
  }

  /** An output for a new cell, once the notebook's cells can be run at all. */
  private async give(cell: vscode.NotebookCell): Promise<void> {
    if (cell.kind !== vscode.NotebookCellKind.Code || idOf(cell) !== undefined) return;
    try {
      const execution = this.controller.createNotebookCellExecution(cell);
      execution.start();
      await execution.replaceOutput(emptyOutput());
      execution.end(undefined);
    } catch {
      // The reader has chosen another kernel, or none yet: the cell has an output when it is run.
    }
  }

  private async run(cell: vscode.NotebookCell, notebook: vscode.NotebookDocument): Promise<void> {
    const execution = this.controller.createNotebookCellExecution(cell);
    execution.start(Date.now());
    if (idOf(cell) === undefined) await execution.replaceOutput(emptyOutput());
    const text = textOf(notebook);
    const uri = text.lines.uri;
    const { cells = [] } = (await this.client.ask(cellsRequest, { uri })) ?? {};
    const info = cells.find((one) => isIn(text, cell, one));
    execution.end(true, Date.now());
    this.soon(notebook, 0);
    if (info?.kind === 'pause') await vscode.commands.executeCommand('backprop.passPause', uri, info.index);
    else if (info?.train) await vscode.commands.executeCommand('backprop.train', uri, info.index);
  }

  private all(after: number): void {
    for (const notebook of openNotebooks()) this.soon(notebook, after);
  }

  /** A change while one waits is told with it: curves grow faster than they are drawn. */
  private soon(notebook: vscode.NotebookDocument, after: number): void {
    if (notebook.notebookType !== NOTEBOOK || (after > 0 && this.timers.has(notebook))) return;
    clearTimeout(this.timers.get(notebook));
    this.timers.set(
      notebook,
      setTimeout(() => {
        this.timers.delete(notebook);
        void this.show(notebook);
      }, after),
    );
  }

  private async show(notebook: vscode.NotebookDocument): Promise<void> {
    const text = textOf(notebook);
    const uri = text.lines.uri;
    const [ends, marks, infos] = await Promise.all([
      this.client.ask(lineEndsRequest, { uri }),
      this.client.ask(marksRequest, { uri }),
      this.client.ask(cellsRequest, { uri }),
    ]);
    if (ends === undefined || ends.version !== text.version) return;
    const training = this.trainings.stateOf(uri);
    for (const cell of notebook.getCells()) {
      const id = idOf(cell);
      const place = text.lines.cells.find((one) => one.uri === cell.document.uri.toString());
      const info = infos?.cells.find((one) => isIn(text, cell, one));
      if (id === undefined || place === undefined || info === undefined) continue;
      const own = (line: number): boolean => line >= place.firstLine && line < place.firstLine + place.lineCount;
      const lines = ends.lines
        .filter(({ line }) => own(line))
        .map(({ line, text: value, gradient, kind }): CellLine => {
          const mark = marks?.version === text.version ? marks.marks.find((one) => one.line === line)?.kind : undefined;
          return {
            text: value || cell.document.lineAt(line - place.firstLine).text.trim(),
            gradient,
            kind: mark === undefined || mark === 'waits' ? kind : mark,
          };
        });
      const graph = await this.graphOf(uri, info);
      const curves = training && training.cell === info.index ? curvesOf(training.state) : [];
      this.tell(notebook, id, { lines, graph, curves });
    }
  }

  /** Only where the cell has an output of its own; the graph of another would be shown twice. */
  private async graphOf(uri: string, { from, to, kind }: CellInfo): Promise<string> {
    if (kind !== 'code' && kind !== 'practice') return '';
    const target = { uri, selection: { from, to: from }, what: 'cell' } as const;
    const snapshot = await this.client.ask(graphRequest, target);
    if (!snapshot || 'reason' in snapshot || snapshot.problem || snapshot.nodes.length > MOST_NODES) return '';
    const span = gateSpan(snapshot, snapshot.output);
    if (span === undefined || span.from < from || span.to > to) return '';
    return (await this.client.ask(exportRequest, { target, format: 'svg' }))?.text ?? '';
  }

  private tell(notebook: vscode.NotebookDocument, id: string, content: CellContent): void {
    const now = JSON.stringify(content);
    if (this.told.get(id) === now) return;
    const isFirst = !this.told.has(id);
    this.told.set(id, now);
    const message: ToCellRenderer = { id, content, ...(isFirst ? { language: spokenLanguage() } : {}) };
    for (const editor of vscode.window.visibleNotebookEditors)
      if (editor.notebook === notebook) void this.messaging.postMessage(message, editor);
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.controller.dispose();
  }
}

const openNotebooks = (): readonly vscode.NotebookDocument[] =>
  vscode.workspace.notebookDocuments.filter(({ notebookType }) => notebookType === NOTEBOOK);

/** Whether a cell of the notebook shows this cell of the text. */
function isIn(text: NotebookText, { document }: vscode.NotebookCell, { from, to }: CellInfo): boolean {
  const start = text.offsetAt(text.fromCell(document, new vscode.Position(0, 0)));
  return start >= from && (start < to || from === to);
}

function curvesOf({ curves, description }: TrainingPanelState): readonly CellCurve[] {
  const variants = description?.variants ?? [];
  return curves.map(({ variant, points }) => {
    const every = Math.ceil(points.length / MOST_POINTS);
    const { label = '', options } = variants[variant] ?? {};
    const batch = options?.batch;
    return {
      label: variants.length > 1 ? label : '',
      ofMinibatches: typeof batch === 'number' && batch < (description?.trainingRows ?? 0),
      points: points
        .filter((_, i) => i % every === 0 || i === points.length - 1)
        .flatMap(({ step, loss }) =>
          typeof loss === 'number' && Number.isFinite(loss) ? [[step, loss] as const] : [],
        ),
    };
  });
}
