import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export interface ElementSize {
  readonly width: number;
  readonly height: number;
}

/** The size of an element in CSS pixels, followed while it changes. */
export function useSize<E extends HTMLElement>(): {
  readonly box: RefObject<E | null>;
  readonly size: Signal<ElementSize>;
} {
  const box = useRef<E>(null);
  const size = useSignal<ElementSize>({ width: 0, height: 0 });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      size.value = { width: element.clientWidth, height: element.clientHeight };
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [size]);
  return { box, size };
}
