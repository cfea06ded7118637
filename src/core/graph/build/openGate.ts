import { backward } from '../../autodiff/backward.ts';
import type { Gradients } from '../../autodiff/gradients.ts';
import type { NodeId } from '../../autodiff/tape/node.ts';
import { Tape } from '../../autodiff/tape/tape.ts';
import { type Context, evaluate, freshContext } from '../../evaluate/context.ts';
import { plainSurroundings } from '../../evaluate/environment.ts';
import { evaluators } from '../../evaluate/expressions.ts';
import { expansionOf, type Gate, type Options } from '../../gates/gate.ts';
import { parseExpression } from '../../syntax/document.ts';
import type { Expression } from '../../syntax/tree.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { agree } from './agree.ts';

/** A gate as the gates behind it, on a tape of its own. */
export interface OpenedGate {
  readonly tape: Tape;
  /** Leaves that stand for the operands, in order. */
  readonly params: readonly NodeId[];
  /** Leaves that stand for options and counts. */
  readonly constants: ReadonlyMap<NodeId, string>;
  readonly output: NodeId;
  readonly gradients: Gradients | undefined;
  readonly formula: string;
}

/** One application of a gate: its operands, its value, and what arrives at it and leaves it on the way back. */
export interface OpenableGate {
  readonly gate: Gate;
  readonly options: Options;
  readonly inputs: readonly Tensor[];
  readonly out: Tensor;
  readonly upstream: Tensor | undefined;
  readonly messages: readonly (Tensor | undefined)[];
}

const parsed = new Map<string, Expression | undefined>();

/**
 * Undefined where the gate has no expansion of two gates or more, or where the gates behind it do not give the same
 * numbers: a fused gate holds out where its parts overflow.
 */
export function openGate(at: OpenableGate): OpenedGate | undefined {
  const { gate, options, inputs, upstream } = at;
  const formula = expansionOf(
    gate,
    inputs.map(({ shape }) => shape),
    options,
  );
  if (formula === undefined || gate.variadic) return undefined;
  if (!parsed.has(formula)) {
    const { expression, problems } = parseExpression(formula);
    parsed.set(formula, problems.length === 0 ? expression : undefined);
  }
  const whole = parsed.get(formula);
  if (whole === undefined) return undefined;
  const tape = new Tape();
  const params = gate.params.map((_, i) =>
    tape.pushLeaf(at.messages[i] ? 'input' : 'labels', inputs[i] ?? Number.NaN, undefined),
  );
  const locals = new Map(gate.params.map((param, i) => [param, params[i] ?? -1]));
  const constants = new Map<NodeId, string>();
  const bind = (name: string, value: Tensor | number): void => {
    const leaf = tape.pushLeaf('constant', value, undefined);
    locals.set(name, leaf);
    constants.set(leaf, name);
  };
  for (const [name, value] of Object.entries(options))
    bind(name, typeof value === 'object' ? tensor([value.length], value) : Number(value));
  const counts = gate.counts?.(
    inputs.map(({ shape }) => shape),
    options,
  );
  for (const [name, value] of Object.entries(counts ?? {})) bind(name, value);
  const output = evaluate(contextFor(tape, locals), withoutAbsent(whole, gate, options));
  if (output === undefined || !agree(tape.valueOf(output), at.out)) return undefined;
  if (countGates(tape, output) < 2) return undefined;
  const gradients = upstream && tape.isReached(output) ? backward(tape, output, upstream) : undefined;
  const same = params.every((leaf, i) => {
    const message = at.messages[i];
    const own = gradients?.of(leaf);
    return message === undefined || own === undefined || agree(own, message);
  });
  return same ? { tape, params, constants, output, gradients, formula } : undefined;
}

function countGates(tape: Tape, output: NodeId): number {
  let count = 0;
  for (let id = 0; id <= output; id++) if (tape.gateOf(id) !== undefined) count++;
  return count;
}

/** Options that were left out (`axis`) are left out of the calls that would hand them on. */
function withoutAbsent(expression: Expression, gate: Gate, options: Options): Expression {
  const inner = (part: Expression): Expression => withoutAbsent(part, gate, options);
  switch (expression.kind) {
    case 'call':
      return {
        ...expression,
        args: expression.args
          .filter(
            ({ name, value }) =>
              name === undefined ||
              value.kind !== 'name' ||
              options[value.name] !== undefined ||
              !gate.options.some((option) => option.name === value.name),
          )
          .map((argument) => ({ ...argument, value: inner(argument.value) })),
      };
    case 'unary':
    case 'transpose':
      return { ...expression, operand: inner(expression.operand) };
    case 'binary':
      return { ...expression, left: inner(expression.left), right: inner(expression.right) };
    case 'group':
      return { ...expression, inner: inner(expression.inner) };
    default:
      return expression;
  }
}

const contextFor = (tape: Tape, locals: ReadonlyMap<string, NodeId>): Context => ({
  ...freshContext(tape, { ...plainSurroundings, maxNodes: 1000, maxRows: Number.POSITIVE_INFINITY }, evaluators),
  locals: new Map(locals),
});
