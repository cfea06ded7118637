/** Problems of a statement that is Python's: the line to write instead is said and offered as a fix. */
import { parseDocument } from '../../syntax/document.ts';
import { expressionsOf, type ParsedStatement } from '../../syntax/tree.ts';
import { walk } from '../../syntax/walk.ts';
import type { Problem } from '../problem.ts';
import { isUnderstood } from '../spellings.ts';
import { translatedStatement } from './translate.ts';

interface Known {
  readonly isFunction: (name: string) => boolean;
  readonly isValue: (name: string) => boolean;
}

/** Problems that lines of Python have here. */
const FOREIGN: ReadonlySet<string> = new Set([
  'python-word',
  'invalid-character',
  'tuple-outside',
  'assignment-target',
  'augmented-assignment',
  'string-outside',
  'attribute',
  'unexpected',
  'unexpected-equals',
  'comparison-chain',
  'missing-operator',
  'expected-name',
  'expected-expression',
  'expected-return',
  'block-line',
  'unknown-function',
  'unknown-option',
  'too-many-arguments',
  'option-value',
  'mask-index',
]);
const LONGEST_SAID = 110;

/** What was found for a statement, and for which names it was asked. */
interface Found {
  readonly asked: ReadonlyMap<string, boolean>;
  readonly text: string | undefined;
}
const known = new WeakMap<ParsedStatement, Found>();

/** The first error says the line to write, where there is one. */
export function withTranslation(
  problems: readonly Problem[],
  parsed: ParsedStatement,
  names: Known,
): readonly Problem[] {
  const at = problems.findIndex(({ severity }) => severity === 'error');
  const problem = problems[at];
  if (problem === undefined || problem.suggestion?.kind === 'wrap' || !FOREIGN.has(problem.code)) return problems;
  if (problem.suggestion !== undefined && problem.code !== 'unknown-function') return problems;
  const written = foundFor(parsed, names);
  if (written === undefined) return problems;
  const isShort = !written.includes('\n') && written.length <= LONGEST_SAID;
  const inner = isShort ? written : (lineFor(parsed.text, problem, names) ?? blockOf(written));
  const message =
    inner === undefined
      ? problem.message
      : `${firstClause(problem.message)}; write ${inner.startsWith('\n') ? inner : inner.trim()}`;
  const title = isShort ? `Write ${written}` : 'Write it in the language';
  return problems.with(at, { ...problem, message, suggestion: { kind: 'replace', text: written, title, whole: true } });
}

const firstClause = (message: string): string => (message.split(/ ?[;:]/, 1)[0] ?? message).trim();

/** A block that is short enough to be said, from a line of its own on. */
const blockOf = (written: string): string | undefined =>
  written.split('\n').length <= MOST_LINES_SAID ? `\n${written}` : undefined;
const MOST_LINES_SAID = 12;

function foundFor(parsed: ParsedStatement, names: Known): string | undefined {
  const before = known.get(parsed);
  if (before && [...before.asked].every(([key, answer]) => ask(names, key) === answer)) return before.text;
  const asked = new Map<string, boolean>();
  const answering = (key: string): boolean => {
    const answer = ask(names, key);
    asked.set(key, answer);
    return answer;
  };
  const written = translatedStatement(parsed.text, (name) => answering(name));
  const isFunction = (name: string): boolean => answering(`${name}(`);
  const text = written !== undefined && isUnderstoodThroughout(written, { ...names, isFunction }) ? written : undefined;
  known.set(parsed, { asked, text });
  return text;
}

/** A name asks for a value, one with a bracket for a function. */
const ask = (names: Known, key: string): boolean =>
  key.endsWith('(') ? names.isFunction(key.slice(0, -1)) : names.isValue(key);

/** The line of a block in which the problem is, translated by itself. */
function lineFor(text: string, { from }: Problem, names: Known): string | undefined {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const end = text.indexOf('\n', from);
  const line = text.slice(start, end < 0 ? text.length : end).trim();
  return line.endsWith(':') ? undefined : translatedStatement(line, names.isValue);
}

/** Every function of a text is one of the language or of the file. */
function isUnderstoodThroughout(text: string, { isFunction }: Known): boolean {
  const { statements } = parseDocument(text);
  const own = new Set<string>();
  for (const { tree } of statements) if (tree.kind === 'def') own.add(tree.name.name);
  let isSound = true;
  for (const { tree } of statements)
    for (const expression of expressionsOf(tree))
      walk(expression, (part) => {
        if (part.kind !== 'call') return;
        const { name } = part.callee;
        isSound &&=
          isFunction(name) || isUnderstood(name) || own.has(name) || part.form === 'attribute' || LOOPS.has(name);
      });
  return isSound;
}
const LOOPS: ReadonlySet<string> = new Set(['range', 'enumerate', 'zip', 'reversed', 'grad', 'float', 'int']);
