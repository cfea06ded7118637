import { describe, expect, it } from 'vitest';
import { edgesFrom, entriesOf, gradientOf, nodeCalled, snapshot } from './drawn.ts';

describe('copy gates', () => {
  it('stand at a fork and add its messages: 2 + 3 = 5', () => {
    const graph = snapshot('a = 2; b = 1\nc = a + b\nd = b + 1\ne = c * d');
    const copy = graph.nodes.find((node) => node.role === 'copy');
    expect(copy).toMatchObject({ gate: 'copy', pattern: 'gradient adder', chip: 'gradient adder: 3 + 2 = 5' });
    expect(gradientOf(nodeCalled(graph, 'b'))).toEqual([5]);
    expect(edgesFrom(graph, 'c0:b').map(({ to }) => to)).toEqual([copy?.id]);
    expect(edgesFrom(graph, copy?.id ?? '').map((edge) => [edge.to, gradientOf(edge)])).toEqual([
      ['c0:c', [2]],
      ['c0:d', [3]],
    ]);
  });

  it('stand where one gate takes a value twice', () => {
    const graph = snapshot('x = 3\nf = x * x');
    const copy = graph.nodes.find((node) => node.role === 'copy');
    expect(edgesFrom(graph, copy?.id ?? '').map((edge) => [edge.to, edge.port, gradientOf(edge)])).toEqual([
      ['c0:f', 0, [3]],
      ['c0:f', 1, [3]],
    ]);
  });

  it('stand inside a call that uses its argument more than once', () => {
    const graph = snapshot('def twice(u) = u * u + u\nx = 3\nf = twice(x) + x');
    const [box] = graph.boxes;
    expect(box).toMatchObject({ kind: 'def', title: 'twice(x)', symbol: 'twice' });
    const copies = graph.nodes.filter((node) => node.role === 'copy');
    expect(copies.map((copy) => [copy.box, gradientOf(copy)])).toEqual([
      [undefined, [8]],
      [box?.id, [7]],
    ]);
    const inside = graph.nodes.filter((node) => node.box === box?.id);
    expect(inside.length).toBe(box?.size);
    expect(inside.map((node) => node.id)).toContain(box?.output);
    // From outside one edge goes into the call.
    const entering = graph.edges.filter(
      (edge) => inside.some(({ id }) => id === edge.to) && !inside.some(({ id }) => id === edge.from),
    );
    expect(entering.length).toBe(1);
  });

  it('stand outside a call whose value is used twice', () => {
    const graph = snapshot('def half(u) = u / 2\nx = 3\ny = half(x)\nf = y * y');
    const copy = graph.nodes.find((node) => node.role === 'copy');
    expect(copy?.box).toBeUndefined();
    expect(nodeCalled(graph, 'y').box).toBe(graph.boxes[0]?.id);
  });

  it('are what an alias is', () => {
    const graph = snapshot('x = 3\ny = x\nf = y * y + x');
    expect(nodeCalled(graph, 'y')).toMatchObject({ role: 'copy', gate: 'copy' });
    expect(edgesFrom(graph, 'c0:y').map(({ to, port }) => [to, port])).toEqual([
      ['c0:f.0', 0],
      ['c0:f.0', 1],
    ]);
    expect(gradientOf(nodeCalled(graph, 'y'))).toEqual([6]);
    expect(gradientOf(nodeCalled(graph, 'x'))).toEqual([7]);
  });

  it('make the rows of a bias', () => {
    const graph = snapshot('X = [[1, 2], [3, 4], [5, 6]]\nb = [10, 20]\nL = sum((X + b) * X)');
    const rows = graph.nodes.find((node) => node.role === 'copy' && node.chip?.startsWith('copied'));
    expect(rows?.chip).toBe('copied to 3 rows; its gradient is the sum over them');
    expect(rows && entriesOf(rows)).toEqual([10, 20, 10, 20, 10, 20]);
    expect(rows && gradientOf(rows)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(gradientOf(nodeCalled(graph, 'b'))).toEqual([9, 12]);
    expect(edgesFrom(graph, 'c0:b').map((edge) => [edge.to, gradientOf(edge)])).toEqual([[rows?.id, [9, 12]]]);
  });
});
