import type { Evaluation } from '../core/evaluate/evaluation.ts';
import { firstDisagreement } from '../core/tutor/compare/firstDisagreement.ts';
import { openSecrets } from '../core/tutor/marking/markDocument.ts';
import { givenArrays } from '../language/document/givenArrays.ts';
import type { CommandLine, ExitCode } from './commandLine.ts';
import { evaluateFile, readRegular, readText } from './openFile.ts';
import { complain, say } from './terminal.ts';

/** Says which of the arrays in a file is the first to part from the text. 1 where one does, or cannot be read. */
export async function compareArrays({ files, cell, arrays: from = '' }: CommandLine): Promise<ExitCode> {
  const [file = ''] = files;
  const text = readText(file);
  if (typeof text !== 'string') return failed(text.problem, 1);
  let bytes: Uint8Array;
  try {
    bytes = readRegular(from);
  } catch {
    return failed(`${from} cannot be read`, 1);
  }
  const given = givenArrays({ name: from, bytes }, (content) => new TextDecoder().decode(content));
  const evaluation = evaluateFile(file, text);
  const index = cell === undefined ? lastWithOutput(evaluation) : cell - 1;
  if (evaluation.cells[index] === undefined) return failed(`${file} has no cell ${index + 1}`, 2);
  for (const { message } of given.problems) complain(`bp: ${message}\n`);
  const { first, compared, unknown, missing, message } = firstDisagreement(
    evaluation,
    index,
    given.arrays,
    openSecrets(evaluation),
  );
  const width = Math.max(0, ...compared.map(({ given: { name } }) => name.length));
  for (const { given: array, verdict, note } of compared)
    say(
      `${verdict === 'right' ? '✓' : verdict === 'wrong' ? '✗' : '↳'} ${note === undefined ? array.name : `${array.name.padEnd(width)}  ${note}`}\n`,
    );
  say(`${message}\n`);
  if (first && missing.length > 0) say(`Not given: ${missing.join(', ')}\n`);
  if (unknown.length > 0) say(`Not in the cell: ${unknown.join(', ')}\n`);
  return first || compared.length === 0 || given.problems.length > 0 ? 1 : 0;
}

function failed(problem: string, code: ExitCode): ExitCode {
  complain(`bp: ${problem}\n`);
  return code;
}

const lastWithOutput = ({ cells }: Evaluation): number =>
  Math.max(
    0,
    cells.findLastIndex(({ own }) => own),
  );
