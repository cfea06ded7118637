import { type Hover, MarkupKind, type Position } from 'vscode-languageserver-types';
import { hoverOf } from '../../core/explain/hover.ts';
import { hoverMarkdown } from '../../core/explain/hoverMarkdown.ts';
import type { HoverTheme } from '../../core/explain/hoverTheme.ts';
import type { DocumentState } from '../documentState.ts';
import { hoverPictures } from '../formula/hoverPictures.ts';
import { hiddenIn } from '../practice.ts';
import type { Settings } from '../settings.ts';

/** What there is to say about the place under the mouse, as Markdown that the editor allows; with a theme its formulas are typeset. */
export function hover(state: DocumentState, position: Position, settings: Settings, theme?: HoverTheme): Hover | null {
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
  const value = hoverMarkdown(found, { ...(theme ? hoverPictures(found, theme) : {}), links });
  return { contents: { kind: MarkupKind.Markdown, value }, range: state.rangeOf(found.span) };
}
