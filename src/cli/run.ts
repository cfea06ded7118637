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
import { writeLadder } from './course/fade.ts';
import { handOut, handOutVariants } from './course/handOut.ts';
import { writeItems } from './course/items.ts';
import { writeSite } from './course/site.ts';
import { evalFiles } from './eval.ts';
import { exportFile } from './export.ts';
import { printPractice, printWorksheet } from './practice.ts';
import { complain, say } from './terminal.ts';
import { version } from './tool.ts';
import { trainFile } from './train.ts';
import { usage } from './usage.ts';

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
  const { serveMcp } = await import('./chat/mcp.ts');
  await serveMcp(files);
  return 0;
}
