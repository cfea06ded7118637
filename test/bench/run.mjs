// Runs a benchmark of this folder: `node test/bench/run.mjs train`. Node 20 does not read TypeScript, so it is bundled first.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [name = 'train'] = process.argv.slice(2);
const bundle = fileURLToPath(new URL(`../../node_modules/.cache/backprop-tutor/bench-${name}.mjs`, import.meta.url));
await build({
  entryPoints: [fileURLToPath(new URL(`./${name}.ts`, import.meta.url))],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});
await import(pathToFileURL(bundle).href);
