import * as vscode from 'vscode';
import { t } from '../../core/base/words.ts';
import { bytesOf } from '../../protocol/base64.ts';
import {
  exportEndings,
  type FromGraphPanel,
  type GraphFix,
  type GraphSnapshot,
  gateSpan,
  plainNumber,
  type ScrubMessage,
  type StepMove,
  type ToGraphPanel,
} from '../../protocol/graph.ts';
import {
  cardRequest,
  entryRequest,
  exportRequest,
  graphRequest,
  gridRequest,
  judgeNotification,
  nodeAtRequest,
  pathsRequest,
  type RequestedGraph,
} from '../../protocol/language.ts';
import { unreachable, type WireSpan } from '../../protocol/wire.ts';
import { note } from '../host/messages.ts';
import { type BpText, fileOf, openedText, type placeInFront, placeToShow, writeInto } from '../host/notebookText.ts';
import { panelHtml, panelIcon, panelOptions } from '../host/panelHtml.ts';
import { addressAfter, type Renaming } from '../host/renaming.ts';
import { sayWritten } from '../learner/sayWritten.ts';
import type { Client } from '../server/client.ts';
import { isFromGraphPanel } from './graphIntents.ts';

/** Copies an export or saves it where the reader says. Pictures come from the panel, the rest from the server. */
async function exportGraph(
  client: Client,
  target: RequestedGraph,
  wanted: Extract<FromGraphPanel, { type: 'export' }>,
  refuse: (reason: string) => void,
): Promise<void> {
  const text = wanted.content ?? (await client.ask(exportRequest, { target, format: wanted.format }))?.text;
  if (text === undefined) return refuse(t('There is nothing to export here.'));
  if (wanted.to === 'clipboard') {
    // An editor copies nothing but text: a PNG the panel has copied itself.
    if (wanted.format !== 'png') await vscode.env.clipboard.writeText(text);
    note(t('Copied'), { done: true });
    return;
  }
  const ending = exportEndings[wanted.format];
  const beside = fileOf(target.uri);
  const suggestion =
    beside.scheme === 'untitled' ? undefined : beside.with({ path: `${beside.path.replace(/\.bp$/, '')}.${ending}` });
  const file = await vscode.window.showSaveDialog({
    ...(suggestion ? { defaultUri: suggestion } : {}),
    filters: { [wanted.format.toUpperCase()]: [ending] },
  });
  if (file === undefined) return;
  const bytes = wanted.format === 'png' ? bytesOf(text) : new TextEncoder().encode(text);
  try {
    await vscode.workspace.fs.writeFile(file, bytes);
    sayWritten(file);
  } catch (problem) {
    refuse(t('The file could not be written: {0}', problem instanceof Error ? problem.message : String(problem)));
  }
}

const cellOf = (id: string): string => id.slice(0, id.indexOf(':'));

/**
 * Whether the line that gave the last picture's output is being written, so that the picture stays until it is done:
 * the new one would be of another line of the cell, for as long as it takes to type.
 */
const isBeingWritten = (last: GraphSnapshot | undefined, next: GraphSnapshot): last is GraphSnapshot =>
  last !== undefined &&
  next.unfinished &&
  last.uri === next.uri &&
  cellOf(last.output) === cellOf(next.output) &&
  !next.nodes.some(({ id }) => id === last.output);

export type GraphPlace = RequestedGraph;

interface GraphPanelParts {
  readonly context: vscode.ExtensionContext;
  readonly client: Client;
  readonly log: vscode.LogOutputChannel;
  readonly existing: vscode.WebviewPanel | undefined;
  readonly openAnother: (place: GraphPlace) => void;
}

/** Quiet time after a change of the text or a move of the cursor before the picture follows. */
const PAUSE = 100;

/** Quiet time before an error takes the place of the last good picture. */
const ERROR_PAUSE = 1200;

/** One graph panel: holds what it shows, so that it is all there again when the panel was hidden. */
export class GraphPanel implements vscode.Disposable {
  private readonly panel: vscode.WebviewPanel;
  private readonly parts: GraphPanelParts;
  private readonly glow = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.wordHighlightStrongBackground'),
    border: '1px solid',
    borderColor: new vscode.ThemeColor('editor.wordHighlightStrongBorder'),
  });
  private place: GraphPlace | undefined;
  private snapshot: GraphSnapshot | undefined;
  private latest: ToGraphPanel | undefined;
  /** What a click on a gate has selected in the text: the picture stays as it is. */
  private clicked: { readonly from: number; readonly to: number } | undefined;
  private ready = false;
  private pinned = false;
  private drawnTitle: string | undefined;
  private paused = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;
  private readonly waiting: ToGraphPanel[] = [];

  constructor(parts: GraphPanelParts) {
    this.parts = parts;
    const { extensionUri } = parts.context;
    this.panel =
      parts.existing ??
      vscode.window.createWebviewPanel(
        'backprop.graph',
        t('Graph'),
        { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
        panelOptions(extensionUri),
      );
    this.panel.webview.options = panelOptions(extensionUri);
    this.panel.iconPath = panelIcon(extensionUri);
    this.panel.webview.onDidReceiveMessage((message: unknown) => {
      if (isFromGraphPanel(message))
        this.receive(message).catch((problem) => parts.log.error(`graph panel, ${message.type}: ${String(problem)}`));
      else parts.log.warn('the graph panel sent something that is not understood');
    });
    this.panel.webview.html = panelHtml({
      webview: this.panel.webview,
      extensionUri,
      bundle: 'graph',
      title: t('Graph'),
    });
  }

  /** Whether it follows the cursor from place to place. */
  get follows(): boolean {
    return !this.pinned;
  }

  onDidDispose(react: () => void): void {
    this.panel.onDidDispose(() => {
      clearTimeout(this.timer);
      this.glow.dispose();
      react();
    });
  }

  /** Who asks to step gets the keys: the arrows step from there on. */
  reveal(place: GraphPlace, step: StepMove | undefined, quietly = false): void {
    this.place = place;
    if (!quietly && (step !== undefined || !this.panel.visible)) this.panel.reveal(undefined, step === undefined);
    void this.draw().then(() => step && this.send({ type: 'step', to: step, ...(quietly ? {} : { takesKeys: true }) }));
  }

  step(to: StepMove): void {
    this.send({ type: 'step', to });
  }

  cursorMoved({ document, selection: { from, to } }: ReturnType<typeof placeInFront>): void {
    if (this.pinned || this.paused || !this.panel.visible) return;
    const uri = document.uri.toString();
    if (this.clicked?.from === from && this.clicked.to === to) return;
    this.clicked = undefined;
    this.place = { uri, selection: { from, to }, what: 'auto' };
    this.soon();
  }

  textChanged(document: Pick<BpText, 'uri'>): void {
    if (document.uri.toString() === this.place?.uri && !this.paused) this.soon();
  }

  textClosed(document: Pick<BpText, 'uri'>): void {
    if (document.uri.toString() === this.place?.uri && this.snapshot)
      this.keepPicture(this.snapshot, [t('The file is closed; this is its last picture.')]);
  }

  /** Follows its file to its new name. */
  async renamed(renamings: readonly Renaming[]): Promise<void> {
    const { place } = this;
    const uri = place && addressAfter(place.uri, renamings);
    if (place === undefined || uri === undefined) return;
    this.place = { ...place, uri };
    // The server hears of the file under its new name when it is opened.
    await Promise.resolve(vscode.workspace.openTextDocument(vscode.Uri.parse(uri))).catch(() => undefined);
    this.soon();
  }

  refreshed(uri: string): void {
    if (uri === this.place?.uri && !this.paused) this.soon();
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.draw(), PAUSE);
  }

  /** Of several graphs the pinned ones are known by their tabs. */
  private entitle(): void {
    if (this.drawnTitle !== undefined)
      this.panel.title = this.pinned ? t('Graph: {0} (pinned)', this.drawnTitle) : t('Graph: {0}', this.drawnTitle);
  }

  /** Asks for the picture of the place; the newest question wins. */
  private async draw(scrub?: ScrubMessage, settled = false): Promise<void> {
    const { place } = this;
    if (place === undefined) return;
    const mine = ++this.asked;
    const answer = await this.parts.client.ask(graphRequest, { ...place, ...(scrub ? { scrub } : {}) });
    if (mine !== this.asked || answer === undefined || answer === null) return;
    if ('reason' in answer) {
      if (this.snapshot?.uri === place.uri) this.keepPicture(this.snapshot, [answer.reason]);
      else this.show({ type: 'noGraph', reason: answer.reason });
      return;
    }
    const wrong = answer.problem;
    if (wrong && !settled && this.isPictureOf(answer)) {
      // In the middle of a line there is always an error: it is shown once the writing has paused.
      this.keepPicture(this.snapshot ?? answer, [t('line {0}: {1}', wrong.line, wrong.message)]);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.draw(undefined, true), ERROR_PAUSE);
      return;
    }
    if (!wrong && isBeingWritten(this.snapshot, answer)) return this.keepPicture(this.snapshot, answer.notes);
    this.snapshot = answer;
    this.drawnTitle = answer.title;
    this.entitle();
    this.show({ type: 'graph', snapshot: answer, selection: { ...place.selection } });
    const { node } =
      (await this.parts.client.ask(nodeAtRequest, { target: place, offset: place.selection.from })) ?? {};
    if (mine === this.asked) this.send({ type: 'cursor', node });
  }

  /** Whether the panel shows the same text without an error. */
  private isPictureOf({ uri }: GraphSnapshot): boolean {
    return this.snapshot?.uri === uri && this.snapshot.problem === undefined;
  }

  /** The last good picture, marked as of an earlier text. */
  private keepPicture(snapshot: GraphSnapshot, notes: readonly string[]): void {
    this.show({ type: 'graph', snapshot: { ...snapshot, stale: true, notes } });
  }

  private show(message: ToGraphPanel): void {
    this.latest = message;
    this.send(message);
  }

  private send(message: ToGraphPanel): void {
    if (this.ready) void this.panel.webview.postMessage(message);
    else if (message.type !== 'graph' && message.type !== 'noGraph') this.waiting.push(message);
  }

  private async receive(intent: FromGraphPanel): Promise<void> {
    const { client, log } = this.parts;
    const target = this.place;
    switch (intent.type) {
      case 'ready':
        this.ready = true;
        this.introduce();
        if (this.latest) this.send(this.latest);
        for (const message of this.waiting.splice(0)) this.send(message);
        return;
      case 'focused':
        // Something that closed has taken the focus back meanwhile.
        if (!intent.has) this.panel.reveal(undefined, false);
        return;
      case 'log':
        log.warn(`graph panel: ${intent.text.slice(0, 1000)}`);
        return;
      case 'pin':
        this.pinned = intent.on;
        this.entitle();
        return;
      case 'pause':
        this.paused = intent.on;
        clearTimeout(this.timer);
        // What is under way would follow an edit after the pause.
        this.asked++;
        if (!intent.on) this.soon();
        return;
      case 'answer':
        return this.answer(intent.question, intent.text, intent.version);
      case 'goToProblem':
        return this.goToProblem(intent.version);
      case 'fix':
        return this.write(this.snapshot?.problem?.fixes?.[intent.fix]?.edits ?? [], intent.version);
      case 'newWindow':
        if (target) this.parts.openAnother(target);
        await vscode.commands.executeCommand('workbench.action.moveEditorToNewWindow');
        return;
      case 'check':
        if (target) await vscode.commands.executeCommand('backprop.checkGradients', target.uri, target.selection.from);
        return;
      case 'select':
        return this.select(intent.node, intent.version);
      case 'atStep':
        this.light(intent.node);
        return;
      case 'scrub':
        return this.scrub(intent.node, intent.value, intent.version);
      case 'scrubCancel':
        return this.draw();
      case 'scrubCommit':
        return this.commit(intent.node, intent.value, intent.version);
      case 'export':
        if (target) await exportGraph(client, target, intent, (reason) => this.send({ type: 'refused', reason }));
        return;
    }
    if (target === undefined) return;
    const tried = intent.scrub ? { scrub: intent.scrub } : {};
    const question = { target, version: intent.version, ...tried };
    switch (intent.type) {
      case 'card': {
        const card = await client.ask(cardRequest, { ...question, node: intent.node, phase: intent.phase });
        if (card) this.send({ type: 'card', version: intent.version, ...tried, card });
        return;
      }
      case 'grid': {
        const page = await client.ask(gridRequest, {
          ...question,
          node: intent.node,
          which: intent.which,
          firstRow: intent.firstRow,
        });
        if (page) this.send({ type: 'grid', version: intent.version, ...tried, page });
        return;
      }
      case 'entry': {
        const story = await client.ask(entryRequest, {
          ...question,
          node: intent.node,
          which: intent.which,
          index: intent.index,
        });
        if (story) this.send({ type: 'entry', version: intent.version, ...tried, story });
        return;
      }
      case 'paths': {
        const paths = await client.ask(pathsRequest, { ...question, node: intent.leaf });
        if (paths) this.send({ type: 'paths', version: intent.version, ...tried, paths });
        return;
      }
      default:
        return unreachable(intent);
    }
  }

  /** How a graph is read is said once: from then on it is folded away. */
  private introduce(): void {
    const { globalState } = this.parts.context;
    if (globalState.get(INTRODUCED) === true) return;
    this.send({ type: 'legend' });
    void globalState.update(INTRODUCED, true);
  }

  /** Where the editor shows a part of the text that the picture was made from; nowhere, when the text has moved on. */
  private shown(
    span: WireSpan,
    version: number,
  ): readonly { readonly editor: vscode.TextEditor; readonly range: vscode.Range }[] {
    const text = this.place && openedText(this.place.uri);
    if (text?.version !== version) return [];
    const [start, end] = [span.from, span.to].map((offset) => placeToShow(text, text.positionAt(offset)));
    if (start === undefined || end === undefined) return [];
    const range = new vscode.Range(start.position, end.position);
    const uri = start.document.uri.toString();
    return vscode.window.visibleTextEditors
      .filter(({ document }) => document.uri.toString() === uri)
      .map((editor) => ({ editor, range }));
  }

  private async select(node: string, version: number): Promise<void> {
    const span = this.snapshot && gateSpan(this.snapshot, node);
    const [place] = span ? this.shown(span, version) : [];
    if (place === undefined) return;
    const { editor, range } = place;
    this.clicked = span;
    editor.selection = new vscode.Selection(range.start, range.end);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    this.send({ type: 'cursor', node });
  }

  private light(node: string | undefined): void {
    const { snapshot } = this;
    const span = node === undefined || !snapshot ? undefined : gateSpan(snapshot, node);
    const lit = snapshot && span ? this.shown(span, snapshot.version) : [];
    for (const editor of vscode.window.visibleTextEditors)
      if (editor.document.languageId === 'bp')
        editor.setDecorations(
          this.glow,
          lit.filter((place) => place.editor === editor).map(({ range }) => range),
        );
  }

  /** Writes an answer into the text; `?` takes one back. */
  private async answer(question: number, text: string, version: number): Promise<void> {
    const asked = this.snapshot?.version === version ? this.snapshot.asked?.[question] : undefined;
    await this.write(asked ? [{ ...asked.answer, text: text || '?' }] : [], version);
    if (asked && this.place) await this.parts.client.tell(judgeNotification, { uri: this.place.uri });
  }

  private async goToProblem(version: number): Promise<void> {
    const span = this.snapshot?.problem?.span;
    const [place] = span ? this.shown(span, version) : [];
    if (place === undefined) return;
    const { editor, range } = place;
    // What is selected is drawn alone, unless the picture itself has selected it.
    this.clicked = span;
    await vscode.window.showTextDocument(editor.document, {
      selection: range,
      ...(editor.viewColumn === undefined ? {} : { viewColumn: editor.viewColumn }),
    });
  }

  /** Writes into the text as one edit that can be undone; refused when the text has moved on. */
  private async write(edits: GraphFix['edits'], version: number): Promise<void> {
    const text = this.place && openedText(this.place.uri);
    if (text === undefined || edits.length === 0)
      return this.send({ type: 'refused', reason: t('There is no open text to write into.') });
    if (text.version !== version) return this.refuse(movedOn());
    if (!(await writeInto(text.uri.toString(), version, edits)))
      return this.refuse(t('The text could not be changed.'));
    return this.draw();
  }

  /**
   * Shows everything for a scrubbed number. A paused picture can be of an earlier text than the server's: its numbers would change to
   * those of the present text, and the number would then be written into a text that the reader has not seen.
   */
  private scrub(node: string, value: number, version: number): Promise<void> {
    const text = this.place && openedText(this.place.uri);
    if (!this.paused || text === undefined || text.version === version) return this.draw({ node, value });
    return this.refuse(movedOn());
  }

  /** Gives a change up, says why, and shows the present text. */
  private refuse(reason: string): Promise<void> {
    this.send({ type: 'refused', reason });
    return this.draw();
  }

  /** Writes a scrubbed number into the text. */
  private commit(node: string, value: number, version: number): Promise<void> {
    const scrub = this.snapshot?.nodes.find(({ id }) => id === node)?.scrub;
    return this.write(scrub ? [{ ...scrub.literal, text: plainNumber(value) }] : [], version);
  }

  dispose(): void {
    this.panel.dispose();
  }
}

const movedOn = (): string => t('The text has changed in the meantime; it was left as it is.');
const INTRODUCED = 'backprop.graph.introduced';
