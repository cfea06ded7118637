import { ladderOf } from '../../core/tutor/course/fade.ts';
import { openSecrets } from '../../core/tutor/marking/markDocument.ts';
import type { CommandLine, ExitCode } from '../commandLine.ts';
import { evaluateFile, surroundingsOf } from '../openFile.ts';
import { complain } from '../terminal.ts';
import { writeOut } from '../writing.ts';
import { readHomework } from './handOut.ts';

/** `bp fade`: from any program a ladder from the worked example to the open exercise. */
export function writeLadder(line: CommandLine): ExitCode {
  const [file = ''] = line.files;
  const text = readHomework(file);
  if (text === undefined) return 1;
  const surroundings = surroundingsOf(file);
  const evaluation = evaluateFile(file, text);
  if (!line.key && openSecrets(evaluation).gradients.size > 0) {
    complain('bp: a ladder begins with a worked example, which would answer questions that are open: add --key\n');
    return 1;
  }
  const ladder = ladderOf(evaluation, { surroundings });
  if (ladder === undefined) {
    complain('bp: no cell has an output and two named values on the way to it, so there is nothing to fade\n');
    return 1;
  }
  return writeOut(ladder, line, 'a ladder with one more hole a step');
}
