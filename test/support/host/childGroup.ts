import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program and everything that it starts, which end together. */
export interface ChildGroup {
  readonly keeper: ChildProcess;
  /** Settles when the program has ended, whoever ended it. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Stands between us and the program, in the program's process group. When our end of its standard input closes, which the system
 * does even for a process that was killed, it takes the whole group away.
 */
const keeperSource = `
const { spawn } = require('node:child_process');
const [program, ...args] = process.argv.slice(1);
const endAll = () => process.kill(-process.pid, 'SIGKILL');
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.once('error', (error) => { console.error(error.message); endAll(); });
child.once('exit', endAll);
process.stdin.resume().once('end', () => { child.kill('SIGTERM'); setTimeout(endAll, 2000); });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
`;

export function startGroup(
  program: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'env' | 'cwd'>,
): ChildGroup {
  const keeper = spawn(process.execPath, ['-e', keeperSource, '--', program, ...args], {
    ...options,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = once(keeper, 'exit').then(() => undefined);
  return {
    keeper,
    ended,
    stop: async () => {
      keeper.stdin?.end();
      await ended;
    },
  };
}
