import { readFile } from 'node:fs/promises';

const directoryEntry = 0x02014b50;
const endOfDirectory = 0x06054b50;
const entryHeader = 46;

/** The names of the files in a zip archive, from its central directory (PKWARE's APPNOTE, 4.3.12 and 4.3.16). */
export async function listZip(file: string): Promise<readonly string[]> {
  const bytes = await readFile(file);
  let end = bytes.length - 22;
  while (end >= 0 && bytes.readUInt32LE(end) !== endOfDirectory) end--;
  if (end < 0) throw new Error(`${file} is not a zip archive`);
  const names: string[] = [];
  let at = bytes.readUInt32LE(end + 16);
  while (bytes.readUInt32LE(at) === directoryEntry) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const nameEnd = at + entryHeader + (nameLength ?? 0);
    names.push(bytes.toString('utf8', at + entryHeader, nameEnd));
    at = nameEnd + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return names;
}
