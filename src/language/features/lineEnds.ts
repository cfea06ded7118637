import type { LineEnd } from '../../protocol/language.ts';
import { annotateAll } from '../annotations/annotateAll.ts';
import { withoutIcons } from '../annotations/annotation.ts';
import { bindingParts } from '../annotations/bindingText.ts';
import type { DocumentState } from '../document/documentState.ts';
import type { Settings } from '../document/settings.ts';

/** Between statements of one line; blanks that do not collapse. */
const BETWEEN = '\u00a0\u00a0|\u00a0\u00a0';

/** What stands after each line: the values of its statements, then their gradients. */
export function lineEnds(state: DocumentState, settings: Settings): readonly LineEnd[] {
  const annotations = annotateAll(state, settings);
  const found = new Map<number, LineEnd>();
  state.document.statements.forEach((parsed, statement) => {
    const start = state.document.starts[statement] ?? 0;
    const { line } = state.positionAt(start + Math.max(0, parsed.text.length - 1));
    const { text, kind } = annotations[statement] ?? { text: '', kind: 'quiet' };
    // The head of a function would stand there twice.
    if (kind === 'quiet' && (parsed.tree.kind === 'def' || parsed.tree.kind === 'backwardRule')) return;
    const plain = withoutIcons(text);
    const [value, gradient] = kind === 'value' ? bindingParts(plain) : [plain, ''];
    const own = {
      text: settings.annotations === 'both' && kind === 'value' ? '' : withoutLiteral(value, parsed.text),
      gradient,
    };
    if (own.text === '' && own.gradient === '') return;
    const before = found.get(line);
    found.set(line, {
      line,
      text: joined(before?.text, own.text),
      gradient: joined(before?.gradient, own.gradient),
      kind: kind === 'broken' || before?.kind === 'broken' ? 'broken' : kind === 'quiet' && !before ? 'open' : 'value',
    });
  });
  return [...found.values()];
}

const joined = (before: string | undefined, more: string): string =>
  [before ?? '', more].filter((part) => part !== '').join(BETWEEN);

/** Without the value where the line is that value: `a = 1`. */
function withoutLiteral(value: string, line: string): string {
  const bare = (text: string): string => text.replaceAll('−', '-').replaceAll(/\s/g, '');
  return bare(value) === bare(line) ? '' : value;
}
