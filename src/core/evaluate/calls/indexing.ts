import type { NodeId } from '../../autodiff/tape/node.ts';
import { showShape } from '../../base/show.ts';
import { gateSpelled } from '../../gates/index.ts';
import { type PlainSubscript, subscriptOptions } from '../../gates/subscripts.ts';
import { pairPicked } from '../../semantics/otherMeanings.ts';
import type { Expression, Index, Subscript } from '../../syntax/tree.ts';
import type { Shape } from '../../tensor/tensor.ts';
import { type Context, evaluate, fail } from '../context.ts';
import { partsInPack } from '../several/packs.ts';
import { applyGate } from './applyGate.ts';
import { asWholeNumber, followsOthers, sizeInShape, wholeNumber } from './sizes.ts';

/** `A[i, j]`, `A[1:3]`, `E[ids]`: which entries are picked is fixed; those that are picked keep their gradients. */
export function evaluateIndex(context: Context, expression: Index): NodeId | undefined {
  const size = sizeInShape(context, expression, expression);
  if (size !== false) return size;
  const pair = pairPicked(expression);
  if (pair) return fail(context, 'tuple-parts', expression, pair);
  const target = evaluate(context, expression.target);
  if (target === undefined) return undefined;
  const packed = partsInPack(context.tape, target);
  return packed === undefined ? pickFrom(context, expression, target) : partOfPack(context, expression, packed);
}

/** What the subscripts of an expression pick from a node. */
export function pickFrom(context: Context, expression: Index, target: NodeId): NodeId | undefined {
  const shape = context.tape.shapeOf(target);
  const indices: NodeId[] = [];
  const parts: PlainSubscript[] = [];
  const bounds: Bound[] = [];
  const taking = expression.subscripts.filter(({ kind }) => kind === 'at' || kind === 'slice').length;
  if (taking > shape.length) return tooMany(context, taking, shape, expression);
  for (const subscript of expression.subscripts) {
    if (subscript.kind === 'rest') {
      for (let i = taking; i < shape.length; i++) parts.push({ start: undefined, stop: undefined });
      continue;
    }
    const part =
      subscript.kind === 'at' || subscript.kind === 'slice'
        ? partOf(context, subscript, { indices, bounds, place: parts.length })
        : FRESH;
    if (part === undefined) return undefined;
    parts.push(part);
  }
  const gate = gateSpelled(indices.length > 0 ? 'pick' : 'index');
  if (!allInside(context, expression, parts, shape) || gate === undefined) return undefined;
  const picked = applyGate(context, gate, [target, ...indices], subscriptOptions(parts), expression);
  const following = bounds.filter(({ node }) => followsOthers(context, node));
  if (picked !== undefined && following.length > 0)
    context.tape.settings.set(picked, { inputs: following.map(({ node }) => node), slots: following });
  return picked;
}

/** A number in a subscript: where the gate's options have it, and where it comes from. */
interface Bound {
  readonly option: 'starts' | 'stops' | 'steps';
  readonly at: number;
  readonly node: NodeId;
}

/** What is gathered while the subscripts are read: tensors of indices, and numbers. */
interface Gathered {
  readonly indices: NodeId[];
  readonly bounds: Bound[];
  /** Of the subscript that is being read. */
  readonly place: number;
}

/** `cache[0]` */
function partOfPack(context: Context, expression: Index, parts: readonly NodeId[]): NodeId | undefined {
  const [only] = expression.subscripts;
  const at = only?.kind === 'at' && expression.subscripts.length === 1 ? wholeNumber(context, only.index) : undefined;
  const part = at === undefined ? undefined : parts.at(at);
  return (
    part ??
    fail(context, 'index-outside', expression, `one of ${parts.length} values is taken with a number from 0: cache[0]`)
  );
}

const FRESH: PlainSubscript = { fresh: true };

/** One subscript; a tensor of indices is added to `indices`. */
function partOf(
  context: Context,
  subscript: Extract<Subscript, { kind: 'at' | 'slice' }>,
  gathered: Gathered,
): PlainSubscript | undefined {
  return subscript.kind === 'slice'
    ? sliceOf(context, subscript, gathered)
    : indexOf(context, subscript.index, gathered);
}

function sliceOf(
  context: Context,
  slice: Extract<Subscript, { kind: 'slice' }>,
  { bounds, place }: Gathered,
): PlainSubscript | undefined {
  const numbers: (number | undefined)[] = [];
  for (const is of ['start', 'stop', 'step'] as const) {
    const given = slice[is];
    const node = given && evaluate(context, given);
    const number = given && node !== undefined ? asWholeNumber(context, node, given) : undefined;
    if (given !== undefined && (node === undefined || number === undefined)) return undefined;
    if (node !== undefined) bounds.push({ option: `${is}s`, at: place, node });
    numbers.push(number);
  }
  const [start, stop, step = 1] = numbers;
  if (step === 0 && slice.step) return fail(context, 'slice-step', slice.step, 'a slice cannot go in steps of 0');
  return { start, stop, ...(step === 1 ? {} : { step }) };
}

function indexOf(
  context: Context,
  index: Expression,
  { indices, bounds, place }: Gathered,
): PlainSubscript | undefined {
  const node = evaluate(context, index);
  if (node === undefined) return undefined;
  if (isMask(context, node))
    return fail(
      context,
      'mask-index',
      index,
      'how many entries a mask picks depends on the values: write where(mask, x, 0), which keeps the shape',
    );
  if (!context.tape.isScalar(node)) {
    indices.push(node);
    return { by: indices.length - 1 };
  }
  bounds.push({ option: 'starts', at: place, node });
  const at = asWholeNumber(context, node, index);
  return at === undefined ? undefined : { at };
}

/** Zeros and ones of a comparison, which NumPy would take for a mask. */
function isMask({ tape }: Context, node: NodeId): boolean {
  const gate = tape.gateOf(node);
  return gate?.spelling.kind === 'infix' && /^[<>=!]/.test(gate.spelling.operator) && !tape.isScalar(node);
}

/** Says of the first index that does not exist where it stands. */
function allInside(context: Context, { subscripts }: Index, parts: readonly PlainSubscript[], shape: Shape): boolean {
  let axis = 0;
  const written = subscripts.filter(({ kind }) => kind !== 'rest');
  const rest = subscripts.findIndex(({ kind }) => kind === 'rest');
  const more = parts.length - written.length;
  for (const [i, part] of parts.entries()) {
    if ('fresh' in part) continue;
    const length = shape[axis] ?? 0;
    if ('at' in part && (part.at < -length || part.at >= length)) {
      const subscript = written[rest >= 0 && i >= rest ? i - more : i];
      const place = subscript?.kind === 'at' ? subscript.index : subscript;
      if (place) fail(context, 'index-outside', place, outsideMessage(part.at, axis, length));
      return false;
    }
    axis++;
  }
  return true;
}

const outsideMessage = (index: number, axis: number, length: number): string =>
  `index ${index} is outside axis ${axis}, which has ${length} entries (0 to ${length - 1})`;

const tooMany = (context: Context, count: number, shape: Shape, place: Expression): undefined =>
  fail(
    context,
    'too-many-indices',
    place,
    shape.length === 0
      ? 'a single number has no entries to pick from'
      : `${count} indices for a tensor of shape ${showShape(shape)}, which takes at most ${shape.length}${place.kind === 'index' && place.target.kind === 'list' ? '; or is a comma missing before [ ?' : ''}`,
  );

interface ResolvedSubscripts {
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
  if (subscripts.length > shape.length) return tooMany(context, subscripts.length, shape, place);
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
        return fail(context, 'index-outside', subscript.index, outsideMessage(index, axis, length));
      starts.push(at);
      stops.push(at + 1);
      drops.push(1);
    } else if (subscript.kind !== 'slice') {
      return fail(
        context,
        'question-entry',
        place,
        'one entry is asked for with a number for each axis, such as [0, 1]',
      );
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
