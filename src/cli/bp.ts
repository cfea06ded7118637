import { run } from './run.ts';
import { complain } from './terminal.ts';

run(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (problem: unknown) => {
    complain(`bp: ${problem instanceof Error ? problem.message : String(problem)}\n`);
    process.exitCode = 2;
  },
);
