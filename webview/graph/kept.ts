import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';

interface Kept {
  readonly props: unknown;
  readonly element: JSX.Element;
}

/**
 * Keeps the elements of a list for as long as what they show stays the same: the same element is not compared again, so
 * a change of one number costs what that number costs.
 */
export function useKept(): <Props>(id: string, props: Props, draw: (props: Props) => JSX.Element) => JSX.Element {
  const kept = useRef(new Map<string, Kept>());
  return (id, props, draw) => {
    const before = kept.current.get(id);
    if (before && same(before.props, props)) return before.element;
    const element = draw(props);
    kept.current.set(id, { props, element });
    return element;
  };
}

/** Equal through and through; the marks of a picture hold nothing but lists, records and words. */
function same(a: unknown, b: unknown): boolean {
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
