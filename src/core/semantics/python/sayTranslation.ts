/** Problems of a statement that is Python's: the line to write instead is said and offered as a fix. */
import { parseDocument } from '../../syntax/document.ts';
import { expressionsOf, type ParsedStatement } from '../../syntax/tree.ts';
import { walk } from '../../syntax/walk.ts';
import type { Problem } from '../problem.ts';
import { isUnderstood } from '../spellings.ts';
import { idleReason, translatedStatement } from './translate.ts';

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
  'too-few-arguments',
  'option-value',
  'mask-index',
]);
const LONGEST_SAID = 110;

/** What was found for a statement, and the names on which it depends. Kept, for it costs more than evaluating the statement. */
interface Found {
  /** Whether each has a value, or with a bracket behind it is a function. */
  readonly asked: Map<string, boolean>;
  readonly text: string | undefined;
  /** Of single lines of its block, by their text. */
  readonly lines: Map<string, string | undefined>;
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
  const idle = idleReason(parsed.text);
  if (idle !== undefined)
    return problems.with(at, {
      ...problem,
      message: `this line is not needed: ${idle}`,
      suggestion: { kind: 'replace', text: `# ${parsed.text}`, title: 'Turn the line into a comment', whole: true },
    });
  const found = foundFor(parsed, names);
  const written = found.text;
  if (written === undefined) return problems;
  const isShort = !written.includes('\n') && written.length <= LONGEST_SAID;
  const inner = isShort ? written : (lineFor(found, parsed.text, problem, names) ?? blockOf(written));
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

function foundFor(parsed: ParsedStatement, names: Known): Found {
  const before = known.get(parsed);
  if (before && [...before.asked].every(([key, answer]) => ask(names, key) === answer)) return before;
  const asked = new Map<string, boolean>();
  const noted = noting(asked, names);
  const written = translatedStatement(parsed.text, noted.isValue);
  const text = written !== undefined && isUnderstoodThroughout(written, noted) ? written : undefined;
  const found: Found = { asked, text, lines: new Map() };
  known.set(parsed, found);
  return found;
}

/** The same answers, each written down. */
function noting(asked: Map<string, boolean>, names: Known): Known {
  const answering = (key: string): boolean => {
    const answer = ask(names, key);
    asked.set(key, answer);
    return answer;
  };
  return { isValue: answering, isFunction: (name) => answering(`${name}(`) };
}

/** A name asks for a value, one with a bracket for a function. */
const ask = (names: Known, key: string): boolean =>
  key.endsWith('(') ? names.isFunction(key.slice(0, -1)) : names.isValue(key);

/** The line of a block in which the problem is, translated by itself. */
function lineFor({ asked, lines }: Found, text: string, { from }: Problem, names: Known): string | undefined {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const end = text.indexOf('\n', from);
  const line = text.slice(start, end < 0 ? text.length : end).trim();
  if (line.endsWith(':')) return undefined;
  if (!lines.has(line)) lines.set(line, translatedStatement(line, noting(asked, names).isValue));
  return lines.get(line);
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
