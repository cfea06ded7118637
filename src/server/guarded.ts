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
