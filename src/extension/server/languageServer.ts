import { type ChildProcess, fork } from 'node:child_process';
import type { Disposable, LogOutputChannel } from 'vscode';

/**
 * What the server's process gets beside its program, so that it stays small: what is read and answered at each key stroke is
 * garbage at once. A nursery of 8 MB instead of 32; and on Linux freed arrays go back to the system (glibc's malloc).
 */
export const serverProcess = {
  execArgv: ['--max-semi-space-size=8'],
  env: { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '262144' },
};

/** How long a server that was told to end may take. */
const LAST_WORDS = 2000;

/**
 * The server's process. The first one is started at once: while it comes up, the client's packages are loaded. The client
 * takes another one where the one before has ended.
 */
export class LanguageServer implements Disposable {
  private readonly start: () => ChildProcess;
  private process: ChildProcess;
  private isTaken = false;

  /** What is compiled of `module` is kept in the folder `compiled`, so that it starts sooner the next time. */
  constructor(module: string, compiled: string | undefined, log: LogOutputChannel) {
    this.start = () => {
      const child = fork(module, ['--node-ipc', `--clientProcessId=${process.pid}`], {
        silent: true,
        execArgv: isDebugged() ? ['--nolazy', '--inspect=6011'] : serverProcess.execArgv,
        env: {
          ...process.env,
          ...serverProcess.env,
          ELECTRON_RUN_AS_NODE: '1',
          ELECTRON_NO_ASAR: '1',
          ...(compiled === undefined ? {} : { NODE_COMPILE_CACHE: compiled }),
        },
      });
      for (const words of [child.stdout, child.stderr])
        words?.setEncoding('utf8').on('data', (text: string) => log.error(text.trimEnd()));
      child.on('error', (problem) => log.error(`the language server: ${problem.message}`));
      return child;
    };
    this.process = this.start();
  }

  /** A process that nobody has spoken to yet. */
  take(): ChildProcess {
    if (this.isTaken || !this.process.connected) {
      this.dispose();
      this.process = this.start();
    }
    this.isTaken = true;
    return this.process;
  }

  /** A server ends when its client says so; one that hangs is ended. */
  dispose(): void {
    const { process } = this;
    if (this.isTaken) setTimeout(() => process.kill('SIGKILL'), LAST_WORDS).unref();
    else process.kill();
  }
}

const isDebugged = (): boolean => process.execArgv.some((option) => option.startsWith('--inspect'));
