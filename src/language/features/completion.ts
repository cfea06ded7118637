import { type CompletionItem, CompletionItemKind, InsertTextFormat, type Position } from 'vscode-languageserver-types';
import { type KnownName, namesBefore } from '../../core/semantics/occurrences.ts';
import { type CallContext, type CursorContext, contextAt } from '../../core/syntax/cursor/cursorContext.ts';
import type { Statement } from '../../core/syntax/tree.ts';
import { annotate, withoutIcons } from '../annotations/annotation.ts';
import { defAbove } from '../document/defAbove.ts';
import type { DocumentState } from '../document/documentState.ts';
import { hiddenIn } from '../document/hidden.ts';
import type { Settings } from '../document/settings.ts';
import { calling, functionItems, markerItems, statementItems } from './completionWords.ts';
import { memberItems } from './memberItems.ts';
import { optionItems, optionValueItems } from './optionItems.ts';

/** So many names are offered, the newest that fit what is typed; of the first of them the values are shown. */
const MOST_NAMES = 400;
const MOST_VALUES = 60;

/**
 * What may be written at the cursor: names in scope first, then functions, options, data sets. A list that opens by itself after
 * `typed` holds only what can hardly be known by heart, so that it does not lie over the text at every blank.
 */
export function completion(
  state: DocumentState,
  position: Position,
  settings: Settings,
  typed?: string,
): readonly CompletionItem[] {
  const offset = state.offsetAt(position);
  const context = contextAt(state.document, offset);
  const [call] = context.calls;
  if (context.place === 'marker')
    return typed === undefined || opensMarker(state.document.text.slice(context.cell?.marker.from, offset))
      ? markerItems
      : [];
  if (context.place === 'string')
    return call?.option === undefined ? [] : optionValueItems(call.name, call.option, 'in quotes').map(quoteless);
  if (context.place !== 'code') return [];
  if (context.expects === 'attribute') return memberItems(state, context);
  if (context.expects === 'operator' || context.expects === 'name') return [];
  const values = call?.option === undefined ? [] : optionValueItems(call.name, call.option);
  if (values.length > 0) return values;
  const options = context.mayBeOption && call ? optionItems(state, call.name, call.given) : [];
  if (typed !== undefined && (context.bracket !== 'call' || (typed !== '(' && typed !== ','))) return options;
  const names = nameItems(state, offset, state.document.text.slice(context.word.from, offset), settings);
  if (call && asksForName(state, call)) return names.filter(({ kind }) => kind === CompletionItemKind.Variable);
  if (typed !== undefined) return [...options, ...names];
  return [...options, ...names, ...others(state, context, new Set(names.map(({ label }) => label)))];
}

/** A cell's kind is offered before its title begins. */
const opensMarker = (marker: string): boolean => /^#\s*%%\s*\[?$/.test(marker);

/** Functions and statements; a def that has taken the name of one stands among the names. */
function others(
  { document, surroundings }: DocumentState,
  context: CursorContext,
  taken: ReadonlySet<string>,
): readonly CompletionItem[] {
  const { word, expects, calls } = context;
  const isCalled = document.text[word.to] === '(';
  const items = functionItems(isCalled).filter(({ label }) => !taken.has(label));
  if (calls.length > 0) return items;
  const opens = expects === 'statement';
  if (!opens && !/=[^\S\r\n]*$/.test(document.text.slice(Math.max(0, word.from - 100), word.from))) return items;
  const sets = surroundings.dataSets.map((set) => ({
    label: set.name,
    kind: CompletionItemKind.Struct,
    sortText: '4',
    detail: set.prose.example,
    documentation: set.prose.summary,
    ...(opens && !isCalled
      ? {
          insertText: `${set.parts.map(({ name }) => name).join(', ')} = ${set.name}($0)`,
          insertTextFormat: InsertTextFormat.Snippet,
        }
      : calling(set.name, isCalled)),
  }));
  if (!opens) return [...items, ...sets];
  const statements = new Set(statementItems.map(({ label }) => label));
  return [...items.filter(({ label }) => !statements.has(label)), ...statementItems, ...sets];
}

/** `grad(` and `value(` at the start of a line take a name, as does `grad(` in a formula. */
const asksForName = ({ document }: DocumentState, { name, from }: CallContext): boolean =>
  name === 'grad' || (name === 'value' && document.starts.includes(from));

function nameItems(state: DocumentState, offset: number, typed: string, settings: Settings): readonly CompletionItem[] {
  const { document } = state;
  const statement = Math.max(
    0,
    document.starts.findLastIndex((start) => start <= offset),
  );
  const hidden = hiddenIn(state);
  const own = paramsOf(document.statements[statement]?.tree);
  let values = 0;
  const given = namesBefore(document, statement).filter(
    ({ name, kind }) => !own.includes(name) && fits(name, typed) && (kind === 'function' || values++ < MOST_NAMES),
  );
  const shown = (thing: KnownName, place: number): string => {
    if (place >= MOST_VALUES) return '';
    const { text, kind } = annotate(state, thing.statement, settings, hidden);
    return kind === 'broken' ? '' : withoutIcons(text);
  };
  return [
    ...own.map((label) => ({ label, kind: CompletionItemKind.TypeParameter, sortText: '0', detail: 'parameter' })),
    ...given.map((thing, i) =>
      thing.kind === 'function'
        ? {
            label: thing.name,
            kind: CompletionItemKind.Function,
            sortText: '1',
            detail: headOf(state, statement, thing.name),
            ...calling(thing.name, document.text[offset] === '('),
          }
        : {
            label: thing.name,
            kind: CompletionItemKind.Variable,
            sortText: `0${String(i).padStart(6, '0')}`,
            detail: shown(thing, i),
          },
    ),
  ];
}

/** Do the letters of `typed` stand in the name, in this order? So the editor chooses from a list as well. */
function fits(name: string, typed: string): boolean {
  const letters = name.toLowerCase();
  let from = 0;
  for (const letter of typed.toLowerCase()) {
    from = letters.indexOf(letter, from) + 1;
    if (from === 0) return false;
  }
  return true;
}

/** More may fit when another letter is typed, which the editor has then to ask for. */
export const isPartOfAll = (items: readonly CompletionItem[]): boolean =>
  items.some(({ filterText, additionalTextEdits }) => filterText !== undefined && additionalTextEdits !== undefined) ||
  items.filter(({ kind }) => kind === CompletionItemKind.Variable).length >= MOST_NAMES;

const paramsOf = (tree: Statement | undefined): readonly string[] =>
  tree?.kind === 'def' || tree?.kind === 'backwardRule' ? tree.params.map(({ name }) => name) : [];

const headOf = ({ document }: DocumentState, statement: number, name: string): string => {
  const params = defAbove(document, statement, name)?.params.map((param) => param.name);
  return params ? `${name}(${params.join(', ')})` : '';
};

const quoteless = (item: CompletionItem): CompletionItem => ({ ...item, label: item.label.replaceAll('"', '') });
