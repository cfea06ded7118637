import { existsSync } from 'node:fs';
import path from 'node:path';

/** The repository's folder. npm starts every script there. */
export const root = process.cwd();
if (!existsSync(path.join(root, 'biome.json')))
  throw new Error(`start this through npm, in the project's folder, not in ${root}`);

export const inRoot = (...parts: readonly string[]): string => path.join(root, ...parts);

/** Where tools, the editor suite and the launcher are bundled to. */
export const cacheFolder = inRoot('node_modules', '.cache', 'backprop-tutor');

/** Screenshots, result files and logs of the last test run. */
export const resultsFolder = inRoot('test-results');
