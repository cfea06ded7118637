/** The graph's questions, answered from a document's state. */

import type { Position } from 'vscode-languageserver-types';

import { nodeAtOffset } from '../core/evaluate/places.ts';
import { brokenGraph } from '../core/graph/brokenGraph.ts';
import { drawGraph, isDrawing } from '../core/graph/build/drawGraph.ts';
import type { Drawing } from '../core/graph/build/drawing.ts';
import { nodeWithId, stableIds } from '../core/graph/build/stableIds.ts';
import type { GraphRequest } from '../core/graph/build/target.ts';
import { cardOf } from '../core/graph/cards/cardOf.ts';
import { pathsOf } from '../core/graph/cards/paths.ts';
import { entryStory } from '../core/graph/entries/entryStory.ts';
import { gridPage } from '../core/graph/entries/gridPage.ts';
import { exportText } from '../core/graph/exportText.ts';
import { scrubAt } from '../core/graph/scrub.ts';
import { snapshotOf } from '../core/graph/snapshotOf.ts';
import { isRight } from '../core/tutor/marking/answer/mark.ts';
import { answerSpan } from '../core/tutor/marking/answer/question.ts';
import type {
  AskedHere,
  Card,
  EntryStory,
  ExportFormat,
  GraphFix,
  GraphSnapshot,
  GridPage,
  NoGraph,
  PathsView,
  ScrubMessage,
} from '../protocol/graph.ts';
import type { GraphQuestion, NodeQuestion, RequestedGraph } from '../protocol/language.ts';
import type { DocumentState } from './document/documentState.ts';
import { hiddenNodes } from './document/hidden.ts';
import { isPaused, isPausedAt } from './document/pauses.ts';
import type { LanguageService } from './document/service.ts';
import { markOf, waitsAt } from './document/verdicts.ts';
import { codeActions } from './features/codeActions.ts';
import { diagnostics } from './features/diagnostics.ts';

function requestOf(
  service: LanguageService,
  state: DocumentState,
  { selection }: RequestedGraph,
): GraphRequest | NoGraph {
  const cell = state.cellAt(selection.from);
  if (cell === undefined) return { reason: 'There is nothing to draw yet: write a line such as f = (x + y) * z.' };
  if (isPaused(state, cell.index)) return { reason: 'The lecture pauses here.' };
  const hidden = hiddenNodes(state);
  return {
    uri: state.uri,
    version: state.version,
    target:
      selection.to > selection.from
        ? { kind: 'selection', ...selection }
        : { kind: 'cell', cell: nearestWithOutput(state, cell.index) },
    digits: service.settings.digits,
    ...(hidden ? { hidden } : {}),
    ...(state.surroundings.trained.size > 0 ? { notes: ['Trained parameters are in use.'] } : {}),
  };
}

/** A cell of text or inputs alone shows the graph of the next one that has an output. */
function nearestWithOutput(state: DocumentState, cell: number): number {
  const { cells } = state.evaluation;
  for (let i = cell; i < cells.length && !isPaused(state, i); i++) if (cells[i]?.own) return i;
  for (let i = cell; i >= 0; i--) if (cells[i]?.own) return i;
  return cell;
}

export function graphFor(
  service: LanguageService,
  state: DocumentState,
  question: GraphQuestion,
): GraphSnapshot | NoGraph {
  const { scrub } = question;
  const broken = brokenOf(service, state, question);
  if (broken) return broken;
  const tried = withScrub(service, state, scrub);
  const request = requestOf(service, tried, question);
  if ('reason' in request) return request;
  const drawn = drawnFor(tried, request);
  if (!isDrawing(drawn)) return drawn;
  const snapshot = snapshotOf(drawn);
  const asked = askedIn(state, snapshot);
  return { ...snapshot, ...(scrub ? { scrub } : {}), ...(asked.length > 0 ? { asked } : {}) };
}

/** The questions about whole values that are drawn, with what was judged of their answers. */
function askedIn(state: DocumentState, { nodes, outputName }: GraphSnapshot): readonly AskedHere[] {
  const { document, evaluation } = state;
  let drawn: ReadonlySet<string> | undefined;
  return evaluation.statements.flatMap(({ question }, statement): readonly AskedHere[] => {
    const parsed = document.statements[statement];
    const span = question && parsed && answerSpan(parsed);
    if (!question || !span || question.index.length > 0 || isPausedAt(state, statement)) return [];
    drawn ??= new Set(nodes.map(({ id }) => id));
    const node = stableIds(evaluation).ofNode(question.node);
    if (!drawn.has(node)) return [];
    const answer = state.inText(statement, span);
    const mark = markOf(state, statement);
    const isJudged = mark !== undefined && mark.verdict !== 'unanswered';
    const judged = isJudged ? (isRight(mark) ? 'right' : 'wrong') : 'open';
    return [
      {
        node,
        asks: question.asks === 'grad' ? 'gradient' : 'value',
        name: question.asks === 'grad' ? `∂${outputName}/∂${question.name}` : question.name,
        answer,
        written: question.answered ? document.text.slice(answer.from, answer.to) : '',
        verdict: waitsAt(state, statement) ? 'waiting' : judged,
        ...(isJudged && !waitsAt(state, statement) ? { message: mark.message } : {}),
      },
    ];
  });
}

/** The cell under the cursor with its error, and what would mend it. */
function brokenOf(
  service: LanguageService,
  state: DocumentState,
  { selection }: RequestedGraph,
): GraphSnapshot | undefined {
  const cell = state.cellAt(selection.from);
  if (cell === undefined || selection.to > selection.from || isPaused(state, cell.index)) return undefined;
  const request = requestOf(service, state, { uri: state.uri, selection, what: 'cell' });
  const snapshot = 'reason' in request ? undefined : brokenGraph(state.evaluation, request, cell.index);
  if (!snapshot?.problem) return snapshot;
  const { from, to } = snapshot.problem.span;
  const range = state.rangeOf({ from, to });
  const problems = diagnostics(state).filter(
    (one) => same(one.range.start, range.start) && same(one.range.end, range.end),
  );
  const fixes = codeActions(state, range, problems).flatMap(({ title, kind, edit }): GraphFix[] => {
    const changes = Object.values(edit?.changes ?? {}).flat();
    if (kind !== 'quickfix' || changes.length === 0) return [];
    const edits = changes.map((change) => ({
      from: state.offsetAt(change.range.start),
      to: state.offsetAt(change.range.end),
      text: change.newText,
    }));
    return [{ title, edits }];
  });
  return { ...snapshot, problem: { ...snapshot.problem, fixes: fixes.slice(0, MOST_FIXES) } };
}

const MOST_FIXES = 3;

const same = (a: Position, b: Position): boolean => a.line === b.line && a.character === b.character;

const drawings = new WeakMap<DocumentState, Map<string, Drawing | NoGraph>>();

/** The drawing behind a snapshot, for questions about its nodes; kept as long as the text stands. */
function drawingOf(service: LanguageService, state: DocumentState, target: RequestedGraph): Drawing | undefined {
  const request = requestOf(service, state, target);
  if ('reason' in request) return undefined;
  const drawn = drawnFor(state, request);
  return isDrawing(drawn) ? drawn : undefined;
}

function drawnFor(state: DocumentState, request: GraphRequest): Drawing | NoGraph {
  const kept = drawings.get(state) ?? new Map<string, Drawing | NoGraph>();
  drawings.set(state, kept);
  const { target, digits, hidden } = request;
  // What is hidden changes with judgements, while the text stays as it is.
  const key = JSON.stringify([target, digits, hidden && [...hidden.values, '', ...hidden.gradients]]);
  const before = kept.get(key);
  if (before) return before;
  const fresh = drawGraph(state.evaluation, request);
  kept.set(key, fresh);
  return fresh;
}

/** The last number that was tried out in a text: the picture and what is asked about it are of the same evaluation. */
const tried = new WeakMap<DocumentState, { readonly scrub: ScrubMessage; readonly state: DocumentState }>();

function withScrub(service: LanguageService, state: DocumentState, scrub: ScrubMessage | undefined): DocumentState {
  if (scrub === undefined) return state;
  const last = tried.get(state);
  if (last?.scrub.node === scrub.node && last.scrub.value === scrub.value) return last.state;
  const node = nodeWithId(state.evaluation, scrub.node);
  const found = node === undefined ? undefined : scrubAt(state.evaluation, node);
  const fresh = found ? service.scrubbed(state, new Map([[found.key, scrub.value]])) : state;
  tried.set(state, { scrub, state: fresh });
  return fresh;
}

/** The node of the expression at an offset, by the name that the picture gives it. */
export function graphNodeAt(state: DocumentState, offset: number): { readonly node: string } | null {
  const node = nodeAtOffset(state.evaluation, offset);
  return node === undefined ? null : { node: stableIds(state.evaluation).ofNode(node) };
}

/** Answers about a node of the picture that the reader looks at; null where the text has moved on since. */
export function aboutNode<Answer>(
  service: LanguageService,
  question: NodeQuestion,
  answer: (drawing: Drawing) => Answer | undefined,
): Answer | null {
  const state = service.state(question.target.uri);
  if (state === undefined || state.version !== question.version) return null;
  const drawing = drawingOf(service, withScrub(service, state, question.scrub), question.target);
  return (drawing && answer(drawing)) ?? null;
}

export const cardFor = (service: LanguageService, question: NodeQuestion, phase: Card['phase']): Card | null =>
  aboutNode(service, question, (drawing) => cardOf(drawing, question.node, phase));

export const gridFor = (
  service: LanguageService,
  question: NodeQuestion,
  which: GridPage['which'],
  firstRow: number,
): GridPage | null => aboutNode(service, question, (drawing) => gridPage(drawing, question.node, which, firstRow));

export const pathsFor = (service: LanguageService, question: NodeQuestion): PathsView | null =>
  aboutNode(service, question, (drawing) => {
    const found = pathsOf(drawing, question.node);
    return 'reason' in found ? undefined : found;
  });

export const entryFor = (
  service: LanguageService,
  question: NodeQuestion,
  which: EntryStory['which'],
  index: readonly number[],
): EntryStory | null => aboutNode(service, question, (drawing) => entryStory(drawing, question.node, which, index));

/** Text of an export that the server makes; null where there is nothing, or where it would give an answer away. */
export function exportOf(
  service: LanguageService,
  target: RequestedGraph,
  format: ExportFormat,
): { readonly text: string } | null {
  const state = service.state(target.uri);
  if (state === undefined || format === 'png') return null;
  const request = requestOf(service, state, target);
  if ('reason' in request) return null;
  const cell = state.cellAt(target.selection.from);
  if (cell === undefined || (request.hidden && format !== 'svg' && format !== 'tikz')) return null;
  const index = nearestWithOutput(state, cell.index);
  const made = exportText(state.evaluation, index, format, { request, name: 'model' });
  return 'reason' in made ? null : { text: made.text };
}
