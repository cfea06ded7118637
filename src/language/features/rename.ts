import type { Position, Range, WorkspaceEdit } from 'vscode-languageserver-types';
import type { Span } from '../../core/base/span.ts';
import { functionNames, statementWords } from '../../core/semantics/functionTable.ts';
import { type NamedThing, placeAt, thingsNamed } from '../../core/semantics/occurrences.ts';
import { parseDocument, updateDocument } from '../../core/syntax/document.ts';
import type { Document } from '../../core/syntax/tree.ts';
import type { DocumentState } from '../document/documentState.ts';

const NAME = /^[\p{L}_][\p{L}\p{N}\p{M}_]*$/u;

/** Where a rename would begin, or undefined where there is nothing to rename. */
export function prepareRename(
  state: DocumentState,
  position: Position,
): { readonly range: Range; readonly placeholder: string } | undefined {
  const found = placeAt(state.document, state.offsetAt(position));
  return found && { range: state.rangeOf(found.span), placeholder: found.thing.name };
}

interface RefusedRename {
  readonly refused: string;
}

/** Renames one value and everything that reads it; refused with a reason where the new name would mean something else. */
export function rename(state: DocumentState, position: Position, typed: string): WorkspaceEdit | RefusedRename {
  const name = typed.normalize('NFC').trim();
  const found = placeAt(state.document, state.offsetAt(position));
  if (found === undefined) return { refused: 'There is no name here.' };
  if (name === '') return { refused: 'The new name is missing.' };
  if (name === found.thing.name) return { changes: {} };
  if (!NAME.test(name))
    return { refused: `${typed} is no name: a name is letters, digits and _, and begins with a letter.` };
  if (statementWords.has(name) || name === 'true' || name === 'false')
    return { refused: `${name} is a word of the language.` };
  if (found.thing.kind === 'function' && functionNames(state.evaluation.surroundings.dataSets).has(name))
    return { refused: `${name} is a function of the language already.` };
  const clash = clashOf(thingsNamed(state.document, found.thing.name, name), found.thing, name);
  if (clash) {
    const line = state.positionAt(clash.given.from).line + 1;
    return { refused: `${name} is already a ${clash.kind} (line ${line}), and the two would be confused.` };
  }
  const spans = [found.thing.given, ...found.thing.reads].sort((a, b) => a.from - b.from);
  const moved = meaningMovedAt(state, found.thing, spans, name);
  if (moved !== undefined)
    return {
      refused: `Line ${state.positionAt(moved).line + 1} would then mean something else: ${name} is in use there.`,
    };
  return { changes: { [state.uri]: spans.map((span) => ({ range: state.rangeOf(span), newText: name })) } };
}

/** The first place at which the new text would read another value than the present one; undefined: none. */
function meaningMovedAt(
  { document }: DocumentState,
  { name: old, statement }: NamedThing,
  spans: readonly Span[],
  name: string,
): number | undefined {
  const renamed =
    spans.length > MOST_EDITS ? parseDocument(withName(document.text, spans, name)) : edited(document, spans, name);
  if (renamed.statements.length !== document.statements.length) return spans[0]?.from;
  // What other names stand for no new name can change; a parameter is also named in calls of its function.
  const tree = renamed.statements[statement]?.tree;
  const names = [old, name, ...(tree?.kind === 'def' || tree?.kind === 'backwardRule' ? [tree.name.name] : [])];
  const before = meanings(thingsNamed(document, ...names));
  const after = meanings(thingsNamed(renamed, ...names));
  const at = before.findIndex(({ thing }, i) => after[i]?.thing !== thing);
  if (at >= 0) return before[at]?.from;
  return after.length > before.length ? spans[0]?.from : undefined;
}

/** Beyond so many edits a text is parsed sooner than edited. */
const MOST_EDITS = 40;

const edited = (document: Document, spans: readonly Span[], name: string): Document =>
  spans.reduceRight((now, { from, to }) => updateDocument(now, { from, to, insert: name }), document);

function withName(text: string, spans: readonly Span[], name: string): string {
  let renamed = '';
  let done = 0;
  for (const { from, to } of spans) {
    renamed += text.slice(done, from) + name;
    done = to;
  }
  return renamed + text.slice(done);
}

/** Every place of a name in the order of the text, with the number of the thing that it stands for. */
function meanings(things: readonly NamedThing[]): readonly { readonly from: number; readonly thing: number }[] {
  return things
    .flatMap(({ given, reads }, thing) => [given, ...reads].map(({ from }) => ({ from, thing })))
    .sort((a, b) => a.from - b.from);
}

/** A thing of the new name that is alive where the renamed one is, so that reads would change their meaning. */
function clashOf(things: readonly NamedThing[], renamed: NamedThing, name: string): NamedThing | undefined {
  const from = renamed.given.from;
  const to = Math.max(from, ...renamed.reads.map((span) => span.to));
  return things.find((other) => {
    if (other.name !== name) return false;
    if (other.kind === 'function' || renamed.kind === 'function') return other.kind === renamed.kind;
    if (other.kind === 'parameter' || renamed.kind === 'parameter') return other.statement === renamed.statement;
    const last = Math.max(other.given.from, ...other.reads.map((span) => span.to));
    const givenWithin = other.given.from > from && other.given.from < to;
    const readAfter = other.given.from < from && last > from;
    return givenWithin || readAfter;
  });
}
