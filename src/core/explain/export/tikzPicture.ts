/** A picture of a graph as TikZ: the same marks in the same places as on the screen. */
import { latexCharacters, latexText } from '../../base/quoting.ts';
import type { EdgePath, Point } from '../../layout/layout.ts';
import {
  BACK_SHIFT,
  drawPicture,
  type EdgeMark,
  type GridMark,
  type NodeMark,
  type TextMark,
} from '../../picture/drawing.ts';
import type { Picture } from '../../picture/picture.ts';
import { knownAt } from '../../picture/steps.ts';
import { texName } from '../formula/texName.ts';

interface TikzOptions {
  /** Only the picture, to be put into a document that loads tikz and arrows.meta; else a document of its own. */
  readonly fragment?: boolean;
}

export function tikzPicture(picture: Picture, { fragment = false }: TikzOptions = {}): string {
  const drawing = drawPicture(picture, knownAt(picture.graph, [], undefined));
  const lines = [
    '\\begin{tikzpicture}[x=0.75pt, y=-0.75pt, line width=0.6pt, >={Stealth[length=4pt]},',
    '  every node/.style={inner sep=0pt, outer sep=0pt, font=\\footnotesize},',
    '  value/.style={text=green!40!black}, gradient/.style={text=red!75!black}, quiet/.style={draw=gray!60},',
    '  back/.style={draw=red!75!black, densely dashed, line width=0.4pt}]',
    ...drawing.boxes.map(
      ({ rect, title }) =>
        `  \\draw[rounded corners=5pt, gray!60, fill=gray!8] (${at(rect)}) rectangle (${at(corner(rect))});\n` +
        `  \\node[anchor=base west, text=gray] at (${at({ x: rect.x + 12, y: rect.y + 16 })}) {${latexText(title)}};`,
    ),
    ...drawing.edges.map((mark) => edge(mark, picture.layout.edges.get(mark.id)?.path)),
    ...drawing.nodes.map(node),
    '\\end{tikzpicture}',
  ];
  const text = `${lines.filter((line) => line !== '').join('\n')}\n`;
  return fragment
    ? `% Needs \\usepackage{tikz, amsmath} and \\usetikzlibrary{arrows.meta}\n${text}`
    : `\\documentclass[tikz, border=4pt]{standalone}\n\\usepackage[utf8]{inputenc}\n\\usepackage{amsmath}\n\\usetikzlibrary{arrows.meta}\n${latexCharacters(text)}\\begin{document}\n${text}\\end{document}\n`;
}

const corner = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }): Point => ({
  x: x + width,
  y: y + height,
});

const number = (value: number): string => String(Math.round(value * 100) / 100);
const at = ({ x, y }: Point): string => `${number(x)}, ${number(y)}`;

function pathOf({ start, parts }: EdgePath, shift: number): string {
  const place = ({ x, y }: Point): string => `(${at({ x, y: y + shift })})`;
  const pieces = parts.map(({ curve, to }) =>
    curve ? `.. controls ${place(curve[0])} and ${place(curve[1])} .. ${place(to)}` : `-- ${place(to)}`,
  );
  return [place(start), ...pieces].join(' ');
}

function edge(mark: EdgeMark, path: EdgePath | undefined): string {
  const lines: string[] = [];
  if (path) {
    lines.push(`  \\draw[->${mark.quiet ? ', quiet' : ''}] ${pathOf(path, 0)};`);
    if (mark.back) lines.push(`  \\draw[<-, back] ${pathOf(path, BACK_SHIFT)};`);
  }
  lines.push(...mark.texts.map(label), ...mark.grids.flatMap(grid));
  if (mark.reason)
    lines.push(
      `  \\node[anchor=base, font=\\tiny, text=gray] at (${at(mark.reason)}) {${latexText(mark.reason.text)}};`,
    );
  return lines.join('\n');
}

function label({ x, y, pieces }: TextMark): string {
  const text = pieces.map(({ text: words, role }) => {
    const style =
      role === 'gradient' || role === 'nan' ? 'red!75!black' : role === 'value' ? 'green!40!black' : 'black';
    return `\\textcolor{${style}}{${role === 'name' ? nameText(words) : numberText(words)}}`;
  });
  return `  \\node[anchor=base] at (${at({ x, y })}) {${text.join('')}};`;
}

/** `W1 = ` with the name as a formula. */
function nameText(words: string): string {
  const [, name = words, sign = ''] = /^(\S+)( =)? $/u.exec(words) ?? [];
  return `${symbolText(name)}${sign === '' ? '~' : ' $=$ '}`;
}

const symbolText = (text: string): string =>
  /^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(text) ? `$${texName(text)}$` : numberText(text);

const numberText = (text: string): string =>
  /^−?[\d.]+(?:e-?\d+)?$/.test(text)
    ? `$${text.replace('−', '-').replace(/e(-?\d+)$/, ' \\times 10^{$1}')}$`
    : latexText(text);

/** A thumbnail: its shades as filled cells, and its numbers where there is room for them. */
function grid({ x, y, thumbnail }: GridMark): readonly string[] {
  const { rows, columns, cellWidth, cellHeight, shades, numbers = [] } = thumbnail;
  const cells = shades.flatMap(({ sign, level, path }) =>
    [...path.matchAll(/M(-?[\d.]+) (-?[\d.]+)h(-?[\d.]+)v(-?[\d.]+)/g)].map(([, left, top, width, height]) => {
      const from = { x: x + Number(left), y: y + Number(top) };
      const to = { x: from.x + Number(width), y: from.y + Number(height) };
      const colour = sign === 'minus' ? 'blue' : sign === 'plus' ? 'orange' : 'red';
      return `  \\fill[${colour}!${level * 8}] (${at(from)}) rectangle (${at(to)});`;
    }),
  );
  const frame = `  \\draw[gray, line width=0.4pt] (${at({ x, y })}) rectangle (${at({ x: x + columns * cellWidth, y: y + rows * cellHeight })});`;
  const entries = numbers.map((text, k) => {
    const place = { x: x + ((k % columns) + 0.5) * cellWidth, y: y + (Math.floor(k / columns) + 0.5) * cellHeight };
    return `  \\node[font=\\tiny] at (${at(place)}) {${numberText(text)}};`;
  });
  return [...cells, frame, ...entries];
}

function node({ rect, radius, role, text }: NodeMark): string {
  const middle = { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
  const shape = (style: string, inset = 0): string =>
    `  \\draw[${style}rounded corners=${number(Math.max(0, radius - inset) * 0.75)}pt] (${at({ x: rect.x + inset, y: rect.y + inset })}) rectangle (${at({ x: rect.x + rect.width - inset, y: rect.y + rect.height - inset })});`;
  if (role === 'copy')
    return `  \\draw[fill=white] (${at(middle)}) circle[radius=${number(radius * 0.75)}pt];\n  \\fill (${at(middle)}) circle[radius=1.2pt];`;
  const words = `  \\node at (${at(middle)}) {${symbolText(text)}};`;
  const bare = role === 'input' || role === 'data' || role === 'constant' || role === 'output';
  if (bare) return words;
  const inner = role === 'closed' ? [shape('line width=0.4pt, ', 3)] : [];
  return [shape(role === 'param' ? 'gray, ' : 'fill=white, '), ...inner, words].join('\n');
}
