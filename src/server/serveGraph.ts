import type { Connection } from 'vscode-languageserver';
import { cells } from '../language/features/cells.ts';
import { gradientCheckPage } from '../language/features/gradientCheckPage.ts';
import { lineEnds } from '../language/features/lineEnds.ts';
import { graphOf, nodeAt } from '../language/graph.ts';
import type { LanguageService } from '../language/service.ts';
import {
  cellsRequest,
  gradientCheckRequest,
  graphRequest,
  lineEndsRequest,
  nodeAtRequest,
  type Request,
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
}
