/** Work that can take long, in steps, so that whoever runs it can pause, tell how far it is, or stop. */

/** Yields after each small step the share that is done, from 0 to 1; returns the result. Nothing happens before the first `next`. */
export type Work<Result> = Generator<number, Result, undefined>;

/** Does all of it without a pause. */
export function finish<Result>(work: Work<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Work as a part of a larger one: its shares run from `from` to `to`. */
export function* part<Result>(work: Work<Result>, from: number, to: number): Work<Result> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    yield from + (to - from) * step.value;
  }
}
