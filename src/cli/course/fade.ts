import type { Evaluation, Surroundings } from '../../core/evaluate/evaluation.ts';
import { linesToSort } from '../../core/tutor/course/backwardLines.ts';
import { ladderOf } from '../../core/tutor/course/fade.ts';
import { openSecrets } from '../../core/tutor/marking/markDocument.ts';
import type { CommandLine, ExitCode } from '../commandLine.ts';
import { evaluateFile, surroundingsOf } from '../openFile.ts';
import { complain } from '../terminal.ts';
import { writeOut } from '../writing.ts';
import { readHomework } from './handOut.ts';

interface Exercise {
  readonly make: (evaluation: Evaluation, surroundings: Surroundings) => string | undefined;
  /** Why it would answer open questions. */
  readonly tells: string;
  /** Where no cell is fit for it. */
  readonly none: string;
  readonly said: string;
}

/** `bp fade`: from any program a ladder from the worked example to the open exercise. */
export const writeLadder = (line: CommandLine): ExitCode =>
  writeExercise(line, {
    make: (evaluation, surroundings) => ladderOf(evaluation, { surroundings }),
    tells: 'a ladder begins with a worked example, which would answer questions that are open',
    none: 'no cell has an output and two named values on the way to it, so there is nothing to fade',
    said: 'a ladder with one more hole a step',
  });

/** `bp order`: from any program the lines of its backward pass, to be put in order. */
export const writeLinesToSort = (line: CommandLine): ExitCode =>
  writeExercise(line, {
    make: (evaluation, surroundings) => linesToSort(evaluation, { surroundings, seed: line.practice.seed ?? 0 }),
    tells: 'the lines of the backward pass would answer questions that are open',
    none: 'no cell has an output and at least two named values on the way to it whose rules can be written in a line, and two slips that show there',
    said: 'the lines of the backward pass, to be put in order',
  });

function writeExercise(line: CommandLine, { make, tells, none, said }: Exercise): ExitCode {
  const [file = ''] = line.files;
  const text = readHomework(file);
  if (text === undefined) return 1;
  const evaluation = evaluateFile(file, text);
  if (!line.key && openSecrets(evaluation).gradients.size > 0) {
    complain(`bp: ${tells}: add --key\n`);
    return 1;
  }
  const made = make(evaluation, surroundingsOf(file));
  if (made === undefined) {
    complain(`bp: ${none}\n`);
    return 1;
  }
  return writeOut(made, line, said);
}
