import { type GivenArrays, unreadArrays } from '../../core/tutor/compare/givenArray.ts';
import { printedArrays } from '../../core/tutor/compare/printedArrays.ts';
import type { NamedBytes } from '../../data/bytes.ts';
import { isNpyProblem, readArrayFile } from '../../data/npy.ts';

const isBinary = (bytes: Uint8Array): boolean => bytes[0] === 0x93 || (bytes[0] === 0x50 && bytes[1] === 0x4b);

/** The arrays of a file: .npy, .npz, or text as it was printed. */
export function givenArrays({ name, bytes }: NamedBytes, decode: (bytes: Uint8Array) => string): GivenArrays {
  if (!isBinary(bytes) && !/\.np[yz]$/i.test(name)) return printedArrays(decode(bytes));
  const read = readArrayFile({ name, bytes });
  if (isNpyProblem(read)) return unreadArrays(`${read.problem}.`);
  return { arrays: read.map((array) => ({ ...array, units: undefined })), problems: [] };
}

/** Arrays from text that was pasted. */
export const pastedArrays = (text: string): GivenArrays => printedArrays(text);
