import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { readCommandLine } from '../../../src/cli/commandLine.ts';
import { trainFile } from '../../../src/cli/train.ts';
import { spreadOf } from '../../../src/core/base/seeds.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bp-train-'));
afterEach(() => vi.restoreAllMocks());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What `bp train` prints about a text. */
async function printed(text: string, ...options: readonly string[]): Promise<string> {
  const file = path.join(folder, 'a.bp');
  writeFileSync(file, text);
  let out = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    out += String(chunk);
    return true;
  });
  const command = readCommandLine(['train', file, ...options]);
  if ('problem' in command) throw new Error(command.problem);
  expect(await trainFile(command)).toBe(0);
  return out;
}

const MOONS = (options: string): string => `# %% Moons
X, y = moons(n=40, seed=1)
W1 = param(he(2, 4)); b1 = param(zeros(4)); W2 = param(he(4, 2)); b2 = param(zeros(2))
scores = fc(relu(fc(X, W1, b1)), W2, b2)
acc = accuracy(scores, y); loss = cross_entropy(scores, y)
train(loss, ${options}, batch=10, epochs=3)
`;

test('runs that differ in their seed have a mean and a spread, and settings are compared by their means', async () => {
  const text = MOONS('lr=[0.01, 0.3], seed=[1, 2, 3], metric=acc');
  const lines = (await printed(text)).trimEnd().split('\n');
  expect(lines).toHaveLength(6 + 2 + 1);
  const figure = String.raw`[\d.]+ ± [\d.e-]+ \([\d.]+ to [\d.]+\)`;
  expect(lines[6]).toMatch(
    new RegExp(`^cell 1 \\(lr = 0.01\\): over 3 seeds, mean ± standard deviation: loss ${figure}, acc ${figure}$`),
  );
  expect(lines[8]).toMatch(/^cell 1: lowest mean loss over all training rows at the end: lr = 0\.3, 0\.\d+; /);
});

test('the JSON has the spread of the figures that it has for each run', async () => {
  const { runs, seeds } = JSON.parse(await printed(MOONS('lr=0.1, seed=[4, 5], validate=0.25'), '--json')) as {
    runs: { finalLoss: number; validation: [number, number][] }[];
    seeds: unknown;
  };
  expect(seeds).toEqual([
    {
      cell: 1,
      label: '',
      runs: 2,
      diverged: 0,
      spreads: {
        training: spreadOf(runs.map(({ finalLoss }) => finalLoss)),
        validation: spreadOf(runs.map(({ validation }) => validation.at(-1)?.[1] ?? Number.NaN)),
      },
    },
  ]);
});

test('a single seed has none', async () => {
  expect(JSON.parse(await printed(MOONS('lr=[0.1, 0.2]'), '--json'))).not.toHaveProperty('seeds');
});
