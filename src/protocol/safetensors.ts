/**
 * The safetensors format: eight bytes of header length (little endian), a JSON header that names each tensor's type,
 * shape and byte range, then the numbers. Read by Python's `safetensors` package.
 */
import type { SavedParameter } from './training.ts';

export function writeSafetensors(parameters: readonly SavedParameter[]): Uint8Array {
  let offset = 0;
  const entries: [string, unknown][] = [['__metadata__', { format: 'np' }]];
  for (const { name, shape, data } of parameters) {
    entries.push([name, { dtype: 'F64', shape, data_offsets: [offset, offset + data.length * 8] }]);
    offset += data.length * 8;
  }
  const text = JSON.stringify(Object.fromEntries(entries));
  const written = new TextEncoder().encode(text);
  const head = new Uint8Array(Math.ceil(written.length / 8) * 8).fill(0x20);
  head.set(written);
  const bytes = new Uint8Array(8 + head.length + offset);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  let at = 8 + head.length;
  for (const { data } of parameters)
    for (const value of data) {
      view.setFloat64(at, value, true);
      at += 8;
    }
  return bytes;
}

/** The tensors of a file, or why it cannot be read. */
export function readSafetensors(bytes: Uint8Array): readonly SavedParameter[] | { readonly problem: string } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) return { problem: 'this is no safetensors file: it is shorter than its header' };
  const length = Number(view.getBigUint64(0, true));
  if (length > bytes.length - 8) return { problem: 'this is no safetensors file: its header is longer than the file' };
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  } catch {
    return { problem: 'this is no safetensors file: its header is not JSON' };
  }
  if (typeof header !== 'object' || header === null)
    return { problem: 'this is no safetensors file: its header is not an object' };
  const found: SavedParameter[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    if (typeof entry !== 'object' || entry === null)
      return { problem: `the header's entry for ${name} is not complete` };
    const {
      dtype,
      shape,
      data_offsets: range,
    } = entry as { readonly dtype?: unknown; readonly shape?: unknown; readonly data_offsets?: unknown };
    const width = dtype === 'F64' ? 8 : dtype === 'F32' ? 4 : 0;
    if (width === 0)
      return {
        problem: `${name} has the number type ${typeof dtype === 'string' ? dtype : 'that is no text'}; F32 and F64 can be read`,
      };
    if (!isCounts(shape) || !isCounts(range) || range.length !== 2)
      return { problem: `the header's entry for ${name} is not complete` };
    const count = shape.reduce((size, n) => size * n, 1);
    const from = 8 + length + (range[0] ?? 0);
    if ((range[1] ?? 0) - (range[0] ?? 0) !== count * width || from + count * width > bytes.length)
      return { problem: `the numbers of ${name} are cut off` };
    const data = new Float64Array(count);
    for (let i = 0; i < count; i++)
      data[i] = width === 8 ? view.getFloat64(from + i * 8, true) : view.getFloat32(from + i * 4, true);
    found.push({ name, shape, data });
  }
  return found;
}

const isCounts = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((entry) => Number.isSafeInteger(entry) && Number(entry) >= 0);
