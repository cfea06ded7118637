import { type CompletionItem, CompletionItemKind, InsertTextFormat, type Position } from 'vscode-languageserver-types';
import { signatureOf } from '../../core/autodiff/calls.ts';
import { calls } from '../../core/gates/index.ts';
import { makers } from '../../core/makers/index.ts';
import { roleWords } from '../../core/semantics/functionTable.ts';
import { occurrencesIn } from '../../core/semantics/occurrences.ts';
import { trainOptions } from '../../core/semantics/trainOptions.ts';
import { type CursorContext, contextAt } from '../../core/syntax/context.ts';
import { annotate } from '../annotation.ts';
import type { DocumentState } from '../documentState.ts';
import { hiddenIn } from '../practice.ts';
import type { Settings } from '../settings.ts';

/** What may be written at the cursor: names in scope first, then functions, options, data sets. */
export function completion(state: DocumentState, position: Position, settings: Settings): readonly CompletionItem[] {
  const offset = state.offsetAt(position);
  const context = contextAt(state.document, offset);
  if (context.place === 'marker') return markerItems();
  if (
    context.place !== 'code' ||
    context.expects === 'operator' ||
    context.expects === 'attribute' ||
    context.expects === 'name'
  )
    return [];
  const [call] = context.calls;
  const words = call?.option === undefined ? [] : optionValues(call.name, call.option);
  const items = [
    ...words,
    ...(context.mayBeOption && call ? optionItems(state, call.name, call.given) : []),
    ...nameItems(state, offset, settings),
    ...functionItems(),
  ];
  if (context.expects === 'statement' && context.calls.length === 0)
    items.push(...statementItems(), ...dataItems(state, context));
  if (context.expects === 'value' && context.calls.length === 0) items.push(...dataItems(state, context));
  return items;
}

function nameItems(state: DocumentState, offset: number, settings: Settings): readonly CompletionItem[] {
  const statement = Math.max(
    0,
    state.document.starts.findLastIndex((start) => start <= offset),
  );
  const hidden = hiddenIn(state);
  const names = [...occurrencesIn(state.document).before(statement).values()].reverse();
  const params = state.document.statements[statement]?.tree;
  const own = params?.kind === 'def' || params?.kind === 'backwardRule' ? params.params.map(({ name }) => name) : [];
  return [
    ...own.map((label) => ({ label, kind: CompletionItemKind.TypeParameter, sortText: '0', detail: 'parameter' })),
    ...names.map((thing, i) =>
      thing.kind === 'function'
        ? {
            label: thing.name,
            kind: CompletionItemKind.Function,
            sortText: '1',
            detail: 'defined in this file',
            ...calling(thing.name),
          }
        : {
            label: thing.name,
            kind: CompletionItemKind.Variable,
            sortText: `0${String(i).padStart(6, '0')}`,
            detail: annotate(state, thing.statement, settings, hidden).text.replace(/\$\([\w-]+\)\s?/g, ''),
          },
    ),
  ];
}

const calling = (name: string): Pick<CompletionItem, 'insertText' | 'insertTextFormat' | 'command'> => ({
  insertText: `${name}($0)`,
  insertTextFormat: InsertTextFormat.Snippet,
  command: { title: 'signature', command: 'editor.action.triggerParameterHints' },
});

function functionItems(): readonly CompletionItem[] {
  return [
    ...[...calls].map(([name, gates]) => ({
      label: name,
      kind: CompletionItemKind.Function,
      sortText: '2',
      detail: gates.map((gate) => signatureOf(gate, name)).join('   '),
      documentation: gates[0]
        ? { kind: 'markdown' as const, value: `${gates[0].prose.summary}\n\n${gates[0].prose.insight}` }
        : '',
      ...calling(name),
    })),
    ...makers.map((maker) => ({
      label: maker.name,
      kind: CompletionItemKind.Constructor,
      sortText: '3',
      detail: maker.signature,
      documentation: maker.prose.summary,
      ...calling(maker.name),
    })),
    ...roleWords.map(({ name, summary }) => ({
      label: name,
      kind: CompletionItemKind.Keyword,
      sortText: '3',
      detail: `${name}(x)`,
      documentation: summary,
      ...calling(name),
    })),
  ];
}

function optionItems(state: DocumentState, name: string, given: readonly string[]): readonly CompletionItem[] {
  const options: readonly { readonly name: string; readonly initial: string; readonly meaning: string }[] =
    name === 'train'
      ? trainOptions
      : [
          ...(calls.get(name) ?? []).flatMap((gate) =>
            gate.options.map((option) => ({
              name: option.name,
              initial: String(option.initial ?? 'none'),
              meaning: option.meaning,
            })),
          ),
          ...(makers.find((maker) => maker.name === name)?.options ?? []),
          ...(state.surroundings.dataSets.find((set) => set.name === name)?.options ?? []).map((option) => ({
            name: option.name,
            initial: option.initial === undefined ? 'none' : JSON.stringify(option.initial),
            meaning: option.meaning,
          })),
        ];
  const seen = new Set(given);
  return options
    .filter((option) => !seen.has(option.name) && seen.add(option.name))
    .map((option) => ({
      label: `${option.name}=`,
      filterText: option.name,
      kind: CompletionItemKind.Property,
      sortText: '00',
      detail: `default ${option.initial}`,
      documentation: option.meaning,
      command: { title: 'suggest', command: 'editor.action.triggerSuggest' },
    }));
}

const optionValues = (name: string, option: string): readonly CompletionItem[] =>
  name !== 'train'
    ? []
    : (trainOptions.find((spec) => spec.name === option)?.values ?? []).map((value) => ({
        label: option === 'shuffle' ? value : `"${value}"`,
        kind: CompletionItemKind.EnumMember,
        sortText: '00',
      }));

function dataItems(state: DocumentState, { expects }: CursorContext): readonly CompletionItem[] {
  return state.surroundings.dataSets.map((set) => ({
    label: set.name,
    kind: CompletionItemKind.Struct,
    sortText: '4',
    detail: set.prose.example,
    documentation: set.prose.summary,
    ...(expects === 'statement'
      ? {
          insertText: `${set.parts.map(({ name }) => name).join(', ')} = ${set.name}($0)`,
          insertTextFormat: InsertTextFormat.Snippet,
        }
      : calling(set.name)),
  }));
}

function statementItems(): readonly CompletionItem[] {
  return (
    [
      ['def', 'def $1($2) = $0', 'a function of one expression'],
      ['backward', 'backward($0)', "makes a value the cell's output"],
      ['train', 'train($1, lr=$2)', 'declares a training run'],
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
}

const markerItems = (): readonly CompletionItem[] =>
  (
    [
      ['[markdown]', 'text with formulas'],
      ['[practice]', 'values and gradients stay hidden until answered'],
      ['[pause]', 'stops annotations below until a key is pressed'],
    ] as const
  ).map(([label, detail]) => ({ label, kind: CompletionItemKind.Keyword, detail }));
