/** A large packed file: the worker begins before it has been unpacked, in real threads. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sharedBytes } from '../../../src/extension/server/sharedBytes.ts';
import { startWorker } from '../../../src/extension/training/startWorker.ts';
import type { DataFile } from '../../../src/protocol/arrival.ts';
import type { FromTrainer } from '../../../src/protocol/training.ts';
import { digitFiles } from '../../bench/digitFiles.ts';
import { type BundledWorker, bundledWorker } from '../../support/bundledWorker.ts';
import { setupOf } from './setupOf.ts';

const text = `# %% Digits
X, y = mnist("mnist")
W = param(he(784, 10)); b = param(zeros(10))
loss = cross_entropy(fc(X, W, b), y)
train(loss, lr=0.05, batch=64, steps=20)
`;

let worker: BundledWorker;
const [images, labels] = digitFiles(25_000);
const packed = (bytes: Uint8Array | undefined): Uint8Array => gzipSync(bytes ?? new Uint8Array(0), { level: 1 });
beforeAll(async () => {
  worker = await bundledWorker();
});
afterAll(() => worker.remove());

async function ending(pictures: Uint8Array): Promise<Extract<FromTrainer, { type: 'ended' }>['ends'][number]> {
  const files: DataFile[] = [];
  for (const [path, bytes] of [
    [images?.path ?? '', pictures],
    [labels?.path ?? '', packed(labels?.bytes)],
  ] as const)
    files.push({ path, ...(await sharedBytes(bytes)) });
  const started = startWorker(worker.file).worker;
  const ended = new Promise<FromTrainer>((resolve) => {
    started.on('message', (event: FromTrainer) => event.type === 'ended' && resolve(event));
  });
  started.postMessage({ type: 'start', run: 1, setup: setupOf(text, { files }) });
  const event = await ended;
  await started.terminate();
  const [end] = event.type === 'ended' ? event.ends : [];
  if (end === undefined) throw new Error('no end');
  return end;
}

test('trains to the numbers of the same file unpacked', async () => {
  const pictures = packed(images?.bytes);
  expect((await sharedBytes(pictures)).arriving).toBeInstanceOf(SharedArrayBuffer);
  const plain = await ending(images?.bytes ?? new Uint8Array(0));
  const late = await ending(pictures);
  expect(plain.end).toEqual({ how: 'done' });
  expect(late).toEqual(plain);
});

test('that is damaged is refused, whatever came before the damage', async () => {
  const pictures = packed(images?.bytes);
  // Its check at the end no longer fits.
  pictures[pictures.length - 8] = (pictures[pictures.length - 8] ?? 0) ^ 1;
  const { end } = await ending(pictures);
  expect(end).toEqual({
    how: 'failed',
    reason: 'mnist/train-images-idx3-ubyte cannot be unpacked: it is damaged or cut short',
  });
});

test('that was joined from several is read whole', async () => {
  const bytes = images?.bytes ?? new Uint8Array(0);
  const joined = Buffer.concat([packed(bytes.subarray(0, 1000)), packed(bytes.subarray(1000))]);
  const read = await sharedBytes(joined);
  expect(read.arriving).toBeUndefined();
  expect(Buffer.compare(read.bytes, bytes)).toBe(0);
});

test('of pictures behind something else is refused', async () => {
  const joined = Buffer.concat([packed(new Uint8Array(20_000_000)), packed(images?.bytes)]);
  const { end } = await ending(joined);
  expect(end).toMatchObject({ how: 'failed' });
});

test('that would unpack to far more than data does stays packed, for a reader that stops at what it needs', async () => {
  const bomb = gzipSync(Buffer.alloc(40_000_000));
  const read = await sharedBytes(bomb);
  expect(read.arriving).toBeUndefined();
  expect(Buffer.compare(read.bytes, bomb)).toBe(0);
  const { end } = await ending(bomb);
  expect(end).toMatchObject({ how: 'failed', reason: expect.stringContaining('is no IDX file of pictures') });
});
