/** The same in a process and in a browser's worker. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Whole numbers of eight bytes each; what is left over is dropped. */
export function numbersOf(base64: string): Float64Array {
  const { buffer, length } = bytesOf(base64);
  return new Float64Array(buffer, 0, Math.floor(length / 8));
}

/** Divisible by 3, so that pieces can be joined, and few enough for the arguments of one call. */
const PIECE = 0x6000;

/** Node's own function is many times as fast; a browser has none. */
export function base64Of(data: ArrayBufferView): string {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const { Buffer: node } = globalThis as {
    readonly Buffer?: {
      from(buffer: ArrayBufferLike, from: number, length: number): { toString(encoding: 'base64'): string };
    };
  };
  if (node) return node.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  const pieces: string[] = [];
  for (let from = 0; from < bytes.length; from += PIECE)
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(from, from + PIECE))));
  return pieces.join('');
}
