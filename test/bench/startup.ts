/**
 * The built server as a process of its own: from the opening of a file to its first problems, and the memory that it takes
 * with 10,000 lines open, edited and asked about. Needs
 * `npm run build`, and Linux, whose counts of a process are read.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LanguageClient } from '../support/languageClient.ts';
import { lessonOf } from './lessonOf.ts';

const SERVER = 'dist/server.js';
const URI = 'file:///bench.bp';

const small = readFileSync('media/lessons/01-simple-example.bp', 'utf8');
const compiled = mkdtempSync(path.join(tmpdir(), 'bp-compiled-'));
const OPENINGS = 11;

/** Milliseconds of CPU time and of wall time from the start of a process to the problems of the first lesson. */
async function opening(environment: Readonly<Record<string, string>>): Promise<readonly [cpu: number, wall: number]> {
  const before = performance.now();
  const client = new LanguageClient(SERVER, environment);
  await client.start();
  client.open(URI, small);
  await client.problems(URI);
  const wall = performance.now() - before;
  const cpu = cpuOf(client.processId);
  await client.stop();
  return [cpu, wall];
}

const first: (readonly [number, number])[] = [];
const later: (readonly [number, number])[] = [];
const empty: (readonly [number, number])[] = [];
// The process that fills the folder; it ends by itself, so that the engine writes.
await opening({ NODE_COMPILE_CACHE: compiled });
for (let i = 0; i < OPENINGS; i++) {
  first.push(await opening({}));
  later.push(await opening({ NODE_COMPILE_CACHE: compiled }));
  const before = performance.now();
  const told = execFileSync(process.execPath, ['-e', 'console.log(JSON.stringify(process.cpuUsage()))'], {
    encoding: 'utf8',
  });
  const { user, system } = JSON.parse(told);
  empty.push([(user + system) / 1000, performance.now() - before]);
}
rmSync(compiled, { recursive: true });
console.log(
  `Node ${process.version}, a process started for each of ${OPENINGS} openings; milliseconds of CPU time and of wall time`,
);
showBoth(empty, 'an empty Node process, for comparison');
showBoth(first, 'from the start of the process to the problems of the first lesson (wanted: ready in 300)');
showBoth(later, 'the same where the engine has kept what it compiled (Node 22.1 and later), as the extension lets it');

const text = lessonOf(200);
const client = new LanguageClient(SERVER);
await client.start();
client.open(URI, text);
await client.problems(URI);
const opened = memoryOf(client.processId);
for (let i = 0; i < 200; i++) {
  const line = 10 + 50 * i;
  const range = { start: { line, character: 0 }, end: { line, character: 0 } };
  client.edit(URI, [{ range, text: i % 2 === 0 ? ' ' : '\n' }]);
  await client.lenses(URI);
  await client.hover(URI, { line, character: 1 });
}
await client.problems(URI);
console.log(`${text.split('\n').length} lines of 200 cells with matrices up to 64×64`);
show([opened], 'MB held by the process after the opening (wanted: under 150)');
show([memoryOf(client.processId)], 'MB after 200 edits, each with lenses and a hover');
await pause(15_000);
show([memoryOf(client.processId)], 'MB when nothing was typed for a quarter of a minute');
await client.stop();

function middle(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
}

function showBoth(pairs: readonly (readonly [cpu: number, wall: number])[], what: string): void {
  const [cpu, wall] = [middle(pairs.map((pair) => pair[0])), middle(pairs.map((pair) => pair[1]))];
  console.log(`  ${cpu.toFixed(0).padStart(7)} ${wall.toFixed(0).padStart(7)} ${what}`);
}

function show(numbers: readonly number[], what: string): void {
  console.log(`  ${middle(numbers).toFixed(0).padStart(7)} ${what}`);
}

function statusOf(pid: number | undefined, name: string): string {
  return readFileSync(`/proc/${pid}/${name}`, 'utf8');
}

/** Megabytes in memory that are the process's own; what it shares with other programs (Node itself) is not counted. */
function memoryOf(pid: number | undefined): number {
  return Number(/^RssAnon:\s+(\d+)/m.exec(statusOf(pid, 'status'))?.[1] ?? Number.NaN) / 1024;
}

/** Milliseconds of CPU time so far, in steps of ten as Linux counts. */
function cpuOf(pid: number | undefined): number {
  const fields = statusOf(pid, 'stat').split(') ')[1]?.split(' ') ?? [];
  return 10 * (Number(fields[11]) + Number(fields[12]));
}
