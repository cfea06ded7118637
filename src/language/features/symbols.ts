import { type DocumentSymbol, SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver-types';
import type { DocumentState } from '../document/documentState.ts';

/** Cells, and inside them the names that they give. */
export function documentSymbols(state: DocumentState): readonly DocumentSymbol[] {
  const { document } = state;
  return document.cells
    .filter((cell) => cell.last > cell.first || cell.marker.to > cell.marker.from)
    .map((cell) => {
      const marker = cell.marker.to > cell.marker.from ? cell.marker : { from: cell.span.from, to: cell.span.from };
      return {
        name: cell.title || (cell.kind === 'code' ? `Cell ${cell.index + 1}` : cell.kind),
        kind: SymbolKind.Module,
        range: state.rangeOf(trimmed(document.text, cell.span)),
        selectionRange: state.rangeOf(marker),
        ...(cell.kind === 'code' ? {} : { detail: cell.kind }),
        children: namesIn(state, cell.first, cell.last),
      };
    });
}

function namesIn(state: DocumentState, first: number, last: number): DocumentSymbol[] {
  const { document } = state;
  return document.statements.slice(first, last).flatMap(({ tree, text }, i): readonly DocumentSymbol[] => {
    const statement = first + i;
    const range = state.rangeOf(state.inText(statement, { from: 0, to: text.length }));
    if (tree.kind === 'def')
      return [
        {
          name: tree.name.name,
          kind: SymbolKind.Function,
          range,
          selectionRange: state.rangeOf(state.inText(statement, tree.name)),
          detail: `(${tree.params.map(({ name }) => name).join(', ')})`,
        },
      ];
    if (tree.kind === 'train')
      return [
        {
          name: 'train',
          kind: SymbolKind.Event,
          range,
          selectionRange: state.rangeOf(state.inText(statement, tree.callee)),
        },
      ];
    if (tree.kind !== 'assignment') return [];
    return tree.targets.map((target) => ({
      name: target.name,
      kind: SymbolKind.Variable,
      range,
      selectionRange: state.rangeOf(state.inText(statement, target)),
    }));
  });
}

const trimmed = (
  text: string,
  { from, to }: { readonly from: number; readonly to: number },
): { from: number; to: number } => {
  let end = to;
  while (end > from && /\s/.test(text[end - 1] ?? '')) end--;
  return { from, to: end };
};

/** Names of every open text that contain what was typed. */
export function workspaceSymbols(states: readonly DocumentState[], query: string): readonly WorkspaceSymbol[] {
  const wanted = query.toLowerCase();
  return states.flatMap((state) =>
    documentSymbols(state)
      .flatMap((cell) => [cell, ...(cell.children ?? [])])
      .filter(({ name }) => name.toLowerCase().includes(wanted))
      .map(({ name, kind, selectionRange }) => ({ name, kind, location: { uri: state.uri, range: selectionRange } })),
  );
}
