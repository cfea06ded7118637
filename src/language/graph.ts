/** The graph's questions, answered from a document's state. */

import { scrubKey } from '../core/autodiff/evaluation.ts';
import { nodeAtOffset } from '../core/autodiff/places.ts';
import { buildGraph } from '../core/graph/buildGraph.ts';
import { cardOf } from '../core/graph/cardOf.ts';
import { drawGraph, isDrawing } from '../core/graph/drawGraph.ts';
import type { Drawing } from '../core/graph/drawing.ts';
import { gridPage } from '../core/graph/gridPage.ts';
import { pathsOf } from '../core/graph/pathsOf.ts';
import type { GraphRequest } from '../core/graph/request.ts';
import { stableIds } from '../core/graph/stableIds.ts';
import type { Card, GraphSnapshot, GridPage, NoGraph, PathsView } from '../protocol/graph.ts';
import type { GraphQuestion, GraphTarget, NodeQuestion } from '../protocol/language.ts';
import { isPaused } from './annotation.ts';
import type { DocumentState } from './documentState.ts';
import { hiddenNodes } from './practice.ts';
import type { LanguageService } from './service.ts';

export function requestOf(
  service: LanguageService,
  state: DocumentState,
  { selection }: GraphTarget,
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
  for (let i = cell; i < cells.length; i++) if (cells[i]?.own) return i;
  for (let i = cell; i >= 0; i--) if (cells[i]?.own) return i;
  return cell;
}

export function graphOf(
  service: LanguageService,
  state: DocumentState,
  question: GraphQuestion,
): GraphSnapshot | NoGraph {
  const scrubbed = question.scrub ? withScrub(service, state, question) : state;
  const request = requestOf(service, scrubbed, question);
  return 'reason' in request ? request : buildGraph(scrubbed.evaluation, request);
}

/** The drawing behind a snapshot, for questions about its nodes. */
export function drawingOf(service: LanguageService, state: DocumentState, target: GraphTarget): Drawing | undefined {
  const request = requestOf(service, state, target);
  if ('reason' in request) return undefined;
  const drawn = drawGraph(state.evaluation, request);
  return isDrawing(drawn) ? drawn : undefined;
}

function withScrub(service: LanguageService, state: DocumentState, question: GraphQuestion): DocumentState {
  const { scrub } = question;
  const snapshot = graphOf(service, state, { uri: question.uri, selection: question.selection, what: question.what });
  const literal =
    'reason' in snapshot ? undefined : snapshot.nodes.find(({ id }) => id === scrub?.node)?.scrub?.literal;
  if (scrub === undefined || literal === undefined) return state;
  const statement = state.document.starts.findLastIndex((start) => start <= literal.from);
  const key = scrubKey(statement, literal.from - (state.document.starts[statement] ?? 0));
  return service.scrubbed(state, new Map([[key, scrub.value]]));
}

/** The node of the expression at an offset, by the name that the picture gives it. */
export function nodeAt(state: DocumentState, offset: number): { readonly node: string } | null {
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
  const drawing = drawingOf(service, state, question.target);
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
