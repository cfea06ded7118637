import { FACE_SIZE, type Face, type Measure } from '../../../src/core/picture/measure.ts';

const families: Readonly<Record<Face, string>> = {
  number: '--bp-number-font',
  name: '--bp-name-font',
  word: '--bp-word-font',
  symbol: '--bp-word-font',
};

/** Letters of the formulas' face look smaller than those of others (`picture.css`). */
const NAME_SCALE = 1.15;
const LONGEST = 200;
const MOST_REMEMBERED = 20_000;
const PLAIN = /^[ -~−]*$/;

/** Measures with the fonts that the page has now. */
export function screenMeasure(): Measure {
  const context = document.createElement('canvas').getContext('2d');
  const style = getComputedStyle(document.body);
  const family = (face: Face): string => style.getPropertyValue(families[face]) || 'sans-serif';
  const fonts: Readonly<Record<Face, string>> = {
    number: family('number'),
    name: family('name'),
    word: family('word'),
    symbol: family('symbol'),
  };
  const widthOf = (text: string, font: string, size: number): number => {
    if (!context) return text.length * size * 0.6;
    context.font = `${font === fonts.name ? 'italic ' : ''}${size}px ${font}`;
    return context.measureText(text).width;
  };
  /** Width of a letter at size 1 where all are equally wide: most numbers need no asking then. */
  const letter = new Map<string, number | undefined>();
  const evenLetter = (font: string): number | undefined => {
    if (!letter.has(font)) {
      const even = widthOf('1−.e', font, 100) === widthOf('WiiW', font, 100);
      letter.set(font, even ? widthOf('W', font, 100) / 100 : undefined);
    }
    return letter.get(font);
  };
  const widths = new Map<string, number>();
  return (text, face, given = FACE_SIZE[face]) => {
    const size = face === 'name' ? given * NAME_SCALE : given;
    const short = text.slice(0, LONGEST);
    const font = fonts[face];
    const even = evenLetter(font);
    if (even !== undefined && PLAIN.test(short)) return short.length * even * size;
    const key = `${size} ${face} ${short}`;
    const known = widths.get(key);
    if (known !== undefined) return known;
    if (widths.size > MOST_REMEMBERED) widths.clear();
    const width = widthOf(short, font, size);
    widths.set(key, width);
    return width;
  };
}
