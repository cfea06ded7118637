import { MarkupKind, type Position, type Hover as ShownHover } from 'vscode-languageserver-types';
import { type Hover, hoverOf } from '../../core/explain/hover/hover.ts';
import { hoverMarkdown, type MarkdownExtras } from '../../core/explain/hover/hoverMarkdown.ts';
import { hintFor } from '../../core/tutor/help/hint.ts';
import { checkLearnedPasses } from '../../core/tutor/marking/customBackward/customBackward.ts';
import type { DocumentState } from '../document/documentState.ts';
import { hiddenIn } from '../document/hidden.ts';
import { isPausedAt } from '../document/pauses.ts';
import type { Settings } from '../document/settings.ts';
import { helpAt, judgementOf } from '../document/verdicts.ts';

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
    hintOn: (statement) => hintTaken(state, statement),
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

/** The last hint that was taken, in full: its lens may be cut. */
function hintTaken(state: DocumentState, statement: number): string | undefined {
  const { hints } = helpAt(state, statement);
  const level = hints >= 3 ? 3 : hints === 2 ? 2 : 1;
  const text = hints === 0 ? undefined : hintFor(state.evaluation, statement, level);
  return text && `Hint ${level} of 3: ${text}`;
}
