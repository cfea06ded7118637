import type { Argument, Expression, Subscript } from './tree.ts';

/** What becomes of a name; undefined: it stays. */
type Replacement = (name: string) => Expression | undefined;

/**
 * The expression with names replaced. What replaces a name keeps its own spans, so the result is for printing only, and
 * printing puts brackets where they are needed.
 */
export function substituted(expression: Expression, replacement: Replacement): Expression {
  const inside = (part: Expression): Expression => substituted(part, replacement);
  switch (expression.kind) {
    case 'name':
      return replacement(expression.name) ?? expression;
    case 'unary':
    case 'transpose':
      return { ...expression, operand: inside(expression.operand) };
    case 'binary': {
      // A long sum leans left: along its edge no recursion.
      const spine = [expression];
      let leftmost = expression.left;
      for (; leftmost.kind === 'binary'; leftmost = leftmost.left) spine.push(leftmost);
      let left = inside(leftmost);
      for (const node of spine.reverse()) left = { ...node, left, right: inside(node.right) };
      return left;
    }
    case 'group':
      return { ...expression, inner: inside(expression.inner) };
    case 'call':
      return { ...expression, args: expression.args.map((argument) => inArgument(argument, inside)) };
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

type Inside = (part: Expression) => Expression;

const inArgument = (argument: Argument, inside: Inside): Argument => ({ ...argument, value: inside(argument.value) });

const inSubscript = (subscript: Subscript, inside: Inside): Subscript =>
  subscript.kind === 'at'
    ? { ...subscript, index: inside(subscript.index) }
    : subscript.kind === 'slice'
      ? {
          ...subscript,
          start: subscript.start && inside(subscript.start),
          stop: subscript.stop && inside(subscript.stop),
          step: subscript.step && inside(subscript.step),
        }
      : subscript;
