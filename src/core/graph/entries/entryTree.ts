import type { WrittenPiece } from '../../explain/formula/written.ts';

/** How one entry is computed, number by number: a leaf that is an entry of a tensor, or an operation on others. */
export interface EntryTree {
  /** `X[0, 1]`, or the sign of the operation. */
  readonly text: string;
  readonly value: number;
  /** Operands in their order; a leaf has none. */
  readonly of: readonly EntryTree[];
}

/** More terms than these are drawn as one. */
const MOST_DRAWN = 6;

export const leafTree = (words: WrittenPiece, value: number): EntryTree => ({ text: words.plain.text, value, of: [] });

export const productTree = (left: EntryTree, right: EntryTree): EntryTree => ({
  text: '×',
  value: left.value * right.value,
  of: [left, right],
});

export function sumTree(terms: readonly EntryTree[]): EntryTree | undefined {
  const [only] = terms;
  if (terms.length <= 1) return only;
  const value = totalOf(terms);
  if (terms.length <= MOST_DRAWN) return { text: terms.length === 2 ? '+' : 'Σ', value, of: terms };
  const shown = terms.slice(0, MOST_DRAWN - 1);
  const rest = terms.slice(MOST_DRAWN - 1);
  return { text: 'Σ', value, of: [...shown, { text: `${rest.length} more`, value: totalOf(rest), of: [] }] };
}

const totalOf = (terms: readonly EntryTree[]): number => terms.reduce((sum, { value }) => sum + value, 0);
