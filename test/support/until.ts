const limit = 30_000;
const pause = 50;

/** Asks until the answer is there. Says what was awaited, and what came last, when it does not come in 30 seconds. */
export async function until<T>(
  awaited: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const start = Date.now();
  let last: unknown;
  while (Date.now() - start < limit) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  throw new Error(`waited ${limit / 1000} s for ${awaited}; the last answer was ${last}`);
}
