import { type Hover, MarkupKind, type Position } from 'vscode-languageserver-types';
import { hoverOf } from '../../core/explain/hover.ts';
import { hoverMarkdown } from '../../core/explain/hoverMarkdown.ts';
import type { DocumentState } from '../documentState.ts';
import { hiddenIn } from '../practice.ts';
import type { Settings } from '../settings.ts';

/** What there is to say about the place under the mouse, as Markdown that the editor allows. */
export function hover(state: DocumentState, position: Position, settings: Settings): Hover | null {
  const found = hoverOf(state.evaluation, state.offsetAt(position), {
    digits: settings.digits,
    hidden: hiddenIn(state),
    dataSets: state.surroundings.dataSets,
  });
  if (found === undefined) return null;
  return { contents: { kind: MarkupKind.Markdown, value: hoverMarkdown(found) }, range: state.rangeOf(found.span) };
}
