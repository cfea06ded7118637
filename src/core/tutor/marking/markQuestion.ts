import { showExact, showShape } from '../../base/show.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import { type Shape, sameShape, type Tensor } from '../../tensor/tensor.ts';
import type { MistakeCode } from '../mistakes/mistake.ts';
import { answerCloseness } from './answer/closeness.ts';
import { digitsIn } from './answer/digits.ts';
import { counterWords } from './answer/everywhere.ts';
import { notedAt, reasonNoted } from './answer/helpComments.ts';
import { isRight, type Mark, type MarkingOptions } from './answer/mark.ts';
import { noAnswer } from './answer/noAnswer.ts';
import {
  type Asked,
  answerSpan,
  askedAt,
  asksToOrder,
  cellAsked,
  expectedFor,
  questionAsked,
  questionsIn,
} from './answer/question.ts';
import { reasonFor } from './answer/reason.ts';
import { rightness } from './answer/rightness.ts';
import { circular, hasNames, type WrittenAnswer, writtenAnswer } from './answer/writtenAnswer.ts';
import { checkLearnedPasses } from './customBackward/customBackward.ts';
import { type Diagnosis, diagnoseGradient, type Found, isFarFetched } from './diagnosis/diagnosis.ts';
import { differenceWords, elsewhereWords, factorWords } from './diagnosis/difference.ts';
import { type OwnPass, ownBase, ownPass, roundingSlack } from './diagnosis/followThrough.ts';
import { inFull, shown } from './diagnosis/mistakePlace.ts';
import { secondPoint } from './diagnosis/secondPoint.ts';
import { sayMistake } from './diagnosis/sentence.ts';
import { diagnoseUpdate } from './diagnosis/updateDiagnosis.ts';
import { discreetly } from './integrity/discreet.ts';
import { isTried } from './integrity/secrets.ts';

const MOST_OTHERS = 8;
const SHOWN_BEFORE = 1.8;
const ALSO_THERE = 1.6;
const NOT_THERE = 0.4;

/** How much the learner's other answers in the cell speak for a mistake (above 1) or against it (below 1). */
function evidenceFor(asked: Asked, found: Found, likely: ReadonlySet<MistakeCode>): number {
  const { evaluation, cell, statement, graph } = asked;
  let weight = likely.has(found.mistake.code) ? SHOWN_BEFORE : 1;
  const { rule } = found.variant;
  if (graph === undefined || rule === undefined) return weight;
  for (const other of questionsIn(evaluation, cell).slice(0, MOST_OTHERS)) {
    const answered = other === statement ? undefined : askedAt(evaluation, other);
    if (answered?.result.asks !== 'grad' || answered.node === asked.node) continue;
    const given = writtenAnswer(answered.result, evaluation.document.statements[other]?.text ?? '');
    const right = graph.gradient(answered.node);
    if (given === undefined || right === undefined) continue;
    const { gradient, edges, forks } = graph.run(answered.node, rule, found.isGeneral ? {} : found.places);
    if (gradient === undefined || edges.length + forks.length === 0) continue;
    if (gradient.shape.length !== right.shape.length) continue;
    if (answerCloseness(given, answered.pick(gradient)) !== 'no') weight *= ALSO_THERE;
    else if (answerCloseness(given, answered.pick(right)) !== 'no') weight *= NOT_THERE;
  }
  return weight;
}

/**
 * Marks one question; undefined for a statement that is none. An answer that is wrong by itself, but right given the
 * learner's own other answers in the cell, keeps the verdict `wrong` and has full credit and no mistake. `likely`: mistakes
 * that other answers have shown for certain, which decide where several fit.
 */
export function markQuestion(
  evaluation: Evaluation,
  statement: number,
  likely: ReadonlySet<MistakeCode> = NONE,
  options: MarkingOptions = {},
): Mark | undefined {
  const parsed = evaluation.document.statements[statement];
  if (parsed?.tree.kind !== 'question') return undefined;
  const asked = askedAt(evaluation, statement);
  const { text } = parsed;
  const { from, to } = answerSpan(parsed) ?? parsed.tree.answer;
  const open = text.slice(from, to).trim() === '?';
  const base: Mark = {
    statement,
    cell: cellAsked(evaluation, statement),
    question: asked ? questionAsked(asked.result) : `${parsed.tree.asks}(${parsed.tree.target.name})`,
    written: open ? undefined : text.slice(from, to).trim(),
    given: asked?.result.answer,
    isFormula: asked !== undefined && hasNames(asked.result.answerExpression),
    verdict: open ? 'unanswered' : 'invalid',
    expected: asked && expectedFor(asked),
    mistakes: [],
    together: false,
    secondPoint: undefined,
    credit: 0,
    followed: false,
    follows: [],
    ...notedAt(evaluation.document, statement),
    ...(isTried(evaluation, cellAsked(evaluation, statement)) ? { points: 0 } : {}),
    ...options.help?.(statement),
    reason: undefined,
    message: '',
  };
  if (asked === undefined) {
    const problem = evaluation.statements[statement]?.problems.find(({ severity }) => severity !== 'hint');
    return { ...base, message: problem?.message ?? 'this question cannot be read' };
  }
  if (base.expected === undefined)
    return { ...base, message: 'this cell has no output to take gradients of: compute a single number in it' };
  if (open) return { ...base, message: '' };
  if (isTried(evaluation, base.cell)) return { ...base, ...guessed(asked, text, base.expected) };
  const judged = marked(asked, text, base.expected, base.revealed, likely, options);
  return withReason(asked, { ...base, ...discreetly(asked, base.written ?? '', base.isFormula, judged) }, options);
}

/** A right number for a wrong reason is told apart: the number keeps its credit, and the message says what the rule is. */
function withReason(asked: Asked, mark: Mark, options: MarkingOptions): Mark {
  const noted = options.reason
    ? options.reason(asked.statement)
    : reasonNoted(asked.evaluation.document, asked.statement);
  const right = reasonFor(asked);
  if (noted === undefined || right === undefined) return mark;
  if (noted === 'why')
    return {
      ...mark,
      reason: { written: undefined, isRight: false },
      message: isRight(mark) ? `${mark.message} The reason is still to be given.` : mark.message,
    };
  const reason = { written: noted.word, isRight: noted.word === right.word };
  if (!isRight(mark)) return { ...mark, reason };
  return {
    ...mark,
    reason,
    message: reason.isRight
      ? `${mark.message} The reason is right too.`
      : `${mark.message} The number is right, and the reason is not ${noted.word}: ${right.meaning} (${right.word}).`,
  };
}

const NONE: ReadonlySet<MistakeCode> = new Set();

type Judged = Pick<Mark, 'verdict' | 'credit' | 'message'> &
  Partial<Pick<Mark, 'mistakes' | 'together' | 'secondPoint' | 'followed' | 'follows'>>;

function marked(
  asked: Asked,
  text: string,
  expected: Tensor,
  revealed: boolean,
  likely: ReadonlySet<MistakeCode>,
  options: MarkingOptions,
): Judged {
  const { result, evaluation, statement } = asked;
  const given = writtenAnswer(result, text, options.digits ?? digitsIn(evaluation.document.text));
  if (given === undefined) {
    const problem = evaluation.statements[statement]?.problems[0];
    return { verdict: 'invalid', credit: 0, message: problem?.message ?? 'this answer has no value' };
  }
  const refused =
    circular(result.answerExpression, result, asksToOrder(evaluation, asked.cell)) ?? noAnswer(asked, options);
  if (refused !== undefined) return { verdict: 'invalid', credit: 0, message: refused };
  const judged = sameShape(given.shape, asked.shape)
    ? (rightWords(asked, given, expected) ??
      withShare(asked, given, wrongWords(asked, given, expected, likely, options)))
    : shapeWords(asked, given, expected, likely);
  return revealed && judged.credit > 0
    ? { ...judged, credit: 0, message: `${judged.message} It was revealed.` }
    : judged;
}

/** Within this factor a guess has the right size. */
const NEARLY = 2;

/** A guess is right where its signs are. Once it is made the answer is told, so it is worth no points. */
function guessed(asked: Asked, text: string, expected: Tensor): Judged {
  const given = writtenAnswer(asked.result, text, undefined)?.tensor;
  if (given === undefined || !sameShape(given.shape, expected.shape))
    return {
      verdict: 'invalid',
      credit: 0,
      message: `a guess here is a number${expected.data.length > 1 ? ` for each entry, ${showShape(expected.shape)}` : ''}`,
    };
  const pairs = Array.from(expected.data, (right, at) => ({ right, guess: given.data[at] ?? Number.NaN }));
  const hasSigns = pairs.every(({ right, guess }) => Math.sign(right) === Math.sign(guess));
  const hasSizes = pairs.every(
    ({ right, guess }) => Math.abs(guess) <= NEARLY * Math.abs(right) && Math.abs(right) <= NEARLY * Math.abs(guess),
  );
  const told = `You guessed ${shown(given)}; it is ${shown(expected)}`;
  const word = expected.data.length > 1 ? 'signs' : 'sign';
  if (!hasSigns) return { verdict: 'wrong', credit: 0, message: `${told}: the ${word} came as a surprise.` };
  const size = pairs.every(({ right, guess }) => right === guess)
    ? ''
    : hasSizes
      ? `: the ${word} and the size are right`
      : `: the ${word} ${expected.data.length > 1 ? 'are' : 'is'} right, the size is another`;
  return { verdict: 'right', credit: 1, message: `${told}${size}.` };
}

function rightWords(asked: Asked, given: WrittenAnswer, expected: Tensor): Judged | undefined {
  const right = rightness(asked, given);
  if (right === undefined || right.entries.includes('no')) return undefined;
  if (!right.entries.includes('rounded')) return { verdict: 'right', credit: 1, message: 'Right.' };
  const { slides } = right;
  return {
    verdict: 'rounded',
    credit: 1,
    message:
      slides === undefined
        ? `Right: ${inFull(expected)}, and yours is rounded.`
        : `Right as on slides, where every gate rounds to ${slides} ${slides === 1 ? 'decimal' : 'decimals'}; unrounded it is ${inFull(expected)}.`,
  };
}

/** The right entries of a list earn their share; zeros alone, and one number in every place, earn nothing. */
function withShare(asked: Asked, given: WrittenAnswer, judged: Judged): Judged {
  const { answerExpression } = asked.result;
  const entries = rightness(asked, given)?.entries ?? [];
  if (answerExpression.kind !== 'list' || entries.length < 2) return judged;
  const values = given.entries.map(({ value }) => value);
  const right = entries.filter((close) => close !== 'no').length;
  const isFilled = values.every((value) => value === values[0]);
  const isWorked = entries.some((close, at) => close !== 'no' && values[at] !== 0);
  return isFilled || !isWorked ? judged : { ...judged, credit: Math.max(judged.credit, right / entries.length) };
}

function wrongWords(
  asked: Asked,
  given: WrittenAnswer,
  expected: Tensor,
  likely: ReadonlySet<MistakeCode>,
  { follow = 1 }: MarkingOptions,
): Judged {
  const counter = rightness(asked, given)?.counter;
  if (counter)
    return { verdict: 'wrong', credit: 0, message: `You wrote ${writtenText(asked)}. ${counterWords(asked, counter)}` };
  const own = ownPass(asked);
  const followed = own && followedFrom(asked, own, given, expected, follow);
  if (followed) return followed;
  const learned = fromOwnRule(asked, given);
  if (learned) return learned;
  const base = ownBase(asked);
  const diagnosis =
    asked.result.asks === 'grad'
      ? diagnoseGradient(asked, given, base, (found) => evidenceFor(asked, found, likely))
      : diagnoseUpdate(asked, given, base);
  return (
    (diagnosis.pair ? (elsewhere(asked, given) ?? plainFactor(given, expected)) : undefined) ??
    named(asked, given, diagnosis, expected) ?? {
      verdict: 'wrong',
      credit: 0,
      message: plainWords(asked, given, expected),
    }
  );
}

const LONGEST = 40;

function writtenText({ evaluation, statement, result }: Asked): string {
  const text = evaluation.document.statements[statement]?.text ?? '';
  const written = text.slice(result.answerExpression.from, result.answerExpression.to).replaceAll(/\s+/g, ' ');
  return written.length <= LONGEST ? written : `${written.slice(0, LONGEST - 1)}…`;
}

const LONGEST_LIST = 60;

/** Entries in the brackets of a shape. */
function listed([side, ...rest]: Shape, entries: readonly string[]): string {
  if (side === undefined) return entries[0] ?? '';
  const step = entries.length / Math.max(1, side);
  const parts = Array.from({ length: side }, (_, i) => listed(rest, entries.slice(i * step, (i + 1) * step)));
  return `[${parts.join(', ')}]`;
}

/** As it was typed, where it is a plain number or a short list of them. */
const writtenWords = ({ tensor, entries }: WrittenAnswer): string => {
  if (entries.every(({ unit }) => unit !== undefined)) {
    const typed = listed(
      tensor.shape,
      entries.map(({ value }) => showExact(value)),
    );
    if (tensor.shape.length === 0 || typed.length <= LONGEST_LIST) return typed;
  }
  const words = shown(tensor);
  return words.startsWith('(')
    ? `a ${tensor.shape.length === 2 ? 'matrix' : 'tensor'} of shape ${showShape(tensor.shape)}`
    : words;
};

const plainWords = (asked: Asked, given: WrittenAnswer, expected: Tensor): string =>
  `You wrote ${writtenWords(given)}. ${differenceWords(asked, given, expected)}`;

/** Right, if the learner's own earlier answers are taken as given. */
function followedFrom(
  asked: Asked,
  own: OwnPass,
  given: WrittenAnswer,
  expected: Tensor,
  credit: number,
): Judged | undefined {
  const { result, node, pick } = asked;
  const whole = result.asks === 'value' ? own.value : own.graph?.run(node, {}, {}, own.gradients).gradient;
  const slack = result.asks === 'grad' ? roundingSlack(asked, own, given) : undefined;
  const follows = whole && pick(whole);
  if (follows === undefined || answerCloseness(given, follows, slack, true) === 'no') return undefined;
  // A step that has become nothing is no step.
  if (isZero(follows) && !isZero(expected)) return undefined;
  const from = own.named.length > 2 ? 'your other answers' : `your ${own.named.join(' and ')}`;
  return own.wrong
    ? {
        verdict: 'wrong',
        credit,
        followed: true,
        follows: own.statements,
        message: `This step is right: it follows from ${from}. Once that is put right, this changes with it.`,
      }
    : { verdict: 'rounded', credit: 1, message: `Right: it follows from ${from}, which is rounded.` };
}

const isZero = ({ data }: Tensor): boolean => data.every((entry: number) => entry === 0);

/** Two mistakes at once are less likely than a number that was read off elsewhere. */
function elsewhere(asked: Asked, given: WrittenAnswer): Judged | undefined {
  const words = elsewhereWords(asked, given);
  return words === undefined
    ? undefined
    : { verdict: 'wrong', credit: 0, message: `You wrote ${writtenWords(given)}. ${words}` };
}

/** What a wrong backward pass of the learner's own gives. */
function fromOwnRule({ evaluation, result, output, node, pick }: Asked, given: WrittenAnswer): Judged | undefined {
  if (result.asks !== 'grad' || output === undefined) return undefined;
  const names = checkLearnedPasses(evaluation).flatMap(({ right, name }) => (right ? [] : [name]));
  const own = names.length > 0 ? evaluation.gradients(output).of(node) : undefined;
  if (own === undefined || answerCloseness(given, pick(own)) === 'no') return undefined;
  return {
    verdict: 'wrong',
    credit: 0,
    message: `You wrote ${writtenWords(given)}: that is what your backward pass of ${names.join(' and ')} gives, and it is not right yet.`,
  };
}

/** A factor that all entries share is plainer than two mistakes at once. */
function plainFactor(given: WrittenAnswer, expected: Tensor): Judged | undefined {
  const words = factorWords(given, expected);
  return words === undefined
    ? undefined
    : { verdict: 'wrong', credit: 0, message: `You wrote ${writtenWords(given)}. ${words}` };
}

function named(asked: Asked, given: WrittenAnswer, diagnosis: Diagnosis, expected: Tensor): Judged | undefined {
  const wrote = `You wrote ${writtenWords(given)}`;
  const { found, pair } = diagnosis;
  if (pair) {
    const [first, second] = pair;
    return {
      verdict: 'wrong',
      credit: 0,
      mistakes: [first.mistake.code, second.mistake.code],
      together: true,
      message: `${wrote}: it looks as if ${first.mistake.title}, and ${second.mistake.title}.`,
    };
  }
  const [best, ...others] = found;
  if (best === undefined) return undefined;
  const plain = isFarFetched(best, asked.node) ? factorWords(given, expected) : undefined;
  const sentence = plain
    ? `${wrote}. ${plain} That comes out if ${best.mistake.title}.`
    : `${wrote}: ${sayMistake(asked, best, given, writtenWords(given))}`;
  const codes = found.map(({ mistake }) => mistake.code);
  if (others.length === 0) return { verdict: 'wrong', credit: 0, mistakes: codes, message: sentence };
  const point = secondPoint(asked, found);
  const also = others.map(({ mistake }) => mistake.title).join('; or ');
  const apart =
    point === undefined
      ? ''
      : ` To tell them apart, try ${point.change}: the first would give ${point.answers.map(({ answer }) => answer).join(', the next ')}.`;
  return {
    verdict: 'wrong',
    credit: 0,
    mistakes: codes,
    secondPoint: point,
    message: `${sentence} Or ${also}: that gives the same here.${apart}`,
  };
}

function shapeWords(asked: Asked, given: WrittenAnswer, expected: Tensor, likely: ReadonlySet<MistakeCode>): Judged {
  const { result, shape } = asked;
  const own = ownBase(asked);
  if (result.asks === 'grad') {
    const judged = named(
      asked,
      given,
      diagnoseGradient(asked, given, own, (found) => evidenceFor(asked, found, likely)),
      expected,
    );
    if (judged) return judged;
  }
  const turned = given.shape.length === 2 && sameShape(given.shape.toReversed(), expected.shape);
  const why =
    shape.length === 0
      ? result.index.length > 0
        ? 'one entry is asked for'
        : `${result.name} is a single number, and so is this`
      : result.asks === 'grad'
        ? `a gradient has one entry for each entry of ${result.name}`
        : `that is the shape of ${result.name}`;
  const expectedWords = shape.length === 0 ? 'a single number' : `shape ${showShape(shape)}`;
  return {
    verdict: 'invalid',
    credit: 0,
    message: `Your answer ${given.shape.length === 0 ? 'is a single number' : `has shape ${showShape(given.shape)}`}, expected is ${expectedWords}: ${why}.${turned ? ' Yours lies the other way round: is a transpose missing?' : bracketWords(asked, given, expected)}`,
  };
}

/** The learner's own entries in the brackets that are asked for, where only those are wrong. */
function bracketWords({ evaluation, statement, shape }: Asked, { tensor }: WrittenAnswer, expected: Tensor): string {
  const { data } = tensor;
  const text = evaluation.document.statements[statement]?.text ?? '';
  if (data.length === 2 * expected.data.length && /\d,\d/.test(text))
    return ' A decimal point is a point: 0.5, not 0,5.';
  if (data.length !== expected.data.length) return '';
  const written = shown({ shape: expected.shape, data });
  return written.startsWith('(')
    ? ''
    : ` ${shape.length === 0 ? 'Without brackets' : 'In its brackets'} yours is ${written}.`;
}
