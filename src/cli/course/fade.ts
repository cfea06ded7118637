import { ladderOf } from '../../core/tutor/course/fade.ts';
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
  const ladder = ladderOf(evaluateFile(file, text), { surroundings });
  if (ladder === undefined) {
    complain('bp: no cell has an output and two named values on the way to it, so there is nothing to fade\n');
    return 1;
  }
  return writeOut(ladder, line, 'a ladder with one more hole a step');
}
