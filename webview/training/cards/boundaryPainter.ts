import type { ViewData } from '../../../src/protocol/views.ts';
import { channels, highContrast, themeColour } from '../model/theme.ts';
import { markerPath, variantStyle } from '../model/variantStyle.ts';
import { gridIndex, type Plane } from '../plot/plane.ts';

export type Boundary = Extract<ViewData, { view: 'boundary' }>;

/** The index of a point's class: labels may be 0, 1, 2 … or −1 and 1. */
export function classOf(label: number, boundary: Boundary): number {
  return boundary.classes === 2 && label < 0 ? 0 : Math.round(label);
}

/** How many of the points, or of those held out or trained on, lie in a region of another class, by the grid. */
export function countWrong(boundary: Boundary, held?: boolean): number {
  const { points, grid, size, range } = boundary;
  let wrong = 0;
  points.label.forEach((label, index) => {
    const at = gridIndex(size, range, points.x[index] ?? 0, points.y[index] ?? 0);
    if (held !== undefined && (points.held[index] === 1) !== held) return;
    if (Math.round(grid[at] ?? -1) !== classOf(label, boundary)) wrong++;
  });
  return wrong;
}

/** The regions as a picture of size × size pixels, and over it the data: a shape for each class. */
export function paintBoundary(canvas: HTMLCanvasElement, boundary: Boundary, plane: Plane): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const ratio = devicePixelRatio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.save();
  context.beginPath();
  context.rect(plane.left, plane.top, plane.width, plane.height);
  context.clip();
  context.imageSmoothingEnabled = true;
  // A grid entry is the middle of its pixel and corners lie on the frame: half a pixel hangs over each side.
  const overX = plane.width / (boundary.size - 1) / 2;
  const overY = plane.height / (boundary.size - 1) / 2;
  context.drawImage(
    regions(boundary),
    plane.left - overX,
    plane.top - overY,
    plane.width + 2 * overX,
    plane.height + 2 * overY,
  );
  if (boundary.classes > 0) drawPoints(context, boundary, plane);
  else drawValues(context, boundary, plane);
  context.restore();
}

function regions(boundary: Boundary): HTMLCanvasElement {
  const { size, grid, certainty, classes } = boundary;
  const picture = document.createElement('canvas');
  picture.width = size;
  picture.height = size;
  const context = picture.getContext('2d');
  if (!context) return picture;
  const image = context.createImageData(size, size);
  const palette = Array.from({ length: Math.max(2, classes) }, (_, index) =>
    channels(themeColour(variantStyle(index).colour)),
  );
  const ramp = classes > 0 ? undefined : valueRamp(grid);
  const hatched = highContrast();
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const at = row * size + column;
      const value = grid[at] ?? 0;
      const { entry, strength } = ramp ? ramp(value) : { entry: Math.round(value), strength: certainty[at] ?? 0 };
      const [red, green, blue] = palette[entry] ?? [128, 128, 128];
      const stripe = hatched && entry % 2 === 1 && (row + column) % 6 < 2 ? 0.25 : 0;
      // The picture's first row is ymax.
      const pixel = ((size - 1 - row) * size + column) * 4;
      image.data[pixel] = red;
      image.data[pixel + 1] = green;
      image.data[pixel + 2] = blue;
      image.data[pixel + 3] = 255 * Math.min(1, 0.06 + 0.3 * strength + stripe);
    }
  }
  context.putImageData(image, 0, 0);
  return picture;
}

function valueRamp(grid: Float32Array) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of grid) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const middle = (low + high) / 2;
  const half = (high - low) / 2 || 1;
  return (value: number) => ({ entry: value < middle ? 0 : 1, strength: (Math.abs(value - middle) / half) * 1.4 });
}

function drawPoints(context: CanvasRenderingContext2D, boundary: Boundary, plane: Plane): void {
  const { points, grid, size, range } = boundary;
  const radius = points.x.length > 600 ? 2.2 : 3.2;
  const background = themeColour('--vscode-editor-background');
  const foreground = themeColour('--vscode-foreground');
  const styles = Array.from({ length: boundary.classes }, (_, index) => {
    const { colour, marker } = variantStyle(index);
    return { colour: themeColour(colour), outline: new Path2D(markerPath(marker, radius)) };
  });
  points.label.forEach((label, index) => {
    const x = points.x[index] ?? 0;
    const y = points.y[index] ?? 0;
    const own = classOf(label, boundary);
    const style = styles[own];
    if (!style) return;
    const wrong = Math.round(grid[gridIndex(size, range, x, y)] ?? -1) !== own;
    context.save();
    context.translate(plane.x(x), plane.y(y));
    const hollow = points.held[index] === 1;
    context.strokeStyle = wrong ? foreground : background;
    context.lineWidth = (wrong ? 3 : 1.5) + (hollow ? 2 : 0);
    context.stroke(style.outline);
    context.fillStyle = hollow ? background : style.colour;
    context.fill(style.outline);
    if (hollow) {
      context.strokeStyle = style.colour;
      context.lineWidth = 1.75;
      context.stroke(style.outline);
    }
    context.restore();
  });
}

function drawValues(context: CanvasRenderingContext2D, { points, grid }: Boundary, plane: Plane): void {
  const ramp = valueRamp(grid);
  const outline = new Path2D(markerPath('circle', 3));
  context.strokeStyle = themeColour('--vscode-foreground');
  points.label.forEach((label, index) => {
    const { entry } = ramp(label);
    context.save();
    context.translate(plane.x(points.x[index] ?? 0), plane.y(points.y[index] ?? 0));
    context.fillStyle = themeColour(variantStyle(entry).colour);
    context.stroke(outline);
    context.fill(outline);
    context.restore();
  });
}
