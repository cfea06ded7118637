import { exportFonts, fontRule } from '../../../src/core/picture/exportFonts.ts';
import { bookMeasure } from '../../../src/core/picture/measure.ts';
import { draftPicture, pictureOf } from '../../../src/core/picture/picture.ts';
import { outlineOf } from '../../../src/core/picture/sentence.ts';
import { renderSvg } from '../../../src/core/picture/svgPicture.ts';
import type { SvgTheme } from '../../../src/core/picture/svgTheme.ts';
import type { ExportFormat } from '../../../src/protocol/graph.ts';
import { besideScript } from '../../shared/lazyChunk.ts';
import type { GraphModel } from './graphModel.ts';

/** Pictures and words are made here, from what is shown; everything else by the host. */
export async function exportPicture(
  model: GraphModel,
  format: ExportFormat,
  to: 'clipboard' | 'file',
  theme: SvgTheme,
): Promise<void> {
  const { version } = model;
  const content = await contentOf(model, format, theme);
  if (format === 'png' && to === 'clipboard' && content !== undefined) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) })]);
    model.host.send({ type: 'export', version, format, to, content: '' });
    return;
  }
  model.host.send({ type: 'export', version, format, to, ...(content === undefined ? {} : { content }) });
}

async function contentOf(model: GraphModel, format: ExportFormat, theme: SvgTheme): Promise<string | undefined> {
  const { value: shown } = model.picture;
  if (!shown) return undefined;
  if (format === 'text') {
    const { outputName, digits } = shown.snapshot;
    return `${outlineOf(shown.graph, outputName, digits, model.known.value).join('\n')}\n`;
  }
  if (format !== 'svg' && format !== 'png') return undefined;
  const { value: at } = model.stepper.at;
  const open = new Set(shown.graph.boxes.map(({ id }) => id));
  const draft = draftPicture(shown.snapshot, { open, measure: bookMeasure });
  const picture = pictureOf(draft, await model.layouts.layoutOf(draft.input));
  const svg = renderSvg(picture, { theme, fontCss: await fontCss(), ...(at === undefined ? {} : { step: at }) });
  return format === 'svg' ? svg : paint(svg);
}

let fonts: Promise<string> | undefined;

/** The faces of the picture, inside it, so that it looks the same everywhere. */
function fontCss(): Promise<string> {
  fonts ??= Promise.all(
    exportFonts.map(async (font) => {
      const answer = await fetch(besideScript(`fonts/${font.file}`));
      const url = await dataUrl(await answer.blob());
      return fontRule(font, url.slice(url.indexOf(',') + 1));
    }),
  ).then((rules) => rules.join(''));
  fonts.catch(() => {
    fonts = undefined;
  });
  return fonts;
}

const dataUrl = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(String(reader.result)));
    reader.addEventListener('error', () => reject(reader.error));
    reader.readAsDataURL(blob);
  });

const SHARPNESS = 2;
const LARGEST_SIDE = 16_000;

/** Base64 of a PNG with two pixels for each. */
async function paint(svg: string): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const scale = Math.min(SHARPNESS, LARGEST_SIDE / image.width, LARGEST_SIDE / image.height);
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(image.width * scale);
  canvas.height = Math.ceil(image.height * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^data:[^,]*,/, '');
}
