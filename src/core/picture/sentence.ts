import type { GradientView, TensorView } from '../../protocol/graph.ts';
import { fromWire } from '../../protocol/wire.ts';
import { showNumber } from '../base/show.ts';
import { t } from '../base/words.ts';
import type { Known } from './steps.ts';
import type { VisibleEdge, VisibleGraph, VisibleNode } from './visibleGraph.ts';

/** What a reader who cannot see the picture is told of one of its nodes: a whole sentence or two. */
export function sentenceOf(node: VisibleNode, outputName: string, digits: number, known: Known): string {
  const value = known.value(node.id) ? valueWords(node, digits) : t('not computed yet');
  if (node.kind === 'output') return t('Output {0}: {1}.', node.symbol, value);
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
    const from =
      inputs.length > 0 && node.kind !== 'output' ? ` ${t('From {0}.', inputs.map(nameOf).join(t(' and ')))}` : '';
    return sentenceOf(node, outputName, digits, known) + from;
  });
}

/** How a node is called: by its name, else by its expression. */
export const nameOf = (node: VisibleNode): string =>
  node.kind === 'copy'
    ? t('copy of {0}', node.name ?? node.node.text)
    : (node.name ?? (node.kind === 'leaf' ? node.symbol : node.node.text));

function kindWords(node: VisibleNode): string {
  const { role } = node.node;
  const name = nameOf(node);
  if (node.kind === 'closed') return t('Closed box {0}, {1}', node.closed?.title ?? '', name);
  if (node.kind === 'copy') return t('Copy gate, {0}', name);
  if (node.kind === 'gate') return t('Gate {0}, {1}', node.symbol, name);
  const words = { param: t('Parameter'), data: t('Data'), constant: t('Constant') } as const;
  const kind = role === 'param' || role === 'data' || role === 'constant' ? words[role] : t('Input');
  // What has no name of its own is called by what it is.
  return name === role ? kind : `${kind} ${name}`;
}

function valueWords(node: VisibleNode, digits: number): string {
  const { value } = node.node;
  if (value.state === 'waiting')
    return value.own ? t('not computed: the error is here') : t('not computed: an error comes before it');
  return value.state === 'hidden' ? t('value hidden') : t('value {0}', tensorWords(value.tensor, digits));
}

function gradientWords(gradient: GradientView, name: string, outputName: string, digits: number): string {
  if (gradient.state === 'none') return t('No gradient: {0}.', gradient.reason);
  if (gradient.state === 'hidden') return t('Gradient hidden.');
  const what = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `(${name})`;
  const about = `∂${outputName}/∂${what}`;
  const words = tensorWords(gradient.tensor, digits);
  return gradient.state === 'zero'
    ? t('{0} is {1}, because {2}.', about, words, gradient.reason)
    : t('{0} is {1}.', about, words);
}

export function tensorWords(tensor: TensorView, digits: number): string {
  const { shape, axes, entries, summary } = tensor;
  if (shape.length === 0 && entries?.[0] !== undefined) return showNumber(fromWire(entries[0]), digits);
  const size = `${t('a tensor of shape {0}', shape.join(t(' by ')))}${axes ? ` (${axes.join(', ')})` : ''}`;
  if (entries && entries.length <= 8)
    return `${size}: ${entries.map((entry) => showNumber(fromWire(entry), digits)).join(', ')}`;
  if (!summary) return size;
  return t(
    '{0}, mean {1}, norm {2}',
    size,
    showNumber(fromWire(summary.mean), digits),
    showNumber(fromWire(summary.norm), digits),
  );
}
