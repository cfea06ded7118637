import { showNumber } from '../../base/show.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { ATOM, type Piece, PRODUCT_STRENGTH, piece } from './piece.ts';

const MOST_ROWS = 5;
const MOST_COLUMNS = 6;

/** A number as TeX, with as many significant digits as everywhere: `-4`, `1.88 \times 10^{-12}`, `\infty`. */
export const texNumber = (value: number, digits = 4): string => numberPiece(value, digits).text;

export function numberPiece(value: number, digits = 4): Piece {
  if (Number.isNaN(value)) return piece('\\text{nan}');
  const minus = value < 0;
  if (!Number.isFinite(value)) return piece(minus ? '-\\infty' : '\\infty', minus ? PRODUCT_STRENGTH : ATOM, minus);
  const [mantissa = '', exponent] = showNumber(value, digits).replaceAll('−', '-').split('e');
  if (exponent === undefined) return piece(mantissa, minus ? PRODUCT_STRENGTH : ATOM, minus);
  return piece(`${mantissa} \\times 10^{${exponent}}`, PRODUCT_STRENGTH, minus);
}

/** A tensor as TeX: a number, a row vector, a matrix with its middle left out where it is large, else its shape. */
export const texTensor = (tensor: Tensor, digits = 4): string => tensorPiece(tensor, digits).text;

export function tensorPiece({ shape, data }: Tensor, digits = 4): Piece {
  const entry = (i: number): string => numberPiece(data[i] ?? Number.NaN, digits).text;
  if (shape.length === 0) return numberPiece(data[0] ?? Number.NaN, digits);
  if (shape.length > 2) return piece(`(${shape.join('{,}\\,')})`);
  const columns = shape.at(-1) ?? 0;
  const rows = shape.length === 2 ? (shape[0] ?? 0) : 1;
  return piece(texMatrix(rows, columns, (row, column) => entry(row * columns + column)));
}

/** Rows and columns of finished TeX; a middle part that is left out is dotted. */
export function texMatrix(rows: number, columns: number, entry: (row: number, column: number) => string): string {
  const shownRows = shownOf(rows, MOST_ROWS);
  const shownColumns = shownOf(columns, MOST_COLUMNS);
  const lines = shownRows.map((row) =>
    shownColumns
      .map((column) => {
        if (row < 0) return column < 0 ? '\\ddots' : '\\vdots';
        return column < 0 ? '\\cdots' : entry(row, column);
      })
      .join(' & '),
  );
  return `\\begin{bmatrix} ${lines.join(' \\\\ ')} \\end{bmatrix}`;
}

/** Indices to show, −1 for those left out. */
function shownOf(count: number, most: number): readonly number[] {
  const all = Array.from({ length: Math.min(count, most) }, (_, i) => i);
  return count <= most ? all : [...all.slice(0, most - 2), -1, count - 1];
}
