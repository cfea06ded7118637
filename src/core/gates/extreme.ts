import type { Numbers } from '../tensor/tensor.ts';
import type { ReductionSpec, Run } from './reduction.ts';

/** The winner among the entries; nan wins over everything, so that it is not lost. */
const winner =
  (beats: (a: number, b: number) => boolean) =>
  (x: Numbers, { start, step, length }: Run): number => {
    let best = x[start] ?? 0;
    for (let i = 1; i < length; i++) {
      const entry = x[start + i * step] ?? 0;
      if (Number.isNaN(best)) return best;
      if (Number.isNaN(entry) || beats(entry, best)) best = entry;
    }
    return best;
  };

/** What `max` and `min` over many entries have in common: equal winners share the gradient. */
export function extreme(
  beats: (a: number, b: number) => boolean,
): Pick<ReductionSpec, 'reduce' | 'pull' | 'push' | 'takesNothing'> {
  const reduce = winner(beats);
  const share = (x: Numbers, { start, step, length }: Run, best: number): number => {
    let winners = 0;
    for (let i = 0; i < length; i++) if (x[start + i * step] === best) winners++;
    return 1 / winners;
  };
  return {
    takesNothing: false,
    reduce,
    pull(x, run, out, upstream, into) {
      const each = upstream * share(x, run, out);
      for (let i = 0; i < run.length; i++) {
        const at = run.start + i * run.step;
        // A maximum that is nan belongs to no entry: as in PyTorch the gradient of all is nan.
        if (x[at] === out || Number.isNaN(out)) into[at] = (into[at] ?? 0) + (Number.isNaN(out) ? Number.NaN : each);
      }
    },
    push(x, run, dx) {
      const best = reduce(x, run);
      let moved = 0;
      for (let i = 0; i < run.length; i++) {
        const at = run.start + i * run.step;
        if (x[at] === best) moved += dx[at] ?? 0;
      }
      return moved * share(x, run, best);
    },
  };
}
