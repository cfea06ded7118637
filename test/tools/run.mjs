// Runs a tool of this folder: `node test/tools/run.mjs build`. The tools are TypeScript, which Node 20 does not read, so they are bundled first.
import { fileURLToPath, pathToFileURL } from 'node:url';

const [name, ...rest] = process.argv.slice(2);
const folder = fileURLToPath(new URL('../../node_modules/.cache/backprop-tutor/', import.meta.url));
const bundle = `${folder}${name}.mjs`;

const esbuild = await import('esbuild').catch(() => {
  console.error('The dependencies are missing. Run: npm ci');
  process.exit(1);
});
await esbuild.build({
  entryPoints: [fileURLToPath(new URL(`./${name}.ts`, import.meta.url))],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'warning',
});
process.argv = [process.argv[0], bundle, ...rest];
await import(pathToFileURL(bundle).href);
