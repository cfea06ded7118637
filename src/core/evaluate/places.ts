/** From the text to the tape and back. Offsets and spans are in the whole text. */

import type { CallBox, NodeId } from '../autodiff/tape/node.ts';
import { firstAbove } from '../base/lineTable.ts';
import { contains, type Span, shifted } from '../base/span.ts';
import {
  type Document,
  type Expression,
  expressionsOf,
  namesGivenBy,
  partsOf,
  type Statement,
} from '../syntax/tree.ts';
import type { Evaluation } from './evaluation.ts';

/** Where a node's expression stands; undefined for a node that the text does not show. */
export function spanOfNode({ tape, document }: Evaluation, node: NodeId): Span | undefined {
  const expression = tape.expressionOf(node);
  const start = document.starts[tape.withinOf(node)];
  return expression && start !== undefined ? shifted(expression, start) : undefined;
}

/** A long sum holds all that stand left of it: its whole text would be copied for each. */
const LONGEST_TEXT = 500;

/** An expression belongs to one text, whatever numbers are tried out in it. */
const texts = new WeakMap<Expression, string>();

export function textOfNode(evaluation: Evaluation, node: NodeId): string {
  const expression = evaluation.tape.expressionOf(node);
  if (expression === undefined) return '';
  let text = texts.get(expression);
  if (text === undefined) {
    const from = (evaluation.document.starts[evaluation.tape.withinOf(node)] ?? 0) + expression.from;
    const length = Math.min(expression.to - expression.from, LONGEST_TEXT);
    text = oneLine(evaluation.document.text.slice(from, from + length));
    texts.set(expression, text);
  }
  return text;
}

const oneLine = (text: string): string =>
  text
    .replace(/#[^\n\r]*/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** The node whose expression the cursor stands on: of the innermost one that has a value. */
export const nodeAtOffset = (evaluation: Evaluation, offset: number): NodeId | undefined =>
  nodeOfRange(evaluation, offset, offset);

/** The node of the smallest expression that covers a selection. */
export function nodeOfRange(evaluation: Evaluation, from: number, to: number): NodeId | undefined {
  const { document } = evaluation;
  const trimmed = trimmedRange(document.text, from, to);
  const index = statementAt(document, trimmed.from);
  const statement = document.statements[index]?.tree;
  if (statement === undefined) return undefined;
  const range = shifted(trimmed, -(document.starts[index] ?? 0));
  if (!covers(statement, range)) return undefined;
  const named = targetAt(evaluation, index, statement, range);
  if (named !== undefined) return named;
  const path: Expression[] = [];
  for (let parts = expressionsOf(statement); ; ) {
    const inner =
      parts.find((part) => covers(part, range) && (part.to > range.to || range.to > range.from)) ??
      parts.find((part) => covers(part, range));
    if (inner === undefined) break;
    path.push(inner);
    parts = partsOf(inner);
  }
  for (let i = path.length - 1; i >= 0; i--) {
    const expression = path[i];
    const node = expression && nodeOfExpression(evaluation, index, expression);
    if (node !== undefined) return node;
  }
  return path.length === 0 ? wholeStatement(evaluation, index, statement) : undefined;
}

const covers = (span: Span, range: Span): boolean => span.from <= range.from && range.to <= span.to;

function trimmedRange(text: string, from: number, to: number): Span {
  let a = Math.max(0, Math.min(from, to, text.length));
  let b = Math.min(text.length, Math.max(from, to));
  while (a < b && /\s/.test(text[a] ?? '')) a++;
  while (b > a && /\s/.test(text[b - 1] ?? '')) b--;
  return { from: a, to: b };
}

/** Index of the last statement that starts at or before an offset; −1 where there is none. */
export function statementAt({ starts }: Document, offset: number): number {
  return firstAbove(starts, offset) - 1;
}

/** The cell that holds a statement. */
export const cellOfStatement = ({ cells }: Document, statement: number): number =>
  cells.findIndex((cell) => cell.first <= statement && statement < cell.last);

export const cellAtOffset = ({ cells }: Document, offset: number): number =>
  cells.findLastIndex((cell) => cell.span.from <= offset);

/** The cursor on a name being assigned, on a def's name, or on one of its params. */
function targetAt(evaluation: Evaluation, index: number, statement: Statement, range: Span): NodeId | undefined {
  if (statement.kind === 'assignment') {
    const at = statement.targets.findIndex((target) => covers(target, range));
    return at < 0 ? undefined : evaluation.statements[index]?.bindings[at]?.node;
  }
  if (statement.kind === 'for') {
    const target = namesGivenBy(statement).find((name) => covers(name, range));
    return target && lastNamed(evaluation, index, target.name);
  }
  if (statement.kind === 'def') {
    const call = firstCallOf(evaluation, index);
    const param = statement.params.findIndex((name) => covers(name, range));
    if (param >= 0) return call?.args[param];
    const own = statement.block.flatMap(namesGivenBy).find((name) => covers(name, range));
    if (own) return call?.locals.get(own.name);
    if (contains(statement.name, range.from) && call && call.output >= 0) return call.output;
  }
  return undefined;
}

function wholeStatement(evaluation: Evaluation, index: number, statement: Statement): NodeId | undefined {
  const result = evaluation.statements[index];
  if (statement.kind === 'question') return result?.question?.node;
  return result?.bindings.at(-1)?.node ?? result?.output ?? result?.training?.loss;
}

/** What a name stands for behind a statement that gives it. */
const lastNamed = ({ statements }: Evaluation, statement: number, name: string): NodeId | undefined =>
  statements[statement]?.bindings.findLast((binding) => binding.name === name)?.node;

/** The first call of the def that stands in a statement. */
export const firstCallOf = ({ tape }: Evaluation, statement: number): CallBox | undefined =>
  tape.boxes.find((box) => box.definedIn === statement && box.output >= 0);

/** The node that an expression of a statement gave; inside a def's body, in its first call. */
export function nodeOfExpression(evaluation: Evaluation, statement: number, given: Expression): NodeId | undefined {
  const { tape, document } = evaluation;
  let expression = given;
  while (expression.kind === 'group' || (expression.kind === 'unary' && expression.operator === '+'))
    expression = expression.kind === 'group' ? expression.inner : expression.operand;
  const tree = document.statements[statement]?.tree;
  const inDef = tree?.kind === 'def';
  const call = inDef ? firstCallOf(evaluation, statement) : undefined;
  if (expression.kind === 'name') {
    const { name } = expression;
    const param = inDef ? tree.params.findIndex((one) => one.name === name) : -1;
    if (param >= 0) return call?.args[param];
    const inside = inDef
      ? call?.locals.get(name)
      : tree?.kind === 'for'
        ? lastNamed(evaluation, statement, name)
        : undefined;
    return inside ?? nodeNamed(evaluation, name, statement);
  }
  const result = evaluation.statements[statement];
  const first = inDef ? call?.first : result?.first;
  const last = inDef ? call?.last : result?.last;
  if (first === undefined || last === undefined) return undefined;
  if (expression.kind === 'call') {
    const box = tape.boxes.find((one) => one.call === expression && one.first >= first && one.first <= last);
    if (box) return box.output >= 0 ? box.output : undefined;
  }
  for (let id = first; id < last; id++)
    if (tape.expressionOf(id) === expression && tape.withinOf(id) === statement) return id;
  return undefined;
}

/** What a name stands for just before a statement. */
export function nodeNamed({ statements }: Evaluation, name: string, before: number): NodeId | undefined {
  for (let index = before - 1; index >= 0; index--) {
    const binding = statements[index]?.bindings.findLast((one) => one.name === name);
    if (binding) return binding.node;
  }
  return undefined;
}
