// Runs a benchmark of this folder: `node test/bench/run.mjs train`. Node 20 does not read TypeScript, so it is bundled first.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [name = 'train'] = process.argv.slice(2);
const folder = new URL('../../node_modules/.cache/backprop-tutor/', import.meta.url);
const source = (entry) => fileURLToPath(new URL(`./${entry}.ts`, import.meta.url));
await build({
  entryPoints: { [`bench-${name}`]: source(name), 'bench-secondThread': source('secondThread') },
  outdir: fileURLToPath(folder),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});
await import(new URL(`bench-${name}.mjs`, folder).href);
