import { xmlText } from '../base/quoting.ts';
import { t } from '../base/words.ts';
import { drawPicture, type EdgeMark, type NodeMark, type PictureMarks, type TextMark } from './drawing.ts';
import { GATE_RADIUS, type Picture } from './picture.ts';
import { knownAt, stepsOf } from './steps.ts';
import { type SvgTheme, svgStyle } from './svgTheme.ts';
import type { Thumbnail } from './thumbnail.ts';

export interface SvgOptions {
  readonly theme: SvgTheme;
  /** `@font-face` rules to carry along, so that the picture looks the same everywhere. */
  readonly fontCss?: string;
  /** Show only what is known after this step of the passes. */
  readonly step?: number;
  /** Leave the paper out, for slides. */
  readonly transparent?: boolean;
}

const MARGIN = 16;

/** A picture as a file: plain SVG, for exports, documents and notebooks. */
export function renderSvg(picture: Picture, options: SvgOptions): string {
  const known = knownAt(picture.graph, stepsOf(picture.graph), options.step);
  const drawing = drawPicture(picture, known);
  const width = Math.ceil(drawing.width + 2 * MARGIN);
  const height = Math.ceil(drawing.height + 2 * MARGIN);
  const title = t('Computational graph of {0}', picture.snapshot.title);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${xmlText(title)}">`,
    `<title>${xmlText(title)}</title>`,
    `<style>${options.fontCss ?? ''}${svgStyle(options.theme)}</style>`,
    options.transparent ? '' : `<rect class="paper" width="${width}" height="${height}"/>`,
    `<g transform="translate(${MARGIN} ${MARGIN})">`,
    marks(drawing),
    '</g></svg>\n',
  ].join('');
}

function marks(drawing: PictureMarks): string {
  const boxes = drawing.boxes.map(
    ({ rect, title }) =>
      `<rect class="frame" x="${num(rect.x)}" y="${num(rect.y)}" width="${num(rect.width)}" height="${num(rect.height)}" rx="10"/>` +
      `<text class="title" x="${num(rect.x + 12)}" y="${num(rect.y + 16)}">${xmlText(title)}</text>`,
  );
  return [...boxes, ...drawing.edges.map(edge), ...drawing.nodes.map(node)].join('');
}

function edge(mark: EdgeMark): string {
  const quiet = `${mark.quiet ? ' quiet' : ''}${mark.waiting ? ' blocked' : ''}`;
  const back = mark.back ? `<path class="back" d="${mark.back}"/><path class="backTip" d="${mark.backTip}"/>` : '';
  const reason = mark.reason
    ? `<text class="reason${mark.reason.anchor ? ' start' : ''}" x="${num(mark.reason.x)}" y="${num(mark.reason.y)}">${xmlText(mark.reason.text)}</text>`
    : '';
  const grids = mark.grids.map(({ x, y, thumbnail }) => `<g transform="translate(${x} ${y})">${grid(thumbnail)}</g>`);
  return (
    `<g class="edge${quiet}"><path class="forward" d="${mark.forward}"/><path class="forwardTip" d="${mark.forwardTip}"/>` +
    `${back}${mark.texts.map(text).join('')}${grids.join('')}${reason}</g>`
  );
}

function text({ x, y, pieces, anchor }: TextMark): string {
  const spans = pieces.map((piece) =>
    piece.role === 'name' ? nameSpans(piece.text) : `<tspan class="${piece.role}">${xmlText(piece.text)}</tspan>`,
  );
  return `<text class="label${anchor ? ` ${anchor}` : ''}" x="${num(x)}" y="${num(y)}" xml:space="preserve">${spans.join('')}</text>`;
}

export function grid(thumbnail: Thumbnail): string {
  const { rows, columns, cellWidth, cellHeight } = thumbnail;
  const shades = thumbnail.shades.map(({ sign, level, path }) => `<path class="${sign} level${level}" d="${path}"/>`);
  const numbers = (thumbnail.numbers ?? []).map((number, k) => {
    const x = ((k % columns) + 0.5) * cellWidth;
    const y = Math.floor(k / columns) * cellHeight + cellHeight / 2 + 3.5;
    return `<text class="entry" x="${num(x)}" y="${num(y)}">${xmlText(number)}</text>`;
  });
  const frame = `<rect class="gridFrame" width="${num(columns * cellWidth)}" height="${num(rows * cellHeight)}"/>`;
  return `${numbers.length > 0 ? `<g class="numbered">${shades.join('')}</g>` : shades.join('')}${frame}${numbers.join('')}`;
}

function node(mark: NodeMark): string {
  const { rect, radius, role } = mark;
  const middle = rect.x + rect.width / 2;
  const line = rect.y + rect.height / 2;
  const shape = (inset: number, name: string): string =>
    `<rect class="${name}" x="${num(rect.x + inset)}" y="${num(rect.y + inset)}" width="${num(rect.width - 2 * inset)}" height="${num(rect.height - 2 * inset)}" rx="${num(radius - inset)}"/>`;
  const body =
    role === 'copy'
      ? `${shape(0, 'shape')}<path class="split" d="${forkPath(middle, line)}"/>`
      : `${shape(0, 'shape')}${role === 'closed' ? shape(3, 'inner') : ''}` +
        `<text class="symbol" x="${num(middle)}" y="${num(line + mark.size * 0.35)}" font-size="${mark.size}">${mark.radius < GATE_RADIUS ? nameSpans(mark.text) : xmlText(mark.text)}</text>`;
  return `<g class="node ${role}${mark.waiting ? ' waiting' : ''}${mark.active ? ' active' : ''}${mark.broken ? ' broken' : ''}">${body}</g>`;
}

/** A name as it is set in a book: `w0` and `w_0` with the number below the line. */
function nameSpans(name: string): string {
  const [, letters = '', index = ''] = /^(\p{L}+)_?(\d+)$/u.exec(name) ?? [];
  if (!index) return `<tspan class="name">${xmlText(name)}</tspan>`;
  // An empty shift back would be dropped, so it carries a space without width.
  return `<tspan class="name">${xmlText(letters)}</tspan><tspan class="index" dy="3">${index}</tspan><tspan dy="-3">\u200b</tspan>`;
}

/** The sign of a copy gate: one line in, two out. */
export const forkPath = (x: number, y: number): string =>
  `M${num(x - 5.5)} ${num(y)}H${num(x - 1.5)}M${num(x + 5)} ${num(y - 4)}C${num(x)} ${num(y - 4)} ${num(x + 1.5)} ${num(y)} ${num(x - 1.5)} ${num(y)}C${num(x + 1.5)} ${num(y)} ${num(x)} ${num(y + 4)} ${num(x + 5)} ${num(y + 4)}`;

const num = (value: number): string => String(Math.round(value * 100) / 100);
