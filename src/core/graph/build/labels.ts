import type { NodeRole } from '../../../protocol/graph.ts';
import type { CallBox, NodeId } from '../../autodiff/tape/node.ts';
import { showNumber, showShape } from '../../base/show.ts';
import type { Span } from '../../base/span.ts';
import { shifted } from '../../base/span.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { Tensor } from '../../tensor/tensor.ts';

const LONGEST_TEXT = 60;

export const shortText = (text: string, longest = LONGEST_TEXT): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;

interface LeafLook {
  readonly role: NodeRole;
  readonly symbol: string;
  readonly quiet: boolean;
}

export function lookOfLeaf({ tape }: Evaluation, node: NodeId, name: string | undefined, digits: number): LeafLook {
  const role = tape.roleOf(node);
  const value = tape.valueOf(node);
  const symbol = name ?? tape.paramNames.get(node) ?? literalText(value, digits);
  switch (role) {
    case 'gate':
    case 'input':
      return { role: 'input', symbol, quiet: false };
    case 'param':
      return { role: 'param', symbol, quiet: false };
    case 'data':
    case 'labels':
      return { role: 'data', symbol, quiet: true };
    case 'constant':
      // Many numbers stand at the edge, with their shape.
      return { role: 'constant', symbol: symbol === showShape(value.shape) ? 'constant' : symbol, quiet: true };
  }
}

/** A number as its own symbol, a short vector with its entries, else the shape. */
export function literalText({ shape, data }: Tensor, digits: number): string {
  if (shape.length === 0) return showNumber(data[0] ?? Number.NaN, digits);
  if (shape.length === 1 && data.length <= 3)
    return `[${[...data].map((entry) => showNumber(entry, digits)).join(', ')}]`;
  return showShape(shape);
}

/** The word before the brackets: `detach`, `onehot`. */
export const calledName = (expression: Expression | undefined): string | undefined =>
  expression?.kind === 'call' ? expression.callee.name : undefined;

export function callLook(
  evaluation: Evaluation,
  call: CallBox,
): { readonly title: string; readonly symbol: string; readonly span: Span | undefined } {
  const { document, tape } = evaluation;
  // A call inside another def's body stands in that def's statement.
  const parent = tape.boxes[call.parent];
  const statement = parent ? parent.definedIn : tape.statementOf(call.first);
  const start = document.starts[statement] ?? 0;
  const span = shifted(call.call, start);
  const text = document.text.slice(span.from, span.to).replace(/\s+/g, ' ');
  if (call.kind === 'turn') return { title: call.name, symbol: shortText(call.name, 12), span };
  return { title: shortText(text || call.name, 40), symbol: shortText(call.name, 12), span };
}
