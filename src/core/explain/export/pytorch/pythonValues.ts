import { pythonString } from '../../../base/quoting.ts';
import { type Shape, sizeOf, type Tensor } from '../../../tensor/tensor.ts';

/** A file that lies beside the script. */
export interface SideFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Larger tensors are read from a file. */
const MOST_INLINE = 600;
const LINE = 100;

export function pythonNumber(value: number): string {
  if (Number.isNaN(value)) return 'float("nan")';
  if (!Number.isFinite(value)) return value > 0 ? 'float("inf")' : 'float("-inf")';
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** A tensor as Python: a literal, or a file of its own when it is large. */
export function pythonTensor(
  value: Tensor,
  { name, files, single }: { readonly name: string; readonly files: SideFile[]; readonly single: boolean },
): string {
  if (sizeOf(value.shape) <= MOST_INLINE) return `torch.tensor(${nested(value)})`;
  const file = `${name}.npy`;
  files.push({ name: file, bytes: npyFileBytes(value, single) });
  return `load(${pythonString(file)})`;
}

/** Nested lists over as many lines as they need. */
function nested({ shape, data }: Tensor): string {
  const write = (axis: number, from: number): string => {
    if (axis === shape.length) return pythonNumber(data[from] ?? Number.NaN);
    const step = sizeOf(shape.slice(axis + 1));
    const parts = Array.from({ length: shape[axis] ?? 0 }, (_, i) => write(axis + 1, from + i * step));
    const line = `[${parts.join(', ')}]`;
    if (line.length <= LINE) return line;
    if (axis < shape.length - 1) return `[\n${indent(parts.join(',\n'))},\n]`;
    return `[\n${indent(wrapped(parts))},\n]`;
  };
  return write(0, 0);
}

function wrapped(parts: readonly string[]): string {
  const lines: string[] = [];
  let line = '';
  for (const part of parts) {
    if (line !== '' && line.length + part.length > LINE) {
      lines.push(`${line},`);
      line = part;
    } else line = line === '' ? part : `${line}, ${part}`;
  }
  return [...lines, line].join('\n');
}

export const indent = (text: string, by = 4): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '' : ' '.repeat(by) + line))
    .join('\n');

/** NumPy's own format, version 1.0: float64 or float32, little-endian, row by row. */
export function npyFileBytes({ shape, data }: Tensor, single = false): Uint8Array {
  const size = single ? 4 : 8;
  const described = `{'descr': '<f${size}', 'fortran_order': False, 'shape': (${shapeText(shape)}), }`;
  // The header ends with a line end and takes a multiple of 64 bytes.
  const length = Math.ceil((10 + described.length + 1) / 64) * 64;
  const bytes = new Uint8Array(length + data.length * size);
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  view.setUint16(8, length - 10, true);
  const header = described.padEnd(length - 11, ' ');
  for (let i = 0; i < header.length; i++) bytes[10 + i] = header.charCodeAt(i);
  bytes[length - 1] = 10;
  if (single) for (let i = 0; i < data.length; i++) view.setFloat32(length + i * 4, data[i] ?? Number.NaN, true);
  else for (let i = 0; i < data.length; i++) view.setFloat64(length + i * 8, data[i] ?? Number.NaN, true);
  return bytes;
}

const shapeText = (shape: Shape): string => (shape.length === 1 ? `${shape[0]},` : shape.join(', '));
