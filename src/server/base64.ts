/** In a process and in a browser's worker alike. */
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
