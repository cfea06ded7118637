import { describe, expect, it } from 'vitest';
import { openAtFirst, visibleGraph } from '../../../src/core/picture/visibleGraph.ts';
import type { GraphSnapshot } from '../../../src/protocol/graph.ts';
import { FORK, NESTED, NEURON, SIMPLE, snapshotFor } from './snapshotFor.ts';

const all = (snapshot: GraphSnapshot): ReadonlySet<string> => new Set(snapshot.boxes.map(({ id }) => id));
const symbols = (snapshot: GraphSnapshot, open: ReadonlySet<string>): string[] =>
  visibleGraph(snapshot, open).nodes.map(({ symbol }) => symbol);

describe('what is drawn', () => {
  it('is every node, and the name of the output at the end', () => {
    expect(symbols(snapshotFor(SIMPLE), new Set())).toEqual(['x', 'y', 'z', '+', '×', 'f']);
  });

  it('has its edges from producers to consumers in forward order', () => {
    for (const text of [SIMPLE, FORK, NEURON, NESTED]) {
      const snapshot = snapshotFor(text);
      for (const open of [new Set<string>(), all(snapshot)]) {
        const graph = visibleGraph(snapshot, open);
        const place = new Map(graph.nodes.map(({ id }, k) => [id, k]));
        for (const { from, to } of graph.edges)
          expect(place.get(from) ?? Number.NaN).toBeLessThan(place.get(to) ?? Number.NaN);
      }
    }
  });

  it('names the value of a gate on its edge, and leaves the names of leaves to the leaves', () => {
    const { edges } = visibleGraph(snapshotFor(SIMPLE), new Set());
    expect(edges.map(({ name }) => name)).toEqual([undefined, undefined, 'q', undefined, undefined]);
  });
});

describe('a closed box', () => {
  it('is one node with the box’s symbol, and the value and gradient of its output', () => {
    const snapshot = snapshotFor(NEURON);
    const graph = visibleGraph(snapshot, new Set());
    const closed = graph.nodes.find(({ kind }) => kind === 'closed');
    expect(closed?.symbol).toBe('σ');
    expect(closed?.node.id).toBe(snapshot.output);
    expect(graph.boxes).toEqual([]);
    expect(graph.shownAs.get(snapshot.output)).toBe(closed?.id);
  });

  it('keeps edges that enter it apart, in the order in which it uses them', () => {
    const graph = visibleGraph(snapshotFor(NESTED), new Set());
    const closed = graph.nodes.find(({ kind }) => kind === 'closed');
    const entering = graph.edges.filter(({ to }) => to === closed?.id);
    expect(entering.map(({ port }) => port)).toEqual([0, 1]);
    expect(entering.map(({ from }) => graph.nodes.find(({ id }) => id === from)?.symbol)).toEqual(['u', 'v']);
  });

  it('hides what is inside it, however deep, even when an inner box is open', () => {
    const snapshot = snapshotFor(NESTED);
    const inner = snapshot.boxes.filter(({ parent }) => parent !== undefined).map(({ id }) => id);
    expect(inner.length).toBe(1);
    expect(symbols(snapshot, new Set(inner))).toEqual(symbols(snapshot, new Set()));
  });

  it('shows its boxes inside when open', () => {
    const snapshot = snapshotFor(NESTED);
    const outer = snapshot.boxes.filter(({ parent }) => parent === undefined).map(({ id }) => id);
    expect(symbols(snapshot, new Set(outer))).toContain('σ');
    expect(symbols(snapshot, all(snapshot))).toContain('exp');
  });
});

describe('constants', () => {
  const calls = 'def neuron(w, b, x) = w * x + b\nx = 2\nf = neuron(0.5, 1, x) + neuron(3, 1, x)\n';

  it('that only one closed box uses are inside it, and come out when it is opened', () => {
    const snapshot = snapshotFor(calls);
    expect(symbols(snapshot, new Set())).toEqual(['x', 'copy', 'neuron', 'neuron', '+', 'f']);
    const [first] = snapshot.boxes;
    expect(symbols(snapshot, new Set([first?.id ?? '']))).toEqual(expect.arrayContaining(['0.5', '×', 'neuron']));
  });

  it('stay where nothing else enters the box', () => {
    expect(symbols(snapshotFor('f = sigmoid(2)\n'), new Set())).toContain('2');
  });
});

describe('at first', () => {
  it('opens as many levels as leave the picture small', () => {
    const inner = Array.from({ length: 12 }, (_, k) => `sigmoid(x * ${k})`).join(' + ');
    const snapshot = snapshotFor(`def layer(x) = ${inner}\nu = 1\nf = layer(u)\n`);
    const outer = snapshot.boxes.filter(({ parent }) => parent === undefined).map(({ id }) => id);
    expect(snapshot.boxes.length).toBe(13);
    expect([...openAtFirst(snapshot)]).toEqual(outer);
  });

  it('small graphs are open, large ones are folded', () => {
    const small = snapshotFor(NESTED);
    expect(openAtFirst(small)).toEqual(all(small));
    const terms = Array.from({ length: 30 }, (_, k) => `sigmoid(x * ${k + 1})`).join(' + ');
    expect(openAtFirst(snapshotFor(`x = 1\nf = ${terms}\n`)).size).toBe(0);
  });
});
