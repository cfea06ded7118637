import type { VisibleEdge, VisibleGraph } from './visibleGraph.ts';

/** One step of the forward or the backward pass: the visible gate whose turn it is. */
export interface Step {
  readonly phase: 'forward' | 'backward';
  readonly node: string;
  /** From 1, within its phase. */
  readonly turn: number;
  readonly turns: number;
}

/** Gate by gate: forward in the graph's order, then backward in reverse. Leaves have no turn. */
export function stepsOf(graph: VisibleGraph): readonly Step[] {
  // Where an error is in the way nothing can be gone through.
  if (graph.nodes.some(({ node }) => node.value.state === 'waiting')) return [];
  const gates = graph.nodes.filter((node) => node.kind !== 'leaf' && node.kind !== 'output').map((node) => node.id);
  const sources = new Set(graph.edges.filter(({ gradient }) => gradient.state !== 'none').map(({ from }) => from));
  const flowing = gates.filter((id) => sources.has(id));
  const steps = (phase: Step['phase'], nodes: readonly string[]): Step[] =>
    nodes.map((node, k) => ({ phase, node, turn: k + 1, turns: nodes.length }));
  return [...steps('forward', gates), ...steps('backward', flowing.toReversed())];
}

/** What the reader has seen so far. */
export interface Known {
  /** Whether the value that leaves this visible node is known. */
  value(node: string): boolean;
  /** Whether the message along this edge is known. */
  gradient(edge: VisibleEdge): boolean;
  /** Whether all messages to this visible node are known, and so their sum. */
  sum(node: string): boolean;
  /** The gate whose turn it is. */
  readonly now: Step | undefined;
}

const everything: Known = { value: () => true, gradient: () => true, sum: () => true, now: undefined };

/** `at` is the index of the step just taken, undefined when everything is shown. -1: nothing has run yet. */
export function knownAt(graph: VisibleGraph, steps: readonly Step[], at: number | undefined): Known {
  if (at === undefined) return everything;
  const forward = new Set<string>(graph.nodes.filter((node) => node.kind === 'leaf').map((node) => node.id));
  const backward = new Set<string>();
  for (const step of steps.slice(0, at + 1)) (step.phase === 'forward' ? forward : backward).add(step.node);
  const now = steps[at];
  const seeded = now?.phase === 'backward';
  const isOutput = new Set(graph.nodes.filter((node) => node.kind === 'output').map((node) => node.id));
  const gradient = (edge: VisibleEdge): boolean => (isOutput.has(edge.to) ? seeded : backward.has(edge.to));
  const open = new Set(graph.edges.filter((edge) => !gradient(edge)).map(({ from }) => from));
  return {
    value: (node) => forward.has(isOutput.has(node) ? graph.output : node),
    gradient,
    sum: (node) => seeded && !open.has(node),
    now,
  };
}
