import type { Connection } from 'vscode-languageserver';
import { exerciseFor, practiceTopics, worksheetOf } from '../language/exercises.ts';
import type { LanguageService } from '../language/service.ts';
import { practiceRequest, practiceTopicsRequest, type Request, worksheetRequest } from '../protocol/language.ts';
import { guarded, type Log } from './guarded.ts';

/** Exercises and worksheets: what the editor's commands ask for. */
export function servePractice(connection: Connection, service: LanguageService, log: Log): void {
  const answer = <Params, Result>(
    request: Request<Params, Result>,
    empty: Result,
    reply: (params: Params) => Result,
  ): void => {
    const guardedReply = guarded(log, request.method, empty, reply);
    connection.onRequest(request.method, (params: Params): unknown => guardedReply(params));
  };
  answer(practiceTopicsRequest, [], practiceTopics);
  answer(practiceRequest, null, ({ topic, difficulty, seed }) => exerciseFor(topic, difficulty, seed));
  answer(worksheetRequest, null, ({ uri, ...wish }) => {
    const state = service.state(uri);
    return state ? worksheetOf(state, wish) : null;
  });
}
