import { foreignFunctions } from '../syntax/advice/foreignNames.ts';
import type { Problem } from './problem.ts';

/** Whether a name stands for a function, of the language or of the text. */
type IsFunction = (name: string) => boolean;

const NAME_BEFORE = /([\p{L}_][\p{L}\p{N}_]*)\s*$/u;
/** A name or a number with what touches it, or something in brackets, with a sign or without. */
const OPERAND =
  /^\s*([-+]?\s*(?:[\p{L}_][\p{L}\p{N}_]*|\d[\d.]*(?:e[-+]?\d+)?|\.\d+|(?=[[(]))(?:\([^()]*\)|\[[^[\]]*\])?(?:\.T\b)?)/iu;
const NOT_CALLED: ReadonlySet<string> = new Set(['function-not-called', 'def-not-called']);
const STATEMENTS: ReadonlySet<string> = new Set(['train', 'backward']);

/** The problems of a statement, said better where its text shows a habit from elsewhere. */
export function sayHabits(problems: readonly Problem[], text: string, isFunction: IsFunction): readonly Problem[] {
  const gradient = /^[d∂]([\p{L}\p{N}_]+)\s*\/\s*[d∂]([\p{L}_][\p{L}\p{N}_]*)$/u.exec(text);
  if (gradient && problems.some(({ code }) => code === 'unknown-name' || code === 'invalid-character'))
    return [replaced(problems[0], 0, text.length, `grad(${gradient[2]}) = ?`, 'a gradient is asked for with')];
  return problems.map((problem) => sayHabit(problem, text, isFunction));
}

function sayHabit(problem: Problem, text: string, isFunction: IsFunction): Problem {
  const { code, from, to } = problem;
  if (code === 'missing-operator' || NOT_CALLED.has(code)) return withBrackets(problem, text, isFunction);
  if (code !== 'unknown-name') return problem;
  const rest = text.slice(to);
  const compared = from === 0 ? /^\s*==(?=\s*[^\s=])/.exec(rest) : null;
  if (compared)
    return replaced(problem, from, to + compared[0].length, `${text.slice(from, to)} =`, 'to name a value write');
  const raised = text.slice(from, to) === 'e' ? /^\s*(?:\^|\*\*)/.exec(rest) : null;
  const exponent = raised ? OPERAND.exec(rest.slice(raised[0].length)) : null;
  if (!raised || !exponent?.[1]) return problem;
  const inside = exponent[1].startsWith('(') ? exponent[1] : `(${exponent[1]})`;
  const end = to + raised[0].length + exponent[0].length;
  return replaced(problem, from, end, `exp${inside}`, 'a power of e is written');
}

/** `sigmoid x`, `exp -x`, `zeros[3]`: a function whose value has no round brackets is told to write them. */
function withBrackets(problem: Problem, text: string, isFunction: IsFunction): Problem {
  const isOpen = problem.code === 'missing-operator';
  // `tanh + 1` and `tanh - 1` are two values; the sign of `tanh -x` belongs to its value.
  if (!isOpen && !/^(?:\s+-(?=\S)|\s*\[)/.test(text.slice(problem.to))) return problem;
  const valueFrom = isOpen ? problem.from : problem.to;
  const name = NAME_BEFORE.exec(text.slice(0, valueFrom));
  const value = OPERAND.exec(text.slice(valueFrom));
  if (!name?.[1] || !value?.[1]) return problem;
  const isStatement = name.index === 0 && STATEMENTS.has(name[1]);
  const called = isFunction(name[1]) || isStatement ? name[1] : foreignFunctions.get(name[1])?.instead;
  if (called === undefined) return problem;
  const written = isStatement ? text.slice(valueFrom) : value[0];
  const inside = written.startsWith('[') && !isStatement ? written.slice(1, -1) : written.trim();
  const said = replaced(
    problem,
    name.index,
    valueFrom + written.length,
    `${called}(${inside})`,
    'the value of a function stands in brackets:',
  );
  return isOpen ? { ...said, code: 'function-not-called' } : said;
}

function replaced(problem: Problem | undefined, from: number, to: number, text: string, words: string): Problem {
  return {
    code: problem?.code ?? 'unknown-name',
    severity: 'error',
    from,
    to,
    message: `${words} ${text}`,
    suggestion: { kind: 'replace', text, title: `Write ${text}` },
  };
}
