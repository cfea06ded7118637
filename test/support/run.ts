import { type SpawnOptions, spawn } from 'node:child_process';
import { isKept, sayRaw } from '../tools/report.ts';

export interface Finished {
  readonly code: number;
  /** Standard output and standard error, in the order in which they came. Empty where they went to the terminal. */
  readonly output: string;
}

interface RunOptions extends Pick<SpawnOptions, 'cwd' | 'env'> {
  /** Says the output while it comes, rather than keeping it. */
  readonly show?: boolean;
}

/** Runs a program to its end. Its exit code is an answer, not an error; a program that can't be started is an error. */
export function run(
  program: string,
  args: readonly string[],
  { show = false, ...options }: RunOptions = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...options,
      stdio: show && !isKept() ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      if (show) sayRaw(chunk.toString());
      else output += chunk.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Runs a program that has to succeed, and gives what it wrote. */
export async function runOrThrow(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, output } = await run(program, args, options);
  if (code !== 0)
    throw new Error(`${program} ${args.slice(0, 4).join(' ')} ended with ${code}\n${output.slice(-4000)}`);
  return output;
}
