import type { CommandLine } from './commandLine.ts';
import { printJson } from './json.ts';
import { evaluateFile, readText } from './openFile.ts';
import { hasErrors, placedProblems, problemLine, unreadable } from './problems.ts';
import type { ExitCode } from './run.ts';

export async function checkFiles({ files, json }: CommandLine): Promise<ExitCode> {
  let code: ExitCode = 0;
  for (const file of files) {
    const text = readText(file);
    const problems = typeof text === 'string' ? placedProblems(evaluateFile(file, text)) : [unreadable(text.problem)];
    if (hasErrors(problems)) code = 1;
    if (json)
      printJson({
        version: 1,
        file,
        problems,
        answers: [],
        gradientChecks: [],
        score: { asked: 0, right: 0, credit: 0 },
      });
    else for (const problem of problems) process.stdout.write(`${problemLine(file, problem)}\n`);
  }
  return code;
}
