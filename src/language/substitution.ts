import type { Expression, Subscript } from '../core/syntax/tree.ts';

/** The expression with names replaced; what replaces them stands in brackets where it is not a single word. */
export function substituted(expression: Expression, values: ReadonlyMap<string, Expression>): Expression {
  const inside = (part: Expression): Expression => substituted(part, values);
  switch (expression.kind) {
    case 'name':
      return grouped(values.get(expression.name) ?? expression);
    case 'unary':
    case 'transpose':
      return { ...expression, operand: inside(expression.operand) };
    case 'binary':
      return { ...expression, left: inside(expression.left), right: inside(expression.right) };
    case 'group':
      return { ...expression, inner: inside(expression.inner) };
    case 'call':
      return {
        ...expression,
        args: expression.args.map((argument) => ({ ...argument, value: inside(argument.value) })),
      };
    case 'index':
      return {
        ...expression,
        target: inside(expression.target),
        subscripts: expression.subscripts.map((subscript) => inSubscript(subscript, inside)),
      };
    case 'list':
    case 'tuple':
      return { ...expression, entries: expression.entries.map(inside) };
    case 'number':
    case 'string':
    case 'question':
    case 'missing':
      return expression;
  }
}

const inSubscript = (subscript: Subscript, inside: (part: Expression) => Expression): Subscript =>
  subscript.kind === 'at'
    ? { ...subscript, index: inside(subscript.index) }
    : {
        ...subscript,
        start: subscript.start && inside(subscript.start),
        stop: subscript.stop && inside(subscript.stop),
      };

const grouped = (expression: Expression): Expression =>
  expression.kind === 'binary' || expression.kind === 'unary'
    ? { kind: 'group', inner: expression, from: expression.from, to: expression.to }
    : expression;
