import type { BinaryOperator, Expression, NumberLiteral } from '../../syntax/tree.ts';

/** The formula with known numbers in it worked out as far as a person would: `b * a**(b - 1)` for b = 2 is `2 * a`. */
export function simplify(expression: Expression, known: ReadonlyMap<string, number>): Expression {
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
