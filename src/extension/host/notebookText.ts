/** The one text behind a notebook: what the server, the graph and the trainer know of it. */
import * as vscode from 'vscode';
import { type LineTable, lineTable } from '../../core/base/lineTable.ts';
import { type Notebook, writeNotebook } from '../../core/notebook/notebookCells.ts';
import type { WireSpan } from '../../protocol/wire.ts';

export const NOTEBOOK = 'backprop-notebook';

/** Tells the text of a notebook from the text editor's document of the same file. */
const FRAGMENT = 'notebook';

/** Address of the file that a text is of, be it a document's or a notebook's. */
export function fileOf(uri: string): vscode.Uri {
  const parsed = vscode.Uri.parse(uri);
  return parsed.fragment === FRAGMENT ? parsed.with({ fragment: '' }) : parsed;
}

/** Address of a notebook's text, also where it has been closed and its cells are gone. */
export const textAddress = ({ uri }: vscode.NotebookDocument): vscode.Uri => uri.with({ fragment: FRAGMENT });

const noteIn = (notes: unknown, name: string): string | undefined => {
  const value = (notes as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  return typeof value === 'string' ? value : undefined;
};

interface ShownCell {
  readonly kind: vscode.NotebookCellKind;
  readonly source: string;
  /** The editor's metadata. */
  readonly notes: unknown;
}

/** A notebook of the editor, whose metadata hold what it was read from. */
export const asNotebook = (notes: unknown, cells: readonly ShownCell[]): Notebook => ({
  head: noteIn(notes, 'head') ?? '',
  lineEnd: noteIn(notes, 'lineEnd') ?? '\n',
  cells: cells.map(({ kind, source, notes: own }) => ({
    kind: kind === vscode.NotebookCellKind.Code ? 'code' : 'markdown',
    source,
    original: noteIn(own, 'original'),
  })),
});

/** Which lines of a notebook's text a cell shows. */
export interface CellLines {
  readonly uri: string;
  /** The line of the text that the cell's first line is. */
  readonly firstLine: number;
  readonly lineCount: number;
}

/** What the protocol needs to know of a notebook. */
export interface NotebookLines {
  /** Address of the text, as the server knows it. */
  readonly uri: string;
  /** Cells of code, from top to bottom. */
  readonly cells: readonly CellLines[];
}

/** A text to read: a document of the editor, or a notebook's. */
export type BpText = Pick<vscode.TextDocument, 'uri' | 'version' | 'getText' | 'positionAt' | 'offsetAt'>;

/** One version of a notebook's text. */
export class NotebookText implements BpText {
  readonly notebook: vscode.NotebookDocument;
  readonly uri: vscode.Uri;
  readonly version: number;
  /** How the protocol's lines are shared out among the cells. */
  readonly lines: NotebookLines;
  private readonly cells: readonly vscode.NotebookCell[];
  private readonly firstLines: readonly number[];
  private readonly text: string;
  private readonly table: LineTable;

  constructor(notebook: vscode.NotebookDocument, before: NotebookText | undefined) {
    const cells = notebook.getCells();
    const { text, firstLines } = writeNotebook(
      asNotebook(
        notebook.metadata,
        cells.map((cell) => ({ kind: cell.kind, source: cell.document.getText(), notes: cell.metadata })),
      ),
    );
    this.notebook = notebook;
    this.uri = textAddress(notebook);
    this.cells = cells;
    this.firstLines = firstLines;
    // As a document has it: the byte order mark is not part of its text.
    this.text = text.replace(/^\ufeff/, '');
    this.version = before === undefined ? 1 : before.text === this.text ? before.version : before.version + 1;
    this.table = lineTable(this.text);
    this.lines = {
      uri: this.uri.toString(),
      cells: cells.flatMap(({ document, kind }, i): CellLines[] =>
        kind === vscode.NotebookCellKind.Code
          ? [{ uri: document.uri.toString(), firstLine: firstLines[i] ?? 0, lineCount: document.lineCount }]
          : [],
      ),
    };
  }

  getText(): string {
    return this.text;
  }

  positionAt(offset: number): vscode.Position {
    const { line, column } = this.table.at(offset);
    return new vscode.Position(line, column);
  }

  offsetAt({ line, character }: vscode.Position): number {
    return this.table.offsetAt(line, character);
  }

  /** The place of a text as one of a cell of code; undefined where it is in prose, or a marker that no cell shows. */
  inCell({
    line,
    character,
  }: vscode.Position): { readonly document: vscode.TextDocument; readonly position: vscode.Position } | undefined {
    const found = this.lines.cells.find(
      ({ firstLine, lineCount }) => line >= firstLine && line < firstLine + lineCount,
    );
    const cell = this.cells.find(({ document }) => document.uri.toString() === found?.uri);
    return (
      found && cell && { document: cell.document, position: new vscode.Position(line - found.firstLine, character) }
    );
  }

  /** The index of the cell, of code or of prose, that a line of the text belongs to. */
  cellOf(line: number): number {
    return Math.max(
      0,
      this.firstLines.findLastIndex((first) => first <= line),
    );
  }

  /** The place of a cell as one of the text. */
  fromCell(document: vscode.TextDocument, position: vscode.Position): vscode.Position {
    return position.translate(this.firstLines[this.cells.findIndex((cell) => cell.document === document)] ?? 0);
  }
}

/** The last version of each, and the cells that it was made of. */
const kept = new WeakMap<vscode.NotebookDocument, { readonly made: string; readonly text: NotebookText }>();

/** The text of a notebook as it is now. */
export function textOf(notebook: vscode.NotebookDocument): NotebookText {
  const made = notebook
    .getCells()
    .map(({ document, kind, index }) => `${index} ${kind} ${document.uri.fragment} ${document.version}`)
    .join('\n');
  const last = kept.get(notebook);
  if (last?.made === made) return last.text;
  const text = new NotebookText(notebook, last?.text);
  kept.set(notebook, { made, text });
  return text;
}

export const notebookTexts = (): readonly NotebookText[] =>
  vscode.workspace.notebookDocuments.filter(({ notebookType }) => notebookType === NOTEBOOK).map(textOf);

/** The notebook's text that a cell belongs to; undefined for every other document. */
export const textOfCell = (uri: string): NotebookText | undefined =>
  uri.startsWith('vscode-notebook-cell:')
    ? notebookTexts().find(({ notebook }) =>
        notebook.getCells().some(({ document }) => document.uri.toString() === uri),
      )
    : undefined;

/** The text at an address, where it is open. */
export const openedText = (uri: string): BpText | undefined =>
  notebookTexts().find((text) => text.lines.uri === uri) ??
  vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);

/** The text at an address, which is opened where it is not. */
export const openText = async (uri: string): Promise<BpText> =>
  openedText(uri) ?? (await vscode.workspace.openTextDocument(vscode.Uri.parse(uri)));

/** Where the editor shows a place of a text: in its document, or in a cell of code. */
export const placeToShow = (
  text: BpText,
  position: vscode.Position,
): { readonly document: Pick<vscode.TextDocument, 'uri'>; readonly position: vscode.Position } | undefined =>
  text instanceof NotebookText ? text.inCell(position) : { document: text, position };

/** The text in front, and what is selected in it. */
export function placeInFront(editor: vscode.TextEditor): {
  readonly document: BpText;
  readonly selection: { readonly from: number; readonly to: number };
} {
  const { document, selection } = editor;
  const text = textOfCell(document.uri.toString());
  const offset = (position: vscode.Position): number =>
    text ? text.offsetAt(text.fromCell(document, position)) : document.offsetAt(position);
  return { document: text ?? document, selection: { from: offset(selection.start), to: offset(selection.end) } };
}

/** One edit, which Undo takes back as a whole, of the version of a text that it was made for; false where it cannot be made. */
export async function writeInto(
  uri: string,
  version: number,
  edits: readonly (WireSpan & { readonly text: string })[],
): Promise<boolean> {
  const text = await openText(uri);
  if (text.version !== version) return false;
  const edit = new vscode.WorkspaceEdit();
  for (const { from, to, text: written } of edits) {
    const [first, last] = [text.positionAt(from), text.positionAt(to)];
    const start = placeToShow(text, first);
    if (start === undefined) return false;
    const end = new vscode.Position(start.position.line + last.line - first.line, last.character);
    edit.replace(start.document.uri, new vscode.Range(start.position, end), written);
  }
  return vscode.workspace.applyEdit(edit);
}
