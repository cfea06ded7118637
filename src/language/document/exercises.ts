/** Exercises and worksheets, as the editor's commands ask for them. */
import type { Work } from '../../core/base/work.ts';
import { sortingWork } from '../../core/tutor/course/backwardLines.ts';
import { ladderWork } from '../../core/tutor/course/fade.ts';
import { mistakes } from '../../core/tutor/mistakes/index.ts';
import { againstMistake } from '../../core/tutor/practice/againstMistake.ts';
import { generateBugHunt } from '../../core/tutor/practice/bugHunt.ts';
import {
  bugTopics,
  type Difficulty,
  difficulties,
  topics,
  topicTitles,
} from '../../core/tutor/practice/exercises/topic.ts';
import { generatePractice, type Practice } from '../../core/tutor/practice/generatePractice.ts';
import { reviewWork } from '../../core/tutor/practice/review.ts';
import { type Worksheet, type WorksheetFormat, worksheetWork } from '../../core/tutor/practice/worksheets/worksheet.ts';
import type { DocumentState } from './documentState.ts';
import { hiddenNodes } from './hidden.ts';

const BUG_HUNT = 'bug hunt';

interface PracticeTopic {
  readonly topic: string;
  readonly title: string;
  readonly difficulties: readonly number[];
  /** A mistake that the learner was sure of, and that this is about. */
  readonly again?: { readonly mistake: string; readonly title: string };
}

/** With what the learner was wrong about, and sure of, before the rest. */
export const practiceTopics = ({ sureOf = [] }: { readonly sureOf?: readonly string[] }): readonly PracticeTopic[] => [
  ...sureOf.flatMap((code) => {
    const mistake = mistakes.find((known) => known.code === code);
    return mistake
      ? [{ topic: code, title: 'Once more', difficulties, again: { mistake: code, title: mistake.title } }]
      : [];
  }),
  ...topics.map((topic) => ({ topic, title: topicTitles[topic], difficulties })),
  { topic: BUG_HUNT, title: 'Bug hunt', difficulties: [] },
];

/** `bug hunt` is drawn from all topics, `bug hunt forks` from one; a mistake's code is a topic too. Null for one that there is not. */
export function exerciseFor(topic: string, difficulty: number, seed: number): Practice | null {
  const hunted = bugTopics.find((known) => `${BUG_HUNT} ${known}` === topic);
  if (topic === BUG_HUNT || hunted) {
    const { title, text } = generateBugHunt({ topic: hunted, seed });
    return { title, text };
  }
  const mistake = mistakes.find(({ code }) => code === topic);
  if (mistake) return againstMistake(mistake.code, levelOf(difficulty), seed) ?? null;
  const wanted = topics.find((known) => known === topic);
  return wanted ? generatePractice({ topic: wanted, difficulty: levelOf(difficulty), seed }) : null;
}

const levelOf = (difficulty: number): Difficulty => difficulties.find((level) => level === difficulty) ?? 1;

export const worksheetOf = (
  { evaluation, surroundings }: DocumentState,
  wish: { readonly to: WorksheetFormat; readonly variants: number; readonly seed: number },
): Work<Worksheet> => worksheetWork(evaluation, { ...wish, surroundings });

/**
 * A ladder from a worked example to the open exercise, for what the text's answers do not show yet. None while the text itself has
 * open questions, which the example would answer.
 */
export function* ladderFor(state: DocumentState): Work<string | undefined> {
  const { evaluation, surroundings } = state;
  return hiddenNodes(state) === undefined ? yield* ladderWork(evaluation, { surroundings }) : undefined;
}

/** The lines of the backward pass, to be put in order. None while the text itself has open questions, which they would answer. */
export function* linesToSortFor(state: DocumentState, seed: number): Work<string | undefined> {
  const { evaluation, surroundings } = state;
  return hiddenNodes(state) === undefined ? yield* sortingWork(evaluation, { surroundings, seed }) : undefined;
}

/** Questions where these mistakes would show; null where there is none for any of them. */
export function* reviewOf(mistakes: readonly string[], seed: number): Work<{ readonly text: string } | null> {
  const text = yield* reviewWork(mistakes, seed);
  return text === undefined ? null : { text };
}
