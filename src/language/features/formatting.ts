import type { Range, TextEdit } from 'vscode-languageserver-types';
import { isGiven } from '../../core/syntax/cells.ts';
import type { TextEdit as Edit } from '../../core/syntax/document.ts';
import { format } from '../../core/syntax/format/formatter.ts';
import type { DocumentState } from '../document/documentState.ts';

/** Edits that put blanks where they belong, in the whole text or in a part of it. */
export function formatting(state: DocumentState, range?: Range): readonly TextEdit[] {
  const span = range && { from: state.offsetAt(range.start), to: state.offsetAt(range.end) };
  const given = state.document.cells.filter(isGiven).map((cell) => cell.span);
  // What is given is locked, blanks too.
  const edits = format(state.document, span).filter(
    ({ from, to }) => !given.some((locked) => from < locked.to && to >= locked.from),
  );
  const few = edits.length > MOST_EDITS ? joined(state.document.text, edits) : edits;
  return few.map(({ from, to, insert }) => ({ range: state.rangeOf({ from, to }), newText: insert }));
}

/** So many edits are sent one by one; more are joined with what stands between them. */
const MOST_EDITS = 2000;
const NEAR = 100;

function joined(text: string, edits: readonly Edit[]): readonly Edit[] {
  const result: { from: number; to: number; inserts: string[] }[] = [];
  for (const { from, to, insert } of edits) {
    const last = result.at(-1);
    if (last && from - last.to <= NEAR) {
      last.inserts.push(text.slice(last.to, from), insert);
      last.to = to;
    } else result.push({ from, to, inserts: [insert] });
  }
  return result.map(({ from, to, inserts }) => ({ from, to, insert: inserts.join('') }));
}

/** After a line's end or a `;` was typed: the line above, or the present one. */
export function formattingOnType(state: DocumentState, line: number, character: string): readonly TextEdit[] {
  const at = character === '\n' ? line - 1 : line;
  if (at < 0) return [];
  return formatting(state, { start: { line: at, character: 0 }, end: { line: at, character: 1e6 } });
}
