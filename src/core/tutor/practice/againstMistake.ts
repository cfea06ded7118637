import { plainSurroundings } from '../../evaluate/environment.ts';
import { evaluateDocument } from '../../evaluate/evaluate.ts';
import { parseDocument } from '../../syntax/document.ts';
import { answerCloseness } from '../marking/closeness.ts';
import { askedAt, expectedFor, questionsIn } from '../marking/question.ts';
import { valuesBy } from '../marking/updateDiagnosis.ts';
import { formula } from '../marking/writtenAnswer.ts';
import { mistakeOf } from '../mistakes/index.ts';
import type { Mistake, MistakeCode, MistakeVariant } from '../mistakes/mistake.ts';
import { type Difficulty, difficulties, type Topic, topics } from './exercises/topic.ts';
import { generatePractice, type Practice } from './generatePractice.ts';

const MOST_SEEDS = 12;

/** The topics in which a mistake can show at all, tried first. */
const FIRST: Partial<Readonly<Record<MistakeCode, Topic>>> = {
  'fork-overwritten': 'forks',
  'max-to-both': 'max',
  'max-to-loser': 'max',
  'relu-mask': 'max',
  'sigmoid-slope': 'sigmoid neuron',
  'exp-slope': 'sigmoid neuron',
  'tanh-slope': 'tanh',
  'transpose-missing': 'matrices',
  'order-swapped': 'matrices',
  'broadcast-not-summed': 'matrices',
  'broadcast-averaged': 'matrices',
  'mean-forgotten': 'softmax',
  'mean-twice': 'softmax',
  'softmax-sign': 'softmax',
  'softmax-no-label': 'softmax',
  'softmax-slope': 'softmax',
  'momentum-sign': 'momentum',
  'momentum-ema': 'momentum',
  'momentum-lr-inside': 'momentum',
  ascent: 'momentum',
};

/** An exercise in which a mistake would give at least one wrong answer, harder than wished where it must be; undefined where none of the tries is one. */
export function againstMistake(code: MistakeCode, difficulty: Difficulty, seed: number): Practice | undefined {
  const mistake = mistakeOf(code);
  if (mistake === undefined) return undefined;
  const first = FIRST[code];
  for (const level of [difficulty, ...difficulties.filter((other) => other > difficulty)])
    for (const topic of first ? [first, ...topics.filter((other) => other !== first)] : topics)
      for (let i = 0; i < MOST_SEEDS; i++) {
        const practice = generatePractice({ topic, difficulty: level, seed: seed + i });
        if (showsIn(mistake, practice.text)) return practice;
      }
  return undefined;
}

const COMMON = 0.8;

/** Whether a common form of the mistake changes an answer. */
const showsIn = ({ variants }: Mistake, text: string): boolean =>
  variants.some((variant) => variant.share >= COMMON && showsAs(variant, text));

function showsAs(variant: MistakeVariant, text: string): boolean {
  const evaluation = evaluateDocument(parseDocument(text), plainSurroundings);
  return evaluation.document.cells.some(({ index }) =>
    questionsIn(evaluation, index).some((statement) => {
      const asked = askedAt(evaluation, statement);
      const expected = asked && expectedFor(asked);
      if (asked === undefined || expected === undefined) return false;
      const whole =
        asked.result.asks === 'value'
          ? variant.update && valuesBy(asked, variant.update, undefined)(asked.node)
          : variant.rule && asked.graph?.run(asked.node, variant.rule).gradient;
      if (whole === undefined) return false;
      if (whole.shape.length !== evaluation.tape.shapeOf(asked.node).length) return true;
      const wrong = asked.pick(whole);
      const given = { shape: wrong.shape, tensor: wrong, entries: Array.from(wrong.data, formula) };
      return answerCloseness(given, expected) === 'no';
    }),
  );
}
