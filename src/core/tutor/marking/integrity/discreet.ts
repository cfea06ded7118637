/**
 * The last look at what a practice cell says: while a question is open no sentence prints a number equal to its answer, under
 * whatever name, and none tells a factor or a sign. An author who writes `# feedback: full` above the first line of code
 * allows all of it.
 */
import type { Evaluation } from '../../../evaluate/evaluation.ts';
import { mistakeOf } from '../../mistakes/index.ts';
import { isRevealed } from '../answer/helpComments.ts';
import type { Mark } from '../answer/mark.ts';
import { type Asked, askedAt, expectedFor, questionsIn } from '../answer/question.ts';
import { rightness } from '../answer/rightness.ts';
import { writtenAnswer } from '../answer/writtenAnswer.ts';

const ALLOWED = /^(?:[ \t]*(?:#[^\n\r]*)?(?:\r\n|\n|\r))*?[ \t]*#[ \t]*feedback:[ \t]*full\b/i;
/** Not the digits of a name. */
const NUMBERS = /(?<![\p{L}\p{N}_.])[−-]?\d+(?:\.\d+)?(?:e[−+-]?\d+)?/giu;
/** A factor or a sign, in the words of `difference.ts` and of mistakes. */
const SIZE = /times too (?:large|small)|\bsign (?:is|was) (?:wrong|not right)|its sign|times too|Forks add:/;
const ELSEWHERE = /\bThat is (?:the (?:gradient|value) of|∂|.{1,20}, (?:only one|the) input of)/;

const isDiscreet = ({ document }: Evaluation, cell: number): boolean =>
  document.cells[cell]?.kind === 'practice' && !ALLOWED.test(document.text.slice(0, 4000));

const opened = new WeakMap<Evaluation, Map<number, boolean>>();

/** Whether the answer of a question is still to be found. Kept with the evaluation. */
export function isOpenQuestion(evaluation: Evaluation, statement: number): boolean {
  const known = opened.get(evaluation) ?? new Map<number, boolean>();
  opened.set(evaluation, known);
  const found = known.get(statement) ?? looksOpen(evaluation, statement);
  known.set(statement, found);
  return found;
}

function looksOpen(evaluation: Evaluation, statement: number): boolean {
  const asked = askedAt(evaluation, statement);
  if (asked === undefined || isRevealed(evaluation.document, statement)) return false;
  const given = writtenAnswer(asked.result, evaluation.document.statements[statement]?.text ?? '');
  if (given !== undefined && evaluation.document.cells[asked.cell]?.marks.includes('try')) return false;
  const right = given && rightness(asked, given);
  return right === undefined || right.entries.includes('no');
}

/** The numbers that are still asked for in a cell; of one question, those of the others. */
function openNumbers(evaluation: Evaluation, cell: number, without?: number): readonly number[] {
  return questionsIn(evaluation, cell).flatMap((statement) => {
    const asked =
      statement !== without && isOpenQuestion(evaluation, statement) ? askedAt(evaluation, statement) : undefined;
    const expected = asked && expectedFor(asked);
    return expected ? Array.from(expected.data) : [];
  });
}

function tells(text: string, secrets: readonly number[]): boolean {
  if (secrets.length === 0) return false;
  return [...text.matchAll(NUMBERS)].some(([printed]) => {
    const plain = printed.replaceAll('−', '-');
    const value = Number(plain);
    const [mantissa = '', exponent = '0'] = plain.toLowerCase().split('e');
    const decimals = mantissa.includes('.') ? mantissa.length - mantissa.indexOf('.') - 1 : 0;
    const digits = mantissa.replace(/^-?[0.]*|\./g, '').length;
    const unit = digits >= 2 ? 10 ** (Number(exponent) - decimals) : 0;
    // The other sign gives it away as well; 1 and −1 stand in too many formulas to say anything.
    return secrets.some((secret) => {
      const within = Math.max(0.5001 * unit * (decimals > 0 ? 1 : 0), 1e-9 * Math.abs(secret));
      const turned = Math.abs(secret) === 1 ? Number.POSITIVE_INFINITY : Math.abs(secret + value);
      return Math.min(Math.abs(secret - value), turned) <= within;
    });
  });
}

/** A hint, of those that say less and less the first that keeps what is asked to itself. */
export function discreetHint({ evaluation, cell }: Asked, hints: readonly (() => string)[], last: string): string {
  if (!isDiscreet(evaluation, cell)) return hints[0]?.() ?? last;
  const secrets = openNumbers(evaluation, cell);
  for (const hint of hints) {
    const text = hint();
    if (!tells(text, secrets)) return text;
  }
  return last;
}

type Told = Pick<Mark, 'message' | 'verdict'> & Partial<Pick<Mark, 'mistakes' | 'together' | 'secondPoint'>>;

/** What is said of an answer in a practice cell. `written`: the answer as it stands in the text. */
export function discreetly<Judged extends Told>(
  asked: Asked,
  written: string,
  isFormula: boolean,
  judged: Judged,
): Judged {
  const { evaluation, cell, statement } = asked;
  if (!isDiscreet(evaluation, cell)) return judged;
  const isRight = judged.verdict === 'right' || judged.verdict === 'rounded';
  const wrote = /^You wrote .+?(?:: |\. )(?=\S)/.exec(judged.message)?.[0] ?? '';
  const rest = judged.message.slice(wrote.length);
  const others = openNumbers(evaluation, cell, statement);
  const secrets = isRight ? others : openNumbers(evaluation, cell);
  const own = ownNumbers(written);
  const hidden = isFormula ? secrets : secrets.filter((secret) => !own.has(secret));
  const isTold =
    tells(isFormula ? judged.message : rest, hidden) ||
    (!isRight && SIZE.test(rest)) ||
    (ELSEWHERE.test(rest) && others.some((secret) => own.has(secret)));
  const start = `You wrote ${written.replaceAll(/\s+/g, ' ')}`;
  if (!isTold)
    return isFormula && wrote !== ''
      ? { ...judged, message: `${start}${wrote.endsWith(': ') ? ': ' : '. '}${rest}` }
      : judged;
  if (isRight) return { ...judged, message: judged.verdict === 'right' ? 'Right.' : 'Right, and yours is rounded.' };
  const titles = (judged.mistakes ?? []).flatMap((code) => mistakeOf(code)?.title ?? []);
  const looks = titles.join(judged.together === true ? ', and ' : ', or ');
  const message =
    titles.length > 0 && !tells(looks, hidden) && !SIZE.test(looks)
      ? `${start}: it looks as if ${looks}.`
      : `${start}. Not yet: write down the local gradient of each gate that uses ${asked.result.name}, and what arrives there.`;
  const kept =
    asked.result.asks === 'grad' || titles.length > 0 ? message : `${start}. Not yet: work the last gate out again.`;
  return { ...judged, message: kept, ...(judged.secondPoint ? { secondPoint: undefined } : {}) };
}

const ownNumbers = (written: string): ReadonlySet<number> =>
  new Set([...written.matchAll(NUMBERS)].map(([printed]) => Number(printed.replaceAll('−', '-'))));
