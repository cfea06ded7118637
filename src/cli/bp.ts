import { run } from './run.ts';
import { complain } from './terminal.ts';

// Who reads the first lines only, as `head` does, closes the pipe.
process.stdout.on('error', (problem: NodeJS.ErrnoException) => {
  if (problem.code === 'EPIPE') process.exit(0);
  throw problem;
});

run(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (problem: unknown) => {
    complain(`bp: ${problem instanceof Error ? problem.message : String(problem)}\n`);
    process.exitCode = 2;
  },
);
