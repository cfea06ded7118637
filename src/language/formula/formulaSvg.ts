import { type HoverTheme, hoverColours } from '../../core/explain/hoverTheme.ts';
import { formulaFaces, formulaRules } from './formulaFonts.ts';
import { type FormulaBox, measureFormula, renderFormula } from './formulaTree.ts';
import { wrapFormula } from './wrapFormula.ts';

export interface FormulaPicture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** A hover's Markdown may have 100,000 characters in all. */
export const MOST_CHARACTERS = 60_000;
const MOST_WIDTH = 470;
const MOST_HEIGHT = 280;
const EM = 15;
const GAP = 5;
const MARGIN = 4;

/**
 * Formulas below one another as one SVG picture with everything in it. Rows at the end are left out where the picture would
 * grow past the editor's limits; undefined where not even the first fits or it is no TeX.
 */
export function formulaSvg(formulas: readonly string[], theme: HoverTheme): FormulaPicture | undefined {
  let rows: readonly string[];
  try {
    rows = formulas.flatMap((tex) => wrapFormula(tex, (MOST_WIDTH - 2 * MARGIN) / EM));
  } catch {
    return undefined;
  }
  for (let count = rows.length; count > 0; count--) {
    const picture = drawRows(rows.slice(0, count), theme);
    if (picture && dataUri(picture.svg).length <= MOST_CHARACTERS) return picture;
  }
  return undefined;
}

function drawRows(rows: readonly string[], theme: HoverTheme): FormulaPicture | undefined {
  const boxes = rows.map(measureFormula);
  const heights = boxes.map(({ height, depth }) => Math.ceil(Math.max(1.25, height + depth) * EM) + GAP);
  const wide = Math.max(...boxes.map((box) => box.width)) * EM;
  const width = Math.ceil(wide * 1.02) + 2 * MARGIN + 2;
  const height = heights.reduce((sum, one) => sum + one, 0) + 2;
  // A single row that no break makes narrow enough is drawn smaller.
  const scale = Math.min(1, MOST_WIDTH / width);
  if (height * scale > MOST_HEIGHT) return undefined;
  const html = rows
    .map((tex, i) => `<div style='height:${heights[i]}px'>${shorter(renderFormula(tex))}</div>`)
    .join('');
  const css =
    `${facesFor(boxes)}${rulesFor(html)}.katex{font-size:${EM}px!important;white-space:nowrap}` +
    `.rows{color:${hoverColours[theme].ink};padding:0 ${MARGIN}px}.rows>div{display:flex;align-items:center}`;
  const size = `width='${Math.ceil(width * scale)}' height='${Math.ceil(height * scale)}' viewBox='0 0 ${width} ${height}'`;
  const svg =
    `<svg xmlns='http://www.w3.org/2000/svg' ${size}><style>${css}</style><foreignObject width='${width}' height='${height}'>` +
    `<div xmlns='http://www.w3.org/1999/xhtml' class='rows'>${html}</div></foreignObject></svg>`;
  return { svg, width: Math.ceil(width * scale), height: Math.ceil(height * scale) };
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
  `data:image/svg+xml,${encodeURIComponent(svg)
    .replaceAll(/%(?:2F|2B|3D|3A|3B|2C|40)/g, (escaped) => decodeURIComponent(escaped))
    .replaceAll(/[()'!*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`;
