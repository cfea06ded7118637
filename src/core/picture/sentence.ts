import type { GradientView, TensorView } from '../../protocol/graph.ts';
import { fromWire } from '../../protocol/wire.ts';
import { showNumber } from '../base/show.ts';
import type { Known } from './steps.ts';
import type { VisibleEdge, VisibleGraph, VisibleNode } from './visibleGraph.ts';

/** What a reader who cannot see the picture is told of one of its nodes: a whole sentence or two. */
export function sentenceOf(node: VisibleNode, outputName: string, digits: number, known: Known): string {
  const value = known.value(node.id) ? valueWords(node, digits) : 'not computed yet';
  if (node.kind === 'output') return `Output ${node.symbol}: ${value}.`;
  const gradient = gradientWords(
    node.node.gradient,
    node.kind === 'copy' ? (node.name ?? node.node.text) : nameOf(node),
    outputName,
    digits,
  );
  const badges = node.node.badges.map(({ text }) => ` ${text}.`).join('');
  return `${kindWords(node)}: ${value}.${known.sum(node.id) ? ` ${gradient}` : ''}${badges}`;
}

/** The graph in words, one line for each node in forward order: of all nodes, or of some that follow one another. */
export function outlineOf(
  graph: VisibleGraph,
  outputName: string,
  digits: number,
  known: Known,
  nodes: readonly VisibleNode[] = graph.nodes,
): readonly string[] {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const entering = new Map<string, VisibleEdge[]>();
  for (const edge of graph.edges) {
    const list = entering.get(edge.to);
    if (list) list.push(edge);
    else entering.set(edge.to, [edge]);
  }
  return nodes.map((node) => {
    const edges = (entering.get(node.id) ?? []).toSorted((a, b) => a.port - b.port);
    const inputs = edges.flatMap((edge) => byId.get(edge.from) ?? []);
    const from = inputs.length > 0 && node.kind !== 'output' ? ` From ${inputs.map(nameOf).join(' and ')}.` : '';
    return sentenceOf(node, outputName, digits, known) + from;
  });
}

/** How a node is called: by its name, else by its expression. */
export const nameOf = (node: VisibleNode): string =>
  node.kind === 'copy'
    ? `copy of ${node.name ?? node.node.text}`
    : (node.name ?? (node.kind === 'leaf' ? node.symbol : node.node.text));

function kindWords(node: VisibleNode): string {
  const { role } = node.node;
  const name = nameOf(node);
  if (node.kind === 'closed') return `Closed box ${node.closed?.title ?? ''}, ${name}`;
  if (node.kind === 'copy') return `Copy gate, ${name}`;
  if (node.kind === 'gate') return `Gate ${node.symbol}, ${name}`;
  const words = { param: 'Parameter', data: 'Data', constant: 'Constant' } as const;
  const kind = role === 'param' || role === 'data' || role === 'constant' ? words[role] : 'Input';
  return kind.toLowerCase() === name ? kind : `${kind} ${name}`;
}

function valueWords(node: VisibleNode, digits: number): string {
  const { value } = node.node;
  if (value.state === 'waiting')
    return value.own ? 'not computed: the error is here' : 'not computed: an error comes before it';
  return value.state === 'hidden' ? 'value hidden' : `value ${tensorWords(value.tensor, digits)}`;
}

function gradientWords(gradient: GradientView, name: string, outputName: string, digits: number): string {
  if (gradient.state === 'none') return `No gradient: ${gradient.reason}.`;
  if (gradient.state === 'hidden') return 'Gradient hidden.';
  const zero = gradient.state === 'zero' ? `, because ${gradient.reason}` : '';
  const what = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `(${name})`;
  return `∂${outputName}/∂${what} is ${tensorWords(gradient.tensor, digits)}${zero}.`;
}

export function tensorWords(tensor: TensorView, digits: number): string {
  const { shape, axes, entries, summary } = tensor;
  if (shape.length === 0 && entries?.[0] !== undefined) return showNumber(fromWire(entries[0]), digits);
  const size = `a tensor of shape ${shape.join(' by ')}${axes ? ` (${axes.join(', ')})` : ''}`;
  if (entries && entries.length <= 8)
    return `${size}: ${entries.map((entry) => showNumber(fromWire(entry), digits)).join(', ')}`;
  if (!summary) return size;
  return `${size}, mean ${showNumber(fromWire(summary.mean), digits)}, norm ${showNumber(fromWire(summary.norm), digits)}`;
}
