import type { Connection } from 'vscode-languageserver';
import type { LanguageService } from '../language/document/service.ts';
import { cells } from '../language/features/cells.ts';
import { lineEnds } from '../language/features/lineEnds.ts';
import { cardFor, entryFor, exportOf, graphOf, gridFor, nodeAt, pathsFor } from '../language/graph.ts';
import {
  cardRequest,
  cellsRequest,
  entryRequest,
  exportRequest,
  graphRequest,
  gridRequest,
  lineEndsRequest,
  nodeAtRequest,
  pathsRequest,
} from '../protocol/language.ts';
import { answering, type Log } from './guarded.ts';

/** What the panels and commands ask beyond the standard protocol. */
export function serveGraph(connection: Connection, service: LanguageService, log: Log): void {
  const answer = answering(connection, log);
  answer(graphRequest, null, (question) => {
    const state = service.state(question.uri);
    return state ? graphOf(service, state, question) : null;
  });
  answer(nodeAtRequest, null, ({ target, offset }) => {
    const state = service.state(target.uri);
    return state ? nodeAt(state, offset) : null;
  });
  answer(cardRequest, null, (question) => cardFor(service, question, question.phase));
  answer(gridRequest, null, (question) => gridFor(service, question, question.which, question.firstRow));
  answer(entryRequest, null, (question) => entryFor(service, question, question.which, question.index));
  answer(exportRequest, null, ({ target, format }) => exportOf(service, target, format));
  answer(pathsRequest, null, (question) => pathsFor(service, question));
  answer(lineEndsRequest, { version: -1, lines: [] }, ({ uri }) => {
    const state = service.state(uri);
    return state ? { version: state.version, lines: lineEnds(state, service.settings) } : { version: -1, lines: [] };
  });
  answer(cellsRequest, { version: -1, cells: [] }, ({ uri }) => {
    const state = service.state(uri);
    return state ? { version: state.version, cells: cells(state) } : { version: -1, cells: [] };
  });
}
