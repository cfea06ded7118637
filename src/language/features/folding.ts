import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver-types';
import type { DocumentState } from '../documentState.ts';

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
  return ranges;
}
