/** `A = put(A[i, j], v)`: what `A[i, j] = v` means in NumPy, as a new value. */
import type { NodeId } from '../../autodiff/tape/node.ts';
import { NO_OPTIONS } from '../../autodiff/tape/tape.ts';
import { showShape } from '../../base/show.ts';
import { gateOfCall, gateSpelled } from '../../gates/index.ts';
import { subscriptOptions } from '../../gates/subscripts.ts';
import type { Call } from '../../syntax/tree.ts';
import { broadcastShape } from '../../tensor/broadcast.ts';
import { type Shape, sameShape, sizeOf, type Tensor, tensor, zeros } from '../../tensor/tensor.ts';
import { type Context, evaluate, fail } from '../context.ts';
import { applyGate } from './applyGate.ts';
import { pickFrom } from './indexing.ts';

/**
 * `where(picked, v, A)` for the entries that the subscripts pick. Which entries those are is a constant that follows the shape
 * of A; a tensor v is read at the place that each picked entry has in it, and an entry picked twice has the last one.
 */
export function callPut(context: Context, call: Call): NodeId | undefined {
  const [place, given] = call.args;
  if (place?.value.kind !== 'index' || given === undefined || call.args.length !== 2)
    return fail(context, 'one-argument', call, 'put takes the entries and what they become: A = put(A[0, 1], 5)');
  const { tape } = context;
  const target = evaluate(context, place.value.target);
  const value = target === undefined ? undefined : evaluate(context, given.value);
  if (target === undefined || value === undefined) return undefined;
  const shape = tape.shapeOf(target);
  const numbers = tape.pushLeaf('constant', counted(shape), undefined);
  tape.derivations.set(numbers, { inputs: [target], again: ([now]) => now && counted(now.shape), ofShape: true });
  const picked = pickFrom(context, place.value, numbers);
  if (picked === undefined) return undefined;
  const places = tape.shapeOf(picked);
  const valueShape = tape.shapeOf(value);
  const joint = broadcastShape(places, valueShape);
  if (joint === undefined || !sameShape(joint, places))
    return fail(
      context,
      'shapes',
      given,
      `the entries have shape ${showShape(places)}, and this has ${showShape(valueShape)}`,
    );
  const mask = constantOf(context, [picked, target], ([at, of]) => at && of && maskOf(at, of.shape));
  const where = gateOfCall('where', 3);
  if (where === undefined || mask === undefined) return undefined;
  const fresh = valueShape.length === 0 ? value : spread(context, call, { picked, target, value });
  return fresh === undefined ? undefined : applyGate(context, where, [mask, fresh, target], NO_OPTIONS, call);
}

/** The entries of `value` at their places in a tensor of the target's shape; other places hold its first entry. */
function spread(
  context: Context,
  call: Call,
  { picked, target, value }: { readonly picked: NodeId; readonly target: NodeId; readonly value: NodeId },
): NodeId | undefined {
  const reshape = gateOfCall('reshape', 1);
  const pick = gateSpelled('pick');
  const from = constantOf(context, [picked, target, value], ([at, of, v]) => at && of && v && sources(at, of.shape, v));
  const flat = reshape && applyGate(context, reshape, [value], { sizes: [-1] }, call);
  return pick === undefined || flat === undefined || from === undefined
    ? undefined
    : applyGate(context, pick, [flat, from], subscriptOptions([{ by: 0 }]), call);
}

function constantOf(
  { tape }: Context,
  inputs: readonly NodeId[],
  again: (inputs: readonly (Tensor | undefined)[]) => Tensor | undefined,
): NodeId | undefined {
  const made = again(inputs.map((input) => tape.valueOf(input)));
  if (made === undefined) return undefined;
  const id = tape.pushLeaf('constant', made.shape.length === 0 ? (made.data[0] ?? 0) : made, undefined);
  tape.derivations.set(id, { inputs, again });
  return id;
}

/** 0, 1, 2 … in this shape: each entry is its own place. */
const counted = (shape: Shape): Tensor =>
  tensor(
    shape,
    Array.from({ length: sizeOf(shape) }, (_, at) => at),
  );

function maskOf(places: Tensor, shape: Shape): Tensor {
  const mask = zeros(shape);
  for (const at of places.data) mask.data[at] = 1;
  return mask;
}

/** For each entry of a tensor of this shape, the entry of `value`, stretched to the shape of `places`, that goes there. */
function sources(places: Tensor, shape: Shape, value: Tensor): Tensor {
  const from = zeros(shape);
  const extra = places.shape.length - value.shape.length;
  for (let k = 0; k < places.data.length; k++) {
    let rest = k;
    let at = 0;
    let stride = 1;
    for (let axis = places.shape.length - 1; axis >= 0; axis--) {
      const length = places.shape[axis] ?? 1;
      const own = value.shape[axis - extra] ?? 1;
      at += own === 1 ? 0 : (rest % length) * stride;
      if (axis >= extra) stride *= own;
      rest = Math.floor(rest / length);
    }
    from.data[places.data[k] ?? 0] = at;
  }
  return from;
}
