import type { NodeId } from '../autodiff/tape/node.ts';
import type { Span } from '../base/span.ts';
import { shifted } from '../base/span.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import { scrubKey } from '../evaluate/scrubKey.ts';
import type { Expression } from '../syntax/tree.ts';
import type { Drawing, DrawnNode } from './build/drawing.ts';

/** A number in the text that can be dragged. */
export interface Scrub {
  /** Key in `Surroundings.scrubbed` under which a value is tried out. */
  readonly key: string;
  /** The literal with its minus sign, in the whole text. */
  readonly literal: Span;
  readonly value: number;
}

/** For a scalar leaf that is written as a number: `x = -2`, `w = param(0.5)`, the 2 of `2 * x`. */
export function scrubAt({ tape, document }: Evaluation, node: NodeId): Scrub | undefined {
  const role = tape.roleOf(node);
  if (role !== 'input' && role !== 'param' && role !== 'constant') return undefined;
  const statement = tape.statementOf(node);
  const expression = tape.expressionOf(node);
  // A literal in a def's body stands for every call at once.
  if (!tape.isScalar(node) || expression === undefined || tape.withinOf(node) !== statement) return undefined;
  const value = tape.scalarAt(node);
  const literal = literalOf(expression);
  if (literal === undefined || !Number.isFinite(value)) return undefined;
  // A trained parameter has another value than its literal, and dragging would not move it.
  if (expression.kind === 'call' && tape.scalarAt(node - 1) !== value) return undefined;
  return {
    key: scrubKey(statement, literal.from),
    literal: shifted(literal, document.starts[statement] ?? 0),
    value: value === 0 ? 0 : value,
  };
}

export const scrubOf = ({ evaluation }: Drawing, { node, copies, role, hidden }: DrawnNode): Scrub | undefined =>
  node === undefined || copies !== undefined || role === 'gate' || hidden.value ? undefined : scrubAt(evaluation, node);

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
