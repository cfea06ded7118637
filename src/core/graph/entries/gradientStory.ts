import { piece } from '../../explain/formula/piece.ts';
import { numberWritten, sumOf, times, type WrittenPiece } from '../../explain/formula/written.ts';
import { sourceOf } from '../../tensor/entryIndex.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { arrivalsAt, type Drawing, type DrawnEdge, type DrawnNode } from '../build/drawing.ts';
import { nameOfGradient, type Operation, operationOf } from '../cards/operation.ts';
import { entriesFed, slopesAt } from './entryLinks.ts';
import { type EntryTree, leafTree, productTree, sumTree } from './entryTree.ts';
import { BLANK, type EntryTold, entry, entryLeaf, nameEntry, type Part, partOf, shortSum } from './entryWriting.ts';

/** How an entry of a gradient comes from the messages of the value's uses. */
export function gradientStory(drawing: Drawing, node: DrawnNode, at: number): EntryTold | undefined {
  const edges = arrivalsAt(node);
  if (node === drawing.output || edges.length === 0) return NOTHING;
  const stories = edges.map((edge) => messageStory(drawing, edge, at));
  if (stories.some((story) => story === undefined)) return undefined;
  const parts = merged(stories.flatMap((story) => story?.parts ?? []));
  const [first] = stories;
  if (stories.length === 1 && first) return { ...first, parts };
  const { digits } = drawing.request;
  const numbers = sumOf(edges.map(({ message }) => numberWritten(message.data[at] ?? Number.NaN, digits)));
  const symbols = stories.map((story) => story?.symbols).filter((one) => one !== undefined);
  return {
    parts,
    symbols: {
      plain: symbols.map(({ plain }) => plain).join(' + '),
      tex: symbols.map(({ tex }) => tex).join(' + '),
    },
    numbers,
    tree: sumTree(stories.flatMap((story) => story?.tree ?? [])),
  };
}

/** One message's entry: Σ over the entries of the value that it feeds, local × upstream. */
function messageStory(drawing: Drawing, edge: DrawnEdge, at: number): EntryTold | undefined {
  const operation = operationOf(drawing, edge.to.id);
  const { digits } = drawing.request;
  const { to, port } = edge;
  const upstream = to.gradient;
  if (operation === undefined || upstream === undefined || to.hidden.gradient) return undefined;
  const upName = nameOfGradient(drawing, to);
  const upWords = (flat: number): WrittenPiece => entry(upName, upstream, flat);
  const upNumber = (flat: number): WrittenPiece => numberWritten(upstream.data[flat] ?? Number.NaN, digits);
  const upLeaf = (flat: number): EntryTree => leafTree(upWords(flat), upstream.data[flat] ?? Number.NaN);
  if (to.copies) {
    const fed = [...upstream.data.keys()].filter(
      (flat) => sourceOf(edge.from.value.shape, to.value.shape, flat) === at,
    );
    return {
      parts: [partOf(to, 'gradient', fed)],
      symbols: shortSum(fed.map(upWords)),
      numbers: shortSum(fed.map(upNumber)),
      tree: sumTree(fed.map(upLeaf)),
    };
  }
  const fed = entriesFed(operation, port, at);
  if (fed === undefined) return undefined;
  const slopes = slopesAt(operation, port, at);
  const partners = partnersOf(operation, port, at, fed, slopes);
  const gradientPart = partOf(to, 'gradient', fed);
  // A learner's own backward pass has no second method behind it: how its entries come about is not known.
  if (fed.some((flat) => Number.isNaN(slopes.data[flat])) && Number.isFinite(edge.message?.data[at]))
    return { parts: [gradientPart], symbols: undefined, numbers: undefined };
  const numbers = shortSum(fed.map((flat) => times(numberWritten(slopes.data[flat] ?? 0, digits), upNumber(flat))));
  if (partners) {
    const { operand, indices } = partners;
    return {
      parts: [gradientPart, partOf(operand, 'value', indices)],
      symbols: shortSum(fed.map((flat, k) => times(nameEntry(operand, indices[k] ?? 0), upWords(flat)))),
      numbers,
      tree: sumTree(fed.map((flat, k) => productTree(entryLeaf(operand, indices[k] ?? 0), upLeaf(flat)))),
    };
  }
  const isUnit = fed.every((flat) => slopes.data[flat] === 1);
  if (isUnit)
    return {
      parts: [gradientPart],
      symbols: shortSum(fed.map(upWords)),
      numbers: shortSum(fed.map(upNumber)),
      tree: sumTree(fed.map(upLeaf)),
    };
  const from = entry(edge.from.words, edge.from.value, at);
  const locals = fed.map((flat) => derivative(entry(to.words, to.value, flat), from));
  const terms = fed.map((flat, k) => times(locals[k] ?? BLANK, upWords(flat)));
  const tree = sumTree(
    fed.map((flat, k) => productTree(leafTree(locals[k] ?? BLANK, slopes.data[flat] ?? 0), upLeaf(flat))),
  );
  const own = partOf(edge.from, 'value', [at]);
  return { parts: [gradientPart, own], symbols: shortSum(terms), numbers, tree };
}

/** In a product the local gradient is an entry of the other factor: which one, for each entry of upstream. */
function partnersOf(
  { gate, operands, options, node }: Operation,
  port: number,
  at: number,
  fed: readonly number[],
  slopes: Tensor,
): { readonly operand: DrawnNode; readonly indices: readonly number[] } | undefined {
  const other = port === 0 ? 1 : 0;
  const operand = operands[other];
  if (gate?.pattern !== 'swap multiplier' || port > 1 || operand === undefined) return undefined;
  const upstream = { shape: node.value.shape, data: new Float64Array(node.value.data.length).fill(1) };
  const inputs = operands.map(({ value }, i) => {
    if (i !== port) return value;
    const unit = { shape: value.shape, data: new Float64Array(value.data.length) };
    unit.data[at] = 1;
    return unit;
  });
  const into = operands.map(({ value }, i) =>
    i === other ? { shape: value.shape, data: new Float64Array(value.data.length) } : undefined,
  );
  gate.pullback({ inputs, out: node.value, upstream, options }, into);
  const indices: number[] = [];
  into[other]?.data.forEach((entryOf, i) => {
    if (entryOf !== 0) indices.push(i);
  });
  const fits =
    indices.length === fed.length &&
    fed.every((flat, k) => close(slopes.data[flat] ?? 0, operand.value.data[indices[k] ?? 0] ?? 0));
  return fits ? { operand, indices } : undefined;
}

const close = (a: number, b: number): boolean =>
  Object.is(a, b) || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));

const derivative = (of: WrittenPiece, by: WrittenPiece): WrittenPiece => ({
  plain: piece(`∂${of.plain.text}/∂${by.plain.text}`),
  tex: piece(`\\frac{\\partial ${of.tex.text}}{\\partial ${by.tex.text}}`),
});

function merged(parts: readonly Part[]): readonly Part[] {
  const found = new Map<string, Part>();
  for (const part of parts) {
    const key = `${part.which} ${part.node}`;
    const before = found.get(key);
    const known = new Set(before?.indices.map(String));
    const fresh = part.indices.filter((index) => !known.has(String(index)));
    found.set(key, before ? { ...before, indices: [...before.indices, ...fresh] } : part);
  }
  return [...found.values()];
}

const NOTHING: EntryTold = { parts: [], symbols: undefined, numbers: undefined };
