/** The V of a gradient check: the error of centred differences over their step, both on logarithmic scales. */
import { xmlText } from '../../base/quoting.ts';
import { type HoverTheme, hoverColours } from './hoverTheme.ts';

export interface ErrorCurve {
  readonly name: string;
  readonly points: readonly { readonly h: number; readonly error: number }[];
}

const WIDTH = 520;
const HEIGHT = 260;
const LEFT = 64;
const RIGHT = 96;
const TOP = 14;
const BOTTOM = 44;
const LARGEST = 1;
const SMALLEST = 1e-16;
/** From one name to the next, and the length of the line before it. */
const NAME_HEIGHT = 16;
const SAMPLE = 20;
const DASHES = ['', '7 4', '2 4'];
/** So many curves can be told apart by their dashes. */
export const MOST_CURVES = DASHES.length;

const paper: Readonly<Record<HoverTheme, string>> = {
  light: '#ffffff',
  dark: '#1b1f24',
  highContrastLight: '#ffffff',
  highContrastDark: '#000000',
};

/** An SVG picture with its own background. At most `MOST_CURVES` curves are drawn; errors of 0 stand at the bottom. */
export function errorCurvePicture(curves: readonly ErrorCurve[], theme: HoverTheme): string {
  const { ink, soft, gradient } = hoverColours[theme];
  const steps = curves[0]?.points.map(({ h }) => Math.log10(h)) ?? [];
  const from = Math.min(...steps);
  const to = Math.max(...steps);
  const x = (h: number): number => LEFT + ((Math.log10(h) - from) / Math.max(1, to - from)) * (WIDTH - LEFT - RIGHT);
  const y = (error: number): number => {
    const level = Math.log10(Math.min(LARGEST, Math.max(SMALLEST, error)));
    return TOP + (level / Math.log10(SMALLEST)) * (HEIGHT - TOP - BOTTOM);
  };
  const text = (at: readonly [number, number], words: string, more = ''): string =>
    `<text x="${round(at[0])}" y="${round(at[1])}" fill="${ink}" font-size="12" ${more}>${words}</text>`;
  const levels = [1, 1e-4, 1e-8, 1e-12, 1e-16];
  const grid = levels.map(
    (level) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(y(level))}" y2="${round(y(level))}" stroke="${soft}" stroke-opacity="0.35"/>${text([LEFT - 6, y(level) + 4], power(level), 'text-anchor="end"')}`,
  );
  const ticks = (curves[0]?.points ?? [])
    .filter((_, i) => i % 2 === 0)
    .map(({ h }) => text([x(h), HEIGHT - BOTTOM + 16], power(h), 'text-anchor="middle"'));
  const ends = curves.slice(0, MOST_CURVES).map(({ points }) => {
    const finite = points.filter(({ error }) => Number.isFinite(error));
    const largest = finite.reduce(
      (best, point) => (point.h > best.h ? point : best),
      finite[0] ?? { h: 0, error: LARGEST },
    );
    return y(largest.error);
  });
  const places = apart(ends);
  const drawn = curves.slice(0, MOST_CURVES).map(({ name, points }, i) => {
    const finite = points.filter(({ error }) => Number.isFinite(error));
    const path = finite.map(({ h, error }) => `${round(x(h))},${round(y(error))}`).join(' ');
    const dash = DASHES[i] === '' ? '' : ` stroke-dasharray="${DASHES[i]}"`;
    const line = `fill="none" stroke="${gradient}" stroke-width="2"${dash}`;
    const [right, at] = [WIDTH - RIGHT + 10, places[i] ?? TOP];
    const label = `<line x1="${right}" x2="${right + SAMPLE}" y1="${round(at)}" y2="${round(at)}" ${line}/>${text([right + SAMPLE + 5, at + 4], xmlText(name))}`;
    return `<polyline points="${path}" ${line}/>${label}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" rx="4" fill="${paper[theme]}"/>`,
    ...grid,
    ...ticks,
    text([(LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8], 'step h', 'text-anchor="middle"'),
    ...drawn,
    '</svg>',
  ].join('');
}

/** Heights for the names of curves: next to the curves' ends where there is room, never on each other nor on the axis below. */
function apart(ends: readonly number[]): readonly number[] {
  const places = [...ends];
  let limit = HEIGHT - BOTTOM - 4;
  for (const i of ends.map((_, k) => k).sort((a, b) => (ends[b] ?? 0) - (ends[a] ?? 0) || b - a)) {
    places[i] = Math.min(ends[i] ?? TOP, limit);
    limit = (places[i] ?? TOP) - NAME_HEIGHT;
  }
  return places;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** `1e-8` */
const power = (value: number): string =>
  value === 1 ? '1' : `1e${Math.round(Math.log10(value))}`.replace('-', '\u2212');
