import { evaluateDocument } from '../../../src/core/evaluate/evaluate.ts';
import type { Evaluation, Surroundings } from '../../../src/core/evaluate/evaluation.ts';
import { drawGraph, isDrawing } from '../../../src/core/graph/build/drawGraph.ts';
import type { Drawing } from '../../../src/core/graph/build/drawing.ts';
import type { GraphRequest, GraphTarget } from '../../../src/core/graph/build/target.ts';
import { snapshotOf } from '../../../src/core/graph/snapshotOf.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import type { GraphEdge, GraphNode, GraphSnapshot } from '../../../src/protocol/graph.ts';

const surroundings: Surroundings = {
  dataSets: [],
  files: { read: () => ({ state: 'refused', reason: 'no files in this test' }) },
  maxElements: 1_000_000,
  maxNodes: 100_000,
  maxRows: Number.POSITIVE_INFINITY,
  trained: new Map(),
  scrubbed: new Map(),
};

export const evaluated = (text: string, more: Partial<Surroundings> = {}): Evaluation =>
  evaluateDocument(parseDocument(text), { ...surroundings, ...more });

export const request = (more: Partial<GraphRequest> = {}): GraphRequest => ({
  uri: 'test:a.bp',
  version: 1,
  target: { kind: 'cell', cell: 0 },
  digits: 4,
  ...more,
});

export function drawnGraph(text: string, more: Partial<GraphRequest> = {}): Drawing {
  const drawn = drawGraph(evaluated(text), request(more));
  if (!isDrawing(drawn)) throw new Error(`no graph: ${drawn.reason}`);
  return drawn;
}

export const snapshot = (text: string, more: Partial<GraphRequest> = {}): GraphSnapshot =>
  snapshotOf(drawnGraph(text, more));

/** The expression between « and », with the marks taken out. */
export function selected(text: string): { readonly text: string; readonly target: GraphTarget } {
  const from = text.indexOf('«');
  const to = text.indexOf('»') - 1;
  return { text: text.replace(/[«»]/g, ''), target: { kind: 'selection', from, to } };
}

export function nodeCalled(graph: GraphSnapshot, name: string): GraphNode {
  const node = graph.nodes.find((one) => one.name === name);
  if (node === undefined) throw new Error(`no node called ${name}`);
  return node;
}

export const gradientOf = (node: GraphNode | GraphEdge): readonly (number | string)[] | string =>
  node.gradient.state === 'number' || node.gradient.state === 'zero'
    ? (node.gradient.tensor.entries ?? [])
    : node.gradient.state;

export const entriesOf = (node: GraphNode | GraphEdge): readonly (number | string)[] =>
  node.value.state === 'number' ? (node.value.tensor.entries ?? []) : [];

export const edgesFrom = (graph: GraphSnapshot, id: string): readonly GraphEdge[] =>
  graph.edges.filter((edge) => edge.from === id);
