import type { TextEdit } from 'vscode-languageserver-types';
import { lineTable } from '../../src/core/base/lineTable.ts';

/** The text after an editor has made these edits, all of which count from the text as it was. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  const lines = lineTable(text);
  const placed = edits.map(({ range: { start, end }, newText }) => ({
    from: lines.offsetAt(start.line, start.character),
    to: lines.offsetAt(end.line, end.character),
    newText,
  }));
  placed.sort((a, b) => a.from - b.from || a.to - b.to);
  let result = '';
  let done = 0;
  for (const { from, to, newText } of placed) {
    if (from < done) throw new Error(`two edits overlap at ${from}`);
    result += text.slice(done, from) + newText;
    done = to;
  }
  return result + text.slice(done);
}
