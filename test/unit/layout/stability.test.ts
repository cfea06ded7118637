import { expect, it } from 'vitest';
import { layoutGraph } from '../../../src/core/layout/layoutGraph.ts';
import { GraphShape, scalarNetwork } from './graphShapes.ts';

function chain(extra: boolean): GraphShape {
  const g = new GraphShape();
  const left = g.gate('p', g.leaf('a'), g.leaf('b'));
  const right = g.gate('q', g.leaf('c'), g.leaf('d'));
  const term = extra ? g.gate('new', right, g.leaf('e')) : right;
  g.gate('f', left, term);
  return g;
}

it('keeps the order of what was there when a gate is added', () => {
  const before = layoutGraph(chain(false).input);
  const after = layoutGraph({ ...chain(true).input, before });
  const order = (layout: typeof before) =>
    ['a', 'b', 'c', 'd'].toSorted((x, y) => (layout.nodes.get(x)?.line ?? 0) - (layout.nodes.get(y)?.line ?? 0));
  expect(order(after)).toEqual(order(before));
});

it('moves nothing when nothing but sizes of numbers change', () => {
  const { input } = scalarNetwork(3, 3, 2);
  const before = layoutGraph(input);
  const wider = input.edges.map((edge) => ({ ...edge, label: { ...edge.label, width: edge.label.width + 7 } }));
  const after = layoutGraph({ ...input, edges: wider, before });
  for (const [id, { line }] of before.nodes) expect(after.nodes.get(id)?.line, id).toBeCloseTo(line, 3);
});

it('changes nothing inside a box when something outside it changes', () => {
  const shape = (longer: boolean): GraphShape => {
    const g = new GraphShape();
    const inner = g.box('box', () => g.gate('u', g.gate('v', g.leaf('x'), g.leaf('y')), g.leaf('z')));
    g.gate('f', longer ? g.gate('more', inner) : inner, g.leaf('w'));
    return g;
  };
  const [before, after] = [shape(false), shape(true)].map(({ input }) => layoutGraph(input));
  for (const id of ['u', 'v', 'x', 'y', 'z']) {
    const at = (layout: typeof before) => ({
      x: (layout?.nodes.get(id)?.x ?? 0) - (layout?.boxes.get('box')?.x ?? 0),
      y: (layout?.nodes.get(id)?.y ?? 0) - (layout?.boxes.get('box')?.y ?? 0),
    });
    expect(at(after).x).toBeCloseTo(at(before).x, 6);
    expect(at(after).y).toBeCloseTo(at(before).y, 6);
  }
});
