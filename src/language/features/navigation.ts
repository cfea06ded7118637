import {
  type DocumentHighlight,
  DocumentHighlightKind,
  type Location,
  type Position,
} from 'vscode-languageserver-types';
import type { Span } from '../../core/base/span.ts';
import { placeAt } from '../../core/semantics/occurrences.ts';
import type { DocumentState } from '../document/documentState.ts';

/** Where the name under the cursor gets its value, or where the function is defined. */
export function definition(state: DocumentState, position: Position): Location | null {
  const found = placeAt(state.document, state.offsetAt(position));
  return found ? { uri: state.uri, range: state.rangeOf(found.thing.given) } : null;
}

export function references(state: DocumentState, position: Position, includeDeclaration: boolean): readonly Location[] {
  return placesOf(state, position, includeDeclaration).map((span) => ({ uri: state.uri, range: state.rangeOf(span) }));
}

export function highlights(state: DocumentState, position: Position): readonly DocumentHighlight[] {
  const found = placeAt(state.document, state.offsetAt(position));
  if (found === undefined) return [];
  return [
    { range: state.rangeOf(found.thing.given), kind: DocumentHighlightKind.Write },
    ...found.thing.reads.map((span) => ({ range: state.rangeOf(span), kind: DocumentHighlightKind.Read })),
  ];
}

function placesOf(state: DocumentState, position: Position, includeDeclaration: boolean): readonly Span[] {
  const found = placeAt(state.document, state.offsetAt(position));
  if (found === undefined) return [];
  const { given, reads } = found.thing;
  return includeDeclaration ? [given, ...reads] : reads;
}
