/** The words that completion always knows: functions, statements, kinds of cells. */
import { type CompletionItem, CompletionItemKind, InsertTextFormat } from 'vscode-languageserver-types';
import { signatureOf } from '../../core/evaluate/calls/calls.ts';
import type { Gate } from '../../core/gates/gate.ts';
import { calls } from '../../core/gates/index.ts';
import { makers } from '../../core/makers/index.ts';
import { roleWords } from '../../core/semantics/functionTable.ts';

type Insertion = Pick<CompletionItem, 'insertText' | 'insertTextFormat' | 'command'>;

/** Opens the brackets of a call, unless they are there. */
export const calling = (name: string, isCalled: boolean): Insertion =>
  isCalled
    ? {}
    : {
        insertText: `${name}($0)`,
        insertTextFormat: InsertTextFormat.Snippet,
        command: { title: 'signature', command: 'editor.action.triggerParameterHints' },
      };

/** What completion says of a function; `gates`: those of its name that can be meant. */
export const describedFunction = (name: string, gates: readonly Gate[]): CompletionItem => ({
  label: name,
  kind: CompletionItemKind.Function,
  sortText: '2',
  detail: gates.map((gate) => signatureOf(gate, name)).join('   '),
  documentation: gates[0]
    ? { kind: 'markdown' as const, value: `${gates[0].prose.summary}\n\n${gates[0].prose.insight}` }
    : '',
});

const listed = (isCalled: boolean): readonly CompletionItem[] => [
  ...[...calls].map(([name, gates]) => ({ ...describedFunction(name, gates), ...calling(name, isCalled) })),
  ...makers.map((maker) => ({
    label: maker.name,
    kind: CompletionItemKind.Constructor,
    sortText: '3',
    detail: maker.signature,
    documentation: maker.prose.summary,
    ...calling(maker.name, isCalled),
  })),
  ...roleWords.map(({ name, summary }) => ({
    label: name,
    kind: CompletionItemKind.Keyword,
    sortText: '3',
    detail: `${name}(x)`,
    documentation: summary,
    ...calling(name, isCalled),
  })),
];

const opening = listed(false);
const bare = listed(true);

export const functionItems = (isCalled: boolean): readonly CompletionItem[] => (isCalled ? bare : opening);

export const statementItems: readonly CompletionItem[] = (
  [
    ['def', 'def $1($2) = $0', 'a function of one expression'],
    ['backward', 'backward($0)', "makes a value the cell's output"],
    ['train', `train(\${1:loss}, lr=\${2:0.1}, momentum=\${3:0.9}, epochs=\${4:100})`, 'declares a training run'],
    ['grad', 'grad($1) = ?', 'asks for a gradient'],
    ['value', 'value($1) = ?', 'asks for a value'],
  ] as const
).map(([label, insertText, detail]) => ({
  label,
  kind: CompletionItemKind.Snippet,
  sortText: '5',
  insertText,
  insertTextFormat: InsertTextFormat.Snippet,
  detail,
}));

export const markerItems: readonly CompletionItem[] = (
  [
    ['[markdown]', 'text with formulas'],
    ['[practice]', 'values and gradients stay hidden until answered'],
    ['[order]', 'lines of a backward pass, to be put in order'],
    ['[pause]', 'stops annotations below until a key is pressed'],
  ] as const
).map(([label, detail]) => ({ label, kind: CompletionItemKind.Keyword, detail }));
