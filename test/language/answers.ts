/** What each feature says of a text, as a page can show it. */
import {
  type CodeAction,
  CompletionItemKind,
  DiagnosticSeverity,
  type DocumentSymbol,
  FoldingRangeKind,
  type SelectionRange,
  SymbolKind,
  type WorkspaceEdit,
} from 'vscode-languageserver-types';
import type { DocumentState } from '../../src/language/document/documentState.ts';
import { defaultSettings } from '../../src/language/document/settings.ts';
import { codeActions } from '../../src/language/features/codeActions.ts';
import { codeLenses } from '../../src/language/features/codeLens.ts';
import { completion } from '../../src/language/features/completion.ts';
import { diagnostics } from '../../src/language/features/diagnostics.ts';
import { folding } from '../../src/language/features/folding.ts';
import { formatting } from '../../src/language/features/formatting.ts';
import { hover } from '../../src/language/features/hover.ts';
import { inlayHints } from '../../src/language/features/inlayHints.ts';
import { lineEnds } from '../../src/language/features/lineEnds.ts';
import { definition, highlights, references } from '../../src/language/features/navigation.ts';
import { prepareRename, rename } from '../../src/language/features/rename.ts';
import { selectionRanges } from '../../src/language/features/selectionRanges.ts';
import { semanticTokens, tokenModifiers, tokenTypes } from '../../src/language/features/semanticTokens.ts';
import { signatureHelp } from '../../src/language/features/signatureHelp.ts';
import { documentSymbols } from '../../src/language/features/symbols.ts';
import type { CaseText } from '../support/casebook.ts';
import { openText, URI } from '../support/openText.ts';
import { edited } from '../support/textEdits.ts';
import { marked } from './marked.ts';

export type Answer = (given: CaseText, name: string) => string;

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
const nameIn = (names: Readonly<Record<string, unknown>>, value: unknown): string =>
  Object.keys(names).find((name) => names[name] === value) ?? 'none';

const opened = (text: string): DocumentState => openText(text).state;

const answerDiagnostics: Answer = ({ text }) => {
  const state = opened(text);
  return marked(
    text,
    diagnostics(state).map(({ range, severity, code, message, tags }) => ({
      from: state.offsetAt(range.start),
      to: state.offsetAt(range.end),
      words: `${nameIn(DiagnosticSeverity, severity).toLowerCase()} ${code}: ${message}${tags ? ' (faded)' : ''}`,
    })),
  );
};

/** Lenses stand above their line. */
const answerLenses: Answer = ({ text }) => {
  const state = opened(text);
  const above = new Map<number, string[]>();
  for (const { range, command } of codeLenses(state, defaultSettings)) {
    const line = above.get(range.start.line) ?? [];
    above.set(range.start.line, [...line, plain(command?.title ?? '(later)')]);
  }
  return text
    .split(/\r?\n/)
    .flatMap((line, i) => [...(above.has(i) ? [`  ‹ ${above.get(i)?.join(' | ')} ›`] : []), line])
    .join('\n');
};

const answerLineEnds: Answer = ({ text }) => {
  const ends = new Map(
    lineEnds(opened(text), defaultSettings).map((end) => [
      end.line,
      `${plain([end.text, end.gradient].filter((part) => part !== '').join('   '))}  (${end.kind})`,
    ]),
  );
  return text
    .split('\n')
    .map((line, i) => (ends.has(i) ? `${line}    ‹ ${ends.get(i)} ›` : line))
    .join('\n');
};

const answerHover: Answer = ({ text, cursor }) => {
  const state = opened(text);
  const found = hover(state, state.positionAt(cursor), defaultSettings);
  if (found === null || !found.range) return 'nothing';
  const about = text.slice(state.offsetAt(found.range.start), state.offsetAt(found.range.end));
  const words = typeof found.contents === 'object' && 'value' in found.contents ? found.contents.value : '';
  const [first = ''] = words.split('\n\n');
  return `about: ${about}\n${plain(first.replaceAll(/\((?:data|command):[^)]*\)/g, '(…)'))}`;
};

const MOST_ITEMS = 12;

/** As an editor lists them: those that begin with the word at the cursor, in their order. */
const answerCompletion: Answer = ({ text, cursor }) => {
  const state = opened(text);
  const word = /[\p{L}\p{N}_[]*$/u.exec(text.slice(0, cursor))?.[0] ?? '';
  const items = completion(state, state.positionAt(cursor), defaultSettings)
    .filter(({ label, filterText }) => (filterText ?? label).toLowerCase().startsWith(word.toLowerCase()))
    .toSorted((a, b) => (a.sortText ?? a.label).localeCompare(b.sortText ?? b.label) || a.label.localeCompare(b.label));
  const lines = items.slice(0, MOST_ITEMS).map(({ label, kind, detail, insertText, textEdit }) => {
    const inserted = textEdit ? textEdit.newText : insertText;
    const insert = inserted === undefined ? '' : `  ⇥ ${inserted.replaceAll('\n', '⏎')}`;
    return `${label}  [${nameIn(CompletionItemKind, kind)}]  ${plain(detail ?? '')}${insert}`.trimEnd();
  });
  if (items.length > MOST_ITEMS) lines.push(`… and ${items.length - MOST_ITEMS} more`);
  return lines.join('\n') || 'nothing';
};

const answerSignature: Answer = ({ text, cursor }) => {
  const state = opened(text);
  const help = signatureHelp(state, state.positionAt(cursor));
  if (help === null) return 'nothing';
  return help.signatures
    .map(({ label, parameters = [], documentation }, i) => {
      const words = typeof documentation === 'object' ? documentation.value : (documentation ?? '');
      const active = i === help.activeSignature ? parameters[help.activeParameter ?? -1] : undefined;
      const about = typeof active?.documentation === 'string' ? active.documentation : '';
      const now = active ? `\n  now: ${active.label}${about === '' ? '' : `, ${about}`}` : '';
      return `${i === help.activeSignature ? '>' : ' '} ${label}${now}\n  ${words.split('\n')[0]}`;
    })
    .join('\n');
};

const answerNavigation: Answer = ({ text, cursor }) => {
  const state = opened(text);
  const position = state.positionAt(cursor);
  const place = definition(state, position);
  const uses = references(state, position, false);
  const all = highlights(state, position);
  const at = (range: { readonly start: typeof position; readonly end: typeof position }, words: string) => ({
    from: state.offsetAt(range.start),
    to: state.offsetAt(range.end),
    words,
  });
  if (place === null) return all.length === 0 && uses.length === 0 ? 'nothing' : 'uses without a definition';
  if (all.length !== uses.length + 1) return 'highlights and references differ';
  return marked(text, [at(place.range, 'definition'), ...uses.map(({ range }) => at(range, 'reference'))]);
};

/** The new name stands in the case's heading: `… to **name**`. */
const answerRename: Answer = ({ text, cursor }, name) => {
  const state = opened(text);
  const position = state.positionAt(cursor);
  if (prepareRename(state, position) === undefined) return 'nothing to rename';
  const result = rename(state, position, /\*\*(.*?)\*\*/.exec(name)?.[1] ?? '');
  return 'refused' in result ? `refused: ${result.refused}` : after(text, result);
};

const after = (text: string, edit: WorkspaceEdit | undefined): string => edited(text, edit?.changes?.[URI] ?? []);

const answerSymbols: Answer = ({ text }) => {
  const state = opened(text);
  const show = (symbol: DocumentSymbol, depth: number): readonly string[] => {
    const range = `${symbol.range.start.line + 1}–${symbol.range.end.line + 1}`;
    const selected = text.slice(state.offsetAt(symbol.selectionRange.start), state.offsetAt(symbol.selectionRange.end));
    return [
      `${'  '.repeat(depth)}${symbol.name}${symbol.detail ? ` ${symbol.detail}` : ''} [${nameIn(SymbolKind, symbol.kind)}] lines ${range}, selects ${JSON.stringify(selected)}`,
      ...(symbol.children ?? []).flatMap((child) => show(child, depth + 1)),
    ];
  };
  return documentSymbols(state)
    .flatMap((symbol) => show(symbol, 0))
    .join('\n');
};

const answerFolding: Answer = ({ text }) =>
  folding(opened(text))
    .map(({ startLine, endLine, kind }) => `${startLine + 1}–${endLine + 1} ${nameIn(FoldingRangeKind, kind)}`)
    .join('\n') || 'nothing';

const answerSelection: Answer = ({ text, cursor }) => {
  const state = opened(text);
  const steps: string[] = [];
  let range: SelectionRange | undefined = selectionRanges(state, [state.positionAt(cursor)])[0];
  for (; range !== undefined; range = range.parent)
    steps.push(JSON.stringify(text.slice(state.offsetAt(range.range.start), state.offsetAt(range.range.end))));
  return steps.join('\n');
};

const answerTokens: Answer = ({ text }) => {
  const state = opened(text);
  const { data } = semanticTokens(state);
  let line = 0;
  let column = 0;
  const remarks = Array.from({ length: data.length / 5 }, (_, i) => {
    const [lines = 0, columns = 0, length = 0, type = 0, modifiers = 0] = data.slice(5 * i, 5 * i + 5);
    column = lines === 0 ? column + columns : columns;
    line += lines;
    const from = state.offsetAt({ line, character: column });
    const set = tokenModifiers.filter((_name, bit) => modifiers & (1 << bit));
    return { from, to: from + length, words: [tokenTypes[type] ?? '?', ...set].join('.') };
  });
  return marked(text, remarks);
};

const answerInlay: Answer = ({ text }) => {
  const { state } = openText(text, { inlayShapes: true });
  const whole = { start: { line: 0, character: 0 }, end: state.positionAt(text.length) };
  return edited(
    text,
    inlayHints(state, whole, { ...defaultSettings, inlayShapes: true }).map(({ position, label }) => ({
      range: { start: position, end: position },
      newText: `‹${typeof label === 'string' ? label : label.map(({ value }) => value).join('')}›`,
    })),
  );
};

const answerFormatting: Answer = ({ text, selection }) => {
  const state = opened(text);
  const part = selection.to > selection.from ? state.rangeOf(selection) : undefined;
  const once = edited(text, formatting(state, part));
  const again = opened(once);
  if (part === undefined && formatting(again).length > 0) return 'not idempotent';
  return once;
};

const answerActions: Answer = ({ text, selection }) => {
  const state = opened(text);
  const range = state.rangeOf(selection);
  const here = diagnostics(state).filter((one) => overlaps(state, one.range, selection));
  const all = codeActions(state, range, here);
  return all.map((action) => showAction(text, action)).join('\n\n') || 'nothing';
};

const overlaps = (
  state: DocumentState,
  range: { readonly start: { line: number; character: number }; readonly end: { line: number; character: number } },
  { from, to }: CaseText['selection'],
): boolean => state.offsetAt(range.start) <= to && state.offsetAt(range.end) >= from;

function showAction(text: string, { title, kind, edit, command, isPreferred }: CodeAction): string {
  const head = `${title} [${kind}${isPreferred ? ', preferred' : ''}]`;
  if (edit === undefined)
    return `${head}\n  runs ${command?.command}(${JSON.stringify(command?.arguments).slice(1, -1)})`;
  return `${head}\n${after(text, edit)
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
    .join('\n')}`;
}

/** Each page of this folder with what answers it. */
export const answers: Readonly<Record<string, Answer>> = {
  diagnostics: answerDiagnostics,
  lenses: answerLenses,
  lineEnds: answerLineEnds,
  hover: answerHover,
  completion: answerCompletion,
  signatureHelp: answerSignature,
  navigation: answerNavigation,
  rename: answerRename,
  symbols: answerSymbols,
  folding: answerFolding,
  selectionRanges: answerSelection,
  semanticTokens: answerTokens,
  inlayHints: answerInlay,
  formatting: answerFormatting,
  codeActions: answerActions,
};
