/** Equal through and through; for what holds nothing but lists, records, numbers and words. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, k) => same(item, b[k]));
  return sameMembers(a as Members, b as Members);
}

type Members = Readonly<Record<string, unknown>>;

function sameMembers(a: Members, b: Members): boolean {
  let left = 0;
  for (const name in a) {
    if (!same(a[name], b[name])) return false;
    left++;
  }
  for (const _ in b) left--;
  return left === 0;
}
