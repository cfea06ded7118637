import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { same } from './same.ts';

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
