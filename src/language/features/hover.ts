import { MarkupKind, type Position, type Hover as ShownHover } from 'vscode-languageserver-types';
import { type Hover, hoverOf } from '../../core/explain/hover/hover.ts';
import { hoverMarkdown, type MarkdownExtras } from '../../core/explain/hover/hoverMarkdown.ts';
import type { DocumentState } from '../document/documentState.ts';
import { hiddenIn } from '../document/hidden.ts';
import type { Settings } from '../document/settings.ts';

/** What there is to say about the place under the mouse, as Markdown that the editor allows; typeset where `pictures` are given. */
export function hover(
  state: DocumentState,
  position: Position,
  settings: Settings,
  pictures?: (found: Hover) => MarkdownExtras,
): ShownHover | null {
  const offset = state.offsetAt(position);
  const found = hoverOf(state.evaluation, offset, {
    digits: settings.digits,
    hidden: hiddenIn(state),
    dataSets: state.surroundings.dataSets,
  });
  if (found === undefined) return null;
  const links =
    found.kind === 'value'
      ? [
          {
            title: 'Show in the graph',
            uri: `command:backprop.showGraph?${encodeURIComponent(JSON.stringify([state.uri, found.span.from]))}`,
          },
        ]
      : [];
  const value = hoverMarkdown(found, { ...pictures?.(found), links });
  return { contents: { kind: MarkupKind.Markdown, value }, range: state.rangeOf(found.span) };
}
