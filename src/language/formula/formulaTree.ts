/**
 * KaTeX's own boxes: the only place where the size of a formula is known without a screen. `__renderToHTMLTree` is not
 * part of KaTeX's promised interface, so the version is pinned and a test compares the sizes with a browser's.
 */
import katex from 'katex';

interface Box {
  readonly classes?: readonly string[];
  readonly children?: readonly Box[];
  readonly style?: Readonly<Record<string, string | undefined>>;
  readonly height?: number;
  readonly depth?: number;
  readonly text?: string;
  readonly width?: number;
  readonly italic?: number;
}

type RenderTree = (tex: string, options: object) => Box;

/** Lengths in em of the formula's own size. */
export interface FormulaBox {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  /** The characters that each family of faces is asked for. */
  readonly used: ReadonlyMap<string, ReadonlySet<string>>;
}

const options = { throwOnError: true, strict: 'ignore', trust: false, maxExpand: 1000 } as const;

export function measureFormula(tex: string): FormulaBox {
  const { __renderToHTMLTree: renderTree } = katex as unknown as { readonly __renderToHTMLTree: RenderTree };
  const tree = renderTree(tex, options);
  const used = new Map<string, Set<string>>();
  collect(tree, 'KaTeX_Main', used);
  return { width: widthOf(tree), height: tree.height ?? 1, depth: tree.depth ?? 0, used };
}

/** The formula as XHTML. */
export const renderFormula = (tex: string): string => katex.renderToString(tex, { ...options, output: 'html' });

const SIZES = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.44, 1.728, 2.074, 2.488];

function widthOf(box: Box): number {
  const { classes = [], children = [], style = {} } = box;
  if (box.text !== undefined) return symbolWidth(box);
  const has = (name: string): boolean => classes.includes(name);
  if (has('vlist-s') || has('pstrut') || has('strut') || has('katex-strut')) return 0;
  const margins = em(style.marginLeft) + em(style.marginRight) + em(style.paddingLeft);
  if (has('nulldelimiter')) return 0.12;
  if (has('arraycolsep')) return em(style.width);
  const widths = children.map(widthOf);
  const stacked = has('vlist') || has('vlist-t');
  const inner = stacked ? Math.max(0, ...widths) : widths.reduce((sum, width) => sum + width, 0);
  return Math.max(inner, em(style.minWidth)) * scaleOf(classes) + margins;
}

/** Characters that KaTeX has no metrics for are drawn by some other face; wide ones are about a square. */
function symbolWidth({ text = '', width = 0, italic = 0 }: Box): number {
  if (width > 0) return width + italic;
  let sum = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code !== 0x200b) sum += code > 0x2e80 ? 1 : 0.6;
  }
  return sum;
}

const em = (length: string | undefined): number => (length?.endsWith('em') ? Number.parseFloat(length) : 0);

function scaleOf(classes: readonly string[]): number {
  const from = classes.find((name) => /^reset-size\d+$/.test(name));
  const to = classes.find((name) => /^size\d+$/.test(name));
  if (from === undefined || to === undefined) return 1;
  const size = (name: string): number => SIZES[Number(name.replaceAll(/\D/g, '')) - 1] ?? 1;
  return size(to) / size(from);
}

function collect({ classes = [], children = [], text }: Box, family: string, used: Map<string, Set<string>>): void {
  const own = familyOf(classes, family);
  if (text !== undefined) {
    const characters = used.get(own) ?? new Set();
    for (const character of text) characters.add(character);
    used.set(own, characters);
  }
  for (const child of children) collect(child, own, used);
}

function familyOf(classes: readonly string[], outer: string): string {
  if (classes.includes('mathnormal')) return 'KaTeX_Math';
  const size = classes.find((name) => /^(?:delim-)?size[1-4]$/.test(name));
  if (size && (classes.includes('delimsizing') || size.startsWith('delim'))) return `KaTeX_Size${size.at(-1)}`;
  if (classes.includes('small-op')) return 'KaTeX_Size1';
  return classes.includes('large-op') ? 'KaTeX_Size2' : outer;
}
