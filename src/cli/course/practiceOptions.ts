import {
  type BugTopic,
  bugTopics,
  type Difficulty,
  difficulties,
  type Topic,
  topics,
} from '../../core/tutor/practice/exercises/topic.ts';
import { type WorksheetFormat, worksheetFormats } from '../../core/tutor/practice/worksheets/worksheet.ts';

/** What `bp practice` and `bp worksheet` take besides a file. */
export interface PracticeOptions {
  readonly topic: Topic | undefined;
  readonly difficulty: Difficulty;
  /** Undefined: practice draws one, a worksheet takes 0. */
  readonly seed: number | undefined;
  readonly bugHunt: boolean;
  readonly variants: number;
  readonly sheet: WorksheetFormat | undefined;
}

export const noPractice: PracticeOptions = {
  topic: undefined,
  difficulty: 1,
  seed: undefined,
  bugHunt: false,
  variants: 0,
  sheet: undefined,
};

type Read = PracticeOptions | { readonly problem: string };

const MOST_VARIANTS = 200;

/** `--topic`, `--difficulty`, `--seed`, `--variants`, and the worksheet's `--to`. */
export function readPracticeOption(options: PracticeOptions, name: string, value: string): Read {
  const number = Number(value);
  switch (name) {
    case '--topic': {
      const topic = topics.find((known) => known === value.replaceAll(/[-_]/g, ' ').toLowerCase());
      return topic ? { ...options, topic } : { problem: `--topic takes one of ${topics.join(', ')}` };
    }
    case '--difficulty': {
      const difficulty = difficulties.find((known) => known === number);
      return difficulty ? { ...options, difficulty } : { problem: '--difficulty takes 1, 2 or 3' };
    }
    case '--seed':
      return Number.isSafeInteger(number) ? { ...options, seed: number } : { problem: '--seed takes a whole number' };
    case '--variants':
      return Number.isInteger(number) && number >= 1 && number <= MOST_VARIANTS
        ? { ...options, variants: number }
        : { problem: `--variants takes a whole number from 1 to ${MOST_VARIANTS}` };
    default: {
      const sheet = worksheetFormats.find((known) => known === value);
      return sheet ? { ...options, sheet } : { problem: `--to takes one of ${worksheetFormats.join(', ')}` };
    }
  }
}

/** What is missing or does not go together; undefined: nothing. */
export function practiceProblem(command: 'practice' | 'worksheet', options: PracticeOptions): string | undefined {
  if (command === 'worksheet')
    return options.sheet === undefined ? `--to is missing: one of ${worksheetFormats.join(', ')}` : undefined;
  if (options.bugHunt)
    return options.topic === undefined || bugTopic(options.topic) !== undefined
      ? undefined
      : `--bug-hunt takes one of the topics ${bugTopics.join(', ')}`;
  return options.topic === undefined ? `--topic is missing: one of ${topics.join(', ')}` : undefined;
}

export const bugTopic = (topic: Topic | undefined): BugTopic | undefined => bugTopics.find((known) => known === topic);
