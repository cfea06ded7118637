import { fileTools } from './chat/fileTools.ts';
import { checkFiles } from './check.ts';
import {
  type CommandLine,
  commands,
  type ExitCode,
  optionValues,
  type Parsed,
  readCommandLine,
  takenBy,
} from './commandLine.ts';
import { compareArrays } from './compare.ts';
import { writeAutograder } from './course/autograder.ts';
import { reportOnClass } from './course/classCommand.ts';
import { printCompletion } from './course/completion.ts';
import { writeLadder, writeLinesToSort } from './course/fade.ts';
import { handOut, handOutVariants } from './course/handOut.ts';
import { writeItems } from './course/items.ts';
import { printPractice, printWorksheet } from './course/practice.ts';
import { writeSite } from './course/site.ts';
import { evalFiles } from './eval.ts';
import { exportFile, importFile } from './export.ts';
import { complain, say } from './terminal.ts';
import { version } from './tool.ts';
import { trainFile } from './train.ts';

const usage = `bp: values and gradients of .bp files, without an editor

  bp eval FILE…                          prints each file with values and gradients
  bp check FILE|FOLDER… [--key] [--original F | --originals FOLDER]
                                         problems, gradient checks, answers with a score
           --format table|json|score|csv|junit|gradescope|prairielearn|classroom50|github|markdown
           --feedback none|verdict|mistake|full    how much is said of a wrong answer (default full)
           --follow 0.5  --answers numbers  --digits-asked 3  --points 10  --near 5  --data-root FOLDER
  bp train FILE [--cell N] [--curves F] [--key]
                                         runs the train(…) lines; --curves writes every step to a CSV file
  bp compare FILE --arrays A [--cell N]  finds the first of your own arrays (.npz, .npy, text) that differs
  bp export FILE --to svg|png|latex|tikz|pytorch|text [--cell N] [--theme light|dark] [--key] [--out FILE] [--force]
  bp export FILE --to ipynb [--key] [--out FILE] [--force]    a Jupyter notebook: prose, and each cell in PyTorch
  bp import FILE.ipynb [--out FILE] [--force]    a notebook's prose, and its NumPy or PyTorch in the language
  bp practice --topic T [--difficulty 1|2|3] [--seed N]    prints an exercise; T: gates, forks, max, sigmoid-neuron,
                                                           tanh, matrices, softmax, momentum
  bp practice --bug-hunt [--topic T] [--seed N]            prints one with a wrong rule to be found
  bp worksheet FILE --to markdown|latex [--variants N] [--seed N] [--key]
  bp mcp FILE…                           serves these files to a chat (Model Context Protocol, standard streams); gives no answer away

For a course:
  bp handout FILE [--out FILE]           the students' file: answers taken out, given cells sealed
  bp variants FILE --roster CSV [--seed N] [--out FOLDER]
                                         a file with different numbers for each student, and its key in FOLDER/keys
  bp autograder gradescope|docker|github FILE [--out ZIP|FOLDER] [--feedback mistake] [--follow 0.5] [--points 10]
                                         what a grading system runs without a network: Node and this file are enough
  bp class FOLDER --original FILE --out report.html|report.json [--sheets FOLDER] [--json]
                                         who broke which rule, what to say on Monday, a practice sheet for each student

  bp items FILE --to qti12|qti21|moodle|prairielearn [--variants N] [--seed N] [--out FILE]
                                         items for a learning-management system; wrong options are real mistakes
  bp fade FILE [--key] [--out FILE]      a ladder from the worked example to the open exercise, one more hole a step
  bp order FILE [--seed N] [--key] [--out FILE]
                                         the lines of the backward pass, shuffled and with two wrong ones, to be put in order
  bp site FILE… --out FOLDER             a page for a browser: text, graph, training; no server, no network
  bp completion bash|zsh|fish            completion for a shell

  --json     one JSON document a line, for programs
  --digits N significant digits in text (default 4)
  --key      shows the right answers, and what practice cells hide
  --help     this page (--version: the version)

A PNG is painted by an installed Chrome, Chromium or Edge; the variable BP_BROWSER names another program.

Exit code 0 when all is well, 1 when a file has errors or wrong answers, 2 for wrong usage.
`;

export async function run(words: readonly string[]): Promise<ExitCode> {
  const parsed: Parsed = readCommandLine(words);
  if ('problem' in parsed) {
    // One thing is wrong: a whole page below it would hide what.
    complain(
      `bp: ${parsed.problem}\n${words.length === 0 ? `\n${usage}` : 'bp --help shows every command and option.\n'}`,
    );
    return 2;
  }
  if (parsed.command === 'help') {
    say(usage);
    return 0;
  }
  if (parsed.command === 'version') {
    say(`${version}\n`);
    return 0;
  }
  return runCommand(parsed);
}

function runCommand(line: CommandLine): Promise<ExitCode> {
  switch (line.command) {
    case 'eval':
      return evalFiles(line);
    case 'check':
      return checkFiles(line);
    case 'train':
      return trainFile(line);
    case 'compare':
      return compareArrays(line);
    case 'export':
      return exportFile(line);
    case 'import':
      return Promise.resolve(importFile(line));
    case 'practice':
      return Promise.resolve(printPractice(line));
    case 'worksheet':
      return Promise.resolve(printWorksheet(line));
    case 'handout':
      return Promise.resolve(handOut(line));
    case 'variants':
      return Promise.resolve(handOutVariants(line));
    case 'autograder':
      return Promise.resolve(writeAutograder(line));
    case 'class':
      return Promise.resolve(reportOnClass(line));
    case 'items':
      return Promise.resolve(writeItems(line));
    case 'fade':
      return Promise.resolve(writeLadder(line));
    case 'order':
      return Promise.resolve(writeLinesToSort(line));
    case 'mcp':
      return serveTools(line.files);
    case 'site':
      return Promise.resolve(writeSite(line));
    case 'completion':
      return Promise.resolve(printCompletion(line.course.shell ?? 'bash', { commands, takenBy, values: optionValues }));
    case 'help':
    case 'version':
      return Promise.resolve(0);
  }
}

/** Loaded when it is asked for: a bundle of its own. */
async function serveTools(files: readonly string[]): Promise<ExitCode> {
  const { serveMcp } = await import('../chat/mcp.ts');
  await serveMcp(fileTools(files), process.stdin, process.stdout);
  return 0;
}
