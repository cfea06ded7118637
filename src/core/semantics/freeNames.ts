import { type Expression, partsOf } from '../syntax/tree.ts';

/** Every name that an expression reads, functions that it calls not included. */
export function freeNames(expressions: readonly Expression[]): ReadonlySet<string> {
  const names = new Set<string>();
  const pending = [...expressions];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (part.kind === 'name') names.add(part.name);
    for (const inner of partsOf(part)) pending.push(inner);
  }
  return names;
}
