import { steadyDigits } from '../../base/printedArithmetic.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { ATOM, type Piece, POWER_STRENGTH, PRODUCT_STRENGTH, piece } from './piece.ts';
import { fittedPlain as plainFitted, plainNumber, plainTensor } from './plain.ts';
import { numberPiece, tensorPiece } from './texNumber.ts';
import { fittedTex } from './texTemplate.ts';

/** The same formula twice: as plain text, and as TeX in KaTeX's dialect without delimiters. */
export interface Written {
  readonly plain: string;
  readonly tex: string;
}

/** A part of a formula in both forms, ready to be put into a larger one. */
export interface WrittenPiece {
  readonly plain: Piece;
  readonly tex: Piece;
}

export const written = ({ plain, tex }: WrittenPiece): Written => ({ plain: plain.text, tex: tex.text });

export const atom = (plain: string, tex: string): WrittenPiece => ({ plain: piece(plain), tex: piece(tex) });

export const numberWritten = (value: number, digits: number): WrittenPiece => ({
  plain: plainNumber(value, digits),
  tex: numberPiece(value, digits),
});

export const tensorWritten = (value: Tensor, digits: number): WrittenPiece => ({
  plain: plainTensor(value, digits),
  tex: tensorPiece(value, digits),
});

const IN_DERIVATIVE = { strength: ATOM, minus: false } as const;

/** `∂f/∂y` */
export const partial = (of: WrittenPiece, by: WrittenPiece): WrittenPiece => ({
  plain: piece(`∂${plainFitted(of.plain, IN_DERIVATIVE)}/∂${plainFitted(by.plain, IN_DERIVATIVE)}`),
  tex: piece(
    `\\frac{\\partial ${fittedTex(of.tex, IN_DERIVATIVE)}}{\\partial ${fittedTex(by.tex, IN_DERIVATIVE)}}`,
    ATOM,
  ),
});

/** `dW`: the gradient of the output by a tensor, as the course writes it. */
export const differential = (of: WrittenPiece): WrittenPiece => ({
  plain: piece(`d${isName(of.plain.text) ? of.plain.text : `(${of.plain.text})`}`),
  tex: piece(`d${isName(of.plain.text) ? of.tex.text : `\\left(${of.tex.text}\\right)`}`),
});
/** The sign of a transpose counts as a letter in Unicode. */
const isName = (text: string): boolean => !text.endsWith('ᵀ') && /^[\p{L}_][\p{L}\p{M}\p{Nd}_]*$/u.test(text);

export const times = (a: WrittenPiece, b: WrittenPiece): WrittenPiece => product(a, b, '·', '\\cdot');

/** The product entry by entry. */
export const elementwiseTimes = (a: WrittenPiece, b: WrittenPiece): WrittenPiece => product(a, b, '⊙', '\\odot');

const product = (a: WrittenPiece, b: WrittenPiece, plainSign: string, texSign: string): WrittenPiece => ({
  plain: piece(
    `${plainFitted(a.plain, LEFT)} ${plainSign} ${plainFitted(b.plain, RIGHT)}`,
    PRODUCT_STRENGTH,
    a.plain.minus,
  ),
  tex: piece(`${fittedTex(a.tex, LEFT)} ${texSign} ${fittedTex(b.tex, RIGHT)}`, PRODUCT_STRENGTH, a.tex.minus),
});
const LEFT = { strength: PRODUCT_STRENGTH, minus: true } as const;
const RIGHT = { strength: POWER_STRENGTH, minus: false } as const;

/** `3 + 2`, `−12 + 4`, `3 − 6` */
export function sumOf(parts: readonly WrittenPiece[]): Written {
  const joined = (texts: readonly string[]): string =>
    texts
      .map((text, i) => (i === 0 ? text : /^[-−]/.test(text) ? ` ${text[0]} ${text.slice(1)}` : ` + ${text}`))
      .join('');
  return { plain: joined(parts.map((part) => part.plain.text)), tex: joined(parts.map((part) => part.tex.text)) };
}

/** The sum of messages, with as many digits as it takes to give the result as printed; undefined where none will do. */
export function steadySum(messages: readonly Tensor[], result: Written, digits: number): Written | undefined {
  const sum = (of: number): Written => sumOf(messages.map((message) => tensorWritten(message, of)));
  const steady = steadyDigits((of) => `${sum(of).plain} = ${result.plain}`, digits);
  return steady === undefined ? undefined : sum(steady);
}

/** `a = b = c`, leaving out what is undefined and what only repeats its left neighbour. */
export function equation(parts: readonly (Written | undefined)[]): Written {
  const given = parts.filter((part) => part !== undefined);
  const differing = given.filter((part, i) => part.plain !== given[i - 1]?.plain);
  return {
    plain: differing.map((part) => part.plain).join(' = '),
    tex: differing.map((part) => part.tex).join(' = '),
  };
}
