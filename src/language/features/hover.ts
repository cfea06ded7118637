import { type Hover, MarkupKind, type Position } from 'vscode-languageserver-types';
import { annotate } from '../annotation.ts';
import type { DocumentState } from '../documentState.ts';
import { hiddenIn } from '../practice.ts';
import type { Settings } from '../settings.ts';

export function hover(state: DocumentState, position: Position, settings: Settings): Hover | null {
  const offset = state.offsetAt(position);
  const statement = state.document.statements.findLastIndex((_, i) => (state.document.starts[i] ?? 0) <= offset);
  if (statement < 0) return null;
  const { text } = annotate(state, statement, settings, hiddenIn(state));
  return { contents: { kind: MarkupKind.Markdown, value: text } };
}
