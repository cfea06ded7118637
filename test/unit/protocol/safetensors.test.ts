import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/core/base/seededRandom.ts';
import { readSafetensors, writeSafetensors } from '../../../src/protocol/safetensors.ts';
import type { SavedParameter } from '../../../src/protocol/training.ts';
import { because, findPython } from '../../support/python.ts';

const python = findPython();

const saved: readonly SavedParameter[] = [
  { name: 'W1', shape: [2, 3], data: Float64Array.from([0.1, -2, 3e-300, 4e300, Math.PI, -0.5]) },
  { name: 'b_é', shape: [3], data: Float64Array.from([1, 2, 3]) },
  { name: '__proto__', shape: [1], data: Float64Array.from([9]) },
  { name: 'scalar', shape: [], data: Float64Array.from([7.25]) },
  { name: 'empty', shape: [0, 4], data: new Float64Array(0) },
];

test('what is written is read back, whatever the names are', () => {
  expect(readSafetensors(writeSafetensors(saved))).toEqual(saved);
});

/** The format's own rules, in Python's standard library: the header's length, JSON, and no byte between or after tensors. */
const READER = `
import json, struct, sys
raw = open(sys.argv[1], "rb").read()
(length,) = struct.unpack("<Q", raw[:8])
assert raw[8:9] == b"{" and length % 8 == 0
header = json.loads(raw[8 : 8 + length])
header.pop("__metadata__", None)
end, found = 0, {}
for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
    start, stop = entry["data_offsets"]
    count = 1
    for size in entry["shape"]:
        count *= size
    assert start == end and stop - start == 8 * count and entry["dtype"] == "F64"
    found[name] = {"shape": entry["shape"], "data": struct.unpack_from(f"<{count}d", raw, 8 + length + start)}
    end = stop
assert 8 + length + end == len(raw)
print(json.dumps(found))
`;

test.skipIf(python === undefined)(`Python reads the same numbers${because(python, 'Python')}`, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'safetensors-'));
  const file = path.join(folder, 'saved.safetensors');
  writeFileSync(file, writeSafetensors(saved));
  const seen: unknown = JSON.parse(execFileSync(python ?? '', ['-c', READER, file], { encoding: 'utf8' }));
  rmSync(folder, { recursive: true });
  const wanted = JSON.stringify(
    Object.fromEntries(saved.map(({ name, shape, data }) => [name, { shape, data: [...data] }])),
  );
  expect(seen).toEqual(JSON.parse(wanted));
});

test('what PyTorch writes in float32 is read', () => {
  const head = new TextEncoder().encode('{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}');
  const bytes = new Uint8Array(8 + head.length + 8);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  view.setFloat32(8 + head.length, 1.5, true);
  view.setFloat32(12 + head.length, -2, true);
  expect(readSafetensors(bytes)).toEqual([{ name: 'w', shape: [2], data: Float64Array.from([1.5, -2]) }]);
});

test('damaged files give a reason, and never throw', () => {
  const good = writeSafetensors(saved);
  const random = seededRandom('damage');
  for (let i = 0; i < 2000; i++) {
    const bytes = good.slice(0, random.uniform() < 0.5 ? good.length : random.below(good.length));
    for (let n = random.below(4); n > 0 && bytes.length > 0; n--) bytes[random.below(bytes.length)] = random.below(256);
    const read = readSafetensors(bytes);
    if ('problem' in read) expect(read.problem.length).toBeGreaterThan(10);
    else for (const { shape, data } of read) expect(data.length).toBe(shape.reduce((size, n) => size * n, 1));
  }
  const header = (text: string): Uint8Array => {
    const head = new TextEncoder().encode(text);
    const bytes = new Uint8Array(8 + head.length);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length), true);
    bytes.set(head, 8);
    return bytes;
  };
  for (const text of ['null', '[1]', '{"w":null}', '{"w":{"dtype":"F64","shape":[1e9,1e9],"data_offsets":[0,8]}}'])
    expect(readSafetensors(header(text)), text).toHaveProperty('problem');
});
