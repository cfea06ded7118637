import { describe, expect, it } from 'vitest';
import { knownAt, stepsOf } from '../../../src/core/picture/steps.ts';
import { visibleGraph } from '../../../src/core/picture/visibleGraph.ts';
import { FORK, LAYER, NEURON, SIMPLE, snapshotFor } from './snapshotFor.ts';

const graphOf = (text: string) => visibleGraph(snapshotFor(text), new Set());

describe('the steps', () => {
  it('go gate by gate forward, then backward in reverse', () => {
    const graph = graphOf(SIMPLE);
    const symbol = new Map(graph.nodes.map((node) => [node.id, node.symbol]));
    expect(
      stepsOf(graph).map(({ phase, node, turn, turns }) => `${phase} ${turn}/${turns} ${symbol.get(node)}`),
    ).toEqual(['forward 1/2 +', 'forward 2/2 ×', 'backward 1/2 ×', 'backward 2/2 +']);
  });

  it('stop at copy gates, where messages are added', () => {
    const graph = graphOf(FORK);
    const copy = graph.nodes.find(({ kind }) => kind === 'copy');
    expect(stepsOf(graph).at(-1)).toMatchObject({ phase: 'backward', node: copy?.id });
  });

  it('take a closed box for one gate', () => {
    expect(stepsOf(graphOf(NEURON)).filter(({ phase }) => phase === 'forward').length).toBe(3);
  });

  it('pass by gates through which nothing flows back', () => {
    const graph = graphOf('X = data([[1, 2]])\nW = param([[1], [1]])\nf = sum((X + 1) @ W)\n');
    const steps = stepsOf(graph);
    const count = (wanted: string): number => steps.filter(({ phase }) => phase === wanted).length;
    expect(count('backward')).toBeLessThanOrEqual(count('forward'));
  });
});

describe('what is known', () => {
  const graph = graphOf(SIMPLE);
  const steps = stepsOf(graph);
  const values = (at: number | undefined): number =>
    graph.nodes.filter(({ id, kind }) => kind !== 'output' && knownAt(graph, steps, at).value(id)).length;
  const gradients = (at: number | undefined): number =>
    graph.edges.filter((edge) => knownAt(graph, steps, at).gradient(edge)).length;

  it('is everything when no step is shown', () => {
    expect([values(undefined), gradients(undefined)]).toEqual([5, 5]);
  });

  it('grows by one gate a step; the seed is there when the backward pass begins', () => {
    expect([-1, 0, 1, 2, 3].map(values)).toEqual([3, 4, 5, 5, 5]);
    expect([-1, 0, 1, 2, 3].map(gradients)).toEqual([0, 0, 0, 3, 5]);
  });

  it('works for tensors alike', () => {
    const layer = graphOf(LAYER);
    const known = knownAt(layer, stepsOf(layer), -1);
    expect(layer.nodes.filter(({ kind }) => kind === 'gate').some(({ id }) => known.value(id))).toBe(false);
  });
});
