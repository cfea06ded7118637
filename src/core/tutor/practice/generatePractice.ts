import { plainSurroundings } from '../../evaluate/environment.ts';
import { evaluateDocument } from '../../evaluate/evaluate.ts';
import { parseDocument } from '../../syntax/document.ts';
import { isAgreeable } from './agreeable.ts';
import { Draw } from './exercises/draw.ts';
import type { Exercise } from './exercises/exercise.ts';
import { makers } from './exercises/index.ts';
import { type Difficulty, type Topic, topicAbout, topicTitles } from './exercises/topic.ts';

export interface PracticeWish {
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

const MOST_ATTEMPTS = 2000;
/** To be worked with a pencil. */
const LARGEST = 100;

/** An exercise whose answers are small numbers away from ties and kinks: candidates are drawn until one is agreeable. */
export function generatePractice({ topic, difficulty, seed }: PracticeWish): Practice {
  const draw = new Draw(`practice ${topic} ${difficulty} ${seed}`);
  const title = `${topicTitles[topic]}, level ${difficulty}`;
  let text = '';
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const exercise = makers[topic](draw, difficulty);
    text = asText(title, topicAbout[topic], exercise);
    if (isAgreeable(evaluateDocument(parseDocument(text), plainSurroundings), 1, { ...exercise, largest: LARGEST }))
      break;
  }
  return { title, text };
}

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
