import { firstAbove } from '../../base/lineTable.ts';
import type { Span } from '../../base/span.ts';
import { shifted } from '../../base/span.ts';
import {
  type Argument,
  type Call,
  type Document,
  type Expression,
  expressionsOf,
  type Name,
  partsOf,
  type Statement,
} from '../../syntax/tree.ts';

/** What the cursor stands on. Spans are in the whole text. */
export type HoverPlace =
  | { readonly on: 'cell'; readonly cell: number; readonly span: Span }
  /** A name being assigned, a def's name or one of its params. */
  | {
      readonly on: 'target';
      readonly statement: number;
      readonly name: Name;
      readonly index: number;
      readonly span: Span;
    }
  /** The name of a function being called. */
  | { readonly on: 'callee'; readonly statement: number; readonly call: Call; readonly span: Span }
  /** The name of an option; `callee` is what it is an option of. */
  | { readonly on: 'option'; readonly callee: string; readonly argument: Argument; readonly span: Span }
  /** `train`, `backward`, `grad`, `value`, `def` at the start of a statement. */
  | { readonly on: 'word'; readonly statement: number; readonly word: string; readonly span: Span }
  /** A value; `path` leads from the outermost expression to it. */
  | {
      readonly on: 'expression';
      readonly statement: number;
      readonly path: readonly Expression[];
      readonly span: Span;
    };

export function hoverPlace(document: Document, offset: number): HoverPlace | undefined {
  const cell = document.cells.find((one) => one.marker.to > one.marker.from && covers(one.marker, offset));
  if (cell) return { on: 'cell', cell: cell.index, span: cell.marker };
  const statement = firstAbove(document.starts, offset) - 1;
  const parsed = document.statements[statement];
  const start = document.starts[statement];
  if (parsed === undefined || start === undefined) return undefined;
  const at = offset - start;
  const { tree } = parsed;
  return (
    targetAt(tree, statement, at, start) ??
    expressionAt(tree, statement, at, start) ??
    wordAt(tree, parsed.text, statement, at, start)
  );
}

const covers = (span: Span, offset: number): boolean => span.from <= offset && offset < span.to;
const touches = (span: Span, offset: number): boolean => span.from <= offset && offset <= span.to;

function targetAt(tree: Statement, statement: number, at: number, start: number): HoverPlace | undefined {
  const names = tree.kind === 'assignment' ? tree.targets : tree.kind === 'def' ? [tree.name, ...tree.params] : [];
  const index = names.findIndex((name) => touches(name, at));
  const name = names[index];
  return name && { on: 'target', statement, name, index, span: shifted(name, start) };
}

function expressionAt(tree: Statement, statement: number, at: number, start: number): HoverPlace | undefined {
  if (tree.kind === 'train') {
    if (touches(tree.callee, at)) return { on: 'word', statement, word: 'train', span: shifted(tree.callee, start) };
    const option = optionAt(tree.args, at);
    if (option?.name) return { on: 'option', callee: 'train', argument: option, span: shifted(option.name, start) };
  }
  const path: Expression[] = [];
  for (let parts: readonly Expression[] = expressionsOf(tree); ; ) {
    const inner = parts.find((part) => covers(part, at)) ?? parts.find((part) => touches(part, at));
    if (inner === undefined) break;
    path.push(inner);
    if (inner.kind === 'call') {
      if (touches(inner.callee, at))
        return { on: 'callee', statement, call: inner, span: shifted(inner.callee, start) };
      const option = optionAt(inner.args, at);
      if (option?.name)
        return { on: 'option', callee: inner.callee.name, argument: option, span: shifted(option.name, start) };
    }
    parts = partsOf(inner);
  }
  const innermost = path.at(-1);
  return innermost && { on: 'expression', statement, path, span: shifted(innermost, start) };
}

const optionAt = (args: readonly Argument[], at: number): Argument | undefined =>
  args.find((argument) => argument.name && touches(argument.name, at));

const WORD = /^(?:def|backward|grad|value|train)\b/;

function wordAt(tree: Statement, text: string, statement: number, at: number, start: number): HoverPlace | undefined {
  if (tree.kind === 'assignment' || tree.kind === 'bare' || tree.kind === 'broken') return undefined;
  const word = WORD.exec(text)?.[0];
  if (word === undefined || at > word.length) return undefined;
  return { on: 'word', statement, word, span: { from: start, to: start + word.length } };
}
