import { AsyncLocalStorage } from 'node:async_hooks';

/** Where a part of the program writes to. */
type Sink = (text: string) => void;

const terminal: Sink = (text) => void process.stdout.write(text);
const sinks = new AsyncLocalStorage<Sink>();

/** Runs a step; what it says goes to `sink`, so that steps that run together do not mix their lines. */
export const sayingTo = <T>(sink: Sink, step: () => Promise<T>): Promise<T> => sinks.run(sink, step);

/** Is what is said here kept for later, so that a program started here must not write to the terminal by itself? */
export const isKept = (): boolean => sinks.getStore() !== undefined;

export const sayRaw = (text: string): void => (sinks.getStore() ?? terminal)(text);
export const say = (line: string): void => sayRaw(`${line}\n`);

export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** Calls back every second until it is stopped. */
function everySecond(tick: (secondsSoFar: number) => void): () => void {
  const start = performance.now();
  const ticking = setInterval(() => tick(Math.round((performance.now() - start) / 1000)), 1000);
  return () => clearInterval(ticking);
}

/** Runs a step between two lines that name it; the second says how long it took. A terminal shows the seconds meanwhile. */
export async function timed<T>(name: string, step: () => Promise<T>): Promise<T> {
  const start = performance.now();
  say(`── ${name}`);
  const counts = process.stdout.isTTY === true && sinks.getStore() === undefined;
  const stop = counts ? everySecond((so) => terminal(`\r   ${so} s\r`)) : () => undefined;
  try {
    return await step();
  } finally {
    stop();
    say(`── ${name}: ${seconds(performance.now() - start)}`);
  }
}

/** Like `timed`, for steps that are silent for long: the seconds are counted on a terminal, and every fifth elsewhere. */
export async function withProgress<T>(name: string, step: () => Promise<T>): Promise<T> {
  say(`${name} …`);
  const isTerminal = process.stdout.isTTY === true && sinks.getStore() === undefined;
  const stop = everySecond((so) => {
    if (isTerminal) terminal(`\r  … ${so} s\r`);
    else if (so % 5 === 0) say(`  … ${so} s`);
  });
  try {
    return await step();
  } finally {
    stop();
  }
}
