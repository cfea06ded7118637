/** From the start of a run, its thread included, to its first point: medians of the time that passes. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseDocument } from '../../src/core/syntax/document.ts';
import { readShared, sharedBytes } from '../../src/extension/server/sharedBytes.ts';
import { startWorker } from '../../src/extension/training/startWorker.ts';
import type { DataFile } from '../../src/protocol/arrival.ts';
import type { FromTrainer, TrainingSetup } from '../../src/protocol/training.ts';
import { bundledWorker } from '../support/bundledWorker.ts';
import { digitFiles } from './digitFiles.ts';

const ROUNDS = 9;
type Files = TrainingSetup['files'];
/** A data file as the text names it, and where it lies. */
interface OnDisk {
  readonly path: string;
  readonly file: string;
}

const setupOf = (text: string, cell: number, files: Files): TrainingSetup => ({
  uri: 'file:///lesson.bp',
  version: 1,
  text,
  cell,
  files,
  maxElements: 100_000_000,
  historyBytes: 64_000_000,
  threads: 2,
});

/** As the training desk does it: while the worker gets ready the files are read and unpacked. */
async function firstPoint(file: string, text: string, cell: number, onDisk: readonly OnDisk[]): Promise<number> {
  const start = performance.now();
  const { worker } = startWorker(file);
  const files: DataFile[] = [];
  for (const one of onDisk) files.push({ path: one.path, ...(await sharedBytes(await readShared(one.file))) });
  const setup = setupOf(text, cell, files);
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (event: FromTrainer) => {
      if (event.type !== 'progress' && event.type !== 'ended') return;
      const took = performance.now() - start;
      worker.removeAllListeners('message');
      if (event.type === 'ended') return reject(new Error(JSON.stringify(event.ends[0]?.end)));
      void worker.terminate().then(() => resolve(took));
    });
    worker.postMessage({ type: 'start', run: 1, setup });
  });
}

const digits = `# %% Digits
X, y = mnist("mnist")
W1 = param(he(784, 128)); b1 = param(zeros(128))
W2 = param(he(128, 10)); b2 = param(zeros(10))
loss = cross_entropy(fc(relu(fc(X, W1, b1)), W2, b2), y)
train(loss, lr=0.05, momentum=0.9, batch=64)
`;

const folder = 'media/lessons';
/** Every cell of the lessons that trains on nothing to be brought. */
const lessons = readdirSync(folder).flatMap((name) => {
  const text = readFileSync(`${folder}/${name}`, 'utf8');
  const { cells, statements } = parseDocument(text);
  return cells.flatMap(({ first, last }, cell) => {
    const own = statements.slice(first, last);
    const brings = /\b(csv|mnist|cifar10)\(/.test(text);
    return !brings && own.some(({ tree }) => tree.kind === 'train')
      ? [[`${name}, cell ${cell + 1}`, text, cell, []] as const]
      : [];
  });
});

const folderOfDigits = mkdtempSync(path.join(tmpdir(), 'digits-'));
const written = (pack: (bytes: Uint8Array) => Uint8Array, ending: string): readonly OnDisk[] =>
  digitFiles(60_000).map(({ path: name, bytes }) => {
    const file = path.join(folderOfDigits, `${path.basename(name)}${ending}`);
    writeFileSync(file, pack(bytes));
    return { path: name, file };
  });
const sets = [
  ['60,000 pictures', digits, 0, written((bytes) => bytes, '')],
  ['60,000 pictures, gzipped', digits, 0, written((bytes) => gzipSync(bytes), '.gz')],
] as const;

const worker = await bundledWorker();
console.log(`Milliseconds from the start of a run to its first point, medians of ${ROUNDS}; Node ${process.version}`);
for (const [name, text, cell, files] of [...lessons, ...sets]) {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await firstPoint(worker.file, text, cell, files));
  times.sort((a, b) => a - b);
  console.log(`  ${(times[times.length >> 1] ?? 0).toFixed(0).padStart(5)}  ${name} (wanted: under 300)`);
}
worker.remove();
rmSync(folderOfDigits, { recursive: true });
