/** Judges the tutor: right answers in every form, wrong ones by each rule, random ones, and what follows from a slip. */

import type { Random } from '../../../../src/core/base/random.ts';
import { seededRandom } from '../../../../src/core/base/seededRandom.ts';
import { plainSurroundings } from '../../../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../../../src/core/evaluate/evaluate.ts';
import { parseDocument } from '../../../../src/core/syntax/document.ts';
import type { Mark } from '../../../../src/core/tutor/marking/answer/mark.ts';
import { markDocument } from '../../../../src/core/tutor/marking/markDocument.ts';
import { gradients, type Line, type Program, programOf, type Slip, slips, textOf } from './programs.ts';
import { read } from './reader.ts';

export type Kind = 'right' | 'rule' | 'random' | 'follow';
export type Outcome =
  | 'right'
  | 'named'
  | 'several'
  | 'fits too'
  | 'named wrongly'
  | 'not named'
  | 'called wrong'
  | 'called right'
  | 'named without cause'
  | 'refused';

export interface Judged {
  readonly kind: Kind;
  readonly outcome: Outcome;
  readonly text: string;
  readonly message: string;
  readonly code: string;
  readonly mistakes: readonly string[];
  readonly falsehoods: readonly string[];
}

const pick = <T>(random: Random, from: readonly T[]): T => from[random.below(from.length)] as T;
const digits = (value: number, count: number): string => String(Number(value.toPrecision(count)));

const forms: readonly ((value: number) => string)[] = [
  String,
  (value) => digits(value, 6),
  (value) => digits(value, 5),
  (value) => digits(value, 4),
  (value) => `${value * 3} / 3`,
];

const differs = (a: number, b: number): boolean =>
  Number.isFinite(a) &&
  Number.isFinite(b) &&
  Math.abs(a - b) > 0.03 * Math.max(Math.abs(a), Math.abs(b)) &&
  Math.abs(a - b) > 2e-3;

export const marksOf = (text: string): readonly Mark[] =>
  markDocument(evaluateDocument(parseDocument(text), plainSurroundings));

function drawn(random: Random, needs: readonly Line['op'][]): Program {
  for (;;) {
    const program = programOf(random, needs);
    if (program && gradients(program).every((entry) => Math.abs(entry) < 1e4)) return program;
  }
}

/** Answers to one random program, marked and read. */
export function* judged(count: number, seed: string): Iterable<Judged> {
  const random = seededRandom(seed);
  for (let i = 0; i < count; i++) {
    const slip = pick(random, slips);
    const program = drawn(random, slip.needs);
    yield rightOne(random, program);
    const wrong = byRule(random, program, slip);
    if (wrong) yield wrong;
    yield atRandom(random, program);
    const chain = following(random, program, slip);
    if (chain) yield chain;
  }
}

function judge(
  kind: Kind,
  program: Program,
  at: number,
  questions: readonly string[],
  written: string,
  code: string,
  outcomeOf: (mark: Mark) => Outcome,
): Judged {
  const text = [textOf(program), ...questions].join('\n');
  const marks = marksOf(text);
  const mark = marks.at(-1);
  if (mark === undefined) throw new Error(`no question in\n${text}`);
  const plain = /^[-\d.e]+$/.test(written);
  const { falsehoods } =
    plain && mark.verdict !== 'right' && mark.verdict !== 'rounded' && mark.credit === 0
      ? read(program, program[at]?.name ?? '', written, mark.message)
      : { falsehoods: [] };
  return {
    kind,
    code,
    text,
    message: mark.message,
    mistakes: mark.mistakes,
    falsehoods,
    outcome: outcomeOf(mark),
  };
}

export const isRight = ({ verdict }: Mark): boolean => verdict === 'right' || verdict === 'rounded';

function rightOne(random: Random, program: Program): Judged {
  const truth = gradients(program);
  const at = random.below(program.length - 1);
  const written = pick(random, forms)(truth[at] ?? 0);
  return judge('right', program, at, [`grad(${program[at]?.name}) = ${written}`], written, '', (mark) =>
    isRight(mark) ? 'right' : 'called wrong',
  );
}

function byRule(random: Random, program: Program, slip: Slip): Judged | undefined {
  const truth = gradients(program);
  const isNear = random.below(10) < 4;
  const everywhere = gradients(program, slip);
  const wrongAt = (at: number): number => (isNear ? (gradients(program, slip, at)[at] ?? 0) : (everywhere[at] ?? 0));
  const askable = program
    .map((_, at) => at)
    .filter((at) => at < program.length - 1 && differs(wrongAt(at), truth[at] ?? 0));
  if (askable.length === 0) return undefined;
  const at = pick(random, askable);
  const written = digits(wrongAt(at), 6);
  const others = program
    .map((_, i) => i)
    .filter((i) => i !== at && program[i]?.op === 'leaf')
    .slice(0, random.below(3));
  const questions = others.map(
    (i) => `grad(${program[i]?.name}) = ${digits((isNear ? truth : everywhere)[i] ?? 0, 6)}`,
  );
  const name = `grad(${program[at]?.name}) = ${written}`;
  return judge('rule', program, at, [...questions, name], written, slip.code, (mark) => {
    if (isRight(mark)) return 'called right';
    if (mark.credit > 0) return 'fits too';
    if (mark.mistakes[0] === slip.code && mark.mistakes.length === 1) return 'named';
    if (mark.mistakes.includes(slip.code as Mark['mistakes'][number])) return 'several';
    if (mark.mistakes.length > 0 && !mark.together) return 'fits too';
    if (/times too|sign is wrong|alone|gradient of|value of|not zero/.test(mark.message)) return 'fits too';
    return mark.mistakes.length > 0 ? 'named wrongly' : 'not named';
  });
}

function atRandom(random: Random, program: Program): Judged {
  const truth = gradients(program);
  for (;;) {
    const at = random.below(program.length - 1);
    const right = truth[at] ?? 0;
    const value = random.below(2) === 0 ? right * (0.3 + 2.4 * random.uniform()) : 10 * random.normal();
    const written = digits(value, 2 + random.below(3));
    if (!differs(Number(written), right)) continue;
    return judge('random', program, at, [`grad(${program[at]?.name}) = ${written}`], written, '', (mark) => {
      if (isRight(mark)) return 'called right';
      return mark.mistakes.length > 0 ? 'named without cause' : 'right';
    });
  }
}

/** A wrong gradient further on, and one that follows from it or breaks another rule on top of it. */
function following(random: Random, program: Program, slip: Slip): Judged | undefined {
  const truth = gradients(program);
  const inner = program.map((_, i) => i).filter((i) => program[i]?.op !== 'leaf' && i < program.length - 1);
  const leaves = program.map((_, i) => i).filter((i) => program[i]?.op === 'leaf');
  if (inner.length === 0) return undefined;
  const pinned = pick(random, inner);
  const wrong = Number(digits((truth[pinned] ?? 0) * pick(random, [2, -1, 0.5]) + pick(random, [0, 1, 2]), 4));
  if (!differs(wrong, truth[pinned] ?? 0) || wrong === 0) return undefined;
  const slips = random.below(2) === 0;
  const follows = gradients(program, slips ? slip : undefined, undefined, new Map([[pinned, wrong]]));
  const clean = gradients(program, undefined, undefined, new Map([[pinned, wrong]]));
  const at = pick(random, leaves);
  const value = follows[at] ?? 0;
  if (value === 0 || !differs(value, truth[at] ?? 0)) return undefined;
  if (slips && !differs(value, clean[at] ?? 0)) return undefined;
  const written = digits(value, 6);
  const questions = [`grad(${program[pinned]?.name}) = ${wrong}`, `grad(${program[at]?.name}) = ${written}`];
  return judge('follow', program, at, questions, written, slips ? slip.code : '', (mark) => {
    if (isRight(mark)) return 'called right';
    if (slips) return mark.mistakes.length > 0 ? 'named' : 'not named';
    return mark.followed && mark.credit > 0 ? 'right' : 'refused';
  });
}

export interface Tally {
  /** How often each outcome of each kind was met, by `kind: outcome`. */
  readonly counts: ReadonlyMap<string, number>;
  readonly programs: number;
  readonly answers: number;
  /** Messages in which something is not so. */
  readonly falsehoods: readonly Judged[];
  /** Answers that were judged otherwise than they should be. */
  readonly faults: readonly Judged[];
}

const FAULTS: ReadonlySet<Outcome> = new Set([
  'called wrong',
  'called right',
  'named wrongly',
  'not named',
  'named without cause',
  'refused',
]);

export function tallyOf(programs: number, stream: Iterable<Judged>): Tally {
  const counts = new Map<string, number>();
  const falsehoods: Judged[] = [];
  const faults: Judged[] = [];
  let answers = 0;
  for (const one of stream) {
    answers++;
    for (const key of [`${one.kind}: ${one.outcome}`, one.kind]) counts.set(key, (counts.get(key) ?? 0) + 1);
    if (one.falsehoods.length > 0) falsehoods.push(one);
    if (FAULTS.has(one.outcome)) faults.push(one);
  }
  return { counts, programs, answers, falsehoods, faults };
}

/** The share of one kind of answer that had one of these outcomes. */
export const shareOf = ({ counts }: Tally, kind: Kind, ...outcomes: readonly Outcome[]): number =>
  outcomes.reduce((sum, outcome) => sum + (counts.get(`${kind}: ${outcome}`) ?? 0), 0) / (counts.get(kind) ?? 1);
