import { type CancellationToken, type Connection, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Work } from '../core/base/work.ts';
import { progressNotification, type Request } from '../protocol/language.ts';
import { paramsOf } from './checked.ts';
import { inSlices } from './inSlices.ts';

/** Keeps a server alive: one request that fails is one empty answer and one line in the log. */
export type Log = (line: string) => void;

const logProblem = (log: Log, what: string, problem: unknown): void =>
  log(`${what}: ${problem instanceof Error ? `${problem.message}\n${problem.stack ?? ''}` : String(problem)}`);

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
      logProblem(log, what, problem);
      return empty;
    }
  };
}

/** The same for what takes its time. */
export function guardedLater<Params, Result>(
  log: Log,
  what: string,
  empty: Result,
  answer: (params: Params) => Promise<Result>,
): (params: Params) => Promise<Result> {
  return (params) =>
    answer(params).catch((problem: unknown) => {
      logProblem(log, what, problem);
      return empty;
    });
}

/** Answers one kind of request, and with `empty` where that fails or where the parameters are not what they should be. */
type Answer = <Params, Result>(
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

/** Milliseconds between two messages about how far an answer is. */
const TOLD_AGAIN = 100;

/** For answers that can take long: other messages have their turn meanwhile, the client learns how far it is, and can withdraw. */
export const answeringInSlices =
  (
    connection: Connection,
    log: Log,
  ): (<Params, Result>(
    request: Request<Params, Result>,
    empty: Result,
    reply: (params: Params) => Work<Result>,
  ) => void) =>
  ({ method }, empty, reply) => {
    type Params = Parameters<typeof reply>[0];
    connection.onRequest(method, (given: Params, token: CancellationToken): Promise<unknown> => {
      const params = paramsOf(method, given);
      if (params === undefined) {
        log(`${method}: its parameters are malformed`);
        return Promise.resolve(empty);
      }
      let last = 0;
      const told = (share: number): void => {
        const now = performance.now();
        if (now - last < TOLD_AGAIN) return;
        last = now;
        void connection.sendNotification(progressNotification.method, { method, share });
      };
      const isOver = (): boolean => token.isCancellationRequested;
      return guardedLater<Params, unknown>(log, method, empty, async (asked) => {
        const answer = await inSlices(reply(asked), { isOver, told });
        return answer === undefined ? new ResponseError(LSPErrorCodes.RequestCancelled, 'withdrawn') : answer;
      })(params);
    });
  };
