import type { Connection } from 'vscode-languageserver';
import { cells } from '../language/features/cells.ts';
import { gradientCheckPage } from '../language/features/gradientCheckPage.ts';
import { lineEnds } from '../language/features/lineEnds.ts';
import { hint, reveal } from '../language/features/questions.ts';
import { cardFor, entryFor, exportOf, graphOf, gridFor, nodeAt, pathsFor } from '../language/graph.ts';
import { problemPage, problemReference } from '../language/problemPage.ts';
import type { LanguageService } from '../language/service.ts';
import {
  cardRequest,
  cellsRequest,
  entryRequest,
  explainProblemRequest,
  exportRequest,
  gradientCheckRequest,
  graphRequest,
  gridRequest,
  hintRequest,
  lineEndsRequest,
  nodeAtRequest,
  pathsRequest,
  type Request,
  revealRequest,
} from '../protocol/language.ts';
import { guarded, type Log } from './guarded.ts';

/** What the panels and commands ask beyond the standard protocol. */
export function serveGraph(connection: Connection, service: LanguageService, log: Log): void {
  const answer = <Params, Result>(
    request: Request<Params, Result>,
    empty: Result,
    reply: (params: Params) => Result,
  ): void => {
    const guardedReply = guarded(log, request.method, empty, reply);
    connection.onRequest(request.method, (params: Params): unknown => guardedReply(params));
  };
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
  answer(hintRequest, null, ({ uri, offset, level }) => {
    const state = service.state(uri);
    return state ? hint(state, offset, level) : null;
  });
  answer(revealRequest, null, ({ uri, offset }) => {
    const state = service.state(uri);
    return state ? reveal(state, offset) : null;
  });
  answer(pathsRequest, null, (question) => pathsFor(service, question));
  answer(lineEndsRequest, { version: -1, lines: [] }, ({ uri }) => {
    const state = service.state(uri);
    return state ? { version: state.version, lines: lineEnds(state, service.settings) } : { version: -1, lines: [] };
  });
  answer(cellsRequest, { version: -1, cells: [] }, ({ uri }) => {
    const state = service.state(uri);
    return state ? { version: state.version, cells: cells(state) } : { version: -1, cells: [] };
  });
  answer(gradientCheckRequest, null, ({ uri, cell }) => {
    const state = service.state(uri);
    return state ? gradientCheckPage(state, cell) : null;
  });
  answer(explainProblemRequest, null, ({ code }) =>
    code === undefined ? { title: 'Problems, explained', markdown: problemReference() } : problemPage(code),
  );
}
