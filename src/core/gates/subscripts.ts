import { showShape } from '../base/show.ts';
import type { Shape } from '../tensor/tensor.ts';
import type { Options } from './gate.ts';

/**
 * `A[i]` drops its axis; `A[start:stop:step]` keeps it; what is left out runs from the beginning or to the end. `fresh`: an
 * axis of length 1 that the operand does not have. `by`: entries picked by the numbers of a tensor, the first or a later one.
 */
export type PlainSubscript =
  | { readonly at: number }
  | { readonly start: number | undefined; readonly stop: number | undefined; readonly step?: number }
  | { readonly fresh: true }
  | { readonly by: number };

/** Stands for a bound that was left out. */
const LEFT_OUT = 2 ** 31 - 1;
const SLICE = 0;
const AT = 1;
const FRESH = 2;
const BY = 3;

const codeOf = (part: PlainSubscript): number =>
  'at' in part ? AT : 'fresh' in part ? FRESH : 'by' in part ? BY : SLICE;

/** The options of the index gate for `A[i, 1:3]`: one entry of each array for each subscript. Negatives stay as written. */
export function subscriptOptions(subscripts: readonly PlainSubscript[]): Options {
  const steps = subscripts.map((part) => ('start' in part ? (part.step ?? 1) : 1));
  return {
    starts: subscripts.map((part, i) =>
      'at' in part
        ? part.at
        : 'by' in part
          ? part.by
          : 'start' in part
            ? (part.start ?? ((steps[i] ?? 1) < 0 ? LEFT_OUT : 0))
            : 0,
    ),
    stops: subscripts.map((part) => ('start' in part ? (part.stop ?? LEFT_OUT) : 0)),
    drops: subscripts.map(codeOf),
    ...(steps.some((step) => step !== 1) ? { steps } : {}),
  };
}

/** The subscripts again, from the options, for printing and for shapes. */
function subscriptsIn(options: Options): readonly PlainSubscript[] {
  const [starts, stops, drops, steps] = [options.starts, options.stops, options.drops, options.steps].map((part) =>
    typeof part === 'object' ? part : [],
  );
  return (starts ?? []).map((start, axis): PlainSubscript => {
    const code = drops?.[axis];
    if (code === AT) return { at: start };
    if (code === FRESH) return { fresh: true };
    if (code === BY) return { by: start };
    const stop = stops?.[axis] ?? LEFT_OUT;
    const step = steps?.[axis] ?? 1;
    const isOpen = step < 0 ? start === LEFT_OUT : start === 0;
    return {
      start: isOpen ? undefined : start,
      stop: stop === LEFT_OUT ? undefined : stop,
      ...(step === 1 ? {} : { step }),
    };
  });
}

/** `0, 1:3, None`; `number` writes what stands at a place of an option, where that is more than the number itself. */
export const subscriptText = (
  options: Options,
  by: (tensor: number) => string,
  number: (option: string, at: number) => string | undefined = () => undefined,
): string =>
  subscriptsIn(options)
    .map((part, i) => {
      if ('at' in part) return number('starts', i) ?? String(part.at);
      if ('fresh' in part) return 'None';
      if ('by' in part) return by(part.by);
      const [start, stop, step] = [
        number('starts', i) ?? part.start ?? '',
        number('stops', i) ?? part.stop ?? '',
        number('steps', i) ?? part.step,
      ];
      return `${start}:${stop}${step === undefined ? '' : `:${step}`}`;
    })
    .join(', ');

/** What a subscript takes of its axis: `length` entries from `start` on, every `step`-th. */
export interface Window {
  readonly axis: number;
  readonly start: number;
  readonly step: number;
  readonly length: number;
  /** `slice`: an axis of the output; `at`: none; `by`: see the tensor of this number. */
  readonly kind: 'slice' | 'at' | 'by';
  readonly by: number;
}

/** In the order of the subscripts; `fresh` ones are undefined. A text says why they do not fit. */
export function windowsOf(shape: Shape, options: Options): readonly (Window | undefined)[] | string {
  const subscripts = subscriptsIn(options);
  const taking = subscripts.filter((part) => !('fresh' in part)).length;
  if (taking > shape.length)
    return shape.length === 0
      ? 'a number, of shape (), has no entries to pick from'
      : `${taking} subscripts are too many for shape ${showShape(shape)}`;
  const windows: (Window | undefined)[] = [];
  let axis = 0;
  for (const part of subscripts) {
    if ('fresh' in part) {
      windows.push(undefined);
      continue;
    }
    const length = shape[axis] ?? 0;
    if ('at' in part) {
      if (!Number.isInteger(part.at)) return `an index is a whole number, not ${part.at}`;
      if (part.at < -length || part.at >= length)
        return `index ${part.at} is outside axis ${axis} of shape ${showShape(shape)}, which runs from 0 to ${length - 1}`;
      const start = part.at < 0 ? part.at + length : part.at;
      windows.push({ axis, start, step: 1, length: 1, kind: 'at', by: -1 });
    } else if ('by' in part) windows.push({ axis, start: 0, step: 1, length, kind: 'by', by: part.by });
    else {
      const { start, stop, step = 1 } = part;
      if (![start ?? 0, stop ?? 0, step].every(Number.isInteger))
        return 'a slice runs between whole numbers, as in A[1:3]';
      if (step === 0) return 'a slice cannot go in steps of 0';
      windows.push({ axis, ...sliceOf(length, start, stop, step), kind: 'slice', by: -1 });
    }
    axis++;
  }
  for (; axis < shape.length; axis++)
    windows.push({ axis, start: 0, step: 1, length: shape[axis] ?? 0, kind: 'slice', by: -1 });
  return windows;
}

/** Python's rules: negatives count from the end, and slices stop at the border. */
function sliceOf(
  length: number,
  start: number | undefined,
  stop: number | undefined,
  step: number,
): { readonly start: number; readonly step: number; readonly length: number } {
  const least = step < 0 ? -1 : 0;
  const most = step < 0 ? length - 1 : length;
  const bound = (at: number): number => Math.min(Math.max(at < 0 ? at + length : at, least), most);
  const from = start === undefined ? (step < 0 ? most : 0) : bound(start);
  const to = stop === undefined ? (step < 0 ? -1 : length) : bound(stop);
  return { start: from, step, length: Math.max(0, Math.ceil((to - from) / step)) };
}
