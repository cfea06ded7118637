import { batch, signal } from '@preact/signals';
import type { Rect } from '../../../src/core/layout/layout.ts';
import type { Picture } from '../../../src/core/picture/picture.ts';
import type { ShownGraph } from '../model/shownGraph.ts';
import {
  type Camera,
  closeTo,
  firstLook,
  fitted,
  isReadable,
  MARGIN,
  revealing,
  type Size,
  seen,
  zoomedAt,
} from './camera.ts';

/** Pixels that the bars above and below the picture take. */
const BARS = 150;

/** Pixels; more room than this is used. */
const A_LINE = 60;

/** Milliseconds without a movement after which the picture rests. */
const REST = 120;

/**
 * Where the reader looks. While a hand moves or zooms the picture, what is drawn already is moved and stretched, which takes no
 * layout of its texts; once it rests it is drawn for its new size, in the same place.
 */
export class Viewport {
  readonly camera = signal<Camera>({ x: 0, y: 0, zoom: 1 });
  /** What the picture is drawn for: the camera, but while a hand moves it. */
  readonly drawn = signal<Camera>(this.camera.peek());
  readonly size = signal<Size>({ width: 0, height: 0 });
  /** Kept by the editor: set when the reader moved the picture by hand. */
  readonly kept = signal<Camera | undefined>(undefined);
  private readonly model: ShownGraph;
  private rest: ReturnType<typeof setTimeout> | undefined;

  constructor(model: ShownGraph, kept: Camera | undefined) {
    this.model = model;
    this.kept.value = kept;
    if (kept) this.look(kept);
  }

  resized(size: Size): void {
    const before = this.size.value;
    const more = Math.max(size.width - before.width, size.height - before.height);
    this.size.value = size;
    if (!this.isKept) this.model.roomChanged();
    // A line that comes or goes beside the picture moves nothing in it as long as all can be seen.
    if (this.isKept || (before.width > 0 && more < A_LINE && this.showsAll())) return;
    this.lookFirst();
    // Where something else has taken room from the picture, what the reader is about stays in view.
    const { value: sheet } = this.model.sheet;
    const about =
      sheet?.kind === 'grid'
        ? sheet.node
        : (sheet?.leaf ?? this.model.stepper.now?.node ?? this.model.cursorNode.peek());
    if (about !== undefined) this.reveal(about);
  }

  /** The room for a picture, guessed from the window before the panel is there. */
  room(): Size {
    const { width, height } = this.size.peek();
    const known = width > 0 ? { width, height } : { width: window.innerWidth, height: window.innerHeight - BARS };
    return { width: known.width - 2 * MARGIN, height: known.height - 2 * MARGIN };
  }

  /** A box that was opened or closed: the whole picture, where that can still be read, else the box with all that is in it. */
  show(box: string): void {
    const picture = this.model.picture.peek();
    const size = this.size.peek();
    if (!picture || size.width === 0 || isReadable(fitted(picture.layout, size))) return;
    const rect = picture.layout.boxes.get(box) ?? picture.layout.nodes.get(box);
    if (rect) this.stay(closeTo(rect, size));
  }

  /** The whole picture. */
  fit(): void {
    const picture = this.model.picture.peek();
    const size = this.size.peek();
    if (!picture || size.width === 0) return;
    this.look(fitted(picture.layout, size));
    // A small picture stays fitted until the reader moves it.
    this.kept.value = isReadable(this.camera.value) ? undefined : this.camera.value;
  }

  private showsAll(): boolean {
    const layout = this.model.picture.peek()?.layout;
    const view = seen(this.camera.peek(), this.size.peek());
    if (!layout) return false;
    return view.x <= 0 && view.y <= 0 && view.x + view.width >= layout.width && view.y + view.height >= layout.height;
  }

  private lookFirst(): void {
    const picture = this.model.picture.peek();
    const size = this.size.peek();
    if (!picture || size.width === 0) return;
    const output = picture.layout.nodes.get(picture.graph.output);
    this.look(firstLook(picture.layout, output, size));
  }

  private get isMoving(): boolean {
    return this.camera.peek() !== this.drawn.peek();
  }

  private get isKept(): boolean {
    return this.isMoving || this.kept.peek() !== undefined;
  }

  /** Moved by hand, maybe many times in a row. */
  move(camera: Camera): void {
    this.camera.value = camera;
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.settle(), REST);
  }

  /** The hand has let go. */
  settle(): void {
    if (this.isMoving) this.stay(this.camera.peek());
  }

  /** The reader wants to look here until something else is asked for. */
  private stay(camera: Camera): void {
    batch(() => {
      this.look(camera);
      this.kept.value = camera;
    });
  }

  private look(camera: Camera): void {
    clearTimeout(this.rest);
    batch(() => {
      this.camera.value = camera;
      this.drawn.value = camera;
    });
  }

  pan(dx: number, dy: number): void {
    const { x, y, zoom } = this.camera.peek();
    this.move({ x: x + dx, y: y + dy, zoom });
  }

  /** One step about a point of the view, as of a wheel that turns. */
  zoom(factor: number, at: { readonly x: number; readonly y: number }): void {
    this.move(zoomedAt(this.camera.peek(), factor, at));
  }

  /** By a button or a key, about the middle. */
  zoomStep(factor: number): void {
    const { width, height } = this.size.peek();
    this.stay(zoomedAt(this.camera.peek(), factor, { x: width / 2, y: height / 2 }));
  }

  /** After an edit what was in the middle of attention stays where it was on the screen. */
  pictureChanged(before: Picture | undefined, after: Picture): void {
    if (!this.isKept) this.lookFirst();
    if (!before || !this.isKept) return;
    const anchor = this.anchor(before, after);
    if (!anchor) return;
    const { x, y, zoom } = this.camera.peek();
    this.stay({ zoom, x: x + anchor.dx * zoom, y: y + anchor.dy * zoom });
  }

  reveal(id: string): void {
    const layout = this.model.picture.peek()?.layout;
    const rect = layout?.nodes.get(id) ?? layout?.boxes.get(id);
    const size = this.size.peek();
    if (!layout || !rect || size.width === 0) return;
    const camera = revealing(this.camera.peek(), aroundOf(rect, layout), size);
    if (camera === this.camera.peek()) return;
    if (this.isKept) this.stay(camera);
    else this.look(camera);
  }

  private anchor(before: Picture, after: Picture): { readonly dx: number; readonly dy: number } | undefined {
    const ids = [this.model.stepper.now?.node, this.model.chosen.peek(), this.model.cursor.peek(), after.graph.output];
    for (const id of ids) {
      const old = id === undefined ? undefined : before.layout.nodes.get(id);
      const now = id === undefined ? undefined : after.layout.nodes.get(id);
      if (old && now) return { dx: old.x - now.x, dy: old.y - now.y };
    }
    return undefined;
  }
}

/** A node with what is written on its edges, but nothing beyond the picture. */
function aroundOf(rect: Rect, { width, height }: Size): Rect {
  const x = Math.max(0, rect.x - 90);
  const y = Math.max(0, rect.y - 40);
  const right = Math.min(width, rect.x + rect.width + 90);
  const bottom = Math.min(height, rect.y + rect.height + 40);
  return { x, y, width: right - x, height: bottom - y };
}
