import { unzipSync } from 'fflate';
import { type Shape, sizeOf, type Tensor } from '../core/tensor/tensor.ts';
import { fileNameOf, type NamedBytes } from './bytes.ts';

/**
 * `not-npy`: another kind of file; `number-type`: entries that are no real numbers of a usual size; `cut-short`: fewer bytes
 * than its head promises; `damaged`: the archive cannot be opened; `too-large`.
 */
type NpyProblemCode = 'not-npy' | 'number-type' | 'cut-short' | 'damaged' | 'too-large';
interface NpyProblem {
  readonly code: NpyProblemCode;
  readonly problem: string;
}
export const isNpyProblem = <T extends object>(read: T | NpyProblem): read is NpyProblem => 'problem' in read;

interface NpyArray {
  readonly name: string;
  readonly tensor: Tensor;
}

const MOST_BYTES = 400_000_000;
/** Each takes eight bytes here, however small it is in the file. */
const MOST_ENTRIES = 50_000_000;

type Read = (view: DataView, at: number, little: boolean) => number;
const READERS: Readonly<Record<string, { readonly size: number; readonly read: Read }>> = {
  f8: { size: 8, read: (view, at, little) => view.getFloat64(at, little) },
  f4: { size: 4, read: (view, at, little) => view.getFloat32(at, little) },
  i8: { size: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  i4: { size: 4, read: (view, at, little) => view.getInt32(at, little) },
  i2: { size: 2, read: (view, at, little) => view.getInt16(at, little) },
  i1: { size: 1, read: (view, at) => view.getInt8(at) },
  u8: { size: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  u4: { size: 4, read: (view, at, little) => view.getUint32(at, little) },
  u2: { size: 2, read: (view, at, little) => view.getUint16(at, little) },
  u1: { size: 1, read: (view, at) => view.getUint8(at) },
  b1: { size: 1, read: (view, at) => view.getUint8(at) },
};

/**
 * One array: NumPy's format, versions 1 to 3. The magic `\x93NUMPY`, two bytes of version, the length of the head (two
 * bytes, from version 2 four, the least significant first), the head as a Python dictionary, then the entries.
 */
export function readNpy({ name, bytes }: NamedBytes, most = MOST_ENTRIES): Tensor | NpyProblem {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || view.getUint32(0) !== 0x934e554d || view.getUint16(4) !== 0x5059)
    return { code: 'not-npy', problem: `${name} is no .npy file: save the array with np.save` };
  const wide = (bytes[6] ?? 1) > 1;
  const from = wide ? 12 : 10;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  if (from + length > bytes.length) return { code: 'cut-short', problem: `${name} is cut short: it ends in its head` };
  const head = String.fromCharCode(...bytes.subarray(from, from + Math.min(length, 10_000)));
  const written = /'descr'\s*:\s*'([<>|=]?)([a-zA-Z]\d*)'/.exec(head);
  const sizes = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(head)?.[1];
  const reader = written?.[2] === undefined || !Object.hasOwn(READERS, written[2]) ? undefined : READERS[written[2]];
  if (reader === undefined)
    return {
      code: 'number-type',
      problem: `${name} holds entries of type ${written?.[2] ?? 'object'}: save it with .astype(np.float64)`,
    };
  if (sizes === undefined) return { code: 'not-npy', problem: `${name} does not say which shape it has` };
  const shape = sizes.split(',').flatMap((part) => (part.trim() === '' ? [] : [Number.parseInt(part, 10)]));
  const count = sizeOf(shape);
  const start = from + length;
  if (!(count <= most))
    return {
      code: 'too-large',
      problem: `${name} has ${count} entries; at most ${MOST_ENTRIES / 1e6} million are read`,
    };
  if (start + count * reader.size > bytes.length)
    return {
      code: 'cut-short',
      problem: `${name} is cut short: it should hold ${count} entries, and holds ${Math.floor((bytes.length - start) / reader.size)}`,
    };
  const little = written?.[1] !== '>';
  const entries = Float64Array.from({ length: count }, (_, i) => reader.read(view, start + i * reader.size, little));
  const fortran = /'fortran_order'\s*:\s*True/.test(head);
  return { shape, data: fortran && shape.length > 1 ? byRows(entries, shape) : entries };
}

/** Entries in Fortran's order, the first index fastest, put in rows. */
function byRows(entries: Float64Array, shape: Shape): Float64Array {
  const rows = new Float64Array(entries.length);
  const index = shape.map(() => 0);
  for (let to = 0; to < rows.length; to++) {
    let from = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) from = from * (shape[axis] ?? 1) + (index[axis] ?? 0);
    rows[to] = entries[from] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1;
      index[axis] = next === shape[axis] ? 0 : next;
      if (next !== shape[axis]) break;
    }
  }
  return rows;
}

/** Every array of a .npz archive (or `only` the one of that name), or the one of a .npy file, which has the file's name. */
export function readArrayFile({ name, bytes }: NamedBytes, only?: string): readonly NpyArray[] | NpyProblem {
  const file = fileNameOf(name);
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) {
    const tensor = readNpy({ name: file, bytes });
    return isNpyProblem(tensor) ? tensor : [{ name: file.replace(/\.npy$/i, ''), tensor }];
  }
  let size = 0;
  let members: Readonly<Record<string, Uint8Array>>;
  try {
    members = unzipSync(bytes, {
      filter: ({ name: member, originalSize }) => {
        if (!member.endsWith('.npy') || (only !== undefined && member !== `${only}.npy`)) return false;
        size += originalSize;
        return size <= MOST_BYTES;
      },
    });
  } catch (error) {
    return {
      code: 'damaged',
      problem: `${file} cannot be opened: ${error instanceof Error ? error.message : 'it is damaged'}`,
    };
  }
  if (size > MOST_BYTES) return { code: 'too-large', problem: `${file} unpacks to more than ${MOST_BYTES / 1e6} MB` };
  const arrays: NpyArray[] = [];
  let left = MOST_ENTRIES;
  for (const [member, content] of Object.entries(members)) {
    const tensor = readNpy({ name: `${member} in ${file}`, bytes: content }, left);
    if (isNpyProblem(tensor)) return tensor;
    left -= tensor.data.length;
    arrays.push({ name: member.replace(/\.npy$/, ''), tensor });
  }
  return arrays.length > 0 ? arrays : { code: 'not-npy', problem: `${file} holds no arrays: save them with np.savez` };
}
