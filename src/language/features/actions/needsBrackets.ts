import { EXPONENT, strengthOfOperator } from '../../../core/syntax/lexer/operators.ts';
import type { Expression } from '../../../core/syntax/tree.ts';

/** Whether a formula needs brackets where it takes the place of `replaced` inside the expression `around`. */
export function needsBrackets(formula: Expression, replaced: Expression, around: Expression | undefined): boolean {
  if (around === undefined || (formula.kind !== 'binary' && formula.kind !== 'unary')) return false;
  switch (around.kind) {
    case 'unary':
    case 'transpose':
    case 'index':
      return true;
    case 'binary': {
      if (formula.kind === 'unary') return true;
      const inside = strengthOfOperator(formula.operator);
      const outside = strengthOfOperator(around.operator);
      // Operators of one strength are read from the left, powers from the right.
      return around.left === replaced && outside < EXPONENT && outside > 1 ? inside < outside : inside <= outside;
    }
    default:
      return false;
  }
}
