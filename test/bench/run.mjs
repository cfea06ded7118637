// Runs benchmarks of this folder: all of them, or those named: `node test/bench/run.mjs language parse`. Each runs in a
// process of its own, bundled first, because Node 20 does not read TypeScript.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
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

/** Those that compare with the packages of this folder's own package.json. */
const comparing = ['train', 'networks'];

const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const source = (entry) => here(`./${entry}.ts`);
/** From here both the packages of this folder and those of the project are found. */
const folder = here('./node_modules/.cache/');

const versionIn = (file) => existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).version;

/** What only benchmarks need is no part of the project's own packages, and is installed when the first of them needs it. */
function installPackages() {
  const { dependencies } = JSON.parse(readFileSync(here('./package.json'), 'utf8'));
  const isThere = ([name, version]) => versionIn(here(`./node_modules/${name}/package.json`)) === version;
  if (Object.entries(dependencies).every(isThere)) return;
  console.log('Installing what only the benchmarks need, into test/bench/node_modules …');
  const npm = process.env.npm_execpath;
  const [program, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const { status } = spawnSync(program, [...first, 'ci'], { cwd: here('.'), stdio: 'inherit' });
  if (status !== 0) {
    console.error(`It could not be installed. ${comparing.join(' and ')} need it; the other benchmarks run without.`);
    process.exit(1);
  }
}

async function run(name, more) {
  await build({
    entryPoints: { [`bench-${name}`]: source(name), 'bench-secondThread': source('secondThread') },
    outdir: folder,
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
  const program = `${folder}bench-${name}.mjs`;
  const { status } = spawnSync(process.execPath, [...process.execArgv, program, name, ...more], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}

const [first, ...rest] = process.argv.slice(2);
const together = rest.every((word) => benchmarks.includes(word));
const names = first === undefined ? benchmarks : together ? [first, ...rest] : [first];
if (names.some((name) => comparing.includes(name))) installPackages();
for (const name of names) {
  if (names.length > 1) console.log(`\n── ${name}`);
  await run(name, together ? [] : rest);
}
