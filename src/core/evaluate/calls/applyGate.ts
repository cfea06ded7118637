import type { NodeId } from '../../autodiff/tape/node.ts';
import { showNumber, showShape } from '../../base/show.ts';
import type { Span } from '../../base/span.ts';
import { type Gate, isShapeProblem, type Options } from '../../gates/gate.ts';
import type { Expression } from '../../syntax/tree.ts';
import { type Tensor, zeros } from '../../tensor/tensor.ts';
import { type Context, fail, operandOf, remember, report, tooLarge, tooMuchWork } from '../context.ts';
import { partsInPack, refusePack } from '../several/packs.ts';

/** Applies a gate to nodes: checks shapes, computes the value, puts a node on the tape. Undefined after a problem. */
export function applyGate(
  context: Context,
  gate: Gate,
  inputs: readonly NodeId[],
  options: Options,
  expression: Expression,
): NodeId | undefined {
  const { tape } = context;
  const rule = gate.scalar;
  const a = inputs[0] ?? -1;
  const b = inputs[1] ?? -1;
  if (rule !== undefined && inputs.length <= 2 && tape.isScalar(a) && (b < 0 || tape.isScalar(b))) {
    const id = tape.applyScalar(gate.number, rule, a, b, options, expression);
    if (!Number.isFinite(tape.scalarAt(id))) noteNotFinite(context, id, inputs, expression);
    return id;
  }
  if (inputs.some((input) => partsInPack(tape, input) !== undefined)) return refusePack(context, inputs, expression);
  const shapes = inputs.map((input) => tape.shapeOf(input));
  const shape = gate.shape(shapes, options);
  if (isShapeProblem(shape)) return fail(context, 'shapes', expression, shape.problem);
  const large = tooLarge(context, shape);
  if (large) return fail(context, 'too-large', expression, large);
  const trap = gate.trap?.(shapes);
  if (trap) {
    const operand = expression.kind === 'call' ? expression.args[trap.param]?.value : undefined;
    const suggestion = operand && ({ kind: 'wrap', functions: ['flatten'] } as const);
    report(context, 'compares-pairs', 'warning', operand ?? expression, trap.words, suggestion);
  }
  const slow = gate.work && tooMuchWork(context, gate.work(shapes, shape));
  if (slow) return fail(context, 'too-much-work', expression, slow);
  const operands = inputs.map((input) => operandOf(tape, input));
  const tensors = inputs.map((input) => tape.valueOf(input));
  const complaint = gate.check?.(tensors, options);
  if (complaint !== undefined) return fail(context, 'operand', expression, complaint);
  const { out, finite } = remember(context, gate, operands, options, () => {
    const made: Tensor = zeros(shape);
    gate.value(tensors, made, options);
    return made;
  });
  const id = tape.push(gate, inputs, out, options, expression);
  if (!finite) noteNotFinite(context, id, inputs, expression);
  return id;
}

/** A warning where a value that is not finite first arises; later lines are told where it comes from, once. */
function noteNotFinite(context: Context, id: NodeId, inputs: readonly NodeId[], place: Span): void {
  const { tape, notFinite } = context;
  const earlier = inputs.map((input) => notFinite.get(input)).find((statement) => statement !== undefined);
  notFinite.set(id, earlier ?? context.statement);
  if (earlier !== undefined) {
    if (earlier !== context.statement && !context.blamed.has(`nan:${earlier}`)) {
      context.blamed.add(`nan:${earlier}`);
      report(
        context,
        'not-finite-before',
        'info',
        place,
        `a value here is not a finite number; it comes from line ${context.lineOf(earlier)}`,
      );
    }
    return;
  }
  if (context.blamed.has('nan')) return;
  context.blamed.add('nan');
  report(
    context,
    'not-finite',
    'warning',
    place,
    `${describeNotFinite(tape.valueOf(id))} arises here${because(context, id, inputs)}`,
  );
}

const describeNotFinite = (value: Tensor): string => {
  const nan = value.data.some((entry) => Number.isNaN(entry));
  const word = nan
    ? 'nan (not a number)'
    : value.data.some((entry) => entry === Number.NEGATIVE_INFINITY)
      ? '−inf'
      : 'inf';
  return value.shape.length === 0 ? word : `${word} in a tensor of shape ${showShape(value.shape)}`;
};

function because({ tape }: Context, id: NodeId, inputs: readonly NodeId[]): string {
  const gate = tape.gateOf(id);
  if (gate === undefined) return '';
  const numbers = inputs.filter((input) => tape.isScalar(input)).map((input) => showNumber(tape.scalarAt(input)));
  if (numbers.length !== inputs.length) return '';
  if (gate.spelling.kind === 'infix') return `: ${numbers.join(` ${gate.spelling.operator} `)}`;
  if (gate.spelling.kind === 'call') return `: ${gate.spelling.name}(${numbers.join(', ')})`;
  return '';
}
