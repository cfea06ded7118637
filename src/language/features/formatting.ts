import type { Range, TextEdit } from 'vscode-languageserver-types';
import { format } from '../../core/syntax/formatter.ts';
import type { DocumentState } from '../documentState.ts';

/** Edits that put blanks where they belong, in the whole text or in a part of it. */
export function formatting(state: DocumentState, range?: Range): readonly TextEdit[] {
  const span = range && { from: state.offsetAt(range.start), to: state.offsetAt(range.end) };
  return format(state.document, span).map(({ from, to, insert }) => ({
    range: state.rangeOf({ from, to }),
    newText: insert,
  }));
}

/** After a line's end or a `;` was typed: the line above, or the present one. */
export function formattingOnType(state: DocumentState, line: number, character: string): readonly TextEdit[] {
  const at = character === '\n' ? line - 1 : line;
  if (at < 0) return [];
  return formatting(state, { start: { line: at, character: 0 }, end: { line: at, character: 1e6 } });
}
