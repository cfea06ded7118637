/** What a code action is made from, and the edits that all of them share. */
import type { CodeAction, Diagnostic, TextEdit } from 'vscode-languageserver-types';
import type { Span } from '../../../core/base/span.ts';
import { functionNames } from '../../../core/semantics/functionTable.ts';
import { namesGiven } from '../../../core/semantics/occurrences.ts';
import type { NodeAt } from '../../../core/syntax/cursor/nodeAt.ts';
import { type Expression, partsOf } from '../../../core/syntax/tree.ts';
import type { DocumentState } from '../../document/documentState.ts';

interface ActionPlace {
  readonly state: DocumentState;
  /** The selection, offsets in the whole text. */
  readonly from: number;
  readonly to: number;
  /** What stands where the selection begins. */
  readonly found: NodeAt | undefined;
  /** Problems of the server's own at the selection, as the editor sends them back. */
  readonly problems: readonly Diagnostic[];
}

/** One kind of action: what it offers at a place, often nothing. */
export type ActionSource = (place: ActionPlace) => readonly CodeAction[];

/** Some text in place of a span of the whole text. */
export interface Change extends Span {
  readonly text: string;
}

export function action(
  state: DocumentState,
  title: string,
  kind: string,
  changes: readonly Change[],
  more: Partial<CodeAction> = {},
): CodeAction {
  const edits: TextEdit[] = changes
    .toSorted((a, b) => a.from - b.from)
    .map(({ from, to, text }) => ({ range: state.rangeOf({ from, to }), newText: text }));
  return { title, kind, ...more, edit: { changes: { [state.uri]: edits } } };
}

/** The line end that the text uses. */
export const lineEndOf = ({ document }: DocumentState): string => (document.text.includes('\r\n') ? '\r\n' : '\n');

/** A new line with this text below the one on which an offset stands. */
export function lineBelow(state: DocumentState, offset: number, text: string): Change {
  const { lines } = state;
  const end = lines.endOf(lines.at(offset).line);
  return { from: end, to: end, text: `${lineEndOf(state)}${text}` };
}

/** Where a statement stands in the whole text. */
export const spanOfStatement = ({ document }: DocumentState, statement: number): Span => {
  const from = document.starts[statement] ?? 0;
  return { from, to: from + (document.statements[statement]?.text.length ?? 0) };
};

/** Whether a statement has its line or lines to itself. */
export function standsAlone(state: DocumentState, statement: number): boolean {
  const { document, lines } = state;
  const { from, to } = spanOfStatement(state, statement);
  const before = document.text.slice(lines.startOf(lines.at(from).line), from);
  const after = document.text.slice(to, lines.endOf(lines.at(to).line));
  return before.trim() === '' && after.trim() === '';
}

/** Takes a statement out: with its line where it stands alone, else with the `;` that set it apart. A comment stays. */
export function removalOf(state: DocumentState, statement: number): Change {
  const { document, lines } = state;
  const { from, to } = spanOfStatement(state, statement);
  const first = lines.at(from).line;
  const last = lines.at(to).line;
  const before = document.text.slice(lines.startOf(first), from);
  const after = document.text.slice(to, lines.endOf(last));
  if (before.trim() === '' && (after.trim() === '' || after.trim() === ';'))
    return { from: lines.startOf(first), to: lines.startOf(last + 1), text: '' };
  const following = /^\s*;[^\S\r\n]*/.exec(after);
  if (following) return { from, to: to + following[0].length, text: '' };
  const leading = /;?[^\S\r\n]*$/.exec(before);
  return { from: from - (leading?.[0].length ?? 0), to, text: '' };
}

/** Every expression of one and its parts, the whole first. */
export function* withParts(expression: Expression): Generator<Expression> {
  const pending = [expression];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    yield part;
    for (const inner of partsOf(part)) pending.push(inner);
  }
}

/** A name that nothing in the text has. */
export function freshName(state: DocumentState, wanted: string): string {
  const taken = namesGiven(state.document);
  const functions = functionNames(state.evaluation.surroundings.dataSets);
  const free = (name: string): boolean => !taken.has(name) && !functions.has(name);
  if (free(wanted)) return wanted;
  let count = 1;
  while (!free(`${wanted}${count}`)) count++;
  return `${wanted}${count}`;
}

/** Whether what an expression gives depends on where it stands: random numbers follow the name that is assigned. */
export function dependsOnPlace(expression: Expression, isRandom: (name: string) => boolean): boolean {
  for (const part of withParts(expression)) {
    if (part.kind !== 'call') continue;
    const { name } = part.callee;
    if (name === 'param' || name === 'data' || name === 'grad') return true;
    if (isRandom(name) && !part.args.some((argument) => argument.name?.name === 'seed')) return true;
  }
  return false;
}
