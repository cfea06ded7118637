import { MarkupKind, type Position, type Hover as ShownHover } from 'vscode-languageserver-types';
import { type Hover, hoverOf } from '../../core/explain/hover/hover.ts';
import { hoverMarkdown, type MarkdownExtras } from '../../core/explain/hover/hoverMarkdown.ts';
import { checkLearnedPasses } from '../../core/tutor/marking/customBackward.ts';
import type { DocumentState } from '../document/documentState.ts';
import { hiddenIn } from '../document/hidden.ts';
import { isPausedAt } from '../document/pauses.ts';
import type { Settings } from '../document/settings.ts';
import { judgementOf } from '../document/verdicts.ts';

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
    verdictOn: (statement) => verdictOn(state, statement),
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

function verdictOn(state: DocumentState, statement: number): string | undefined {
  const parsed = state.document.statements[statement];
  const judgement = parsed && !isPausedAt(state, statement) ? judgementOf(parsed) : undefined;
  const wrong = judgement?.notes.find(({ code }) => code === 'own-backward-wrong');
  if (wrong) return `✗ ${wrong.message}`;
  const own = checkLearnedPasses(state.evaluation).find(({ rule }) => rule === statement);
  return judgement && own?.right
    ? '✓ It agrees with the gradients of the function at every call in this file.'
    : undefined;
}
