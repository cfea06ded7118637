import { lineTable } from '../../src/core/base/lineTable.ts';
import type { Span } from '../../src/core/base/span.ts';

/** Something to be said of a place in a text. */
export interface Remark extends Span {
  readonly words: string;
}

/** The text with each remark under its place, as in `   ^^^ words`. */
export function marked(text: string, remarks: readonly Remark[]): string {
  const lines = lineTable(text);
  const out: string[] = [];
  for (let line = 0; line < lines.lineCount; line++) {
    out.push(text.slice(lines.startOf(line), lines.endOf(line)));
    for (const { from, to, words } of remarks) {
      const start = lines.at(from);
      if (start.line !== line) continue;
      const end = lines.at(to);
      const width = end.line === line ? Math.max(1, end.column - start.column) : 1;
      const until = end.line === line ? '' : ` … line ${end.line + 1}, column ${end.column + 1}`;
      out.push(`${' '.repeat(start.column)}${'^'.repeat(width)}${until} ${words}`.trimEnd());
    }
  }
  return out.join('\n');
}
