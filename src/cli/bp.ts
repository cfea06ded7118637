import { run } from './run.ts';

run(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (problem: unknown) => {
    process.stderr.write(`bp: ${problem instanceof Error ? problem.message : String(problem)}\n`);
    process.exitCode = 2;
  },
);
