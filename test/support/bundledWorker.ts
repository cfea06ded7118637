import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

export interface BundledWorker {
  readonly file: string;
  remove(): void;
}

/** The training worker's entry as one file, as the build makes it; `first` is run before it. */
export async function bundledWorker(first = ''): Promise<BundledWorker> {
  const folder = mkdtempSync(path.join(tmpdir(), 'training-worker-'));
  const file = path.join(folder, 'trainingWorker.cjs');
  await build({
    entryPoints: [path.resolve('src/extension/training/trainingWorker.ts')],
    bundle: true,
    outfile: file,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    supported: { 'dynamic-import': false },
    banner: { js: first },
  });
  return { file, remove: () => rmSync(folder, { recursive: true }) };
}
