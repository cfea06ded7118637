/** What may follow a point: members of a value, and what a library's prefix (`np.`, `torch.`, `F.`) stands before, in the language's own spelling. */
import { type CompletionItem, CompletionItemKind, InsertTextFormat, TextEdit } from 'vscode-languageserver-types';
import { calls, gateOfOperator } from '../../core/gates/index.ts';
import { constants } from '../../core/semantics/functionTable.ts';
import { otherNamesOf } from '../../core/semantics/spellings.ts';
import { isFunctional } from '../../core/syntax/advice/foreignNames.ts';
import type { CursorContext } from '../../core/syntax/cursor/cursorContext.ts';
import type { DocumentState } from '../document/documentState.ts';
import { calling, describedFunction, functionItems } from './completionWords.ts';

export function memberItems(state: DocumentState, { owner, word }: CursorContext): readonly CompletionItem[] {
  if (owner === undefined) return [];
  const { text } = state.document;
  const isCalled = text[word.to] === '(';
  if (owner.kind === 'value') return isCalled ? calledMethods : [...properties, ...methods];
  const typed = text.slice(word.from, word.to).toLowerCase();
  const [from, start, end] = [owner.from, word.from, word.to].map((offset) => state.positionAt(offset));
  if (from === undefined || start === undefined || end === undefined) return [];
  return libraryItems(owner.path, isCalled).map((item): CompletionItem => {
    const names = [item.label, ...otherNamesOf(item.label)];
    return {
      ...item,
      // So that `np.maxi` finds max.
      filterText: names.find((name) => name.toLowerCase().startsWith(typed)) ?? item.label,
      textEdit: TextEdit.replace({ start, end }, item.insertText ?? item.label),
      additionalTextEdits: [TextEdit.del({ start: from, end: start })],
    };
  });
}

/** What has its place behind this prefix: all that the language has, or the part that a part of a library is about. */
function libraryItems(path: string, isCalled: boolean): readonly CompletionItem[] {
  const functions = functionItems(isCalled).filter(({ kind }) => kind !== CompletionItemKind.Keyword);
  const within = (belongs: (name: string) => boolean): readonly CompletionItem[] =>
    functions.filter(({ label }) => [label, ...otherNamesOf(label)].some(belongs));
  if (path.endsWith('.random')) return within((name) => RANDOM.has(name));
  if (path.endsWith('.linalg')) return within((name) => name === 'norm');
  if (path === 'F' || path.endsWith('.functional') || path === 'nn') return within(isFunctional);
  return [...functions, ...(isCalled ? [] : [...operators, ...numbers])];
}

const RANDOM: ReadonlySet<string> = new Set(['randn', 'rand']);

/** `np.matmul(a, b)` is `a @ b`. */
const operators: readonly CompletionItem[] = ['@', '+', '-', '*', '/', '**'].flatMap((operator) => {
  const gate = gateOfOperator(operator);
  if (gate === undefined) return [];
  const { prose } = gate;
  return [
    {
      label: operator,
      kind: CompletionItemKind.Operator,
      sortText: '4',
      detail: `a ${operator} b, which is ${otherNamesOf(operator)[0]}(a, b)`,
      documentation: { kind: 'markdown', value: `${prose.summary}\n\n${prose.insight}` },
      insertText: `\${1:a} ${operator} \${2:b}`,
      insertTextFormat: InsertTextFormat.Snippet,
    },
  ];
});

const numbers: readonly CompletionItem[] = ['pi', 'e', 'inf', 'nan'].map((label) => ({
  label,
  kind: CompletionItemKind.Constant,
  sortText: '4',
  detail: String(constants.get(label)),
}));

const properties: readonly CompletionItem[] = (
  [
    ['T', 'the transpose'],
    ['shape', 'the length of each axis'],
    ['size', 'how many entries there are'],
    ['ndim', 'how many axes there are'],
  ] as const
).map(([label, detail]) => ({ label, kind: CompletionItemKind.Property, sortText: '1', detail }));

/** Functions of one value, and the products: what stands before the point is the first operand. */
const methodsWith = (isCalled: boolean): readonly CompletionItem[] =>
  [...calls].flatMap(([name, gates]) => {
    const own = gates.filter(({ params, variadic }) => !variadic && (params.length === 1 || name === 'dot'));
    return own.length === 0
      ? []
      : [
          {
            ...describedFunction(name, own),
            kind: CompletionItemKind.Method,
            ...calling(name, isCalled),
          },
        ];
  });
const methods = methodsWith(false);
const calledMethods = methodsWith(true);
