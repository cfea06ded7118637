export const say = (line: string): void => void process.stdout.write(`${line}\n`);

export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** Runs a step between two lines that name it; the second says how long it took. */
export async function timed<T>(name: string, step: () => Promise<T>): Promise<T> {
  const start = performance.now();
  say(`── ${name}`);
  const result = await step();
  say(`── ${name}: ${seconds(performance.now() - start)}`);
  return result;
}

/** Like `timed`, for steps that are silent for long: a line every five seconds says that they go on. */
export async function withProgress<T>(name: string, step: () => Promise<T>): Promise<T> {
  const start = performance.now();
  say(`${name} …`);
  const ticking = setInterval(() => say(`  … ${Math.round((performance.now() - start) / 1000)} s`), 5000);
  try {
    return await step();
  } finally {
    clearInterval(ticking);
  }
}
