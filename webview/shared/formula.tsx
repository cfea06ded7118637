import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { loadScript, loadStyle } from './lazyChunk.ts';

/** Writes TeX into an element. */
export type Typesetter = (tex: string, element: HTMLElement, display: boolean) => void;

const typesetter = signal<Typesetter | undefined>(undefined);
let asked = false;

function askForTypesetter(): void {
  if (asked) return;
  asked = true;
  loadStyle('katex.css');
  loadScript('katex.js').then(
    () => {
      typesetter.value = (globalThis as { readonly backpropTypeset?: Typesetter }).backpropTypeset;
    },
    () => undefined,
  );
}

interface FormulaProps {
  readonly tex: string;
  /** Shown until the typesetter is there. */
  readonly plain: string;
  readonly display?: boolean;
}

/** A formula, typeset: the plain text stands there until it is. */
export function FormulaView({ tex, plain, display = false }: FormulaProps) {
  const place = useRef<HTMLSpanElement>(null);
  const write = typesetter.value;
  useLayoutEffect(() => {
    askForTypesetter();
    if (!place.current) return;
    if (write) write(tex, place.current, display);
    else place.current.textContent = plain;
  }, [tex, plain, display, write]);
  return <span class="formula" ref={place} />;
}
