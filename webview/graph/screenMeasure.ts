import { FACE_SIZE, type Face, type Measure } from '../../src/core/picture/measure.ts';

const families: Readonly<Record<Face, string>> = {
  number: '--bp-number-font',
  name: '--bp-number-font',
  word: '--bp-word-font',
  symbol: '--bp-word-font',
};

const LONGEST = 200;

/** Measures with the fonts of the page, as they are now. */
export function screenMeasure(): Measure {
  const context = document.createElement('canvas').getContext('2d');
  const style = getComputedStyle(document.body);
  const widths = new Map<string, number>();
  return (text, face, size = FACE_SIZE[face]) => {
    const short = text.slice(0, LONGEST);
    const font = `${size}px ${style.getPropertyValue(families[face]) || 'sans-serif'}`;
    const key = `${font} ${short}`;
    const known = widths.get(key);
    if (known !== undefined) return known;
    if (!context) return short.length * size * 0.6;
    context.font = font;
    const width = context.measureText(short).width;
    if (widths.size > 20_000) widths.clear();
    widths.set(key, width);
    return width;
  };
}
