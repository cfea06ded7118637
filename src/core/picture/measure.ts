/** The faces of the picture: numbers and names as in the editor, words as in the interface, symbols inside gates. */
export type Face = 'number' | 'name' | 'word' | 'symbol';

/** Sizes in pixels. */
export const FACE_SIZE: Readonly<Record<Face, number>> = { number: 12, name: 12, word: 11, symbol: 15 };

/** Width of a text in a face. `size` replaces the face's own. */
export type Measure = (text: string, face: Face, size?: number) => number;

/** For pictures made without a screen: widths of the faces that an exported picture carries with it (Computer Modern). */
export const bookMeasure: Measure = (text, face, size = FACE_SIZE[face]) => {
  let width = 0;
  for (const letter of text) {
    let own = widths.get(letter);
    if (own === undefined) {
      own = widthOf(letter);
      widths.set(letter, own);
    }
    width += own;
  }
  return width * size;
};

const widths = new Map<string, number>();

function widthOf(letter: string): number {
  if (/[0-9]/.test(letter)) return 0.5;
  if (/[.,:;'|!ijl·]/.test(letter)) return 0.29;
  if (/[−+=<>×±]/.test(letter)) return 0.78;
  if (/[()[\]frst\s/-]/.test(letter)) return 0.4;
  if (/[mwMW@%‖]/.test(letter)) return 0.85;
  if (/[A-Z]/.test(letter)) return 0.73;
  return (letter.codePointAt(0) ?? 0) > 0x2e80 ? 1 : 0.56;
}

/** A name as it is set in formulas: a single letter slanted, a word upright, numbers and what follows `_` below the line. */
export function nameParts(name: string): { readonly base: string; readonly slanted: boolean; readonly index: string } {
  const [, base = name, digits = '', lower = ''] = /^(\p{L}+)(\d*)(?:_([\p{L}\d]+))?$/u.exec(name) ?? [];
  return { base, slanted: [...base].length === 1, index: [digits, lower].filter((part) => part !== '').join(',') };
}
