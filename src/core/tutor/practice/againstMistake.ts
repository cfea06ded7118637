import { plainSurroundings } from '../../evaluate/environment.ts';
import { evaluateDocument } from '../../evaluate/evaluate.ts';
import { parseDocument } from '../../syntax/document.ts';
import { answerCloseness } from '../marking/answer/closeness.ts';
import { type Asked, askedAt, expectedFor, questionsIn } from '../marking/answer/question.ts';
import { formula } from '../marking/answer/writtenAnswer.ts';
import { valuesBy } from '../marking/diagnosis/updateDiagnosis.ts';
import { mistakeOf } from '../mistakes/index.ts';
import type { Mistake, MistakeCode, MistakeVariant } from '../mistakes/mistake.ts';
import { type Difficulty, difficulties, type Topic, topics } from './exercises/topic.ts';
import { generatePractice, type Practice } from './generatePractice.ts';

const MOST_SEEDS = 12;

/** The topic in which a mistake is at home, and the level from which it can show there. */
const HOME: Partial<Readonly<Record<MistakeCode, readonly [Topic, Difficulty]>>> = {
  'fork-overwritten': ['forks', 1],
  'sign-lost': ['forks', 1],
  'recursion-order': ['forks', 3],
  'max-to-both': ['max', 1],
  'max-to-loser': ['max', 1],
  'relu-mask': ['max', 2],
  'power-slope': ['momentum', 1],
  'square-factor': ['momentum', 1],
  'sigmoid-slope': ['sigmoid neuron', 1],
  'exp-slope': ['sigmoid neuron', 3],
  'inner-derivative': ['sigmoid neuron', 3],
  'tanh-slope': ['tanh', 1],
  'transpose-missing': ['matrices', 2],
  'order-swapped': ['matrices', 1],
  'broadcast-not-summed': ['matrices', 2],
  'broadcast-averaged': ['matrices', 2],
  'mean-forgotten': ['softmax', 3],
  'mean-twice': ['softmax', 3],
  'softmax-sign': ['softmax', 1],
  'softmax-no-label': ['softmax', 1],
  'softmax-slope': ['softmax', 1],
  'momentum-sign': ['momentum', 2],
  'momentum-ema': ['momentum', 2],
  'momentum-lr-inside': ['momentum', 2],
  ascent: ['momentum', 1],
  'statistics-fixed': ['statistics', 2],
  'variance-slope': ['statistics', 1],
  'kernel-flipped': ['windows', 1],
  'window-to-all': ['windows', 1],
  'rows-overwritten': ['lookups', 1],
};

/** An exercise in which a mistake would give at least one wrong answer, harder than wished where it must be; undefined where none of the tries is one. */
export function againstMistake(code: MistakeCode, difficulty: Difficulty, seed: number): Practice | undefined {
  const mistake = mistakeOf(code);
  if (mistake === undefined) return undefined;
  const home = HOME[code];
  const levels = (least: number): readonly Difficulty[] => difficulties.filter((level) => level >= least);
  const tries = [
    ...(home ? levels(Math.max(difficulty, home[1])).map((level) => [home[0], level] as const) : []),
    ...levels(difficulty).flatMap((level) => topics.map((topic) => [topic, level] as const)),
  ];
  for (const [topic, level] of tries)
    for (let i = 0; i < MOST_SEEDS; i++) {
      const practice = generatePractice({ topic, difficulty: level, seed: seed + i });
      if (showsIn(mistake, practice.text)) return practice;
    }
  return undefined;
}

const COMMON = 0.8;

/** Whether a common form of the mistake changes an answer. */
function showsIn(mistake: Mistake, text: string): boolean {
  const evaluation = evaluateDocument(parseDocument(text), plainSurroundings);
  const shows = changesAnswer(mistake);
  return evaluation.document.cells.some(({ index }) =>
    questionsIn(evaluation, index).some((statement) => {
      const asked = askedAt(evaluation, statement);
      return asked !== undefined && shows(asked);
    }),
  );
}

/** Whether a common form of a mistake gives a wrong answer to a question. */
export const changesAnswer =
  ({ variants }: Mistake) =>
  (asked: Asked): boolean =>
    variants.some((variant) => variant.share >= COMMON && changes(variant, asked));

function changes(variant: MistakeVariant, asked: Asked): boolean {
  const expected = expectedFor(asked);
  if (expected === undefined) return false;
  const whole =
    asked.result.asks === 'value'
      ? variant.update && valuesBy(asked, variant.update, undefined)(asked.node)
      : variant.rule && asked.graph?.run(asked.node, variant.rule).gradient;
  if (whole === undefined) return false;
  if (whole.shape.length !== asked.evaluation.tape.shapeOf(asked.node).length) return true;
  const wrong = asked.pick(whole);
  const given = { shape: wrong.shape, tensor: wrong, entries: Array.from(wrong.data, formula) };
  return answerCloseness(given, expected) === 'no';
}
