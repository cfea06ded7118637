/** A gate's formulas (`locals`, `rules`) with the operands' own names or numbers in the places of the params. */

import type { Gate } from '../../gates/gate.ts';
import { parseExpression } from '../../syntax/document.ts';
import type { BinaryOperator, Call, Expression, NumberLiteral } from '../../syntax/tree.ts';
import type { Piece } from './piece.ts';
import { plainPiece } from './plain.ts';
import { texPiece } from './tex.ts';
import type { WrittenPiece } from './written.ts';

/** The formula with known numbers in it worked out as far as a person would: `b * a**(b - 1)` for b = 2 is `2 * a`. */
function simplify(expression: Expression, known: ReadonlyMap<string, number>): Expression {
  const inner = (part: Expression): Expression => simplify(part, known);
  switch (expression.kind) {
    case 'name': {
      const value = known.get(expression.name);
      return value === undefined ? expression : literal(expression, value);
    }
    case 'group':
      return inner(expression.inner);
    case 'unary': {
      const operand = inner(expression.operand);
      const value = numberIn(operand);
      return value === undefined ? { ...expression, operand } : literal(expression, -value);
    }
    case 'binary': {
      const left = inner(expression.left);
      const right = inner(expression.right);
      return folded(expression.operator, left, right) ?? { ...expression, left, right };
    }
    case 'call':
      return { ...expression, args: expression.args.map((one) => ({ ...one, value: inner(one.value) })) };
    default:
      return expression;
  }
}

function literal({ from, to }: Expression, value: number): Expression {
  const positive: NumberLiteral = { kind: 'number', from, to, value: Math.abs(value) };
  return value < 0 ? { kind: 'unary', operator: '-', operand: positive, from, to } : positive;
}

function numberIn(expression: Expression): number | undefined {
  if (expression.kind === 'number') return expression.value;
  return expression.kind === 'unary' && expression.operand.kind === 'number' ? -expression.operand.value : undefined;
}

function folded(operator: BinaryOperator, left: Expression, right: Expression): Expression | undefined {
  const a = numberIn(left);
  const b = numberIn(right);
  if (operator === '**' && b === 1) return left;
  if (operator === '*' && a === 1) return right;
  if ((operator === '*' || operator === '/') && b === 1) return left;
  if (a === undefined || b === undefined) return undefined;
  if (operator === '+') return literal(left, a + b);
  if (operator === '-') return literal(left, a - b);
  return operator === '*' ? literal(left, a * b) : undefined;
}

const parsed = new Map<string, Expression>();

export function parsedFormula(formula: string): Expression {
  let expression = parsed.get(formula);
  if (expression === undefined) {
    ({ expression } = parseExpression(formula));
    if (parsed.size < 1000) parsed.set(formula, expression);
  }
  return expression;
}

/** What the names in a formula stand for. */
export type Meanings = ReadonlyMap<string, WrittenPiece>;

/** The formula written out. Options that were left out leave their argument out; `known` numbers are worked out. */
export function writeFormula(
  formula: string,
  gate: Gate,
  meanings: Meanings,
  known: ReadonlyMap<string, number> = NOTHING,
): WrittenPiece {
  const absent = new Set(gate.options.map((option) => option.name).filter((name) => !meanings.has(name)));
  const expression = simplify(without(parsedFormula(formula), absent), known);
  const plain = new Map<string, Piece>();
  const tex = new Map<string, Piece>();
  for (const [name, given] of meanings) {
    plain.set(name, given.plain);
    tex.set(name, given.tex);
  }
  return { plain: plainPiece(expression, plain), tex: texPiece(expression, tex) };
}

const NOTHING: ReadonlyMap<string, number> = new Map();

function without(expression: Expression, absent: ReadonlySet<string>): Expression {
  if (absent.size === 0) return expression;
  switch (expression.kind) {
    case 'call': {
      const args = expression.args.filter(
        ({ name, value }) => !(name && value.kind === 'name' && absent.has(value.name)),
      );
      return { ...expression, args: args.map((one) => ({ ...one, value: without(one.value, absent) })) } satisfies Call;
    }
    case 'binary':
      return { ...expression, left: without(expression.left, absent), right: without(expression.right, absent) };
    case 'unary':
      return { ...expression, operand: without(expression.operand, absent) };
    case 'group':
      return { ...expression, inner: without(expression.inner, absent) };
    default:
      return expression;
  }
}

/** The gate's words with the operands' names in the places of `{a}`, `{b}` …. */
export function fillWords(words: string, gate: Gate, names: readonly string[]): string {
  return words.replaceAll(/\{([A-Za-z_]\w*)\}/g, (whole, slot: string) => names[gate.params.indexOf(slot)] ?? whole);
}
