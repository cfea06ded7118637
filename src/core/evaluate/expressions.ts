/** Evaluates expressions onto the tape. Each function answers undefined after a problem has been reported. */

import type { NodeId } from '../autodiff/tape/node.ts';
import { NO_OPTIONS } from '../autodiff/tape/tape.ts';
import { showShape } from '../base/show.ts';
import { gateOfOperator, gateSpelled } from '../gates/index.ts';
import { constants } from '../semantics/functionTable.ts';
import type { Binary, Expression, List, Name, Unary } from '../syntax/tree.ts';
import { sameShape, type Tensor, tensor } from '../tensor/tensor.ts';
import { applyGate } from './calls/applyGate.ts';
import { evaluateCall } from './calls/calls.ts';
import { evaluateIndex } from './calls/indexing.ts';
import { unknownName } from './calls/unknownName.ts';
import { blame, type Context, type Evaluators, evaluate, fail, remember, tooLarge } from './context.ts';
import { scrubKey } from './scrubKey.ts';
import { packOf } from './several/packs.ts';
import { evaluateSeveral } from './several/severalValues.ts';

function evaluateExpression(context: Context, expression: Expression): NodeId | undefined {
  if (context.full) return undefined;
  if (context.tape.length + context.tape.boxes.length > context.surroundings.maxNodes) {
    context.full = true;
    const most = context.surroundings.maxNodes;
    return fail(
      context,
      'too-many-nodes',
      expression,
      `the graph grows past ${most} gates and calls here: this line has no value, nor what needs it`,
    );
  }
  switch (expression.kind) {
    case 'number':
      return context.tape.pushLeaf('constant', literalValue(context, expression, expression.value), expression);
    case 'name':
      return lookUp(context, expression);
    case 'unary':
      return unary(context, expression);
    case 'binary':
      return binary(context, expression);
    case 'group':
      return evaluate(context, expression.inner);
    case 'call':
      return evaluateCall(context, expression);
    case 'index':
      return evaluateIndex(context, expression);
    case 'transpose': {
      const operand = evaluate(context, expression.operand);
      const gate = gateSpelled('transpose');
      return operand === undefined || gate === undefined
        ? undefined
        : applyGate(context, gate, [operand], NO_OPTIONS, expression);
    }
    case 'list':
      return list(context, expression);
    case 'string':
      return fail(
        context,
        'string-outside',
        expression,
        'a text in quotes can only be the value of an option, such as csv("points.csv")',
      );
    case 'tuple':
      return packOf(context, expression.entries, expression);
    case 'question':
      return fail(
        context,
        'question-outside',
        expression,
        'a ? stands for an answer: write grad(x) = ? or value(x) = ?',
      );
    case 'missing':
      return undefined;
  }
}

/** The number written, or the one that a reader is trying out in its place. */
function literalValue(context: Context, at: Expression, written: number): number {
  const { scrubbed } = context.surroundings;
  if (scrubbed.size === 0 || context.locals !== undefined) return written;
  return scrubbed.get(scrubKey(context.statement, at.from)) ?? written;
}

function lookUp(context: Context, expression: Name): NodeId | undefined {
  const { name } = expression;
  const local = context.locals?.get(name);
  if (local !== undefined) return local;
  const binding = context.scope.get(name);
  if (binding !== undefined) {
    if (binding.node !== undefined) return binding.node;
    return blame(context, name, expression, binding.statement);
  }
  const constant = constants.get(name);
  // `e` is a name like any other where the text gives it.
  if (constant !== undefined && context.lastGiving(name) === undefined)
    return context.tape.pushLeaf('constant', constant, expression);
  return unknownName(context, expression);
}

function unary(context: Context, expression: Unary): NodeId | undefined {
  if (expression.operator === '+') return evaluate(context, expression.operand);
  if (expression.operand.kind === 'number')
    return context.tape.pushLeaf('constant', literalValue(context, expression, -expression.operand.value), expression);
  const operand = evaluate(context, expression.operand);
  const gate = gateSpelled('prefix');
  return operand === undefined || gate === undefined
    ? undefined
    : applyGate(context, gate, [operand], NO_OPTIONS, expression);
}

/** A long sum is a tree that leans left: it is walked down its spine, not by recursion. */
function binary(context: Context, expression: Binary): NodeId | undefined {
  const spine: Binary[] = [];
  let leftmost: Expression = expression;
  while (leftmost.kind === 'binary') {
    spine.push(leftmost);
    leftmost = leftmost.left;
  }
  let left = evaluate(context, leftmost);
  for (let i = spine.length - 1; i >= 0; i--) {
    const node = spine[i];
    if (node === undefined) break;
    const right = evaluate(context, node.right);
    const gate = gateOfOperator(node.operator);
    left =
      left === undefined || right === undefined || gate === undefined
        ? undefined
        : applyGate(context, gate, [left, right], NO_OPTIONS, node);
  }
  return left;
}

function list(context: Context, expression: List): NodeId | undefined {
  if (expression.entries.length === 0)
    return fail(context, 'empty-list', expression, 'an empty list has no value; a vector of zeros is zeros(3)');
  const shape = literalShape(expression);
  if (shape !== undefined) {
    const large = tooLarge(context, shape);
    if (large) return fail(context, 'too-large', expression, large);
    const { out } = remember(context, expression, [], NO_OPTIONS, () => literalTensor(expression, shape));
    return context.tape.pushLeaf('constant', out, expression);
  }
  const entries: NodeId[] = [];
  let broken = false;
  for (const entry of expression.entries) {
    const node = evaluate(context, entry);
    if (node === undefined) broken = true;
    else entries.push(node);
  }
  if (broken) return undefined;
  const { tape } = context;
  const first = tape.shapeOf(entries[0] ?? 0);
  const odd = entries.findIndex((entry) => !sameShape(tape.shapeOf(entry), first));
  if (odd > 0) {
    const place = expression.entries[odd] ?? expression;
    const rows = first.length > 0 || tape.shapeOf(entries[odd] ?? 0).length > 0;
    return fail(
      context,
      'ragged-list',
      place,
      rows
        ? `the rows of a matrix must be equally long: the first has shape ${showShape(first)}, this one ${showShape(tape.shapeOf(entries[odd] ?? 0))}`
        : 'the entries of a list must have equal shapes',
    );
  }
  const gate = gateSpelled('list');
  return gate && applyGate(context, gate, entries, NO_OPTIONS, expression);
}

const literalEntry = (entry: Expression): number | undefined =>
  entry.kind === 'number'
    ? entry.value
    : entry.kind === 'unary' && entry.operand.kind === 'number'
      ? (entry.operator === '-' ? -1 : 1) * entry.operand.value
      : undefined;

/** The shape of a list made of numbers only, undefined for any other. */
function literalShape(expression: Expression): readonly number[] | undefined {
  if (expression.kind !== 'list') return literalEntry(expression) === undefined ? undefined : [];
  let inner: readonly number[] | undefined;
  for (const entry of expression.entries) {
    const shape = literalShape(entry);
    if (shape === undefined || (inner !== undefined && !sameShape(inner, shape))) return undefined;
    inner = shape;
  }
  return inner && [expression.entries.length, ...inner];
}

function literalTensor(expression: Expression, shape: readonly number[]): Tensor {
  const entries: number[] = [];
  const collect = (part: Expression): void => {
    if (part.kind === 'list') for (const entry of part.entries) collect(entry);
    else entries.push(literalEntry(part) ?? Number.NaN);
  };
  collect(expression);
  return tensor(shape, entries);
}

/** The evaluators that every context carries: see `Context.evaluators`. */
export const evaluators: Evaluators = { one: evaluateExpression, several: evaluateSeveral };
