import { describe, expect, it } from 'vitest';
import type { Layout } from '../../../src/core/layout/layout.ts';
import { layoutGraph } from '../../../src/core/layout/layoutGraph.ts';
import { GraphShape, network, neuron, randomGraph, scalarNetwork, simple, staged, textbook } from './graphShapes.ts';
import { edgesOverNodes, overlaps } from './overlaps.ts';

const line = (layout: Layout, id: string): number => layout.nodes.get(id)?.line ?? Number.NaN;
const left = (layout: Layout, id: string): number => layout.nodes.get(id)?.x ?? Number.NaN;

describe.each(Object.entries(textbook))('the picture of %s', (_, shape) => {
  const { input } = shape();
  const layout = layoutGraph(input);

  it('draws everything, and nothing on anything else', () => {
    expect(layout.nodes.size).toBe(input.nodes.length);
    expect(layout.edges.size).toBe(input.edges.length);
    expect(layout.boxes.size).toBe(input.boxes.length);
    expect(overlaps(input, layout)).toEqual([]);
    expect(edgesOverNodes(input, layout)).toEqual([]);
  });

  it('runs from left to right', () => {
    for (const { id, from, to } of input.edges) {
      expect(left(layout, from), id).toBeLessThan(left(layout, to));
      const path = layout.edges.get(id)?.path;
      expect(path?.parts.at(-1)?.to.x, id).toBeGreaterThan(path?.start.x ?? Number.NaN);
    }
  });

  it('stands inside its own measures', () => {
    for (const rect of [...layout.nodes.values(), ...layout.boxes.values()]) {
      expect(rect.x).toBeGreaterThanOrEqual(-0.01);
      expect(rect.y).toBeGreaterThanOrEqual(-0.01);
      expect(rect.x + rect.width).toBeLessThanOrEqual(layout.width + 0.01);
      expect(rect.y + rect.height).toBeLessThanOrEqual(layout.height + 0.01);
    }
  });

  it('is the same every time', () => {
    expect(layoutGraph(shape().input)).toEqual(layout);
  });
});

describe('the blackboard', () => {
  it('keeps the order of the formula from top to bottom', () => {
    const layout = layoutGraph(simple().input);
    expect(line(layout, 'x')).toBeLessThan(line(layout, 'y'));
    expect(line(layout, 'y')).toBeLessThan(line(layout, 'z'));
    const larger = layoutGraph(neuron().input);
    const lines = ['w0', 'x0', 'w1', 'x1'].map((leaf) => line(larger, leaf));
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
    expect(line(larger, 'w2')).toBeGreaterThan(line(larger, 'first'));
  });

  it('runs the deepest operand straight through, and stands between equal ones', () => {
    const layout = layoutGraph(neuron().input);
    for (const id of ['sum', 'neg', 'exp', 'plus', 'inverse'])
      expect(line(layout, id)).toBeCloseTo(line(layout, 'first'), 3);
    const between = (line(layout, 'w0') + line(layout, 'x0')) / 2;
    expect(Math.abs(line(layout, 'a') - between)).toBeLessThan(8);
    expect(line(layout, 'first')).toBeCloseTo((line(layout, 'a') + line(layout, 'b')) / 2, 0);
  });

  it('stands a leaf beside the gate that uses it, however late that is', () => {
    const layout = layoutGraph(network(3).input);
    expect(left(layout, 'y')).toBeGreaterThan(left(layout, 'add2'));
    expect(left(layout, 'W2')).toBeGreaterThan(left(layout, 'relu0'));
  });

  it('lets all uses of a value leave on one trunk', () => {
    const g = new GraphShape();
    g.gate('copy', g.leaf('x'));
    let sum = g.gate('a', 'copy');
    for (const id of ['b', 'c', 'd']) sum = g.gate(id, sum, 'copy');
    const layout = layoutGraph(g.input);
    const starts = g.edges.filter(({ from }) => from === 'copy').map(({ id }) => layout.edges.get(id)?.path.start);
    expect(new Set(starts.map((start) => `${start?.x} ${start?.y}`)).size).toBe(1);
  });

  it('runs a trunk straight on where branches leave it, however many there are', () => {
    const g = new GraphShape();
    let sum = g.gate('copy', g.leaf('x'));
    for (let k = 0; k < 400; k++) sum = g.gate(`g${k}`, sum, 'copy');
    const layout = layoutGraph(g.input);
    const parts = [...layout.edges.values()].map(({ path }) => path.parts.length);
    expect(Math.max(...parts)).toBeLessThan(8);
  });

  it('reserves the room of a label on a straight piece of its edge', () => {
    const { input } = neuron();
    const layout = layoutGraph(input);
    for (const edge of input.edges) {
      const label = layout.edges.get(edge.id)?.label;
      expect(label?.width, edge.id).toBeGreaterThanOrEqual(edge.label.width);
      expect((label?.line ?? 0) - (label?.y ?? 0), edge.id).toBeGreaterThanOrEqual(edge.label.above - 0.01);
    }
  });

  it('draws parallel boxes beside each other rather than one after the other', () => {
    const layout = layoutGraph(staged().input);
    const x = layout.boxes.get('sigmoid sx');
    const y = layout.boxes.get('sigmoid sy');
    expect(Math.min((x?.x ?? 0) + (x?.width ?? 0), (y?.x ?? 0) + (y?.width ?? 0))).toBeGreaterThan(
      Math.max(x?.x ?? 0, y?.x ?? 0),
    );
  });
});

describe('large and strange graphs', () => {
  it.each([
    ['a random graph', randomGraph(300, 4).input],
    ['a wide network', scalarNetwork(5, 6, 3).input],
  ])('%s overlaps nowhere', (_, input) => {
    const layout = layoutGraph(input);
    expect(overlaps(input, layout)).toEqual([]);
    expect(edgesOverNodes(input, layout)).toEqual([]);
  });

  it('draws nothing, and a single node', () => {
    expect(layoutGraph({ nodes: [], edges: [], boxes: [] }).nodes.size).toBe(0);
    const g = new GraphShape();
    g.leaf('x');
    expect(layoutGraph(g.input).width).toBe(30);
  });

  it('draws a ring all the same, and drops edges to nowhere', () => {
    const g = new GraphShape();
    g.gate('a', 'b');
    g.gate('b', 'a');
    g.edge('a', 'nobody', 0);
    const layout = layoutGraph(g.input);
    expect([...layout.nodes.keys()]).toEqual(['a', 'b']);
    expect(layout.edges.size).toBe(2);
  });

  it.each([7, 12, 23])('draws boxes that need each other in a ring all the same (%d)', (seed) => {
    const { nodes, edges } = randomGraph(40, seed);
    const title = { width: 60, height: 20 };
    const boxes = ['b0', 'b1', 'b2', 'b3'].map((id, k) => ({ id, title, ...(k > 1 ? { parent: `b${k - 2}` } : {}) }));
    const strewn = nodes.map((node, k) => (k % 3 === 0 ? node : { ...node, box: `b${((k >> 3) + seed) % 4}` }));
    const layout = layoutGraph({ nodes: strewn, edges, boxes });
    expect(layout.nodes.size).toBe(nodes.length);
    expect(layout.edges.size).toBe(edges.length);
  });

  it('takes hostile ids as ids', () => {
    const g = new GraphShape();
    g.gate('toString', g.leaf('constructor'), g.leaf('__proto__'));
    expect(layoutGraph(g.input).edges.size).toBe(2);
  });

  it('draws a box that contains itself as if it had no parent', () => {
    const g = new GraphShape();
    g.box('loop', () => g.gate('f', g.leaf('x')));
    const boxes = [{ id: 'loop', parent: 'loop', title: { width: 40, height: 20 } }];
    expect(layoutGraph({ ...g.input, boxes }).boxes.size).toBe(1);
  });
});
