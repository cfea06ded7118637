import { type Span, shifted } from '../../base/span.ts';
import { firstFrom } from '../cells.ts';
import type { Argument, Binary, Call, Document, Expression, Name, ParsedStatement, Statement } from '../tree.ts';
import { expressionsOf, namesGivenBy, partsOf } from '../tree.ts';

/** What exactly stands at a place, where it is more than the innermost expression. Spans as in the tree. */
export type Spot =
  | { readonly kind: 'expression'; readonly span: Span; readonly expression: Expression }
  | { readonly kind: 'operator'; readonly span: Span; readonly binary: Binary }
  | { readonly kind: 'callee'; readonly span: Span; readonly call: Call | undefined; readonly name: Name }
  | { readonly kind: 'option'; readonly span: Span; readonly argument: Argument; readonly name: Name }
  /** A name that is being given: an assignment's target, a function's name, a parameter. */
  | { readonly kind: 'target' | 'function' | 'param'; readonly span: Span; readonly name: Name };

export interface NodeAt {
  /** `document.statements[index]` */
  readonly index: number;
  readonly statement: ParsedStatement;
  /** The statement's start in the text: add it to spans of the tree. */
  readonly start: number;
  /** Expressions that contain the place, outermost first; empty where there is none. */
  readonly path: readonly Expression[];
  readonly spot: Spot | undefined;
}

/**
 * What stands at the character at `offset`; just behind a word also that word, when nothing else begins there. Undefined
 * outside statements.
 */
export function nodeAt(document: Document, offset: number): NodeAt | undefined {
  let index = firstFrom(document.starts, offset + 1) - 1;
  let found = statementAt(document, index, offset);
  if (found === undefined && index > 0) found = statementAt(document, --index, offset);
  if (found === undefined) return undefined;
  const { statement, start } = found;
  const at = offset - start;
  const path: Expression[] = [];
  let inside: readonly Expression[] = expressionsOf(statement.tree);
  let spot = nameSpot(statement.tree, at);
  for (let node = pick(inside, at); node !== undefined && spot === undefined; node = pick(inside, at)) {
    path.push(node);
    spot = spotIn(node, at);
    inside = partsOf(node);
  }
  const innermost = path.at(-1);
  if (spot === undefined && innermost !== undefined)
    spot = { kind: 'expression', span: innermost, expression: innermost };
  return { index, statement, start, path, spot };
}

/** The path's spans in the text, innermost first, then the statement's: what “expand selection” goes through. */
export function selectionSpans(found: NodeAt): readonly Span[] {
  const spans: Span[] = [];
  const add = (span: Span): void => {
    const last = spans.at(-1);
    const next = shifted(span, found.start);
    if (last === undefined || last.from !== next.from || last.to !== next.to) spans.push(next);
  };
  if (found.spot !== undefined) add(found.spot.span);
  for (let i = found.path.length - 1; i >= 0; i--) {
    const expression = found.path[i];
    if (expression !== undefined) add(expression);
  }
  add(found.statement.tree);
  return spans;
}

function statementAt(document: Document, index: number, offset: number) {
  const statement = document.statements[index];
  const start = document.starts[index];
  if (statement === undefined || start === undefined || offset > start + statement.text.length) return undefined;
  return { statement, start };
}

const covers = (span: Span, at: number): boolean => span.from <= at && at < span.to;
const touches = (span: Span, at: number): boolean => span.from <= at && at <= span.to;

function pick(parts: readonly Expression[], at: number): Expression | undefined {
  return parts.find((part) => covers(part, at)) ?? parts.find((part) => touches(part, at));
}

const isNamed = (name: Name, at: number): boolean => name.to > name.from && touches(name, at);

function spotIn(node: Expression, at: number): Spot | undefined {
  if (node.kind === 'binary') {
    const span = { from: node.operatorFrom, to: node.operatorTo };
    return covers(span, at) ? { kind: 'operator', span, binary: node } : undefined;
  }
  if (node.kind !== 'call') return undefined;
  const { callee } = node;
  if (isNamed(callee, at)) return { kind: 'callee', span: callee, call: node, name: callee };
  return optionSpot(node.args, at);
}

function optionSpot(args: readonly Argument[], at: number): Spot | undefined {
  for (const argument of args) {
    const { name } = argument;
    if (name !== undefined && isNamed(name, at)) return { kind: 'option', span: name, argument, name };
  }
  return undefined;
}

/** Names that stand outside of all expressions. */
function nameSpot(tree: Statement, at: number): Spot | undefined {
  const among = (kind: 'target' | 'param', list: readonly Name[]): Spot | undefined => {
    const name = list.find((candidate) => isNamed(candidate, at));
    return name === undefined ? undefined : { kind, span: name, name };
  };
  switch (tree.kind) {
    case 'assignment':
    case 'for':
      return among('target', namesGivenBy(tree));
    case 'def':
    case 'backwardRule':
      if (isNamed(tree.name, at)) return { kind: 'function', span: tree.name, name: tree.name };
      return among('param', [...tree.params, ...tree.block.flatMap(namesGivenBy)]);
    case 'train':
      if (isNamed(tree.callee, at)) return { kind: 'callee', span: tree.callee, call: undefined, name: tree.callee };
      return optionSpot(tree.args, at);
    default:
      return undefined;
  }
}
