/** NumPy's and PyTorch's spelling put into the language's own: as an action on lines that are there, and of a text that is pasted. */
import { type CodeAction, CodeActionKind } from 'vscode-languageserver-types';
import { spellingEdits } from '../../core/semantics/ownSpelling.ts';
import { translatePython } from '../../core/semantics/python/translate.ts';
import type { DocumentState } from '../document/documentState.ts';
import { type ActionSource, action } from './actions/action.ts';

/** The lines of the selection, or the whole file, with one spelling throughout. */
export const spellOwn: ActionSource = ({ state, from, to }): readonly CodeAction[] => {
  const changes = (touches?: (start: number, end: number) => boolean) =>
    spellingEdits(state.document, touches).map(({ insert, ...span }) => ({ ...span, text: insert }));
  const here = changes((start, end) => start <= to && end >= from);
  if (here.length === 0) return [];
  return [
    action(state, 'Write it in the language’s own spelling', CodeActionKind.RefactorRewrite, here),
    action(state, 'Write the whole file in the language’s own spelling', CodeActionKind.Source, changes()),
  ];
};

/** Signs that a text is a program of Python with NumPy or PyTorch, and not of this language. */
const PYTHON =
  /\b(?:np|numpy|torch|nn|F)\.\w|^[ \t]*(?:import|from)\s+\w|^[ \t]*(?:class|while|if|elif|with)\b.*:\s*(?:#.*)?$|\bself\.|\blambda\b|\.(?:backward|dot|shape|mean|sum|reshape)\(|^[ \t]*print[ \t]*\(|\w\[[^\]\n]{1,200}\]\s*[-+*/]?=[^=]|\/\//m;
const LONGEST = 200_000;

/** What is pasted at an offset in the language; null where it is no Python, or reads the same. */
export function pastedProgram(
  state: DocumentState | undefined,
  offset: number,
  text: string,
): { readonly text: string; readonly left: readonly { readonly code: string; readonly why: string }[] } | null {
  if (typeof text !== 'string' || text.length > LONGEST || !PYTHON.test(text)) return null;
  const above = state?.evaluation.statements.filter((_, i) => (state.document.starts[i] ?? 0) < offset) ?? [];
  const names = new Set(above.flatMap(({ bindings }) => bindings.map(({ name }) => name)));
  const { text: written, left } = translatePython(text.replaceAll('\r\n', '\n'), (name) => names.has(name));
  if (written.trim() === text.trim()) return null;
  const ends = state?.document.text.includes('\r\n') ? written.replaceAll('\n', '\r\n') : written;
  return { text: ends, left: left.map(({ code, why }) => ({ code, why })) };
}
