import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Contender, Network } from './chains.ts';

const python = '/usr/bin/python3';

/** PyTorch in a process of its own; undefined where Python has none. */
export class Torch {
  private readonly child: ChildProcess;
  private readonly waiting: ((line: string | undefined) => void)[] = [];
  version = '';

  private constructor() {
    this.child = spawn(python, [path.join(process.cwd(), 'test/bench/torchTrain.py')], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.child.on('error', () => this.answer(undefined));
    this.child.on('exit', () => this.answer(undefined));
    if (this.child.stdout) createInterface(this.child.stdout).on('line', (line) => this.answer(line));
  }

  static async open(): Promise<Torch | undefined> {
    const torch = new Torch();
    const version = await torch.next();
    if (version === undefined) return undefined;
    torch.version = version;
    return torch;
  }

  async contender({ sizes, batch, rows }: Network): Promise<Contender> {
    await this.ask(`network ${sizes.join(' ')} ${batch} ${rows}`);
    return {
      name: `PyTorch ${this.version}, one thread`,
      run: async (updates) => Number(await this.ask(`run ${updates}`)),
      dispose() {},
    };
  }

  close(): void {
    this.child.stdin?.end();
  }

  private next(): Promise<string | undefined> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private ask(line: string): Promise<string | undefined> {
    this.child.stdin?.write(`${line}\n`);
    return this.next();
  }

  private answer(line: string | undefined): void {
    if (line === undefined) while (this.waiting.length > 0) this.waiting.shift()?.(undefined);
    else this.waiting.shift()?.(line);
  }
}
