/** `bp handout` and `bp variants`: the students' files of a homework. */
import { basename, join } from 'node:path';
import { parseDocument } from '../../core/syntax/document.ts';
import { answeredText } from '../../core/tutor/course/answered.ts';
import { type Handout, handoutOf } from '../../core/tutor/course/handout.ts';
import { worksheetVariants } from '../../core/tutor/practice/worksheets/variants.ts';
import type { CommandLine, ExitCode } from '../commandLine.ts';
import { evaluateFile, readText, surroundingsOf } from '../openFile.ts';
import { hasErrors, placedProblems, problemLine } from '../problems.ts';
import { complain } from '../terminal.ts';
import { type Made, writeAll, writeOut } from '../writing.ts';
import { readRoster } from './roster.ts';

/** A homework without errors, or undefined once it is said what is wrong. */
export function readHomework(file: string): string | undefined {
  const text = readText(file);
  if (typeof text !== 'string') {
    complain(`bp: ${text.problem}\n`);
    return undefined;
  }
  const problems = placedProblems(evaluateFile(file, text)).filter(({ severity }) => severity === 'error');
  if (!hasErrors(problems)) return text;
  for (const problem of problems) complain(`${problemLine(file, problem)}\n`);
  complain('bp: nothing is written while there are errors\n');
  return undefined;
}

export function handOut(line: CommandLine): ExitCode {
  const [file = ''] = line.files;
  const text = readHomework(file);
  if (text === undefined) return 1;
  const made = handoutOf(parseDocument(text));
  sayOpen(made);
  return writeOut(made.text, line, `${made.questions} questions, answers taken out, given cells sealed`);
}

function sayOpen({ open }: Handout): void {
  for (const title of open)
    complain(
      `bp: the cell ${title === '' ? 'without a title' : title} has a backward pass in it and stays as it is: take out what learners are to write\n`,
    );
}

/** A file for each student, and its key, in the folder of `--out`. */
export function handOutVariants(line: CommandLine): ExitCode {
  const [file = ''] = line.files;
  const { roster: rosterFile = '' } = line.course;
  const text = readHomework(file);
  const listed = readText(rosterFile);
  if (text === undefined) return 1;
  if (typeof listed !== 'string') {
    complain(`bp: ${listed.problem}\n`);
    return 2;
  }
  const students = readRoster(rosterFile, listed);
  if ('problem' in students) {
    complain(`bp: ${students.problem}\n`);
    return 2;
  }
  const folder = line.out ?? basename(file).replace(/\.bp$/, '-variants');
  const surroundings = surroundingsOf(file);
  const blank = handoutOf(parseDocument(text));
  sayOpen(blank);
  const files: Made[] = [];
  const taken: string[] = [];
  const unchanged: string[] = [];
  for (const { name, id } of students) {
    const own = handoutOf(parseDocument(blank.text), { name, id });
    const [varied = own.text] = worksheetVariants(own.text, {
      seed: `${line.practice.seed ?? 0} ${id}`,
      count: 1,
      surroundings,
      cells: 'asking',
      keepsSizes: true,
      taken,
    });
    const text = named(varied, { name, id });
    if (varied === own.text) unchanged.push(id);
    taken.push(varied);
    files.push({ file: join(folder, `${id}.bp`), content: text });
    files.push({ file: join(folder, 'keys', `${id}.bp`), content: answeredText(evaluateFile(file, text)) });
  }
  const code = writeAll(files, line);
  if (code !== 0) return code;
  complain(
    `bp: ${folder}: ${students.length} files, each with its key in ${join(folder, 'keys')}; bp check HAND-INS --originals ${folder} marks them\n`,
  );
  if (unchanged.length > 0)
    complain(
      `bp: no other numbers were found for ${unchanged.length} of them, which have those of ${file}: ${unchanged.slice(0, 5).join(', ')}\n`,
    );
  return 0;
}

/** The lines for name and id, filled in. */
const named = (text: string, { name, id }: { readonly name: string; readonly id: string }): string =>
  text
    .replace(/^(# name:).*$/m, (_, label: string) => `${label} ${name.replaceAll(/\s+/g, ' ')}`)
    .replace(/^(# id:).*$/m, (_, label: string) => `${label} ${id}`);
