import type { GradientView, GraphEdge, GraphNode, GraphSnapshot } from '../../../protocol/graph.ts';
import type { Drawing } from '../build/drawing.ts';
import { tensorView } from '../build/tensorView.ts';
import type { EntryTree } from './entryTree.ts';

const NO_GRADIENT: GradientView = { state: 'none', reason: 'only how the entry is computed is drawn' };

/** The scalar graph of one entry, drawn like any other: entries at the left, the operations on them, the entry's name. */
export function entryGraph({ request }: Drawing, tree: EntryTree, name: string): GraphSnapshot {
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
