/**
 * KaTeX's own boxes: the only place where the size of a formula is known without a screen. `__renderToHTMLTree` is not
 * part of KaTeX's promised interface, so the version is pinned and a test compares the sizes with a browser's.
 */
import katex from 'katex';
import { latexWord } from '../../core/base/quoting.ts';

interface Box {
  readonly classes?: readonly string[];
  readonly children?: readonly Box[];
  readonly style?: Readonly<Record<string, string | undefined>>;
  readonly height?: number;
  readonly depth?: number;
  readonly text?: string;
  readonly width?: number;
  readonly italic?: number;
  readonly toMarkup?: () => string;
}

type RenderTree = (tex: string, options: object) => Box;

/** Lengths in em of the formula's own size. */
export interface FormulaBox {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  /** The characters that each family of faces is asked for. */
  readonly used: ReadonlyMap<string, ReadonlySet<string>>;
  /** The formula as XHTML. */
  readonly html: string;
}

const options = { throwOnError: true, strict: 'ignore', trust: false, maxExpand: 1000 } as const;

function treeOf(tex: string): Box {
  const { __renderToHTMLTree: renderTree } = katex as unknown as { readonly __renderToHTMLTree: RenderTree };
  return renderTree(tex, options);
}

const typeset = new Map<string, FormulaBox>();
const MOST_KEPT = 400;

/** Throws where it is no TeX. */
export function measureFormula(tex: string): FormulaBox {
  const known = typeset.get(tex);
  if (known) return known;
  const tree = treeOf(tex);
  const used = new Map<string, Set<string>>();
  collect(tree, 'KaTeX_Main', used);
  const box = {
    width: widthOf(tree),
    height: tree.height ?? 1,
    depth: tree.depth ?? 0,
    used,
    html: tree.toMarkup?.() ?? '',
  };
  if (typeset.size >= MOST_KEPT) typeset.clear();
  typeset.set(tex, box);
  return box;
}

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
  return Math.max(inner, em(style.minWidth), em(style.width)) * scaleOf(classes) + margins;
}

/** KaTeX joins the letters of a word into one symbol that has the width of its first. */
function symbolWidth({ text = '', width = 0, italic = 0 }: Box): number {
  if ([...text].length === 1 && width > 0) return width + italic;
  let sum = 0;
  for (const character of text) sum += characterWidth(character);
  return sum;
}

const characterWidths = new Map<string, number>();

/** Of an upright character. Those that KaTeX has no metrics for come from some other face; wide ones are about a square. */
function characterWidth(character: string): number {
  const known = characterWidths.get(character);
  if (known !== undefined) return known;
  const width = widthInKatex(character) ?? ((character.codePointAt(0) ?? 0) > 0x2e80 ? 1 : 0.6);
  if (characterWidths.size < 5000) characterWidths.set(character, width);
  return width;
}

/** What takes no room: the zero-width space, and the stroke that is laid over an equals sign. */
const NO_ROOM = new Set(['\u200b', '\ue020']);

function widthInKatex(character: string): number | undefined {
  if (NO_ROOM.has(character)) return 0;
  if (character === '\u00a0') return 0.25;
  let box: Box | undefined = treeOf(latexWord(character));
  while (box && box.text === undefined)
    box = box.children?.findLast((child) => child.text !== undefined || child.children?.length);
  return box?.width === 0 ? undefined : box?.width;
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
