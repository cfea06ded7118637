import type { Range } from 'vscode-languageserver-types';
import type { Span } from '../../src/core/base/span.ts';
import { openText, URI } from '../support/openText.ts';

/** Something to be said of a place in a text. */
export interface Remark extends Span {
  readonly words: string;
}

/** The text with each remark under its place, as in `   ^^^ words`. */
export function marked(text: string, remarks: readonly Remark[]): string {
  const { state } = openText(text);
  const { lines } = state;
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

export const spanOf = (text: string, { start, end }: Range): Span => {
  const { state } = openText(text);
  return { from: state.offsetAt(start), to: state.offsetAt(end) };
};

export const inThisText = (uri: string): boolean => uri === URI;
