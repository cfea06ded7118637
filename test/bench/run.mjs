// Runs benchmarks of this folder: all of them, or those named: `node test/bench/run.mjs language parse`. Each runs in a
// process of its own, bundled first, because Node 20 does not read TypeScript.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** In the order in which they run. What follows a name on the command line goes to a benchmark that is named alone. */
const benchmarks = [
  ...[
    'language',
    'requests',
    'parse',
    'recovery',
    'scalars',
    'startup',
    'layout',
    'update',
    'panZoom',
    'manyGates',
    'scrubbing',
  ],
  ...['train', 'networks', 'products', 'threads', 'wide', 'mnist', 'firstPoint'],
];

const folder = new URL('../../node_modules/.cache/backprop-tutor/', import.meta.url);
const source = (entry) => fileURLToPath(new URL(`./${entry}.ts`, import.meta.url));

async function run(name, more) {
  await build({
    entryPoints: { [`bench-${name}`]: source(name), 'bench-secondThread': source('secondThread') },
    outdir: fileURLToPath(folder),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // As what ships is built: constants stand where they are used.
    minifySyntax: true,
    packages: 'external',
    logLevel: 'warning',
  });
  const program = fileURLToPath(new URL(`bench-${name}.mjs`, folder));
  const { status } = spawnSync(process.execPath, [...process.execArgv, program, name, ...more], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}

const [first, ...rest] = process.argv.slice(2);
const together = rest.every((word) => benchmarks.includes(word));
const names = first === undefined ? benchmarks : together ? [first, ...rest] : [first];
for (const name of names) {
  if (names.length > 1) console.log(`\n── ${name}`);
  await run(name, together ? [] : rest);
}
