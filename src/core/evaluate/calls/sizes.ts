/** `x.shape`, `len(x)`, `x.size`, `x.ndim`: numbers that follow from a shape alone, so that training follows its minibatch. */

import type { NodeId } from '../../autodiff/tape/node.ts';
import { type Meaning, meaningOf, type SizeName } from '../../semantics/spellings.ts';
import type { Call, Expression, Index } from '../../syntax/tree.ts';
import { type Shape, scalar, sizeOf, type Tensor, tensor } from '../../tensor/tensor.ts';
import { type Context, evaluate, fail, tooLarge } from '../context.ts';

export function callSize(context: Context, call: Call, { name, args }: Meaning): NodeId | undefined {
  const [owner, second] = args;
  const node = owner && evaluate(context, owner.value);
  if (node === undefined) return undefined;
  // PyTorch's `x.size()` and `x.size(0)`.
  if (call.form === 'method' && name === 'size' && call.callee.name === 'size')
    return second === undefined
      ? leafOf(context, node, shapeVector, call)
      : sizeAlong(context, node, second.value, call);
  const shape = context.tape.shapeOf(node);
  switch (name as SizeName) {
    case 'shape':
      return leafOf(context, node, shapeVector, call);
    case 'size':
      return leafOf(context, node, (of) => scalar(sizeOf(of)), call);
    case 'ndim':
      return leafOf(context, node, (of) => scalar(of.length), call);
    case 'len':
      return shape.length === 0
        ? fail(context, 'shapes', call, 'a single number has no length')
        : lengthAlong(context, node, 0, call);
    case 'zeros_like':
    case 'ones_like': {
      const large = tooLarge(context, shape);
      if (large) return fail(context, 'too-large', call, large);
      const fill = name === 'ones_like' ? 1 : 0;
      return leafOf(context, node, (of) => tensor(of, new Array<number>(sizeOf(of)).fill(fill)), call);
    }
  }
}

/** `x.shape[0]` as one number; undefined for any other index. */
export function sizeInShape(
  context: Context,
  { target, subscripts }: Index,
  place: Expression,
): NodeId | false | undefined {
  const [only] = subscripts;
  if (target.kind !== 'call' || subscripts.length !== 1 || only?.kind !== 'at') return false;
  const meaning = meaningOf(target);
  const [owner] = meaning.args;
  if (meaning.kind !== 'size' || meaning.name !== 'shape' || owner === undefined) return false;
  const node = evaluate(context, owner.value);
  return node === undefined ? undefined : sizeAlong(context, node, only.index, place);
}

/** `N, D = X.shape`: one number for each axis. */
export function sizesOfShape(context: Context, call: Call): readonly NodeId[] | undefined {
  const [owner] = meaningOf(call).args;
  const node = owner && evaluate(context, owner.value);
  return node === undefined
    ? undefined
    : context.tape.shapeOf(node).map((_, axis) => lengthAlong(context, node, axis, call));
}

function sizeAlong(context: Context, node: NodeId, axis: Expression, place: Expression): NodeId | undefined {
  const at = wholeNumber(context, axis);
  if (at === undefined) return undefined;
  const { length } = context.tape.shapeOf(node);
  if (at < -length || at >= length)
    return fail(
      context,
      'index-outside',
      axis,
      `there is no axis ${at}: ${length === 0 ? 'a single number has none' : `the axes are 0 to ${length - 1}`}`,
    );
  return lengthAlong(context, node, at < 0 ? at + length : at, place);
}

/** The length of an axis as a node, so that what is counted by it can follow other rows. */
export function lengthAlong(context: Context, node: NodeId, axis: number, place: Expression): NodeId {
  const id = leafOf(context, node, (of) => scalar(of[axis] ?? 0), place);
  const made = context.tape.derivations.get(id);
  if (made) context.tape.derivations.set(id, { ...made, axis });
  return id;
}

function leafOf(context: Context, node: NodeId, of: (shape: Shape) => Tensor, place: Expression): NodeId {
  const { tape } = context;
  const value = of(tape.shapeOf(node));
  const id = tape.pushLeaf('constant', value.shape.length === 0 ? (value.data[0] ?? 0) : value, place);
  tape.derivations.set(id, { inputs: [node], again: ([now]) => now && of(now.shape), ofShape: true });
  return id;
}

/** Nodes behind a number that are looked at; a number with more behind it counts as one that follows. */
const MOST_TRACED = 32;

/** Whether a number is worked out from a shape, or from what another node is, so that other rows may give another one. */
export function followsOthers({ tape }: Context, node: NodeId): boolean {
  const pending = [node];
  let traced = 0;
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (tape.derivations.has(id) || ++traced > MOST_TRACED) return true;
    if (tape.gateOf(id) !== undefined) pending.push(...tape.inputsOf(id));
  }
  return false;
}

const shapeVector = (shape: Shape): Tensor => tensor([shape.length], shape);

/** The number that an expression gives; reports a problem where it is not a whole one. */
export function wholeNumber(context: Context, expression: Expression): number | undefined {
  const node = evaluate(context, expression);
  return node === undefined ? undefined : asWholeNumber(context, node, expression);
}

export function asWholeNumber(context: Context, node: NodeId, expression: Expression): number | undefined {
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
