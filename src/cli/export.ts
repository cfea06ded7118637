import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { exportText } from '../core/graph/exportText.ts';
import { openSecrets } from '../core/tutor/marking/markDocument.ts';
import type { CommandLine } from './commandLine.ts';
import { evaluateFile, readText } from './openFile.ts';
import { paintPng } from './paintPng.ts';
import { pictureFonts } from './pictureFonts.ts';
import { hasErrors, placedProblems, problemLine } from './problems.ts';
import type { ExitCode } from './run.ts';

/** What is written out in numbers; a picture can leave them out. */
const givesAway: ReadonlySet<string> = new Set(['latex', 'pytorch', 'text']);

/** Writes a cell's graph, derivation or script to a file or to the standard output. */
export async function exportFile({ files, to, cell, theme, out, digits, key }: CommandLine): Promise<ExitCode> {
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
  const secrets = key ? undefined : openSecrets(evaluation);
  const hidden = secrets && (secrets.values.size > 0 || secrets.gradients.size > 0) ? secrets : undefined;
  if (hidden && givesAway.has(to) && evaluation.document.cells[index]?.kind === 'practice') {
    process.stderr.write(
      `bp: cell ${index + 1} has questions that are open, and this would give their answers away: answer them, or add --key\n`,
    );
    return 1;
  }
  const name = basename(file).replace(/\.bp$/, '');
  const request = {
    uri: file,
    version: 0,
    target: { kind: 'cell', cell: index },
    digits,
    ...(hidden ? { hidden } : {}),
  } as const;
  const svg = { theme, fontCss: to === 'svg' || to === 'png' ? pictureFonts() : '' };
  const made = exportText(evaluation, index, to === 'png' ? 'svg' : to, { request, name, svg });
  if ('reason' in made) {
    process.stderr.write(`bp: ${made.reason}\n`);
    return 1;
  }
  const content = to === 'png' ? await paintPng(made.text) : made.text;
  if (typeof content !== 'string' && 'problem' in content) {
    process.stderr.write(`bp: ${content.problem}\n`);
    return 1;
  }
  if (out === undefined) process.stdout.write(content);
  else writeFileSync(out, content);
  for (const side of made.files) writeFileSync(join(out === undefined ? '.' : dirname(out), side.name), side.bytes);
  for (const note of made.notes) process.stderr.write(`bp: ${note}\n`);
  return hasErrors(problems) ? 1 : 0;
}
