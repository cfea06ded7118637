/** Formulas that are no answers: where numbers are asked for, and in a file that is marked where the program itself would answer. */

import type { NodeId } from '../../../autodiff/tape/node.ts';
import type { Evaluation } from '../../../evaluate/evaluation.ts';
import { type Expression, partsOf } from '../../../syntax/tree.ts';
import type { MarkingOptions } from './mark.ts';
import type { Asked } from './question.ts';
import { hasNames } from './writtenAnswer.ts';

/** Why an answer is none; undefined: it may be judged. */
export function noAnswer(asked: Asked, { answers = 'any', marked = false }: MarkingOptions): string | undefined {
  const { answerExpression, asks, name } = asked.result;
  const isFormula = hasNames(answerExpression) || callsIn(answerExpression).length > 0;
  if (!isFormula) return undefined;
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
  const quotient = differenceCall(answerExpression);
  return quotient === undefined
    ? undefined
    : `a difference of two calls of ${quotient} lets the program find the gradient: write a number, or a formula in the names above`;
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
  const { tape, statements } = evaluation;
  if (tape.gateOf(id) !== undefined) return undefined;
  const expression = tape.expressionOf(id);
  const [argument] = expression?.kind === 'call' && expression.callee.name === 'grad' ? expression.args : [];
  if (argument?.value.kind !== 'name') return undefined;
  const { name } = argument.value;
  for (let i = tape.statementOf(id) - 1; i >= 0; i--) {
    const binding = statements[i]?.bindings.find((one) => one.name === name);
    if (binding) return binding.node;
  }
  return undefined;
}

const callsIn = (expression: Expression): readonly Extract<Expression, { kind: 'call' }>[] =>
  (expression.kind === 'call' ? [expression] : []).concat(partsOf(expression).flatMap(callsIn));

/** The function of a difference of two calls of it, as in `F(x + 1, y) - F(x, y)`. */
function differenceCall(expression: Expression): string | undefined {
  if (expression.kind === 'binary' && expression.operator === '-') {
    const left = new Set(callsIn(expression.left).map(({ callee }) => callee.name));
    const both = callsIn(expression.right).find(({ callee }) => left.has(callee.name));
    if (both) return both.callee.name;
  }
  return partsOf(expression)
    .map(differenceCall)
    .find((name) => name !== undefined);
}
