import { type HoverTheme, hoverColours } from '../../core/explain/hover/hoverTheme.ts';
import { formulaFaces, formulaRules } from './formulaFonts.ts';
import { type FormulaBox, measureFormula } from './formulaTree.ts';
import { wrapFormula } from './wrapFormula.ts';

export interface FormulaPicture {
  readonly svg: string;
  /** The picture as `dataUri` writes it. */
  readonly uri: string;
  readonly width: number;
  readonly height: number;
  /** How many of the formulas found no room. */
  readonly leftOut: number;
}

/** A hover's Markdown may have 100,000 characters in all. */
export const MOST_CHARACTERS = 60_000;
const MOST_WIDTH = 470;
const MOST_HEIGHT = 280;
const EM = 15;
const GAP = 5;
const MARGIN = 4;

interface Row {
  readonly box: FormulaBox;
  readonly html: string;
}

/**
 * Formulas below one another as one SVG picture with everything in it. Where the picture would grow past the editor's
 * limits, formulas before the last are left out; undefined where not even one fits, or where one is no TeX.
 */
export function formulaSvg(formulas: readonly string[], theme: HoverTheme): FormulaPicture | undefined {
  try {
    let shown = formulas.map((tex) => wrapFormula(tex, (MOST_WIDTH - 2 * MARGIN) / EM).map(rowOf));
    while (shown.length > 0) {
      const picture = drawRows(shown.flat(), theme);
      if (picture) return { ...picture, leftOut: formulas.length - shown.length };
      shown = shown.toSpliced(Math.max(0, shown.length - 2), 1);
    }
  } catch {
    // KaTeX throws on what is no TeX; the hover then has its text alone.
  }
  return undefined;
}

function rowOf(tex: string): Row {
  const box = measureFormula(tex);
  return { box, html: shorter(box.html) };
}

function drawRows(rows: readonly Row[], theme: HoverTheme): Omit<FormulaPicture, 'leftOut'> | undefined {
  const boxes = rows.map((row) => row.box);
  const heights = boxes.map(({ height, depth }) => Math.ceil(Math.max(1.25, height + depth) * EM) + GAP);
  const width = Math.ceil(Math.max(...boxes.map((box) => box.width)) * EM * 1.01) + 2 * MARGIN + 2;
  const height = heights.reduce((sum, one) => sum + one, 0) + 2;
  // A single row that no break makes narrow enough is drawn smaller.
  const scale = Math.min(1, MOST_WIDTH / width);
  if (height * scale > MOST_HEIGHT) return undefined;
  const html = rows.map((row, i) => `<div style='height:${heights[i]}px'>${row.html}</div>`).join('');
  const css =
    `${facesFor(boxes)}${rulesFor(html)}.katex{font-size:${EM}px!important;white-space:nowrap}` +
    `.rows{color:${hoverColours[theme].ink};padding:0 ${MARGIN}px}.rows>div{display:flex;align-items:center}`;
  const size = `width='${Math.ceil(width * scale)}' height='${Math.ceil(height * scale)}' viewBox='0 0 ${width} ${height}'`;
  const svg =
    `<svg xmlns='http://www.w3.org/2000/svg' ${size}><style>${css}</style><foreignObject width='${width}' height='${height}'>` +
    `<div xmlns='http://www.w3.org/1999/xhtml' class='rows'>${html}</div></foreignObject></svg>`;
  const uri = dataUri(svg);
  if (uri.length > MOST_CHARACTERS) return undefined;
  return { svg, uri, width: Math.ceil(width * scale), height: Math.ceil(height * scale) };
}

/** Quotes that need no escape in a URI, and without what only a screen reader of the page would use. */
const shorter = (html: string): string => html.replaceAll(' aria-hidden="true"', '').replaceAll('"', "'");

function facesFor(boxes: readonly FormulaBox[]): string {
  return formulaFaces
    .filter(({ family, characters }) =>
      boxes.some(({ used }) =>
        [...(used.get(family) ?? [])].some((character) => character.trim() !== '' && characters.includes(character)),
      ),
    )
    .map(
      ({ family, style, characters, woff2 }) =>
        `@font-face{font-family:${family};font-style:${style};src:url(data:font/woff2;base64,${woff2});unicode-range:${rangesOf(characters)}}`,
    )
    .join('');
}

function rangesOf(characters: string): string {
  const codes = [...characters].map((character) => character.codePointAt(0) ?? 0).sort((a, b) => a - b);
  const runs: [number, number][] = [];
  for (const code of codes) {
    const last = runs.at(-1);
    if (last && code <= last[1] + 1) last[1] = code;
    else runs.push([code, code]);
  }
  return runs.map(([from, to]) => `U+${from.toString(16)}${to > from ? `-${to.toString(16)}` : ''}`).join();
}

const allRules = [...formulaRules.matchAll(/([^{}]+)\{[^{}]*\}/g)].map(([rule = '', selectors = '']) => ({
  rule,
  /** Of each selector, the classes that must be there for it to matter. */
  classes: selectors.split(',').map((selector) => [...selector.matchAll(/\.([\w-]+)/g)].map((match) => match[1] ?? '')),
}));

/** The rules for the classes that occur. */
function rulesFor(html: string): string {
  const present = new Set(['katex']);
  for (const [, names = ''] of html.matchAll(/class='([^']*)'/g))
    for (const name of names.split(' ')) present.add(name);
  return allRules
    .filter(({ classes }) => classes.some((names) => names.length > 0 && names.every((name) => present.has(name))))
    .map(({ rule }) => rule)
    .join('');
}

/** Safe inside a Markdown image: no blanks, brackets, quotes or bars are left as they are. */
export const dataUri = (svg: string): string =>
  `data:image/svg+xml,${encodeURI(svg).replaceAll(
    /[()'!*#?&$]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )}`;
