import type { Position, Range, WorkspaceEdit } from 'vscode-languageserver-types';
import { functionNames, statementWords } from '../../core/semantics/functionTable.ts';
import { type NamedThing, occurrencesIn } from '../../core/semantics/occurrences.ts';
import type { DocumentState } from '../documentState.ts';

const NAME = /^[\p{L}_][\p{L}\p{N}\p{M}_]*$/u;

/** Where a rename would begin, or undefined where there is nothing to rename. */
export function prepareRename(
  state: DocumentState,
  position: Position,
): { readonly range: Range; readonly placeholder: string } | undefined {
  const found = occurrencesIn(state.document).at(state.offsetAt(position));
  return found && { range: state.rangeOf(found.span), placeholder: found.thing.name };
}

export interface RefusedRename {
  readonly refused: string;
}

/** Renames one value and everything that reads it; refused with a reason where the new name would mean something else. */
export function rename(state: DocumentState, position: Position, typed: string): WorkspaceEdit | RefusedRename {
  const name = typed.normalize('NFC').trim();
  const all = occurrencesIn(state.document);
  const found = all.at(state.offsetAt(position));
  if (found === undefined) return { refused: 'There is no name here.' };
  if (!NAME.test(name))
    return { refused: `${typed} is no name: a name is letters, digits and _, and begins with a letter.` };
  if (statementWords.has(name) || name === 'true' || name === 'false')
    return { refused: `${name} is a word of the language.` };
  if (found.thing.kind === 'function' && functionNames.has(name))
    return { refused: `${name} is a function of the language already.` };
  const clash = clashOf(all.things, found.thing, name);
  if (clash) {
    const line = state.positionAt(clash.given.from).line + 1;
    return { refused: `${name} is already a ${clash.kind} (line ${line}), and the two would be confused.` };
  }
  const spans = [found.thing.given, ...found.thing.reads];
  return { changes: { [state.uri]: spans.map((span) => ({ range: state.rangeOf(span), newText: name })) } };
}

/** A thing of the new name that is alive where the renamed one is, so that reads would change their meaning. */
function clashOf(things: readonly NamedThing[], renamed: NamedThing, name: string): NamedThing | undefined {
  const from = renamed.given.from;
  const to = Math.max(from, ...renamed.reads.map((span) => span.to));
  return things.find((other) => {
    if (other === renamed || other.name !== name) return false;
    if (other.kind === 'function' || renamed.kind === 'function') return other.kind === renamed.kind;
    if (other.kind === 'parameter' || renamed.kind === 'parameter') return other.statement === renamed.statement;
    const last = Math.max(other.given.from, ...other.reads.map((span) => span.to));
    const givenWithin = other.given.from > from && other.given.from < to;
    const readAfter = other.given.from < from && last > from;
    return givenWithin || readAfter;
  });
}
