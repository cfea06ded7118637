// Runs a tool of this folder: `node test/tools/run.mjs build`. The tools are TypeScript, which Node 20 does not read, so they are bundled first.
import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [name, ...rest] = process.argv.slice(2);
const folder = fileURLToPath(new URL('../../node_modules/.cache/backprop-tutor/', import.meta.url));
const bundle = `${folder}${name}.mjs`;

/** Files beside a tool look for others from where they are, not from where the bundle is. */
function placesOfFiles({ onLoad }) {
  onLoad({ filter: /\/test\/.*\.ts$/ }, async ({ path }) => ({
    contents: (await readFile(path, 'utf8')).replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
    loader: 'ts',
  }));
}

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
  loader: { '.wasm': 'binary' },
  plugins: [{ name: 'places', setup: placesOfFiles }],
  logLevel: 'warning',
});
process.argv = [process.argv[0], bundle, ...rest];
await import(pathToFileURL(bundle).href);
