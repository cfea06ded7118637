import { useSignal } from '@preact/signals';
import { type ComponentChildren, createContext } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { csvField, xmlText } from '../../../src/core/base/quoting.ts';
import { Icon } from '../../shared/icon.tsx';
import { usePanel } from '../model/panelContext.ts';
import { themeColour } from '../model/theme.ts';

/** Inside a table that is written to a file, no row is left out. */
export const AllRows = createContext(false);

interface SaveToolsProps {
  readonly id: string;
  readonly title: string;
  readonly table: (() => ComponentChildren) | undefined;
  /** The figures in full, where the table rounds them. */
  readonly csv: (() => string) | undefined;
}

type Format = 'csv' | 'png' | 'svg';

/** Writes a card's figures or its picture to a file that the host asks for. */
export function SaveTools({ id, title, table, csv }: SaveToolsProps) {
  const { post } = usePanel();
  const open = useSignal(false);
  const writing = useSignal(false);
  const tools = useRef<HTMLSpanElement>(null);
  const hidden = useRef<HTMLDivElement>(null);
  const send = (format: Format, content: string): void => post({ type: 'export', name: id, format, content });
  useEffect(() => {
    if (!writing.value || !hidden.current) return;
    send('csv', csvOfTables(hidden.current));
    writing.value = false;
  }, [writing.value]);
  const save = async (format: Format): Promise<void> => {
    open.value = false;
    const card = tools.current?.closest<HTMLElement>('.card');
    if (format === 'csv' && csv) send('csv', csv());
    else if (format === 'csv') writing.value = true;
    else if (card) {
      const picture = pictureOf(card);
      send(format, format === 'svg' ? picture.svg : await pngOf(picture));
    }
  };
  return (
    <span class="save-tools" ref={tools}>
      {open.value &&
        (['csv', 'png', 'svg'] as const)
          .filter((format) => format !== 'csv' || table || csv)
          .map((format) => (
            <button
              type="button"
              class="tool text"
              key={format}
              aria-label={`${title} as ${format.toUpperCase()}`}
              onClick={() => void save(format)}
            >
              {format.toUpperCase()}
            </button>
          ))}
      <button
        type="button"
        class="tool"
        aria-expanded={open.value}
        aria-label={`Save ${title} to a file`}
        title="Save to a file: the numbers as CSV, the picture as PNG or SVG"
        onClick={() => {
          open.value = !open.value;
        }}
      >
        <Icon name="save" />
      </button>
      {writing.value && (
        <div hidden ref={hidden}>
          <AllRows.Provider value={true}>{table?.()}</AllRows.Provider>
        </div>
      )}
    </span>
  );
}

/** Fields of a line, quoted where they need it (RFC 4180); the minus of prose becomes that of files. */
export const csvLine = (fields: readonly string[]): string =>
  `${fields
    .map((field) => {
      const plain = field.trim().replace(/^−/, '-').replaceAll('\u00a0', '');
      return plain !== '' && Number.isFinite(Number(plain)) ? plain : csvField(plain);
    })
    .join(',')}\r\n`;

function csvOfTables(box: HTMLElement): string {
  return [...box.querySelectorAll('table')]
    .map((one) => [...one.rows].map((row) => csvLine([...row.cells].map((cell) => cell.textContent ?? ''))).join(''))
    .join('\r\n');
}

interface CardPicture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

const COPIED = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'opacity',
  'font-size',
  'font-family',
  'font-weight',
  'text-anchor',
  'paint-order',
];

/** A card as one SVG that stands alone: canvases as images, drawings with their looks written out, words where they are. */
function pictureOf(card: HTMLElement): CardPicture {
  const box = card.getBoundingClientRect();
  const { width, height } = box;
  const placed = (of: DOMRect) => ({ x: of.left - box.left, y: of.top - box.top, width: of.width, height: of.height });
  const parts = [`<rect width="${width}" height="${height}" fill="${themeColour('--vscode-editor-background')}"/>`];
  const left = (element: Element): boolean => element.closest('.tools, .hidden-text, [hidden]') !== null;
  for (const element of card.querySelectorAll<HTMLElement | SVGElement>('*')) {
    if (left(element)) continue;
    const at = placed(element.getBoundingClientRect());
    if (element instanceof HTMLCanvasElement && at.width > 0)
      parts.push(
        `<image x="${at.x}" y="${at.y}" width="${at.width}" height="${at.height}" href="${element.toDataURL('image/png')}"/>`,
      );
    else if (element instanceof SVGSVGElement && element.parentElement?.closest('svg') === null)
      parts.push(standalone(element, at));
    else if (element instanceof HTMLElement && element !== card) parts.push(backgroundOf(element, at));
  }
  const words = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
  for (let node = words.nextNode(); node; node = words.nextNode()) {
    const parent = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (text === '' || parent === null || left(parent) || parent.closest('svg, canvas, select')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const [line] = range.getClientRects();
    if (line === undefined) continue;
    const { x, y, height: tall } = placed(line);
    const style = getComputedStyle(parent);
    parts.push(
      `<text x="${x}" y="${y + tall * 0.78}" fill="${style.color}" font-size="${style.fontSize}" font-weight="${style.fontWeight}" font-family="sans-serif">${xmlText(text)}</text>`,
    );
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${parts.join('')}</svg>`;
  return { svg, width, height };
}

function backgroundOf(
  element: HTMLElement,
  { x, y, width, height }: Readonly<Record<'x' | 'y' | 'width' | 'height', number>>,
): string {
  const { backgroundColor, opacity } = getComputedStyle(element);
  if (width === 0 || backgroundColor === 'transparent' || backgroundColor.endsWith(', 0)')) return '';
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${backgroundColor}" opacity="${opacity}"/>`;
}

function standalone(
  drawing: SVGSVGElement,
  { x, y, width, height }: Readonly<Record<'x' | 'y' | 'width' | 'height', number>>,
): string {
  const copy = drawing.cloneNode(true);
  if (!(copy instanceof SVGSVGElement)) return '';
  const originals = [...drawing.querySelectorAll('*')];
  for (const [at, element] of [...copy.querySelectorAll('*')].entries()) {
    const original = originals[at];
    if (!original) continue;
    const style = getComputedStyle(original);
    element.removeAttribute('class');
    element.removeAttribute('style');
    for (const name of COPIED) element.setAttribute(name, style.getPropertyValue(name));
  }
  copy.removeAttribute('class');
  copy.setAttribute('x', String(x));
  copy.setAttribute('y', String(y));
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  copy.setAttribute('color', getComputedStyle(drawing).color);
  return new XMLSerializer().serializeToString(copy);
}

/** Twice as fine as the screen, as base64. */
async function pngOf({ svg, width, height }: CardPicture): Promise<string> {
  const image = new Image();
  const bytes = new TextEncoder().encode(svg);
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  image.src = `data:image/svg+xml;base64,${btoa(text)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(2 * width);
  canvas.height = Math.round(2 * height);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}
