/** The worker behind a page with a lesson: the language service with one text, and the host of its graph panel. Another of it trains. */
import { readerAfter } from '../language/document/documentState.ts';
import { lookAgain } from '../language/document/hidden.ts';
import { LanguageService } from '../language/document/service.ts';
import { answerMarks, questionList } from '../language/features/answerMarks.ts';
import { cells } from '../language/features/cells.ts';
import { diagnostics } from '../language/features/diagnostics.ts';
import { hover } from '../language/features/hover.ts';
import { lineEnds } from '../language/features/lineEnds.ts';
import { hint, judgements, QUIET, reveal, settle } from '../language/features/questions.ts';
import { semanticTokens, tokenModifiers, tokenTypes } from '../language/features/semanticTokens.ts';
import { cardFor, entryFor, exportOf, graphFor, graphNodeAt, gridFor, pathsFor } from '../language/graph.ts';
import {
  exportEndings,
  type FromGraphPanel,
  type GraphSnapshot,
  gateSpan,
  plainNumber,
  type ScrubMessage,
  type ToGraphPanel,
} from '../protocol/graph.ts';
import type { RequestedGraph } from '../protocol/language.ts';
import type { ToTrainer } from '../protocol/training.ts';
import { unreachable } from '../protocol/wire.ts';
import { serveBrowserTraining } from '../trainer/session/browserTraining.ts';
import type { FromEngine, Shown, ShownName, ToEngine } from './messages.ts';

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
const send = (message: FromEngine): void => scope.postMessage(message);

const URI = 'site:///lesson.bp';
const NO_FILES = 'a page reads no files: open this text in VS Code, or use a data set that the language makes';
const service = new LanguageService({ filesOf: () => ({ read: () => ({ state: 'refused', reason: NO_FILES }) }) });
service.settings = { ...service.settings, annotations: 'lineEnd' };

let target: RequestedGraph = { uri: URI, selection: { from: 0, to: 0 }, what: 'auto' };
let snapshot: GraphSnapshot | undefined;
let isPanelReady = false;
let judging: ReturnType<typeof setTimeout> | undefined;
let telling: ReturnType<typeof setTimeout> | undefined;
let drawing: ReturnType<typeof setTimeout> | undefined;
/** Milliseconds without a key or a move of the cursor after which the graph is drawn. */
const PAUSE = 100;

const severities = { 1: 'error', 2: 'warning', 3: 'info', 4: 'info' } as const;

function shown(): Shown | undefined {
  const state = service.state(URI);
  if (state === undefined) return undefined;
  const problems = [...diagnostics(state), ...judgements(state)].flatMap(({ range, severity = 1, message }) =>
    severity === 4
      ? []
      : [
          {
            from: state.offsetAt(range.start),
            to: state.offsetAt(range.end),
            line: range.start.line + 1,
            severity: severities[severity],
            message: typeof message === 'string' ? message : message.value,
          },
        ],
  );
  const questions = questionList(state);
  return {
    version: state.version,
    lines: lineEnds(state, service.settings),
    problems,
    names: namesIn(semanticTokens(state).data, (line) => state.lines.startOf(line)),
    marks: answerMarks(state).flatMap(({ line, kind }) => (kind === 'waits' ? [] : [{ line, kind }])),
    questions: questions.length,
    right: questions.filter(({ kind }) => kind === 'right').length,
    training: cells(state).flatMap(({ index, title, from, to, train, trainProblem }) =>
      train ? [{ cell: index, title, from, to, ...(trainProblem ? { problem: trainProblem } : {}) }] : [],
    ),
  };
}

/** Tokens come as five numbers each, relative to the token before (language server protocol). */
function namesIn(data: readonly number[], startOf: (line: number) => number): readonly ShownName[] {
  const names: ShownName[] = [];
  let line = 0;
  let column = 0;
  for (let i = 0; i < data.length; i += 5) {
    const [lines = 0, columns = 0, length = 0, type = 0, modifiers = 0] = data.slice(i, i + 5);
    line += lines;
    column = lines > 0 ? columns : column + columns;
    const from = startOf(line) + column;
    const role = (['output', 'trainable', 'data', 'input'] as const).find(
      (one) => (modifiers >> tokenModifiers.indexOf(one)) & 1,
    );
    const found = tokenTypes[type] === 'function' ? 'function' : role;
    if (found) names.push({ from, to: from + length, role: found });
  }
  return names;
}

function tellShown(): void {
  const all = shown();
  if (all) send({ type: 'shown', ...all });
}

function judge(): void {
  clearTimeout(judging);
  const state = service.state(URI);
  if (state === undefined) return;
  settle(state);
  if (lookAgain(state)) service.refresh(URI);
  tellShown();
  draw();
}

const toPanel = (message: ToGraphPanel): void => {
  if (isPanelReady) send({ type: 'graph', message });
};

function draw(scrub?: ScrubMessage): void {
  const state = service.state(URI);
  if (state === undefined || !isPanelReady) return;
  const answer = graphFor(service, state, { ...target, ...(scrub ? { scrub } : {}) });
  if ('reason' in answer) {
    if (snapshot) toPanel({ type: 'graph', snapshot: { ...snapshot, stale: true, notes: [answer.reason] } });
    else toPanel({ type: 'noGraph', reason: answer.reason });
    return;
  }
  snapshot = answer;
  toPanel({ type: 'graph', snapshot, selection: target.selection });
  const { node } = graphNodeAt(state, target.selection.from) ?? {};
  toPanel({ type: 'cursor', node });
}

function drawSoon(): void {
  clearTimeout(drawing);
  drawing = setTimeout(draw, PAUSE);
}

const edit = (
  edits: readonly { readonly from: number; readonly to: number; readonly text: string }[],
  version: number,
  judges = false,
): void => send({ type: 'edit', version, edits, judges });

function receivePanel(intent: FromGraphPanel): void {
  switch (intent.type) {
    case 'ready':
      isPanelReady = true;
      draw();
      return;
    case 'focused':
    case 'pin':
    case 'pause':
    case 'atStep':
      return;
    case 'log':
      reportError(new Error(`graph panel: ${intent.text.slice(0, 1000)}`));
      return;
    case 'newWindow':
    case 'check':
      send({ type: 'notice', text: 'This is a part of the extension for VS Code.' });
      return;
    case 'select': {
      const span = snapshot && gateSpan(snapshot, intent.node);
      if (span) send({ type: 'select', version: intent.version, span });
      toPanel({ type: 'cursor', node: intent.node });
      return;
    }
    case 'goToProblem':
      if (snapshot?.problem) send({ type: 'select', version: intent.version, span: snapshot.problem.span });
      return;
    case 'answer': {
      const asked = snapshot?.version === intent.version ? snapshot.asked?.[intent.question] : undefined;
      if (asked) edit([{ ...asked.answer, text: intent.text || '?' }], intent.version, true);
      return;
    }
    case 'fix':
      edit(snapshot?.problem?.fixes?.[intent.fix]?.edits ?? [], intent.version);
      return;
    case 'scrub':
      draw({ node: intent.node, value: intent.value });
      return;
    case 'scrubCancel':
      draw();
      return;
    case 'scrubCommit': {
      const literal = snapshot?.nodes.find(({ id }) => id === intent.node)?.scrub?.literal;
      if (literal) edit([{ ...literal, text: plainNumber(intent.value) }], intent.version);
      return;
    }
    case 'export': {
      const content = intent.content ?? exportOf(service, target, intent.format)?.text;
      const copies = intent.to === 'clipboard';
      if (content === undefined) toPanel({ type: 'refused', reason: 'There is nothing to export here.' });
      else if (copies && intent.format !== 'png') toPanel({ type: 'exported', format: intent.format, text: content });
      if (content !== undefined && !(copies && intent.format === 'png'))
        send({ type: 'file', ending: exportEndings[intent.format], content, copies });
      return;
    }
  }
  const { version } = intent;
  const tried = intent.scrub ? { scrub: intent.scrub } : {};
  const about = (node: string) => ({ target, version, ...tried, node });
  switch (intent.type) {
    case 'card': {
      const card = cardFor(service, about(intent.node), intent.phase);
      if (card) toPanel({ type: 'card', version, ...tried, card });
      return;
    }
    case 'grid': {
      const page = gridFor(service, about(intent.node), intent.which, intent.firstRow);
      if (page) toPanel({ type: 'grid', version, ...tried, page });
      return;
    }
    case 'entry': {
      const story = entryFor(service, about(intent.node), intent.which, intent.index);
      if (story) toPanel({ type: 'entry', version, ...tried, story });
      return;
    }
    case 'paths': {
      const paths = pathsFor(service, about(intent.leaf));
      if (paths) toPanel({ type: 'paths', version, ...tried, paths });
      return;
    }
    default:
      unreachable(intent);
  }
}

/** A hint counts as help, and so does a reveal: the record of the page is the text's own. */
function help(kind: 'hint' | 'reveal', offset: number): void {
  const state = service.state(URI);
  const found = state && (kind === 'hint' ? hint(state, offset) : reveal(state, offset));
  if (!found || typeof found === 'string') {
    const words = {
      answered: 'This answer is right already.',
      exam: 'This is an exam: it gives no help.',
      order: 'These lines are to be put in order: there is nothing to reveal, but each has hints.',
    };
    send({ type: 'notice', text: found ? words[found] : 'There is no question here.' });
    return;
  }
  const { question } = found;
  if ('level' in found) {
    const { level, text } = found;
    service.updateReader(URI, (reader) => readerAfter(reader, { did: 'hint', question, level }));
    send({ type: 'notice', text: `Hint ${level} of 3: ${text}` });
  } else {
    service.updateReader(URI, (reader) => readerAfter(reader, { did: 'reveal', question }));
    edit(found.edits, found.version, true);
  }
  judge();
}

function receive(message: ToEngine): void {
  switch (message.type) {
    case 'text':
      service.open(URI, message.version, message.text);
      target = { ...target, selection: message.selection };
      // After the messages that wait already: of several key strokes only the last is answered.
      clearTimeout(telling);
      telling = setTimeout(tellShown, 0);
      drawSoon();
      clearTimeout(judging);
      judging = setTimeout(judge, QUIET);
      return;
    case 'cursor':
      target = { ...target, selection: message.selection };
      drawSoon();
      return;
    case 'hover': {
      const state = service.state(URI);
      const found = state && hover(state, state.positionAt(message.offset), service.settings);
      const value =
        found && typeof found.contents === 'object' && 'value' in found.contents ? found.contents.value : undefined;
      const span =
        found?.range && state
          ? { from: state.offsetAt(found.range.start), to: state.offsetAt(found.range.end) }
          : { from: message.offset, to: message.offset };
      send({ type: 'hover', id: message.id, markdown: value, ...span });
      return;
    }
    case 'graph':
      receivePanel(message.intent);
      return;
    case 'judge':
      judge();
      return;
    case 'hint':
    case 'reveal':
      help(message.type, message.offset);
      return;
    case 'trained':
      service.setTrained(URI, new Map(message.parameters.map(({ name, shape, data }) => [name, { shape, data }])));
      tellShown();
      draw();
      return;
    default:
      unreachable(message);
      return;
  }
}

scope.addEventListener('message', ({ data }: MessageEvent<ToEngine | ToTrainer>) => {
  if (!('run' in data)) receive(data);
});
serveBrowserTraining();
