import type { Work } from '../core/base/work.ts';

/** How long work runs before other messages have their turn, in milliseconds. */
const SLICE = 20;

interface Watch {
  /** Asked between slices: nobody waits for the result any more. */
  readonly isOver: () => boolean;
  /** Told between slices the share that is done, from 0 to 1. */
  readonly told?: (share: number) => void;
}

/** Undefined where the work was over before its end. Work that fits into one slice is done when this returns. */
export async function inSlices<Result>(
  work: Work<Result>,
  { isOver, told = () => undefined }: Watch,
): Promise<Result | undefined> {
  let end = performance.now() + SLICE;
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() < end) continue;
    told(step.value);
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (isOver()) return undefined;
    end = performance.now() + SLICE;
  }
}
