import { generateBugHunt } from '../../core/tutor/practice/bugHunt.ts';
import { generatePractice } from '../../core/tutor/practice/generatePractice.ts';
import { worksheet } from '../../core/tutor/practice/worksheets/worksheet.ts';
import type { CommandLine, ExitCode } from '../commandLine.ts';
import { evaluateFile, readText, surroundingsOf } from '../openFile.ts';
import { complain, emit } from '../terminal.ts';
import { bugTopic } from './practiceOptions.ts';

/** Prints an exercise as a `.bp` file. */
export function printPractice({ practice }: CommandLine): ExitCode {
  const { topic, difficulty, bugHunt } = practice;
  const seed = practice.seed ?? Date.now() % 1_000_000;
  if (practice.seed === undefined) complain(`bp: seed ${seed}\n`);
  const made =
    bugHunt || topic === undefined
      ? generateBugHunt({ topic: bugTopic(topic), seed })
      : generatePractice({ topic, difficulty, seed });
  emit(made.text);
  return 0;
}

/** Prints the blank sheets, or their key. */
export function printWorksheet({ files, practice, key }: CommandLine): ExitCode {
  const [file = ''] = files;
  const text = readText(file);
  if (typeof text !== 'string') {
    complain(`bp: ${text.problem}\n`);
    return 2;
  }
  const made = worksheet(evaluateFile(file, text), {
    to: practice.sheet ?? 'markdown',
    variants: practice.variants,
    seed: practice.seed ?? 0,
    surroundings: surroundingsOf(file),
  });
  emit(key ? made.key : made.sheet);
  return 0;
}
