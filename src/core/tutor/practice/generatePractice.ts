import { plainSurroundings } from '../../evaluate/environment.ts';
import { evaluateDocument } from '../../evaluate/evaluate.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import { parseDocument } from '../../syntax/document.ts';
import { askedAt, expectedFor, questionsIn } from '../marking/answer/question.ts';
import { mistakes } from '../mistakes/index.ts';
import type { MistakeCode } from '../mistakes/mistake.ts';
import { isAgreeable } from './agreeable.ts';
import { Draw } from './exercises/draw.ts';
import type { Exercise } from './exercises/exercise.ts';
import { exerciseMakers } from './exercises/index.ts';
import { type Difficulty, type Topic, topicAbout, topicTitles } from './exercises/topic.ts';

interface PracticeWish {
  readonly topic: Topic;
  readonly difficulty: Difficulty;
  /** The same seed gives the same exercise. */
  readonly seed: number;
}

/** A file of its own. */
export interface Practice {
  readonly title: string;
  readonly text: string;
}

/** Exercises of so many seeds in a row all differ. */
const APART = 300;
const MOST_DRAWS = 30_000;
/** Where a candidate is there. */
const ENOUGH_DRAWS = 4000;
/** Of one drawn exercise. */
const VARIATIONS = 40;
/** Candidates of which the one is taken at whose questions fewest mistakes look alike. */
const CANDIDATES = 3;
/** To be worked with a pencil. */
const LARGEST = 100;

/**
 * An exercise whose answers are small numbers away from ties and kinks: candidates are drawn until one is agreeable. A text
 * belongs to the seeds that leave the rest which its hash leaves, so that neighbours never draw the same one.
 */
export function generatePractice({ topic, difficulty, seed }: PracticeWish): Practice {
  const draw = new Draw(`practice ${topic} ${difficulty} ${seed}`);
  const title = `${topicTitles[topic]}, level ${difficulty}`;
  const rest = ((seed % APART) + APART) % APART;
  let best: { readonly text: string; readonly alike: number } | undefined;
  let found = 0;
  for (let drawn = 0; drawn < (best ? ENOUGH_DRAWS : MOST_DRAWS); drawn++) {
    const exercise = exerciseMakers[topic](draw, difficulty);
    for (const lines of variationsOf(draw, exercise.lines)) {
      const text = asText(title, topicAbout[topic], { ...exercise, lines });
      if (hashOf(text) % APART !== rest) continue;
      const evaluation = evaluateDocument(parseDocument(text), plainSurroundings);
      if (!isAgreeable(evaluation, 1, { ...exercise, largest: LARGEST })) continue;
      const alike = questionsAlike(evaluation, 1);
      // What is no better at the second attempt lies in the gates, not in the numbers.
      const isDone = alike === 0 || ++found >= CANDIDATES || alike === best?.alike;
      if (best === undefined || alike < best.alike) best = { text, alike };
      if (isDone) return { title, text: best.text };
      break;
    }
  }
  return { title, text: best?.text ?? asText(title, topicAbout[topic], exerciseMakers[topic](draw, difficulty)) };
}

/** The lines as they were drawn, and with the given numbers of the first one exchanged and turned. */
function* variationsOf(draw: Draw, lines: readonly string[]): Iterable<readonly string[]> {
  yield lines;
  const [first = '', ...others] = lines;
  const numbers = first.match(/(?<== )-?\d+(?=;|$)/g) ?? [];
  if (numbers.length < 2 || numbers.length !== first.split(';').length) return;
  for (let i = 0; i < VARIATIONS; i++) {
    const left = draw.shuffled(numbers).map((number) => String(Number(number) * (draw.chance(0.4) ? -1 : 1)));
    let next = 0;
    yield [first.replaceAll(/(?<== )-?\d+(?=;|$)/g, () => left[next++] ?? '1'), ...others];
  }
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  // The low bits of FNV-1a know little of the text's beginning.
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
}

/** Questions about a single gradient at which two mistakes give the same wrong number. */
function questionsAlike(evaluation: Evaluation, cell: number): number {
  return questionsIn(evaluation, cell).filter((statement) => {
    const asked = askedAt(evaluation, statement);
    const { graph, node, result } = asked ?? {};
    if (asked === undefined || graph === undefined || node === undefined || result?.asks !== 'grad') return false;
    const right = expectedFor(asked)?.data;
    if (right?.length !== 1) return false;
    const codes = new Map<number, MistakeCode>();
    return mistakes.some(({ code, variants }) =>
      variants.some(({ rule, share }) => {
        const wrong = rule && share >= COMMON ? graph.run(node, rule).gradient?.data[0] : undefined;
        if (wrong === undefined || Math.abs(wrong - (right[0] ?? 0)) < 1e-9) return false;
        const key = Number(wrong.toPrecision(9));
        const other = codes.get(key) ?? code;
        codes.set(key, other);
        return other !== code;
      }),
    );
  }).length;
}

const COMMON = 0.8;

const asText = (title: string, about: string, { lines, questions }: Exercise): string =>
  [
    `# %% [markdown] ${title}`,
    `# ${about}`,
    '',
    '# %% [practice] Your turn',
    ...lines,
    ...questions.map((question) => `${question} = ?`),
    '',
  ].join('\n');
