import katex from 'katex';
import 'katex/dist/katex.min.css';
import type { Typesetter } from './formula.tsx';

/** Kept out of the panels' own bundles: it is loaded when the first formula is shown. */
const typeset: Typesetter = (tex, element, display) =>
  katex.render(tex, element, {
    output: 'htmlAndMathml',
    trust: false,
    strict: 'ignore',
    throwOnError: false,
    displayMode: display,
    maxSize: 20,
    maxExpand: 200,
  });

(globalThis as { backpropTypeset?: Typesetter }).backpropTypeset = typeset;
