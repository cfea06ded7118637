import type { Options } from './gate.ts';

/** `A[i]` drops its axis; `A[start:stop]` keeps it; what is left out runs from the beginning or to the end. */
export type PlainSubscript =
  | { readonly at: number }
  | { readonly start: number | undefined; readonly stop: number | undefined };

/** Stands for a stop that was left out. */
const TO_THE_END = 2 ** 31 - 1;

/** The options of the index gate for `A[i, 1:3]`: one entry of each array for each subscript. Negatives stay as written. */
export const subscriptOptions = (subscripts: readonly PlainSubscript[]): Options => ({
  starts: subscripts.map((part) => ('at' in part ? part.at : (part.start ?? 0))),
  stops: subscripts.map((part) => ('at' in part ? 0 : (part.stop ?? TO_THE_END))),
  drops: subscripts.map((part) => ('at' in part ? 1 : 0)),
});

/** The subscripts again, from the options, for printing and for shapes. */
export function subscriptsIn(options: Options): readonly PlainSubscript[] {
  const [starts, stops, drops] = [options.starts, options.stops, options.drops].map((part) =>
    typeof part === 'object' ? part : [],
  );
  return (starts ?? []).map((start, axis) => {
    if (drops?.[axis] === 1) return { at: start };
    const stop = stops?.[axis] ?? TO_THE_END;
    return { start: start === 0 ? undefined : start, stop: stop === TO_THE_END ? undefined : stop };
  });
}
