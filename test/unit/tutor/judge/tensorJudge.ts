/** Answers of rows and matrices to random networks, marked and read. */
import type { Random } from '../../../../src/core/base/random.ts';
import { seededRandom } from '../../../../src/core/base/seededRandom.ts';
import type { Mark } from '../../../../src/core/tutor/marking/answer/mark.ts';
import { formulaFor, nearMiss } from './formulas.ts';
import { each, type Grid, number, sameGrid } from './grids.ts';
import { isRight, type Judged, type Kind, marksOf, type Outcome } from './judge.ts';
import {
  backward,
  type GridSlip,
  gridSlips,
  type Network,
  networkOf,
  numbersOf,
  recursions,
  textOfNetwork,
  writtenGrid,
} from './networks.ts';
import { candidates, falsehoodsIn, isRounded, type Question, truthOf } from './tensorReader.ts';

const pick = <T>(random: Random, from: readonly T[]): T => from[random.below(from.length)] as T;
const digits = (value: number, count: number): number => Number(value.toPrecision(count));
/** A number that is short in full needs three digits that are seen. */
const three = (value: number): number => {
  const short = digits(value, 3);
  return String(short).replaceAll(/\D/g, '').replace(/^0+/, '').length >= 3 ? short : digits(value, 6);
};
const places = (value: number, count: number): number => Number(value.toFixed(count));

function drawn(random: Random): Network {
  for (;;) {
    const network = networkOf(random);
    if (network === undefined) continue;
    // Gradients near the last digits of a double depend on how they were worked out.
    const isPlain = (entry: number): boolean => entry === 0 || (Math.abs(entry) < 1e4 && Math.abs(entry) > 1e-7);
    const fine = backward(network).gradients.every((grid) => grid?.data.every(isPlain) ?? true);
    if (fine) return network;
  }
}

const askable = (network: Network): readonly number[] =>
  network.flatMap(({ name, isData }, at) => (name !== '' && at < network.length - 1 && !isData ? [at] : []));

const differs = (a: Grid, b: Grid): boolean =>
  !sameGrid(a.shape, b.shape) ||
  a.data.some(
    (entry, i) =>
      Math.abs(entry - (b.data[i] ?? 0)) > 0.06 * Math.max(Math.abs(entry), Math.abs(b.data[i] ?? 0)) &&
      Math.abs(entry - (b.data[i] ?? 0)) > 6e-3,
  );
const isNumeric = (grid: Grid): boolean => grid.data.every(Number.isFinite);

export const DASHES = ['-', '−', '–', '—', '‒', '‑', '﹣', '－'];
export const dashed = (random: Random, text: string): string => {
  const dash = random.below(3) === 0 ? pick(random, DASHES) : '-';
  return text.replaceAll(/(?<![\de])-/g, dash);
};

function ask(
  network: Network,
  at: number,
  entry: number | undefined,
  answer: Grid,
  random: Random,
  before: readonly string[] = [],
): { text: string; question: Question; line: string } {
  const { name = '', value = number(0) } = network[at] ?? {};
  const n = value.shape.at(-1) ?? 1;
  const index =
    entry === undefined ? '' : value.shape.length === 2 ? `[${Math.floor(entry / n)}, ${entry % n}]` : `[${entry}]`;
  const line = `grad(${name})${index} = ${dashed(random, writtenGrid(answer))}`;
  return { text: [textOfNetwork(network), ...before, line].join('\n'), line, question: { network, at, entry, answer } };
}

function judge(
  kind: Kind,
  asked: { text: string; question: Question },
  code: string,
  outcomeOf: (mark: Mark) => Outcome,
): Judged {
  const mark = marksOf(asked.text).at(-1);
  if (mark === undefined) throw new Error(`no question in\n${asked.text}`);
  const outcome = outcomeOf(mark);
  const isRead = !isRight(mark) && !mark.followed;
  return {
    kind,
    code,
    text: asked.text,
    message: mark.message,
    mistakes: mark.mistakes,
    outcome,
    falsehoods: isRead ? falsehoodsIn(asked.question, mark.mistakes, mark.message) : [],
  };
}

const nearest = (grid: Grid, entry: number | undefined): Grid =>
  entry === undefined ? grid : number(grid.data[entry] ?? 0);

function* answersTo(random: Random, network: Network): Iterable<Judged | undefined> {
  const all = askable(network);
  const at = pick(random, all);
  const whole = truthOf({ network, at, answer: number(0) });
  const entry = whole.shape.length > 0 && random.below(5) === 0 ? random.below(whole.data.length) : undefined;
  const truth = nearest(whole, entry);
  const form = pick(random, [
    (value: number) => value,
    (value: number) => digits(value, 6),
    (value: number) => digits(value, 4),
    (value: number) => three(value),
    (value: number) =>
      Math.abs(places(value, 2) - value) <= 0.04 * Math.abs(value) ? places(value, 2) : digits(value, 4),
    (value: number) => (random.below(2) === 0 ? three(value) : digits(value, 5)),
  ]);
  yield judge('right', ask(network, at, entry, each(truth, form), random), '', (mark) =>
    isRight(mark) ? 'right' : 'called wrong',
  );
  yield byRule(random, network);
  // A factor or a sign.
  if (truth.data.some((one) => Math.abs(one) > 0.02)) {
    const by = pick(random, [
      2,
      3,
      0.5,
      -1,
      -2,
      1.5,
      4,
      0.25,
      -0.5,
      10,
      ...(entry === undefined && truth.data.filter((one) => one !== 0).length > 1 ? [7] : []),
    ]);
    yield judge(
      'rule',
      ask(
        network,
        at,
        entry,
        each(truth, (one) => digits(one * by, 6)),
        random,
      ),
      'factor',
      (mark) =>
        isRight(mark)
          ? 'called right'
          : mark.mistakes.length > 0
            ? 'fits too'
            : /times|sign|gradient of|value of/.test(mark.message)
              ? 'named'
              : 'not named',
    );
  }
  // One entry off.
  if (truth.data.length > 1) {
    const k = random.below(truth.data.length);
    const off = each(truth, (one, i) =>
      i === k ? digits(one + pick(random, [1, -0.5, 0.2]) * (1 + Math.abs(one)), 6) : form(one),
    );
    yield judge(
      'random',
      ask(network, at, undefined, entry === undefined ? off : each(off, (one) => one), random),
      '',
      (mark) => (isRight(mark) ? 'called right' : mark.mistakes.length > 0 ? 'named without cause' : 'right'),
    );
  }
  // A digit that was written claims itself.
  const sharp = truth.data.findIndex((one) => Math.abs(one) > 1e-3);
  if (sharp >= 0) {
    const count = 2 + random.below(2);
    const value = truth.data[sharp] ?? 0;
    const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - count + 1);
    const off = digits(value + pick(random, [3, -3, 4]) * unit, count);
    if (!isRounded(off, value))
      yield judge(
        'random',
        ask(
          network,
          at,
          entry,
          each(truth, (one, i) => (i === sharp ? off : digits(one, 6))),
          random,
        ),
        '',
        (mark) => (isRight(mark) ? 'called right' : mark.mistakes.length > 0 ? 'named without cause' : 'right'),
      );
  }
  const random2 = each(truth, (one) =>
    digits(random.below(2) === 0 ? one * (0.3 + 2.4 * random.uniform()) : 3 * random.normal(), 2 + random.below(3)),
  );
  if (differs(random2, truth))
    yield judge('random', ask(network, at, entry, random2, random), '', (mark) =>
      isRight(mark) ? 'called right' : mark.mistakes.length > 0 ? 'named without cause' : 'right',
    );
  yield following(random, network);
}

function byRule(random: Random, network: Network): Judged | undefined {
  const order = [...gridSlips].sort(() => random.uniform() - 0.5);
  for (const slip of order.slice(0, 10)) {
    const isNear = random.below(10) < 4;
    const all = askable(network).flatMap((at) => {
      const pass = backward(network, slip, isNear ? at : undefined);
      const wrong = pass.gradients[at];
      const truth = truthOf({ network, at, answer: number(0) });
      return wrong && pass.uses > 0 && isNumeric(wrong) && differs(wrong, truth) ? [{ at, wrong }] : [];
    });
    if (all.length === 0) continue;
    const { at, wrong } = pick(random, all);
    const asked = ask(
      network,
      at,
      undefined,
      each(wrong, (one) => digits(one, 6)),
      random,
    );
    return judge('rule', asked, slip.code, (mark) => ruleOutcome(mark, slip, asked.question));
  }
  return undefined;
}

function ruleOutcome(mark: Mark, slip: GridSlip, question: Question): Outcome {
  if (isRight(mark)) return 'called right';
  if (mark.credit === 1) return 'fits too';
  if (mark.mistakes[0] === slip.code && mark.mistakes.length === 1) return 'named';
  if (mark.mistakes.includes(slip.code as Mark['mistakes'][number])) return 'several';
  // Another rule that gives the same numbers is as good.
  const gives = (one: Grid): boolean =>
    sameGrid(one.shape, question.answer.shape) &&
    one.data.every((entry, i) => Math.abs(entry - (question.answer.data[i] ?? 0)) <= 1e-4 * Math.abs(entry) + 1e-7);
  const fits = (code: string): boolean =>
    code === 'recursion-order'
      ? recursions(question.network, question.at).some(gives)
      : gridSlips.some((other) => other.code === code && candidates(question.network, question, other).some(gives));
  if (mark.mistakes.length > 0 && !mark.together) return fits(mark.mistakes[0] ?? '') ? 'fits too' : 'named wrongly';
  if (/times too|sign is wrong|alone|gradient of|value of|not zero|times the right one|once more/.test(mark.message))
    return 'fits too';
  return mark.mistakes.length > 0 ? 'named wrongly' : 'not named';
}

/** A wrong gradient further on, and one that follows from it. */
function following(random: Random, network: Network): Judged | undefined {
  const inner = askable(network).filter((at) => network[at]?.op !== 'leaf');
  const leaves = askable(network).filter((at) => network[at]?.op === 'leaf');
  if (inner.length === 0) return undefined;
  const pinned = pick(random, inner);
  const right = truthOf({ network, at: pinned, answer: number(0) });
  const wrong = each(right, (one) => digits(one * pick(random, [2, -1, 0.5]) + (random.below(3) === 0 ? 1 : 0), 4));
  if (!differs(wrong, right) || wrong.data.every((one) => one === 0)) return undefined;
  const at = pick(random, leaves);
  const follows = backward(network, undefined, undefined, new Map([[pinned, wrong]])).gradients[at];
  const truth = truthOf({ network, at, answer: number(0) });
  if (follows === undefined || !differs(follows, truth) || follows.data.every((one) => one === 0)) return undefined;
  const before = [`grad(${network[pinned]?.name}) = ${writtenGrid(wrong)}`];
  const asked = ask(
    network,
    at,
    undefined,
    each(follows, (one) => digits(one, 4 + random.below(3))),
    random,
    before,
  );
  return judge('follow', asked, '', (mark) =>
    isRight(mark) ? 'called right' : mark.followed && mark.credit > 0 ? 'right' : 'refused',
  );
}

/** A formula for the gradient in another spelling, and one that holds only at the numbers of the text. */
export function* judgedFormulas(count: number, seed: string): Iterable<Judged> {
  const random = seededRandom(seed);
  for (let made = 0; made < count; ) {
    const network = random.below(2) === 0 ? numbersOf(random) : networkOf(random);
    if (network === undefined || network[network.length - 1]?.value.shape.length !== 0) continue;
    const all = askable(network);
    if (all.length === 0) continue;
    const at = pick(random, all);
    const formula = formulaFor(network, at, random);
    const truth = backward(network).gradients[at];
    if (formula === undefined || truth === undefined || truth.data.every((one) => Math.abs(one) < 1e-9)) continue;
    const miss = nearMiss(network, formula, random);
    if (miss === undefined) continue;
    made++;
    for (const [one, kind] of [
      [formula, 'right'],
      [miss, 'random'],
    ] as const) {
      const question: Question = {
        network,
        at,
        answer: truth,
        isFormula: true,
        formula: one.isMixed ? undefined : one.at,
      };
      yield judge(
        kind,
        { text: `${textOfNetwork(network)}\ngrad(${network[at]?.name}) = ${one.text}`, question },
        kind === 'right' ? 'formula' : 'near formula',
        (mark) =>
          kind === 'right' ? (isRight(mark) ? 'right' : 'called wrong') : isRight(mark) ? 'called right' : 'right',
      );
    }
  }
}

export function* judgedTensors(count: number, seed: string): Iterable<Judged> {
  const random = seededRandom(seed);
  for (let i = 0; i < count; i++) for (const one of answersTo(random, drawn(random))) if (one) yield one;
}
