import { jacobianOf } from '../../autodiff/jacobian.ts';
import type { NodeId } from '../../autodiff/tape/node.ts';
import { showShape } from '../../base/show.ts';
import type { Call } from '../../syntax/tree.ts';
import { measuredIn, unitsOfColumns } from '../../tensor/columnUnits.ts';
import { sameShape, sizeOf, type Tensor } from '../../tensor/tensor.ts';
import { type Context, evaluate, fail } from '../context.ts';
import { callPut } from './put.ts';
import { unknownName } from './unknownName.ts';

const ROLES = ['param', 'data', 'detach', 'grad', 'standardize', 'put', 'jacobian'] as const;
type RoleName = (typeof ROLES)[number];

export const isRole = (name: string): name is RoleName => ROLES.some((role) => role === name);

export function callRole(context: Context, call: Call, name: RoleName): NodeId | undefined {
  const [argument] = call.args;
  if (name === 'standardize') return standardized(context, call);
  if (name === 'put') return callPut(context, call);
  if (name === 'jacobian') return callJacobian(context, call);
  if (argument === undefined || call.args.length !== 1 || argument.name !== undefined)
    return fail(context, 'one-argument', call, `${name} takes one value: ${name}(x)`);
  if (name === 'grad') return pastGradient(context, call);
  const node = evaluate(context, argument.value);
  if (node === undefined) return undefined;
  const { tape } = context;
  const value: Tensor | number = tape.isScalar(node) ? tape.scalarAt(node) : tape.valueOf(node);
  switch (name) {
    case 'detach': {
      const id = tape.pushLeaf('constant', value, call);
      tape.derivations.set(id, { inputs: [node], again: ([same]) => same });
      return id;
    }
    case 'data':
      if (tape.isScalar(node))
        return fail(
          context,
          'data-needs-rows',
          call,
          'data(x) marks a tensor whose rows are examples; this is a single number',
        );
      return tape.pushLeaf('data', value, call);
    case 'param': {
      const paramName = nextParamName(context, context.assigning === '' ? 'param' : context.assigning);
      const trained = context.surroundings.trained.get(paramName);
      const shape = tape.shapeOf(node);
      const held = trained && sameShape(trained.shape, shape) ? trained : value;
      const id = tape.pushLeaf('param', held, call);
      tape.paramNames.set(id, paramName);
      return id;
    }
  }
}

/** `W`, and `W#2` for the second parameter that is given this name. */
export function nextParamName({ paramCounts }: Context, label: string): string {
  const count = (paramCounts.get(label) ?? 0) + 1;
  paramCounts.set(label, count);
  return count === 1 ? label : `${label}#${count}`;
}

/** `grad(x)` after a `backward(f)`: ∂f/∂x as a constant. */
function pastGradient(context: Context, call: Call): NodeId | undefined {
  const target = call.args[0]?.value;
  if (target?.kind !== 'name') return fail(context, 'grad-of-name', call, 'grad(…) takes a name: grad(W)');
  const { backwardOf, tape } = context;
  if (backwardOf === undefined)
    return fail(
      context,
      'grad-before-backward',
      call,
      `grad(${target.name}) needs a backward(…) on a line above: it is the gradient found there; a question is grad(${target.name}) = ?`,
    );
  const binding = context.scope.get(target.name);
  if (binding === undefined) return unknownName(context, target);
  if (binding.node === undefined) return evaluate(context, target);
  const gradient = backwardOf.gradients().of(binding.node);
  if (gradient === undefined)
    return fail(
      context,
      'grad-not-reached',
      call,
      `${backwardOf.name} does not depend on ${target.name}, so there is no ∂${backwardOf.name}/∂${target.name}`,
    );
  return tape.pushLeaf('constant', gradient.shape.length === 0 ? (gradient.data[0] ?? Number.NaN) : gradient, call);
}

/**
 * `standardize(X)`: every column with its mean taken off and divided by its deviation over all rows, which makes data again.
 * `standardize(X_test, X)` takes mean and deviation from the rows of X, as a test set must.
 */
function standardized(context: Context, call: Call): NodeId | undefined {
  const [given, like] = call.args;
  if (given === undefined || call.args.length > 2 || call.args.some((argument) => argument.name !== undefined))
    return fail(
      context,
      'one-argument',
      call,
      'standardize takes the data, and where mean and deviation come from other rows those: standardize(X_test, X)',
    );
  const node = evaluate(context, given.value);
  const source = like === undefined ? node : evaluate(context, like.value);
  if (node === undefined || source === undefined) return undefined;
  const { tape } = context;
  const x = tape.valueOf(node);
  const from = tape.valueOf(source);
  if (x.shape.length === 0 || from.shape.length === 0)
    return fail(context, 'data-needs-rows', call, 'standardize works on rows of numbers; this is a single number');
  const width = sizeOf(x.shape.slice(1));
  if (sizeOf(from.shape.slice(1)) !== width)
    return fail(
      context,
      'shapes',
      call,
      `rows of ${showShape(x.shape)} and of ${showShape(from.shape)} do not have the same columns`,
    );
  const all = Int32Array.from({ length: from.shape[0] ?? 0 }, (_, row) => row);
  const id = tape.pushLeaf('data', measuredIn(x, unitsOfColumns(from, all)), call);
  tape.standardized.set(id, { x: node, by: source });
  return id;
}

/** At most so many entries on each side of a matrix that `jacobian` gives. */
const MOST_OF_JACOBIAN = 16;

/** `jacobian(y, x)`: ∂y_i/∂x_j of two small vectors, as a constant. */
function callJacobian(context: Context, call: Call): NodeId | undefined {
  const [of, by] = call.args;
  if (of === undefined || by === undefined || call.args.length !== 2)
    return fail(context, 'one-argument', call, 'jacobian takes two values: jacobian(y, x) is the matrix of ∂y_i/∂x_j');
  const y = evaluate(context, of.value);
  const x = y === undefined ? undefined : evaluate(context, by.value);
  if (y === undefined || x === undefined) return undefined;
  const { tape } = context;
  for (const [node, place] of [
    [y, of],
    [x, by],
  ] as const) {
    const shape = tape.shapeOf(node);
    if (sizeOf(shape) > MOST_OF_JACOBIAN)
      return fail(
        context,
        'jacobian-size',
        place,
        `jacobian takes values of at most ${MOST_OF_JACOBIAN} entries, and this has shape ${showShape(shape)}: take a part of it`,
      );
  }
  return tape.pushLeaf('constant', jacobianOf(tape, y, x), call);
}
