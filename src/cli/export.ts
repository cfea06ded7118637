import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { exportText } from '../core/graph/exportText.ts';
import type { CommandLine } from './commandLine.ts';
import { evaluateFile, readText } from './openFile.ts';
import { hasErrors, placedProblems, problemLine } from './problems.ts';
import type { ExitCode } from './run.ts';

/** Writes a cell's graph, derivation or script to a file or to the standard output. */
export async function exportFile({ files, to, cell, out, digits }: CommandLine): Promise<ExitCode> {
  const [file = ''] = files;
  const text = readText(file);
  if (typeof text !== 'string' || to === undefined) {
    process.stderr.write(`bp: ${typeof text === 'string' ? '--to is missing' : text.problem}\n`);
    return 1;
  }
  const evaluation = evaluateFile(file, text, Number.POSITIVE_INFINITY);
  const problems = placedProblems(evaluation).filter(({ severity }) => severity === 'error');
  for (const problem of problems) process.stderr.write(`${problemLine(file, problem)}\n`);
  const index = cell === undefined ? evaluation.cells.findIndex(({ own }) => own) : cell - 1;
  if (evaluation.cells[index]?.output === undefined) {
    process.stderr.write(
      `bp: ${cell === undefined ? `no cell of ${file}` : `cell ${cell}`} has an output that could be exported\n`,
    );
    return cell === undefined ? 1 : 2;
  }
  const name = basename(file).replace(/\.bp$/, '');
  const request = { uri: file, version: 0, target: { kind: 'cell', cell: index }, digits } as const;
  const made = exportText(evaluation, index, to, { request, name });
  if ('reason' in made) {
    process.stderr.write(`bp: ${made.reason}\n`);
    return 1;
  }
  if (out === undefined) process.stdout.write(made.text);
  else writeFileSync(out, made.text);
  for (const side of made.files) writeFileSync(join(out === undefined ? '.' : dirname(out), side.name), side.bytes);
  for (const note of made.notes) process.stderr.write(`bp: ${note}\n`);
  return hasErrors(problems) ? 1 : 0;
}
