import type { Position, SelectionRange } from 'vscode-languageserver-types';
import { nodeAt, selectionSpans } from '../../core/syntax/nodeAt.ts';
import type { DocumentState } from '../documentState.ts';

/** What “expand selection” goes through: name, expression, statement, cell, text. */
export function selectionRanges(state: DocumentState, positions: readonly Position[]): readonly SelectionRange[] {
  return positions.map((position) => {
    const offset = state.offsetAt(position);
    const found = nodeAt(state.document, offset);
    const cell = state.cellAt(offset);
    const spans = [
      ...(found ? selectionSpans(found) : []),
      ...(cell ? [cell.span] : []),
      { from: 0, to: state.document.text.length },
    ];
    let range: SelectionRange = { range: { start: position, end: position } };
    let parent: SelectionRange | undefined;
    for (const span of spans.reverse()) {
      range = parent ? { range: state.rangeOf(span), parent } : { range: state.rangeOf(span) };
      parent = range;
    }
    return range;
  });
}
