import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { sharedAliases } from '../tools/bundles.ts';

export interface BundledServer {
  readonly program: string;
  remove(): Promise<void>;
}

/** The language server of this source, as one file in a temporary folder. */
export async function bundleServer(): Promise<BundledServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bp-server-'));
  const program = path.join(folder, 'server.js');
  await build({
    entryPoints: [fileURLToPath(new URL('../../src/server/server.ts', import.meta.url))],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    supported: { 'dynamic-import': false },
    alias: sharedAliases,
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  return { program, remove: () => rm(folder, { recursive: true, force: true }) };
}
