/**
 * Frames of a screen as one animated WebP, without loss. The browser reads the frames and writes what differs between them; here the
 * parts are put together as the container's specification says (developers.google.com/speed/webp/docs/riff_container).
 */
import type { Page } from 'playwright-core';

export interface Frame {
  /** A screenshot; all frames have one size. */
  readonly png: Buffer;
  /** Milliseconds for which it is shown. */
  readonly time: number;
}

/** The part of a frame that is drawn over the frames before it; pixels that stay are transparent. */
interface Patch {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly time: number;
  /** A WebP file, in base64. */
  readonly file: string;
}

const patchesOf = (page: Page, frames: readonly Frame[]): Promise<readonly Patch[]> =>
  page.evaluate(
    async (shown) => {
      const patches: (Omit<Patch, 'time'> & { time: number })[] = [];
      let before: Uint32Array | undefined;
      for (const { png, time } of shown) {
        const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
        const { width, height } = bitmap;
        const canvas = new OffscreenCanvas(width, height);
        const screen = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
        screen.drawImage(bitmap, 0, 0);
        const image = screen.getImageData(0, 0, width, height);
        const pixels = new Uint32Array(image.data.buffer);
        const now = pixels.slice();
        let [left, top, right, bottom] = [width, height, 0, 0];
        for (let i = 0; i < now.length; i++) {
          if (now[i] === before?.[i]) {
            pixels[i] = 0;
            continue;
          }
          const x = i % width;
          const y = (i - x) / width;
          [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
          [top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)];
        }
        before = now;
        const last = patches.at(-1);
        if (right === 0) {
          if (last) last.time += time;
          continue;
        }
        // Places are even in the container.
        left -= left % 2;
        top -= top % 2;
        const cut = new OffscreenCanvas(right - left, bottom - top);
        (cut.getContext('2d') as OffscreenCanvasRenderingContext2D).putImageData(image, -left, -top);
        const blob = await cut.convertToBlob({ type: 'image/webp', quality: 1 });
        const bytes = new Uint8Array(await blob.arrayBuffer());
        const file = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
        patches.push({ x: left, y: top, width: cut.width, height: cut.height, time, file });
      }
      return patches;
    },
    frames.map(({ png, time }) => ({ png: png.toString('base64'), time })),
  );

const bytes3 = (...numbers: readonly number[]): Buffer =>
  Buffer.from(numbers.flatMap((n) => [n & 0xff, (n >> 8) & 0xff, (n >> 16) & 0xff]));

function chunk(name: string, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(content.length);
  return Buffer.concat([Buffer.from(name, 'latin1'), size, content, Buffer.alloc(content.length % 2)]);
}

/** The chunks of a still picture that are its pixels. */
function pixelsIn(file: Buffer): Buffer {
  const found: Buffer[] = [];
  for (let at = 12; at < file.length; ) {
    const size = file.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    if (['VP8 ', 'VP8L', 'ALPH'].includes(file.toString('latin1', at, at + 4))) found.push(file.subarray(at, end));
    at = end;
  }
  if (found.length === 0) throw new Error('the browser wrote no WebP');
  return Buffer.concat(found);
}

const ANIMATED_WITH_ALPHA = 0x12;

/** The picture's file; it begins anew when it is over. `page` is any page of the browser. */
export async function movingPicture(page: Page, frames: readonly Frame[]): Promise<Buffer> {
  const patches = await patchesOf(page, frames);
  const [whole] = patches;
  if (whole === undefined) throw new Error('there are no frames');
  const drawn = patches.map(({ x, y, width, height, time, file }) =>
    chunk(
      'ANMF',
      bytes3(x / 2, y / 2, width - 1, height - 1, time),
      Buffer.alloc(1),
      pixelsIn(Buffer.from(file, 'base64')),
    ),
  );
  return chunk(
    'RIFF',
    Buffer.from('WEBP', 'latin1'),
    chunk('VP8X', Buffer.from([ANIMATED_WITH_ALPHA, 0, 0, 0]), bytes3(whole.width - 1, whole.height - 1)),
    chunk('ANIM', Buffer.alloc(6)),
    ...drawn,
  );
}
