/** Many lists in one array: the items of list `k` stand from `start[k]` up to, not including, `start[k + 1]`. */
export interface Lists {
  readonly start: Int32Array;
  readonly items: Int32Array;
}

/** Sorts the numbers from 0 into `count` lists by their keys, each list in ascending order. A key of -1 is in none. */
export function listsBy(keys: Int32Array, count: number): Lists {
  const start = new Int32Array(count + 1);
  for (let k = 0; k < keys.length; k++) {
    const key = keys[k]!;
    if (key >= 0) start[key + 1] = start[key + 1]! + 1;
  }
  for (let k = 0; k < count; k++) start[k + 1] = start[k + 1]! + start[k]!;
  const next = start.slice(0, count);
  const items = new Int32Array(start[count]!);
  for (let k = 0; k < keys.length; k++) {
    const key = keys[k]!;
    if (key < 0) continue;
    const at = next[key]!;
    items[at] = k;
    next[key] = at + 1;
  }
  return { start, items };
}
