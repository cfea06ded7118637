import type { EntryStory, GradientView, GraphEdge, GraphNode, GraphSnapshot } from '../../../protocol/graph.ts';
import { toWire } from '../../../protocol/wire.ts';
import { equation, numberWritten, written } from '../../explain/formula/written.ts';
import { flatIndex } from '../../tensor/entryIndex.ts';
import type { Drawing } from '../build/drawing.ts';
import { tensorView } from '../build/tensorView.ts';
import { nameOfGradient } from '../cards/operation.ts';
import type { EntryTree } from './entryTree.ts';
import { entry } from './entryWriting.ts';
import { gradientStory } from './gradientStory.ts';
import { nodeOrOutput } from './gridPage.ts';
import { valueStory } from './valueStory.ts';

const NO_GRADIENT: GradientView = { state: 'none', reason: 'only how the entry is computed is drawn' };

/** The scalar graph of one entry, drawn like any other: entries at the left, the operations on them, the entry's name. */
function entryGraph({ request }: Drawing, tree: EntryTree, name: string): GraphSnapshot {
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  const add = ({ text, value, of }: EntryTree): string => {
    const operands = of.map(add);
    const id = `entry ${nodes.length}`;
    const isLeaf = of.length === 0;
    const state = { state: 'number', tensor: tensorView({ shape: [], data: Float64Array.of(value) }) } as const;
    nodes.push({
      id,
      role: isLeaf ? 'input' : 'gate',
      gate: '',
      symbol: text,
      text,
      ...(isLeaf ? { name: text } : {}),
      value: state,
      gradient: NO_GRADIENT,
      badges: [],
    });
    for (const [port, from] of operands.entries()) {
      const source = nodes.find((node) => node.id === from);
      if (source)
        edges.push({
          id: `${from} ${id}`,
          from,
          to: id,
          port,
          value: source.value,
          gradient: NO_GRADIENT,
          quiet: false,
        });
    }
    return id;
  };
  const output = add(tree);
  const { uri, version, digits } = request;
  return {
    uri,
    version,
    digits,
    title: name,
    output,
    outputName: name,
    nodes,
    edges,
    boxes: [],
    notes: [],
    stale: false,
    unfinished: false,
  };
}

/** How one entry of a value or a gradient came about. Undefined for what is not drawn, is hidden, or has no such entry. */
export function entryStory(
  drawing: Drawing,
  id: string,
  which: EntryStory['which'],
  index: readonly number[],
): EntryStory | undefined {
  const node = nodeOrOutput(drawing, id);
  const tensor = which === 'value' ? node?.value : node?.gradient;
  const at = tensor && flatIndex(tensor.shape, index);
  if (node === undefined || tensor === undefined || at === undefined || node.hidden[which]) return undefined;
  const told = which === 'value' ? valueStory(drawing, id, at) : gradientStory(drawing, node, at);
  if (told === undefined) return undefined;
  const { digits } = drawing.request;
  const name = which === 'value' ? entry(node.words, tensor, at) : entry(nameOfGradient(drawing, node), tensor, at);
  const result = written(numberWritten(tensor.data[at] ?? Number.NaN, digits));
  const symbols = equation([written(name), told.symbols]);
  // What a `where` has cut off has no number of its own: 0 · ∞ would be drawn, and the entry is 0.
  const isMade =
    told.tree === undefined || !Number.isNaN(told.tree.value) || Number.isNaN(tensor.data[at] ?? Number.NaN);
  const numbers = equation([isMade ? told.numbers : undefined, result]);
  return {
    node: id,
    which,
    index,
    value: toWire(tensor.data[at] ?? Number.NaN),
    parts: told.parts,
    symbols: symbols.tex,
    numbers: numbers.tex,
    plain: equation([symbols, numbers]).plain,
    ...(isMade && told.tree && told.tree.of.length > 0
      ? { graph: entryGraph(drawing, told.tree, name.plain.text) }
      : {}),
  };
}
