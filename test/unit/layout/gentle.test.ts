import { expect, it } from 'vitest';
import type { Layout } from '../../../src/core/layout/layout.ts';
import { layoutGraph } from '../../../src/core/layout/layoutGraph.ts';
import { GraphShape, staged } from './graphShapes.ts';
import { overlaps } from './overlaps.ts';

const line = (layout: Layout, id: string): number => layout.nodes.get(id)?.line ?? Number.NaN;
const labelLine = (layout: Layout, id: string): number => layout.edges.get(id)?.label.line ?? Number.NaN;

/** The greatest height that a single piece of an edge climbs. */
const steepest = ({ edges }: Layout): number =>
  Math.max(
    ...[...edges.values()].flatMap(({ path }) =>
      path.parts.map(({ to }, k) => Math.abs(to.y - (path.parts[k - 1]?.to ?? path.start).y)),
    ),
  );

/** (a·b)·(a + b) − a */
function copies(): GraphShape {
  const g = new GraphShape();
  g.gate('copy a', g.leaf('a'));
  g.gate('copy b', g.leaf('b'));
  const product = g.gate('f', g.gate('c', 'copy a', 'copy b'), g.gate('d', 'copy a', 'copy b'));
  g.gate('out', product, 'copy a');
  return g;
}

it('lets two edges that have to cross each go half of the way', () => {
  const layout = layoutGraph(copies().input);
  const climb = line(layout, 'f') - labelLine(layout, 'f→out:0');
  const dive = labelLine(layout, 'copy a→out:1') - line(layout, 'copy a');
  expect(climb).toBeGreaterThan(0);
  expect(dive).toBeGreaterThan(0);
  expect(Math.max(climb, dive)).toBeLessThan(1.6 * Math.min(climb, dive));
});

it('takes, of orders with equally many crossings, one without a climb over the whole picture', () => {
  const layout = layoutGraph(staged().input);
  expect(steepest(layout)).toBeLessThan(layout.height / 2);
});

it('stands a leaf beside a frame that another frame keeps it from', () => {
  const g = new GraphShape();
  const hidden = g.box('layer', () => g.gate('add', g.gate('mul', g.leaf('X'), g.leaf('W')), g.leaf('b')));
  g.leaf('y');
  g.box('loss', () => g.gate('L', hidden, 'y'));
  const layout = layoutGraph(g.input);
  expect(overlaps(g.input, layout)).toEqual([]);
  const [layer, loss, y] = [layout.boxes.get('layer'), layout.boxes.get('loss'), layout.nodes.get('y')];
  expect(y?.x).toBeGreaterThan((layer?.x ?? 0) + (layer?.width ?? 0));
  expect((y?.x ?? 0) + (y?.width ?? 0)).toBeLessThan(loss?.x ?? 0);
  expect(line(layout, 'y')).toBeLessThan((layer?.y ?? 0) + (layer?.height ?? 0));
  expect(steepest(layout)).toBeLessThan(60);
});

it('stands a leaf beside its gate with what is written on its edge, where a frame is in its layer', () => {
  const g = new GraphShape();
  const hidden = g.box('layer', () => g.gate('add', g.gate('mul', g.leaf('X'), g.leaf('W')), g.leaf('b')));
  g.gate('times', hidden, g.leaf('k'));
  const layout = layoutGraph(g.input);
  expect(overlaps(g.input, layout)).toEqual([]);
  const [layer, k] = [layout.boxes.get('layer'), layout.nodes.get('k')];
  expect(k?.x).toBeGreaterThan((layer?.x ?? 0) + (layer?.width ?? 0));
  const label = layout.edges.get('k→times:1')?.label;
  expect(label?.x).toBeGreaterThanOrEqual((k?.x ?? 0) + (k?.width ?? 0));
  expect(label?.width).toBeGreaterThanOrEqual(50);
  expect(line(layout, 'k')).toBeLessThan((layer?.y ?? 0) + (layer?.height ?? 0));
});
