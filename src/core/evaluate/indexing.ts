import type { NodeId } from '../autodiff/tape/tape.ts';
import { showShape } from '../base/show.ts';
import { gateSpelled } from '../gates/index.ts';
import type { Expression, Index, Subscript } from '../syntax/tree.ts';
import { applyGate } from './applyGate.ts';
import { type Context, fail } from './context.ts';
import { evaluate } from './expressions.ts';

/** `A[i, j]`, `A[1:3]`, `v[-1]`: subscripts are fixed numbers, the entries picked keep their gradients. */
export function evaluateIndex(context: Context, expression: Index): NodeId | undefined {
  const target = evaluate(context, expression.target);
  const resolved =
    target === undefined
      ? undefined
      : resolveSubscripts(context, expression.subscripts, context.tape.shapeOf(target), expression);
  const gate = gateSpelled('index');
  return target === undefined || resolved === undefined || gate === undefined
    ? undefined
    : applyGate(context, gate, [target], resolved, expression);
}

export interface ResolvedSubscripts {
  /** For each axis the first index taken, one past the last, and whether the axis goes (1) or stays (0). */
  readonly starts: readonly number[];
  readonly stops: readonly number[];
  readonly drops: readonly number[];
  readonly [name: string]: readonly number[];
}

/** Whole numbers from the subscripts, negative ones counted from the end, slices cut at the ends as in NumPy. */
export function resolveSubscripts(
  context: Context,
  subscripts: readonly Subscript[],
  shape: readonly number[],
  place: Expression,
): ResolvedSubscripts | undefined {
  if (subscripts.length > shape.length)
    return fail(
      context,
      'too-many-indices',
      place,
      shape.length === 0
        ? 'a single number has no entries to pick from'
        : `${subscripts.length} indices for a tensor of shape ${showShape(shape)}, which takes at most ${shape.length}${place.kind === 'index' && place.target.kind === 'list' ? '; or is a comma missing before [ ?' : ''}`,
    );
  const starts: number[] = [];
  const stops: number[] = [];
  const drops: number[] = [];
  for (let axis = 0; axis < shape.length; axis++) {
    const length = shape[axis] ?? 0;
    const subscript = subscripts[axis];
    if (subscript === undefined) {
      starts.push(0);
      stops.push(length);
      drops.push(0);
    } else if (subscript.kind === 'at') {
      const index = wholeNumber(context, subscript.index);
      if (index === undefined) return undefined;
      const at = index < 0 ? index + length : index;
      if (at < 0 || at >= length)
        return fail(
          context,
          'index-outside',
          subscript.index,
          `index ${index} is outside axis ${axis}, which has ${length} entries (0 to ${length - 1})`,
        );
      starts.push(at);
      stops.push(at + 1);
      drops.push(1);
    } else {
      const from = subscript.start ? wholeNumber(context, subscript.start) : 0;
      const to = subscript.stop ? wholeNumber(context, subscript.stop) : length;
      if (from === undefined || to === undefined) return undefined;
      const clamp = (n: number): number => Math.max(0, Math.min(length, n < 0 ? n + length : n));
      const start = clamp(from);
      starts.push(start);
      stops.push(Math.max(start, clamp(to)));
      drops.push(0);
    }
  }
  return { starts, stops, drops };
}

export function wholeNumber(context: Context, expression: Expression): number | undefined {
  const node = evaluate(context, expression);
  if (node === undefined) return undefined;
  const value = context.tape.isScalar(node) ? context.tape.scalarAt(node) : Number.NaN;
  return Number.isInteger(value)
    ? value
    : fail(
        context,
        'whole-number',
        expression,
        `a whole number is expected here, not ${Number.isNaN(value) ? 'this' : value}`,
      );
}
