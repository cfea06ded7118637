import type { Position, SelectionRange } from 'vscode-languageserver-types';
import type { Span } from '../../core/base/span.ts';
import { type NodeAt, nodeAt, selectionSpans } from '../../core/syntax/cursor/nodeAt.ts';
import type { DocumentState } from '../document/documentState.ts';

/** A long sum is as deep as it is long: in its middle steps are left out. */
const MOST_STEPS = 64;
const LAST_STEPS = 8;

/** What “expand selection” goes through: name, expression, argument, statement, line, cell, text. */
export function selectionRanges(state: DocumentState, positions: readonly Position[]): readonly SelectionRange[] {
  return positions.map((position) => {
    const offset = state.offsetAt(position);
    const found = nodeAt(state.document, offset);
    const cell = state.cellAt(offset);
    const spans = [
      ...(found ? withArguments(found) : []),
      lineOf(state, offset),
      ...(cell ? [cell.span] : []),
      { from: 0, to: state.document.text.length },
    ];
    let range: SelectionRange = { range: { start: position, end: position } };
    let before: Span = { from: offset, to: offset };
    const growing = spans.filter((span) => {
      const grows = span.from <= before.from && span.to >= before.to && span.to - span.from > before.to - before.from;
      if (grows) before = span;
      return grows;
    });
    if (growing.length > MOST_STEPS) growing.splice(MOST_STEPS - LAST_STEPS, growing.length - MOST_STEPS);
    let parent: SelectionRange | undefined;
    for (const span of growing.reverse()) {
      range = parent ? { range: state.rangeOf(span), parent } : { range: state.rangeOf(span) };
      parent = range;
    }
    return range;
  });
}

/** A named argument is a step of its own between its value and the call. */
function withArguments(found: NodeAt): readonly Span[] {
  const spans = [...selectionSpans(found)];
  for (const part of found.path) {
    if (part.kind !== 'call') continue;
    for (const { name, from, to } of part.args) {
      const here = found.spot && found.spot.span.from >= from && found.spot.span.to <= to;
      if (name !== undefined && here) spans.push({ from: found.start + from, to: found.start + to });
    }
  }
  return spans.sort((a, b) => a.to - a.from - (b.to - b.from));
}

function lineOf({ document, lines }: DocumentState, offset: number): Span {
  const { line } = lines.at(offset);
  const from = lines.startOf(line);
  const text = document.text.slice(from, lines.endOf(line));
  return { from: from + text.length - text.trimStart().length, to: from + text.trimEnd().length };
}
