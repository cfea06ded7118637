import { appliedGate } from '../../explain/formula/applied.ts';
import { piece } from '../../explain/formula/piece.ts';
import { times, type Written, type WrittenPiece, written } from '../../explain/formula/written.ts';
import { sourceOf } from '../../tensor/entryIndex.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Drawing, DrawnNode } from '../build/drawing.ts';
import { isConcealed, type Operation, operationOf } from '../cards/operation.ts';
import { entriesBehind, type ProductSum, productSum } from './entryLinks.ts';
import { type EntryTree, productTree, sumTree } from './entryTree.ts';
import {
  BLANK,
  type EntryTold,
  entryLeaf,
  MOST_TERMS,
  nameEntry,
  numberEntry,
  partOf,
  shortSum,
} from './entryWriting.ts';

/** How an entry of a value comes from entries of the operands. `id` of a node, or of a box as if it were one gate. */
export function valueStory(drawing: Drawing, id: string, at: number): EntryTold | undefined {
  const operation = operationOf(drawing, id);
  if (operation === undefined || isConcealed(operation)) return undefined;
  const { node, operands, gate } = operation;
  if (gate === undefined) return copied(operation, at);
  const behind = entriesBehind(operation, at);
  if (behind === undefined) return undefined;
  const parts = operands.flatMap((operand, port) => {
    const indices = behind[port] ?? [];
    return indices.length > 0 ? [partOf(operand, 'value', indices)] : [];
  });
  const { digits } = drawing.request;
  const inNumbers = (operand: DrawnNode, flat: number): WrittenPiece => numberEntry(operand, flat, digits);
  const product = productSum(operation, behind, at);
  if (product)
    return {
      parts,
      symbols: products(operands, product, nameEntry),
      numbers: products(operands, product, inNumbers),
      tree: productsTree(operands, product),
    };
  if (behind.every((indices) => indices.length <= 1)) {
    const places = operands.map(({ value }, port) => behind[port]?.[0] ?? sourceOf(value.shape, node.value.shape, at));
    return {
      parts,
      symbols: applied(operation, places, nameEntry),
      numbers: applied(operation, places, inNumbers),
      tree: {
        text: gate.symbol,
        value: node.value.data[at] ?? Number.NaN,
        of: operands.map((operand, port) => entryLeaf(operand, places[port] ?? 0)),
      },
    };
  }
  const [only] = operands;
  const indices = behind[0] ?? [];
  if (only === undefined) return { parts, symbols: undefined, numbers: undefined };
  if (behind.length === 1 && isSumOf(only.value, indices, node.value.data[at] ?? Number.NaN))
    return {
      parts,
      symbols: shortSum(indices.map((flat) => nameEntry(only, flat))),
      numbers: shortSum(indices.map((flat) => inNumbers(only, flat))),
      tree: sumTree(indices.map((flat) => entryLeaf(only, flat))),
    };
  return { parts, symbols: written(appliedToMany(operation, only, indices)), numbers: undefined };
}

/** A copy, or what has no gate: it has the entry of what it is made from. */
function copied({ node, operands }: Operation, at: number): EntryTold {
  const [from] = operands;
  if (from === undefined || !node.copies) return { parts: [], symbols: undefined, numbers: undefined };
  const source = sourceOf(from.value.shape, node.value.shape, at);
  return { parts: [partOf(from, 'value', [source])], symbols: written(nameEntry(from, source)), numbers: undefined };
}

type Write = (operand: DrawnNode, flat: number) => WrittenPiece;

function products(operands: readonly DrawnNode[], { pairs, added }: ProductSum, write: Write): Written {
  const [left, right] = operands;
  const factors = pairs.map(([a, b]) => (left && right ? times(write(left, a), write(right, b)) : BLANK));
  const extra = added.flatMap(({ port, at }) => {
    const operand = operands[port];
    return operand ? [write(operand, at)] : [];
  });
  return shortSum(factors, extra);
}

function productsTree(operands: readonly DrawnNode[], { pairs, added }: ProductSum): EntryTree | undefined {
  const [left, right] = operands;
  if (!left || !right) return undefined;
  const extra = added.flatMap(({ port, at }) => {
    const operand = operands[port];
    return operand ? [entryLeaf(operand, at)] : [];
  });
  return sumTree([...pairs.map(([a, b]) => productTree(entryLeaf(left, a), entryLeaf(right, b))), ...extra]);
}

function applied({ gate, operands, options }: Operation, places: readonly number[], write: Write): Written | undefined {
  const words = operands.map((operand, port) => write(operand, places[port] ?? 0));
  return gate && written(appliedGate(gate, words, options));
}

/** `softmax(s[0, 0], s[0, 1], s[0, 2])` */
function appliedToMany(
  { gate, operands, options }: Operation,
  only: DrawnNode,
  indices: readonly number[],
): WrittenPiece {
  const shown = indices.length <= MOST_TERMS ? indices : indices.slice(0, MOST_TERMS - 1);
  const words = shown.map((flat) => nameEntry(only, flat));
  const cut = shown.length < indices.length;
  const list: WrittenPiece = {
    plain: piece([...words.map(({ plain }) => plain.text), ...(cut ? ['…'] : [])].join(', ')),
    tex: piece([...words.map(({ tex }) => tex.text), ...(cut ? ['\\cdots'] : [])].join(', ')),
  };
  const others = operands.slice(1).map((operand) => operand.words);
  return gate ? appliedGate(gate, [list, ...others], options) : list;
}

const isSumOf = ({ data }: Tensor, indices: readonly number[], wanted: number): boolean => {
  let sum = 0;
  let size = 0;
  for (const i of indices) {
    sum += data[i] ?? 0;
    size += Math.abs(data[i] ?? 0);
  }
  return Math.abs(sum - wanted) <= 1e-9 * Math.max(size, Math.abs(wanted));
};
