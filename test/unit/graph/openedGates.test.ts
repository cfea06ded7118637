import { describe, expect, it } from 'vitest';
import { entriesOf, gradientOf, nodeCalled, snapshot } from './drawn.ts';

const close = (given: readonly (number | string)[] | string, wanted: readonly number[]): void => {
  expect(given.length).toBe(wanted.length);
  wanted.forEach((entry, i) => {
    expect(Number(given[i])).toBeCloseTo(entry, 10);
  });
};

describe('opened gates', () => {
  it('shows the sigmoid neuron as the slides do, value and gradient of each gate', () => {
    const graph = snapshot('w0 = 2; x0 = -1; w1 = -3; x1 = -2; w2 = -3\nf = sigmoid(w0*x0 + w1*x1 + w2)');
    const table = graph.nodes
      .filter((node) => node.role !== 'constant')
      .map((node) => [node.name ?? node.gate, Number(entriesOf(node)[0]), Number(gradientOf(node)[0])] as const);
    const wanted = [
      ['w0', 2, -0.19661193324148188],
      ['x0', -1, 0.39322386648296376],
      ['w1', -3, -0.39322386648296376],
      ['x1', -2, -0.5898357997244457],
      ['w2', -3, 0.19661193324148188],
      ['mul', -2, 0.19661193324148188],
      ['mul', 6, 0.19661193324148188],
      ['add', 4, 0.19661193324148188],
      ['add', 1, 0.19661193324148188],
      ['neg', -1, -0.19661193324148188],
      ['exp', 0.36787944117144233, -0.534446645388523],
      ['add', 1.3678794411714423, -0.534446645388523],
      ['f', 0.7310585786300049, 1],
    ] as const;
    expect(table.map(([name]) => name)).toEqual(wanted.map(([name]) => name));
    table.forEach(([, value, gradient], i) => {
      expect(value).toBeCloseTo(wanted[i]?.[1] ?? Number.NaN, 12);
      expect(gradient).toBeCloseTo(wanted[i]?.[2] ?? Number.NaN, 12);
    });
    expect(graph.boxes).toMatchObject([{ kind: 'gate', title: 'sigmoid', symbol: 'σ', output: 'c0:f', id: 'c0:f()' }]);
    expect(graph.boxes[0]?.chip).toContain('(1 − 0.7311)·0.7311·1');
  });

  it('marks the saturated neuron', () => {
    const graph = snapshot('w = 27\nf = sigmoid(w)');
    expect(graph.boxes[0]?.badges.map(({ kind }) => kind)).toEqual(['saturated']);
    const gradient = gradientOf(nodeCalled(graph, 'w'));
    expect(Number(gradient[0]) / 1.879528816532018e-12).toBeCloseTo(1, 12);
  });

  it('opens a layer into a product, a bias with its rows and a sum', () => {
    const graph = snapshot(
      [
        'X = [[1, -2, 0.5, 3], [2, 1, -1, 0]]',
        'W = [[1, 0, -2], [2, -1, 1], [-1, 3, 1], [0, 2, -1]]',
        'b = [0.1, -0.2, 0.3]',
        'y = fc(X, W, b)',
        'L = sum(y * [[2, -1, 0.5], [1, 1, -2]])',
      ].join('\n'),
    );
    close(entriesOf(nodeCalled(graph, 'y')), [-3.4, 9.3, -6.2, 5.1, -4.2, -3.7]);
    close(gradientOf(nodeCalled(graph, 'W')), [4, 1, -3.5, -3, 3, -3, 0, -1.5, 2.25, 6, -3, 1.5]);
    close(gradientOf(nodeCalled(graph, 'X')), [1, 5.5, -4.5, -2.5, 5, -1, 0, 4]);
    close(gradientOf(nodeCalled(graph, 'b')), [3, 0, -1.5]);
    expect(graph.boxes).toMatchObject([{ title: 'fc', size: 3, pattern: 'swap multiplier' }]);
    const inside = graph.nodes.filter((node) => node.box === 'c0:y()').map((node) => node.gate);
    expect(inside).toEqual(expect.arrayContaining(['copy', 'matmul', 'add']));
  });

  it('shows a two-layer softmax network with the gradients of the slides', () => {
    const graph = snapshot(
      [
        'X = [[1, -2], [.5, 3]]; y = [0, 2]',
        'W1 = [[.5, -1, .25], [1, .5, -.75]]; b1 = [.1, 0, -.2]',
        'W2 = [[1, -1, .5], [.5, .25, -1], [-.5, 1, 1]]; b2 = [0, .1, -.1]',
        'h = relu(fc(X, W1, b1))',
        's = fc(h, W2, b2)',
        'L = cross_entropy(s, y)',
      ].join('\n'),
    );
    close(entriesOf(nodeCalled(graph, 'L')), [3.191890261010085]);
    close(gradientOf(nodeCalled(graph, 'b2')), [0.004484950707535962, 0.2626731145993513, -0.26715806530688724]);
    close(
      gradientOf(nodeCalled(graph, 'W1')),
      [
        0.11993988228048905, 0.36128562264822994, 0.7152064384496069, 0.7196392936829343, 2.1677137358893797,
        -1.4304128768992137,
      ],
    );
    expect(graph.boxes.map(({ title }) => title)).toEqual(['fc', 'fc', 'cross_entropy']);
    expect(nodeCalled(graph, 'y').gradient.state).toBe('none');
    // The labels are connected, quietly.
    expect(graph.edges.filter((edge) => edge.from === 'c0:y').map(({ quiet }) => quiet)).toEqual([true]);
  });

  it('stays closed where the gates behind would overflow', () => {
    const graph = snapshot('s = [[1000, 0]]\np = softmax(s)\nL = sum(p * p)');
    expect(graph.boxes).toEqual([]);
    expect(nodeCalled(graph, 'p').gate).toBe('softmax');
  });

  it('gives calls inside calls boxes inside boxes', () => {
    const graph = snapshot('def layer(u) = sigmoid(u)\ndef net(u) = layer(layer(u))\nx = 1\nf = net(x)');
    const depth = (id: string | undefined): number => {
      const box = graph.boxes.find((one) => one.id === id);
      return box === undefined ? 0 : 1 + depth(box.parent);
    };
    expect(graph.boxes.map(({ title }) => title).sort()).toEqual([
      'layer(layer(u))',
      'layer(u)',
      'net(x)',
      'sigmoid',
      'sigmoid',
    ]);
    expect(Math.max(...graph.boxes.map(({ id }) => depth(id)))).toBe(3);
    expect(new Set(graph.boxes.map(({ id }) => id)).size).toBe(graph.boxes.length);
  });
});
