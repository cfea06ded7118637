/** Formulas that are no answers: where numbers are asked for, and in a file that is marked where the program itself would answer. */

import type { NodeId } from '../../../autodiff/tape/node.ts';
import type { Evaluation } from '../../../evaluate/evaluation.ts';
import type { Expression } from '../../../syntax/tree.ts';
import { walk } from '../../../syntax/walk.ts';
import type { MarkingOptions } from './mark.ts';
import { type Asked, asksToOrder } from './question.ts';
import { hasNames } from './writtenAnswer.ts';

/** Why an answer is none; undefined: it may be judged. */
export function noAnswer(asked: Asked, { answers = 'any', marked = false }: MarkingOptions): string | undefined {
  const { answerExpression, asks, name } = asked.result;
  const isFormula = hasNames(answerExpression) || callsIn(answerExpression).length > 0;
  if (!isFormula) return undefined;
  // Backward lines are formulas.
  if (asksToOrder(asked.evaluation, asked.cell)) return marked ? readsItOff(asked) : undefined;
  if (answers === 'numbers' || asksNumbers(asked.evaluation, asked.cell))
    return 'numbers are asked for here: work the formula out and write what it gives';
  if (!marked) return undefined;
  if (asks === 'value')
    return `a value is answered by a number in a file that is marked: in a formula the program works out ${name} itself`;
  return readsItOff(asked);
}

/** `# %% [practice numbers]` */
const asksNumbers = ({ document }: Evaluation, cell: number): boolean =>
  document.cells[cell]?.marks.includes('numbers') ?? false;

/** An answer that takes the asked number from a line which has it; undefined: it does not. For `value` any use of the value. */
export function readsItOff(asked: Asked): string | undefined {
  const { evaluation, node, result } = asked;
  const { answerExpression, answerNode, asks, name } = result;
  if (answerNode === undefined) return undefined;
  const feeders = feedersOf(evaluation, answerNode);
  if (asks === 'value') return feeders.has(node) ? `this answer is worked out from ${name} itself` : undefined;
  for (const id of feeders)
    if (gradientTarget(evaluation, id) === node)
      return `grad(${name}) is read off a line that has it: write a number, or a formula in the names above`;
  if (callsIn(answerExpression).some(isJacobian) || [...feeders].some((id) => isJacobianBy(asked, id)))
    return 'jacobian(…) lets the program find the gradient: write a number, or a formula in the names above';
  const quotient = differenceCall(answerExpression);
  return quotient === undefined
    ? undefined
    : `a difference of two calls of ${quotient} lets the program find the gradient: write a number, or a formula in the names above`;
}

const isJacobian = ({ callee, form }: CallExpression): boolean => callee.name === 'jacobian' && form === 'plain';

/** `J = jacobian(f, x)` where x is asked about. */
function isJacobianBy({ evaluation, node }: Asked, id: NodeId): boolean {
  const expression = evaluation.tape.expressionOf(id);
  if (evaluation.tape.gateOf(id) !== undefined || expression?.kind !== 'call' || !isJacobian(expression)) return false;
  const by = expression.args[1]?.value;
  return by?.kind === 'name' && nodeAbove(evaluation, by.name, id) === node;
}

function feedersOf({ tape }: Evaluation, last: NodeId): ReadonlySet<NodeId> {
  const found = new Set<NodeId>();
  const pending = [last];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    const body = tape.bodies.get(id);
    if (body !== undefined) pending.push(body);
    pending.push(...tape.inputsOf(id), ...(tape.derivations.get(id)?.inputs ?? []));
  }
  return found;
}

/** For the constant that `grad(x)` in an expression is: the node of that x. */
export function gradientTarget(evaluation: Evaluation, id: NodeId): NodeId | undefined {
  const { tape } = evaluation;
  if (tape.gateOf(id) !== undefined) return undefined;
  const expression = tape.expressionOf(id);
  const [argument] = expression?.kind === 'call' && expression.callee.name === 'grad' ? expression.args : [];
  if (argument?.value.kind !== 'name') return undefined;
  return nodeAbove(evaluation, argument.value.name, id);
}

/** What a name stands for where the line of a node is evaluated. */
function nodeAbove({ tape, statements }: Evaluation, name: string, id: NodeId): NodeId | undefined {
  for (let i = tape.statementOf(id) - 1; i >= 0; i--) {
    const binding = statements[i]?.bindings.find((one) => one.name === name);
    if (binding) return binding.node;
  }
  return undefined;
}

type CallExpression = Extract<Expression, { kind: 'call' }>;

function callsIn(expression: Expression): readonly CallExpression[] {
  const calls: CallExpression[] = [];
  walk(expression, (part) => {
    if (part.kind === 'call') calls.push(part);
  });
  return calls;
}

/** In an answer of more calls each function that is called twice counts: the differences are not looked for. */
const MOST_CALLS = 200;

/** The function of a difference of two calls of it, as in `F(x + 1, y) - F(x, y)`. */
function differenceCall(expression: Expression): string | undefined {
  const names = callsIn(expression).map(({ callee }) => callee.name);
  const twice = names.find((name, i) => i < MOST_CALLS && names.indexOf(name, i + 1) >= 0);
  if (twice === undefined || names.length > MOST_CALLS) return twice;
  let found: string | undefined;
  walk(expression, (part) => {
    if (found !== undefined || part.kind !== 'binary' || part.operator !== '-') return;
    const left = new Set(callsIn(part.left).map(({ callee }) => callee.name));
    found = callsIn(part.right).find(({ callee }) => left.has(callee.name))?.callee.name;
  });
  return found;
}
