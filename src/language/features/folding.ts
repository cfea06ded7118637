import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver-types';
import type { DocumentState } from '../document/documentState.ts';

/** Cells fold at their marker; statements over several lines and runs of comments fold too. */
export function folding(state: DocumentState): readonly FoldingRange[] {
  const { document, lines } = state;
  const ranges: FoldingRange[] = [];
  const add = (from: number, to: number, kind?: FoldingRangeKind): void => {
    const startLine = lines.at(from).line;
    let endLine = lines.at(to).line;
    while (endLine > startLine && document.text.slice(lines.startOf(endLine), lines.endOf(endLine)).trim() === '')
      endLine--;
    if (endLine > startLine) ranges.push({ startLine, endLine, ...(kind ? { kind } : {}) });
  };
  for (const cell of document.cells)
    if (cell.marker.to > cell.marker.from)
      add(cell.marker.from, Math.max(cell.span.from, cell.span.to - 1), FoldingRangeKind.Region);
  document.statements.forEach(({ text }, i) => {
    const start = document.starts[i] ?? 0;
    add(start, start + text.length);
  });
  for (const { first, last } of commentRuns(state))
    ranges.push({ startLine: first, endLine: last, kind: FoldingRangeKind.Comment });
  return ranges;
}

/** Lines of comments that follow one another, outside of text cells, which fold as a whole. */
function commentRuns({ document, lines }: DocumentState): readonly { readonly first: number; readonly last: number }[] {
  const runs: { first: number; last: number }[] = [];
  for (const cell of document.cells) {
    if (cell.kind === 'markdown') continue;
    let first = -1;
    const end = lines.at(cell.span.to).line;
    const start = lines.at(cell.marker.to).line + (cell.marker.to > cell.marker.from ? 1 : 0);
    for (let line = start; line <= end + 1; line++) {
      const at = lines.startOf(line);
      const isComment = line <= end && at < cell.span.to && startsWithHash(document.text, at);
      if (isComment && first < 0) first = line;
      if (isComment) continue;
      if (first >= 0 && line - 1 > first) runs.push({ first, last: line - 1 });
      first = -1;
    }
  }
  return runs;
}

function startsWithHash(text: string, from: number): boolean {
  let i = from;
  while (text[i] === ' ' || text[i] === '\t') i++;
  return text[i] === '#';
}
