/** What gives several values at once: `a, b`, `X.shape`, `split(z, 4)`, the rows of a tensor. */

import type { NodeId } from '../../autodiff/tape/node.ts';
import { showShape } from '../../base/show.ts';
import { gateSpelled } from '../../gates/index.ts';
import { subscriptOptions } from '../../gates/subscripts.ts';
import { meaningOf } from '../../semantics/spellings.ts';
import type { Expression } from '../../syntax/tree.ts';
import { applyGate } from '../calls/applyGate.ts';
import { callDefFor } from '../calls/callDef.ts';
import { sizesOfShape } from '../calls/sizes.ts';
import { type Context, type Evaluators, evaluate, fail } from '../context.ts';
import { partsInPack } from './packs.ts';

/** The values for so many names; those that have none are undefined, and a problem says why. */
export const evaluateSeveral: Evaluators['several'] = (context, value, count) => {
  const nodes = partsOf(context, value, count);
  if (nodes === undefined) return new Array<undefined>(count).fill(undefined);
  if (nodes.length === count) return nodes;
  fail(context, 'tuple-parts', value, `${count} names stand on the left, and ${nodes.length} values on the right`);
  return new Array<undefined>(count).fill(undefined);
};

function partsOf(context: Context, value: Expression, count: number): readonly (NodeId | undefined)[] | undefined {
  if (value.kind === 'tuple') return value.entries.map((part) => evaluate(context, part));
  if (value.kind === 'group') return partsOf(context, value.inner, count);
  if (value.kind === 'call') {
    const definition = value.form === 'plain' ? context.defs.get(value.callee.name) : undefined;
    if (definition?.tree.body.kind === 'tuple') return callDefFor(context, value, definition);
    const { kind, name, args } = meaningOf(value);
    if (kind === 'size' && name === 'shape') return sizesOfShape(context, value);
    // PyTorch's `values, places = x.max(1)`: two rows would else be taken for both.
    if (count === 2 && value.form !== 'plain' && args.length > 1 && (name === 'max' || name === 'min'))
      return fail(
        context,
        'tuple-parts',
        value,
        `${name} gives the values alone: their places are argmax(${name === 'max' ? '' : '-'}x, axis=1), on a line of their own`,
      );
  }
  const node = evaluate(context, value);
  const parts = node === undefined ? undefined : (partsInPack(context.tape, node) ?? partsOfGate(context, node, value));
  if (parts !== undefined) return parts;
  return node === undefined ? undefined : rowsOf(context, node, value, count);
}

/** `split(z, 4)`: a gate with an option `part` gives one part at a time, and its option `parts` says how many there are. */
function partsOfGate(context: Context, node: NodeId, value: Expression): readonly (NodeId | undefined)[] | undefined {
  const { tape } = context;
  const gate = tape.gateOf(node);
  const options = tape.optionsAt(node);
  const { parts } = options;
  if (tape.expressionOf(node) !== value || typeof parts !== 'number' || options.part !== 0 || gate === undefined)
    return undefined;
  const inputs = tape.inputsOf(node);
  return Array.from({ length: parts }, (_, part) =>
    part === 0 ? node : applyGate(context, gate, inputs, { ...options, part }, value),
  );
}

/** As in NumPy, a tensor with as many rows as there are names gives each a row. */
function rowsOf(
  context: Context,
  node: NodeId,
  value: Expression,
  count: number,
): readonly (NodeId | undefined)[] | undefined {
  const shape = context.tape.shapeOf(node);
  const gate = gateSpelled('index');
  if (shape[0] !== count || gate === undefined)
    return fail(
      context,
      'tuple-parts',
      value,
      `${count} names stand on the left, but this is ${shape.length === 0 ? 'a single number' : `a tensor of shape ${showShape(shape)}`}: a data set, such as X, y = spiral(n=300), gives several values`,
    );
  return Array.from({ length: count }, (_, at) => applyGate(context, gate, [node], subscriptOptions([{ at }]), value));
}
