/** What a column of numbers holds, in a fresh one with more room. */
export function grown<Column extends Int32Array | Uint16Array | Uint8Array | Float64Array>(
  old: Column,
  fresh: Column,
): Column {
  fresh.set(old);
  return fresh;
}
