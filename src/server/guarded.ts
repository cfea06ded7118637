import type { Connection } from 'vscode-languageserver';
import type { Request } from '../protocol/language.ts';
import { paramsOf } from './checked.ts';

/** Keeps a server alive: one request that fails is one empty answer and one line in the log. */
export type Log = (line: string) => void;

export function guarded<Params, Result>(
  log: Log,
  what: string,
  empty: Result,
  answer: (params: Params) => Result,
): (params: Params) => Result {
  return (params) => {
    try {
      return answer(params);
    } catch (problem) {
      log(`${what}: ${problem instanceof Error ? `${problem.message}\n${problem.stack ?? ''}` : String(problem)}`);
      return empty;
    }
  };
}

/** Answers one kind of request, and with `empty` where that fails or where the parameters are not what they should be. */
export type Answer = <Params, Result>(
  request: Request<Params, Result>,
  empty: Result,
  reply: (params: Params) => Result,
) => void;

export const answering =
  (connection: Connection, log: Log): Answer =>
  (request, empty, reply) => {
    const guardedReply = guarded(log, request.method, empty, reply);
    connection.onRequest(request.method, (given: Parameters<typeof reply>[0]): unknown => {
      const params = paramsOf(request.method, given);
      if (params !== undefined) return guardedReply(params);
      log(`${request.method}: its parameters are malformed`);
      return empty;
    });
  };
