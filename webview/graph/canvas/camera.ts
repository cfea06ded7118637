import type { Rect } from '../../../src/core/layout/layout.ts';
import { READABLE } from '../../../src/core/picture/arrangement.ts';

/** A point of the picture is seen at `point · zoom + offset`. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const LEAST = 0.04;
const MOST = 6;
/** Pixels that are left free around a picture. */
export const MARGIN = 20;
/** A small graph is not blown up further than this to fill the panel. */
const FIT_MOST = 1.6;

const clampZoom = (zoom: number): number => Math.min(MOST, Math.max(LEAST, zoom));

/** The whole picture. */
export function fitted(picture: Size, view: Size): Camera {
  const zoom = clampZoom(
    Math.min(
      FIT_MOST,
      (view.width - 2 * MARGIN) / Math.max(1, picture.width),
      (view.height - 2 * MARGIN) / Math.max(1, picture.height),
    ),
  );
  return { zoom, x: (view.width - picture.width * zoom) / 2, y: topOf(picture.height * zoom, view) };
}

/** A little above the middle, as on a page; below is room for what is said of a chosen gate. */
function topOf(height: number, view: Size): number {
  const spare = view.height - height;
  return Math.max(0.3 * spare, Math.min(0.5 * spare, MARGIN));
}

/** Smaller than this, only the shape of the graph is drawn. */
export const FAR = 0.36;
const FIRST_LOOK = 0.9;

export const isReadable = ({ zoom }: Camera): boolean => zoom >= READABLE;

/** A large graph is first seen from near, at its output: the overview shows where that is. */
export function firstLook(picture: Size, output: Rect | undefined, view: Size): Camera {
  const whole = fitted(picture, view);
  // As long as its numbers are drawn a graph is seen whole, small as they may be: how it hangs together matters first.
  if (whole.zoom >= FAR || !output) return whole;
  const zoom = FIRST_LOOK;
  const right = view.width - MARGIN - picture.width * zoom;
  const x = picture.width * zoom < view.width - 2 * MARGIN ? (view.width - picture.width * zoom) / 2 : right;
  const isLow = picture.height * zoom <= view.height - 2 * MARGIN;
  const y = isLow ? topOf(picture.height * zoom, view) : 0.4 * view.height - (output.y + output.height / 2) * zoom;
  return { zoom, x, y };
}

/** A part of the picture, as large as it can be read well. */
export function closeTo(rect: Rect, view: Size): Camera {
  const whole = fitted({ width: rect.width + 2 * AROUND, height: rect.height }, view);
  const zoom = Math.max(READABLE, Math.min(1, whole.zoom));
  return {
    zoom,
    x: view.width / 2 - (rect.x + rect.width / 2) * zoom,
    y: Math.max(MARGIN - rect.y * zoom, view.height / 2 - (rect.y + rect.height / 2) * zoom),
  };
}

/** Pixels of the picture that are shown on both sides of a box. */
const AROUND = 60;

/** Zooms so that what is under a point of the view stays there. */
export function zoomedAt(camera: Camera, factor: number, at: { readonly x: number; readonly y: number }): Camera {
  const zoom = clampZoom(camera.zoom * factor);
  const grown = zoom / camera.zoom;
  return { zoom, x: at.x - (at.x - camera.x) * grown, y: at.y - (at.y - camera.y) * grown };
}

/** Moved as little as it takes to bring a rectangle of the picture into view. */
export function revealing(camera: Camera, rect: Rect, view: Size): Camera {
  const left = rect.x * camera.zoom + camera.x - MARGIN;
  const right = (rect.x + rect.width) * camera.zoom + camera.x + MARGIN;
  const top = rect.y * camera.zoom + camera.y - MARGIN;
  const bottom = (rect.y + rect.height) * camera.zoom + camera.y + MARGIN;
  const dx = left < 0 ? -left : right > view.width ? Math.max(view.width - right, -left) : 0;
  const dy = top < 0 ? -top : bottom > view.height ? Math.max(view.height - bottom, -top) : 0;
  return dx === 0 && dy === 0 ? camera : { ...camera, x: camera.x + dx, y: camera.y + dy };
}

/** The part of the picture that is seen. */
export const seen = (camera: Camera, view: Size): Rect => ({
  x: -camera.x / camera.zoom,
  y: -camera.y / camera.zoom,
  width: view.width / camera.zoom,
  height: view.height / camera.zoom,
});
