import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver-types';
import type { Span } from '../../../core/base/span.ts';
import type { Suggestion } from '../../../core/semantics/problem.ts';
import { plainSign } from '../../../core/syntax/advice/foreignWords.ts';
import { rowsAsLists } from '../../../core/syntax/advice/habits.ts';
import type { DocumentState } from '../../document/documentState.ts';
import { type ActionSource, action, type Change, removalOf, spanOfStatement } from './action.ts';

/** What to do about a problem of form, from its code and the text that it marks. */
type TextFix = (text: string) => WrittenFix | undefined;

interface WrittenFix {
  readonly title: string;
  readonly text: string;
  /** Whether the blanks before go as well. */
  readonly joins?: true;
}

const textFixes: ReadonlyMap<string, TextFix> = new Map<string, TextFix>([
  ['missing-comma', (text) => ({ title: 'Insert a comma', text: `, ${text}`, joins: true })],
  ['missing-operator', (text) => ({ title: 'Multiply with *', text: `* ${text}` })],
  [
    'invalid-number',
    (text) => {
      const parts = /^([\d.]+)([\p{L}][\p{L}\p{N}_]*)$/u.exec(text);
      return parts && !/^(?:[eEjJ]$|[xXbBoO]\d)/.test(parts[2] ?? '')
        ? { title: `Multiply: ${parts[1]} * ${parts[2]}`, text: `${parts[1]} * ${parts[2]}` }
        : undefined;
    },
  ],
  ['matrix-rows', (text) => ({ title: 'Write the rows as lists', text: rowsAsLists(text) })],
  ['unexpected-equals', () => ({ title: 'Compare with ==', text: '==' })],
  [
    'invalid-character',
    (text) => {
      const plain = plainSign(text);
      return plain === undefined ? undefined : { title: `Write ${plain}`, text: plain };
    },
  ],
  ['tuple-outside', (text) => ({ title: 'Make it a vector: [ ]', text: `[${text.slice(1, -1)}]` })],
]);

/** Fixes of the problems at the place. */
export const fixProblem: ActionSource = ({ state, problems }) => problems.flatMap((problem) => fixesOf(state, problem));

const isSuggestion = (data: unknown): data is Suggestion =>
  typeof data === 'object' &&
  data !== null &&
  'kind' in data &&
  ((data.kind === 'replace' && 'text' in data && 'title' in data) || (data.kind === 'wrap' && 'functions' in data));

function fixesOf(state: DocumentState, problem: Diagnostic): readonly CodeAction[] {
  const span = { from: state.offsetAt(problem.range.start), to: state.offsetAt(problem.range.end) };
  const fix = (title: string, change: Change, isPreferred: boolean): CodeAction =>
    action(state, title, CodeActionKind.QuickFix, [change], { diagnostics: [problem], isPreferred });
  const marked = state.document.text.slice(span.from, span.to);
  const { data } = problem;
  if (isSuggestion(data))
    return data.kind === 'replace'
      ? [fix(data.title, { ...(data.whole ? statementAt(state, span.from) : span), text: data.text }, true)]
      : data.functions.map((name, i) => fix(`Wrap in ${name}(…)`, { ...span, text: `${name}(${marked})` }, i === 0));
  if (problem.code === 'unused-name') {
    const statement = state.document.starts.findLastIndex((start) => start <= span.from);
    return statement < 0 ? [] : [fix(`Remove the line that gives ${marked}`, removalOf(state, statement), false)];
  }
  const commas = problem.code === 'missing-comma' ? printedList(state.document.text, span.from) : undefined;
  if (commas) return [fix('Insert the commas', commas, true)];
  const written = textFixes.get(String(problem.code))?.(marked);
  if (!written) return [];
  const from = written.joins ? state.document.text.slice(0, span.from).trimEnd().length : span.from;
  return [fix(written.title, { from, to: span.to, text: written.text }, false)];
}

/** The statement that holds an offset. */
function statementAt(state: DocumentState, offset: number): Span {
  const { starts } = state.document;
  return spanOfStatement(
    state,
    Math.max(
      0,
      starts.findLastIndex((start) => start <= offset),
    ),
  );
}

/** The commas of a list that was pasted as NumPy prints it; undefined where only one is missing. */
function printedList(text: string, at: number): Change | undefined {
  const from = text.slice(0, at).search(/\[[-+\d.eE\s[\]]*$/);
  const whole = from < 0 ? undefined : /^\[[-+\d.eE\s[\],]*\]/.exec(text.slice(from))?.[0];
  const written = whole
    ?.replaceAll(/(?<=[\d.\]])\s+(?=[-+\d.[])/g, ', ')
    .replaceAll(/\[\s+|\s+\]/g, (edge) => edge.trim());
  return whole === undefined || written === undefined || written.split(',').length - whole.split(',').length < 2
    ? undefined
    : { from, to: from + whole.length, text: written };
}
