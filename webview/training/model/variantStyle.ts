/** How a variant (or a class) looks: three marks of identity, so that none is needed to see the other two. */
interface VariantStyle {
  /** A theme colour, as the name of its custom property. */
  readonly colour: string;
  /** Lengths of strokes and gaps; empty for an unbroken line. */
  readonly dash: readonly number[];
  readonly marker: CurveMarker;
}

export type CurveMarker = 'circle' | 'square' | 'triangle' | 'diamond' | 'cross' | 'plus' | 'star';

const colours = [1, 2, 3, 4, 5, 6, 7, 8].map((place) => `--bt-run-${place}`);
const dashes: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [9, 3, 2, 3], [4, 4], [12, 4]];
const markers: readonly CurveMarker[] = ['circle', 'square', 'triangle', 'diamond', 'cross', 'plus', 'star'];

/** Periods of 8, 6 and 7: the first 168 are all different. */
export const variantStyle = (index: number): VariantStyle => ({
  colour: colours[index % colours.length] ?? '--vscode-foreground',
  dash: dashes[index % dashes.length] ?? [],
  marker: markers[index % markers.length] ?? 'circle',
});

/** The outline of a marker about the origin, `size` being half its width: an SVG path, also good for `Path2D`. */
export function markerPath(marker: CurveMarker, size: number): string {
  const n = (value: number) => Math.round(value * 1000) / 1000;
  const polygon = (points: readonly (readonly [number, number])[]) =>
    `M${points.map(([x, y]) => `${n(x * size)} ${n(y * size)}`).join('L')}Z`;
  switch (marker) {
    case 'circle':
      return `M${n(-size)} 0A${size} ${size} 0 1 0 ${n(size)} 0A${size} ${size} 0 1 0 ${n(-size)} 0Z`;
    case 'square':
      return polygon([
        [-0.9, -0.9],
        [0.9, -0.9],
        [0.9, 0.9],
        [-0.9, 0.9],
      ]);
    case 'triangle':
      return polygon([
        [0, -1.15],
        [1.05, 0.85],
        [-1.05, 0.85],
      ]);
    case 'diamond':
      return polygon([
        [0, -1.25],
        [1.1, 0],
        [0, 1.25],
        [-1.1, 0],
      ]);
    case 'plus':
      return polygon(bars);
    case 'cross':
      return polygon(bars.map(([x, y]) => [(x - y) * Math.SQRT1_2, (x + y) * Math.SQRT1_2]));
    case 'star':
      return polygon(star);
  }
}

const bars = [
  [-0.38, -1.2],
  [0.38, -1.2],
  [0.38, -0.38],
  [1.2, -0.38],
  [1.2, 0.38],
  [0.38, 0.38],
  [0.38, 1.2],
  [-0.38, 1.2],
  [-0.38, 0.38],
  [-1.2, 0.38],
  [-1.2, -0.38],
  [-0.38, -0.38],
] as const;

const star = Array.from({ length: 10 }, (_, index): readonly [number, number] => {
  const radius = index % 2 === 0 ? 1.3 : 0.55;
  const angle = (index * Math.PI) / 5 - Math.PI / 2;
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
});
