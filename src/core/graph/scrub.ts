import { scrubKey } from '../autodiff/evaluation.ts';
import type { Span } from '../base/span.ts';
import { shifted } from '../base/span.ts';
import type { Expression } from '../syntax/tree.ts';
import type { Drawing, DrawnNode } from './drawing.ts';

/** A number in the text that can be dragged. */
export interface Scrub {
  /** Key in `Surroundings.scrubbed` under which a value is tried out. */
  readonly key: string;
  /** The literal with its minus sign, in the whole text. */
  readonly literal: Span;
  readonly value: number;
}

/** For a scalar leaf that is written as a number: `x = -2`, `w = param(0.5)`, the 2 of `2 * x`. */
export function scrubOf(
  { evaluation }: Drawing,
  { node, role, value, gate, box, hidden }: DrawnNode,
): Scrub | undefined {
  const { tape, document } = evaluation;
  if (node === undefined || gate !== undefined || hidden.value) return undefined;
  if (role !== 'input' && role !== 'param' && role !== 'constant') return undefined;
  if (value.shape.length > 0 || tape.gateOf(node) !== undefined || box?.kind === 'def') return undefined;
  const statement = tape.statementOf(node);
  const expression = tape.expressionOf(node);
  if (expression === undefined || tape.withinOf(node) !== statement) return undefined;
  const number = value.data[0] ?? Number.NaN;
  const literal = literalOf(expression);
  // A trained parameter has another value than its literal, and dragging would not move it.
  if (literal === undefined || !Number.isFinite(number)) return undefined;
  if (expression.kind === 'call' && tape.scalarAt(node - 1) !== number) return undefined;
  return {
    key: scrubKey(statement, literal.from),
    literal: shifted(literal, document.starts[statement] ?? 0),
    value: number === 0 ? 0 : number,
  };
}

function literalOf(expression: Expression): Span | undefined {
  switch (expression.kind) {
    case 'number':
      return expression;
    case 'group':
      return literalOf(expression.inner);
    case 'unary':
      if (expression.operator === '+') return literalOf(expression.operand);
      return expression.operand.kind === 'number' ? expression : undefined;
    case 'call': {
      const [argument] = expression.args;
      return expression.callee.name === 'param' && expression.args.length === 1 && argument
        ? literalOf(argument.value)
        : undefined;
    }
    default:
      return undefined;
  }
}
