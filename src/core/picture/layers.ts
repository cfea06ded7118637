import type { GraphSnapshot } from '../../protocol/graph.ts';
import { type VisibleEdge, type VisibleNode, visibleGraph } from './visibleGraph.ts';

/** One column of units, by the node of the snapshot whose entries they are, and the weights on the wires that lead to it. */
export interface UnitColumn {
  readonly node: string;
  /** `X`, `h1`, `relu(fc(…))` */
  readonly name: string;
  readonly shape: readonly number[];
  /** The matrix between the column before and this one; undefined for the inputs. */
  readonly weights: string | undefined;
  readonly weightsName: string;
}

/** Gates that work on each unit alone, or on the units of one example. */
const ACTIVATIONS = new Set(['relu', 'leaky_relu', 'sigmoid', 'tanh', 'softplus', 'softmax', 'exp', 'maximum']);

/**
 * A stack of fully connected layers as columns of units, as one draws it by hand: the inputs, then one column a layer. Undefined
 * where the graph has none.
 */
export function unitColumns(snapshot: GraphSnapshot): readonly UnitColumn[] | undefined {
  if (snapshot.problem) return undefined;
  const { nodes, edges } = visibleGraph(snapshot, new Set());
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const into = new Map<string, VisibleEdge[]>();
  const out = new Map<string, VisibleEdge[]>();
  for (const edge of edges) {
    into.set(edge.to, [...(into.get(edge.to) ?? []), edge]);
    out.set(edge.from, [...(out.get(edge.from) ?? []), edge]);
  }
  const operands = (id: string): readonly string[] =>
    (into.get(id) ?? []).toSorted((a, b) => a.port - b.port).map(({ from }) => from);
  /** What a value was copied from. */
  const original = (id: string | undefined): VisibleNode | undefined => {
    let node = byId.get(id ?? '');
    while (node?.kind === 'copy') node = byId.get(operands(node.id)[0] ?? '');
    return node;
  };
  const users = (id: string): readonly VisibleNode[] =>
    (out.get(id) ?? []).flatMap(({ to }) => {
      const user = byId.get(to);
      return user?.kind === 'copy' ? users(user.id) : (user ?? []);
    });
  const layers: { readonly from: string; readonly weights: VisibleNode; readonly to: VisibleNode }[] = [];
  for (const node of nodes) {
    const isLayer = node.closed?.title === 'fc' || (node.kind === 'gate' && node.node.gate === 'matmul');
    const [from, weights] = isLayer
      ? factorsOf(
          node,
          operands(node.id).flatMap((id) => original(id) ?? []),
        )
      : [];
    if (!from || !weights) continue;
    let to = node;
    for (;;) {
      const [next, ...others] = users(to.id);
      const isPart = next && (isBias(next) || ACTIVATIONS.has(next.closed?.title ?? next.node.gate));
      if (!isPart || others.length > 0 || shapeOf(next).join() !== shapeOf(node).join()) break;
      to = next;
    }
    layers.push({ from: from.id, weights, to });
  }
  const fed = new Map(layers.map((layer) => [layer.from, layer]));
  const made = new Set(layers.map(({ to }) => to.id));
  let longest: typeof layers = [];
  for (const first of layers.filter(({ from }) => !made.has(from))) {
    const stack: typeof layers = [];
    for (
      let layer: (typeof layers)[number] | undefined = first;
      layer && !stack.includes(layer);
      layer = fed.get(layer.to.id)
    )
      stack.push(layer);
    if (stack.length > longest.length) longest = stack;
  }
  const inputs = byId.get(longest[0]?.from ?? '');
  if (!inputs || shapeOf(inputs).length === 0 || shapeOf(inputs).length > 2) return undefined;
  return [column(inputs, undefined), ...longest.map(({ to, weights }) => column(to, weights))];
}

const column = (node: VisibleNode, weights: VisibleNode | undefined): UnitColumn => ({
  node: node.node.id,
  name: node.name ?? node.node.text,
  shape: shapeOf(node),
  weights: weights?.node.id,
  weightsName: weights ? (weights.name ?? weights.node.text) : '',
});

/** Which operand is the input and which the weights: by their shapes, and of square ones the parameter has the weights. */
function factorsOf(made: VisibleNode, operands: readonly VisibleNode[]): readonly VisibleNode[] {
  const out = shapeOf(made);
  const pairs = operands.flatMap((from) =>
    operands
      .filter((weights) => weights !== from)
      .filter((weights) => {
        const [rows, columns, ...more] = shapeOf(weights);
        const input = shapeOf(from);
        const batch = input.slice(0, -1).join() === out.slice(0, -1).join();
        return more.length === 0 && batch && rows === input.at(-1) && columns === out.at(-1);
      })
      .map((weights) => [from, weights]),
  );
  return (
    pairs.find(([from, weights]) => from?.node.role !== 'param' && weights?.node.role === 'param') ?? pairs[0] ?? []
  );
}

const isBias = (node: VisibleNode): boolean => node.kind === 'gate' && node.node.gate === 'add';

function shapeOf({ node }: VisibleNode): readonly number[] {
  return node.value.state === 'number' ? node.value.tensor.shape : [];
}
