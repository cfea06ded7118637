/** Single entries in formulas, and the parts of a story. */
import type { EntryStory } from '../../../protocol/graph.ts';
import { piece } from '../../explain/formula/piece.ts';
import { numberWritten, sumOf, type Written, type WrittenPiece } from '../../explain/formula/written.ts';
import { indexOf } from '../../tensor/entryIndex.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { DrawnNode } from '../build/drawing.ts';
import { type EntryTree, leafTree } from './entryTree.ts';

export type Part = EntryStory['parts'][number];

/** What a story consists of, before it is put on the wire. */
export interface EntryTold {
  readonly parts: readonly Part[];
  readonly symbols: Written | undefined;
  readonly numbers: Written | undefined;
  /** The same as operations on numbers, where it is made of sums, products and single gates. */
  readonly tree?: EntryTree | undefined;
}

export const MOST_TERMS = 8;

export const BLANK: WrittenPiece = { plain: piece(''), tex: piece('') };

/** At most so many terms, dots, and the last one. `last` is never left out. */
export function shortSum(terms: readonly WrittenPiece[], last: readonly WrittenPiece[] = []): Written {
  if (terms.length <= MOST_TERMS) return sumOf([...terms, ...last]);
  const shown = terms.slice(0, MOST_TERMS - 2);
  return sumOf([...shown, { plain: piece('…'), tex: piece('\\cdots') }, ...terms.slice(-1), ...last]);
}

/** `W[0, 2]`; a number keeps its bare name. */
export function entry(words: WrittenPiece, { shape }: Tensor, flat: number): WrittenPiece {
  if (shape.length === 0) return words;
  const index = `[${indexOf(shape, flat).join(', ')}]`;
  const isWord = /^[\p{L}\p{N}_]+$/u.test(words.plain.text);
  return {
    plain: piece(`${isWord ? words.plain.text : `(${words.plain.text})`}${index}`),
    tex: piece(`${isWord ? words.tex.text : `\\left(${words.tex.text}\\right)`}${index}`),
  };
}

export const nameEntry = (operand: DrawnNode, flat: number): WrittenPiece => entry(operand.words, operand.value, flat);

export const numberEntry = ({ value }: DrawnNode, flat: number, digits: number): WrittenPiece =>
  numberWritten(value.data[flat] ?? Number.NaN, digits);

export const entryLeaf = (operand: DrawnNode, flat: number): EntryTree =>
  leafTree(nameEntry(operand, flat), operand.value.data[flat] ?? Number.NaN);

export const partOf = (node: DrawnNode, which: Part['which'], flats: readonly number[]): Part => ({
  node: node.id,
  which,
  indices: flats.slice(0, 10_000).map((flat) => indexOf(node.value.shape, flat)),
});
