import { describe, expect, it } from 'vitest';
import { entryStory } from '../../../src/core/graph/entries/entryStory.ts';
import { gridPage } from '../../../src/core/graph/entries/gridPage.ts';
import type { EntryStory } from '../../../src/protocol/graph.ts';
import { drawnGraph } from './drawn.ts';

function story(text: string, id: string, which: EntryStory['which'], index: readonly number[]): EntryStory {
  const found = entryStory(drawnGraph(text), id, which, index);
  if (found === undefined) throw new Error('no story');
  return found;
}
const parts = (told: EntryStory) => told.parts.map(({ node, which, indices }) => [node, which, indices]);

const layer = 'X = [[1, 2], [3, 4], [5, 6]]; W = [[1, 0, 2], [0, 1, 1]]\nH = X @ W\nL = sum(H * H)';

describe('the story of an entry', () => {
  it('of a product: its row and its column', () => {
    const told = story(layer, 'c0:H', 'value', [1, 2]);
    expect(told.plain).toBe('H[1, 2] = X[1, 0] · W[0, 2] + X[1, 1] · W[1, 2] = 3 · 2 + 4 · 1 = 10');
    expect(parts(told)).toEqual([
      [
        'c0:X',
        'value',
        [
          [1, 0],
          [1, 1],
        ],
      ],
      [
        'c0:W',
        'value',
        [
          [0, 2],
          [1, 2],
        ],
      ],
    ]);
  });

  it('is drawn number by number', () => {
    const { graph } = story(layer, 'c0:W', 'gradient', [1, 2]);
    expect(graph?.outputName).toBe('dW[1, 2]');
    expect(graph?.nodes.map(({ symbol }) => symbol)).toEqual([
      ...['X[0, 1]', 'dH[0, 2]', '×', 'X[1, 1]', 'dH[1, 2]', '×', 'X[2, 1]', 'dH[2, 2]', '×'],
      'Σ',
    ]);
    const relu = story('x = [1, -2]\nh = relu(x)\nf = sum(h)', 'c0:h', 'value', [1]);
    expect(relu.graph?.nodes.map(({ symbol }) => symbol)).toEqual(['x[1]', 'ReLU']);
    expect(story('x = [1, 2]\nf = sum(x)', 'c0:x', 'value', [1]).graph).toBeUndefined();
  });

  it('of a long sum draws the first terms, and the rest as one', () => {
    const { graph } = story('x = [1, 2, 3, 4, 5, 6, 7, 8]\nf = sum(x)', 'c0:f', 'value', []);
    const last = graph?.nodes.at(-2);
    expect(last?.symbol).toBe('3 more');
    expect(last?.value).toMatchObject({ tensor: { entries: [21] } });
  });

  it('of a weight gradient: the column of the inputs and the column of upstream', () => {
    const told = story(layer, 'c0:W', 'gradient', [1, 2]);
    expect(told.plain).toBe(
      'dW[1, 2] = X[0, 1] · dH[0, 2] + X[1, 1] · dH[1, 2] + X[2, 1] · dH[2, 2] = 2 · 8 + 4 · 20 + 6 · 32 = 288',
    );
    expect(parts(told)).toEqual([
      [
        'c0:H',
        'gradient',
        [
          [0, 2],
          [1, 2],
          [2, 2],
        ],
      ],
      [
        'c0:X',
        'value',
        [
          [0, 1],
          [1, 1],
          [2, 1],
        ],
      ],
    ]);
    expect(told.symbols).toContain('dW[1, 2] = X[0, 1] \\cdot dH[0, 2]');
  });

  it('is found although factors are zero', () => {
    expect(parts(story(layer, 'c0:H', 'value', [0, 0]))).toEqual([
      [
        'c0:X',
        'value',
        [
          [0, 0],
          [0, 1],
        ],
      ],
      [
        'c0:W',
        'value',
        [
          [0, 0],
          [1, 0],
        ],
      ],
    ]);
    expect(story(layer, 'c0:X', 'gradient', [0, 1]).plain).toBe(
      'dX[0, 1] = W[1, 0] · dH[0, 0] + W[1, 1] · dH[0, 1] + W[1, 2] · dH[0, 2] = 0 · 2 + 1 · 4 + 1 · 8 = 12',
    );
  });

  it('of entry-by-entry gates: the same entry', () => {
    const text = 'z = [[-1, 2], [3, 0.5]]\nh = relu(z)\nL = sum(h * [[1, 2], [3, 4]])';
    expect(story(text, 'c0:h', 'value', [0, 0]).plain).toBe('h[0, 0] = relu(z[0, 0]) = relu(−1) = 0');
    const told = story(text, 'c0:z', 'gradient', [1, 0]);
    expect(told.numbers).toBe('3');
    expect(parts(told)).toEqual([['c0:h', 'gradient', [[1, 0]]]]);
    expect(story(text, 'c0:z', 'gradient', [0, 0]).plain).toBe('dz[0, 0] = ∂h[0, 0]/∂z[0, 0] · dh[0, 0] = 0 · 1 = 0');
  });

  it('of a bias gradient: one entry of each row', () => {
    const text = 'X = [[1, 2], [3, 4], [5, 6]]\nb = [10, 20]\nH = X + b\nL = sum(H * X)';
    const told = story(text, 'c0:b', 'gradient', [1]);
    expect(parts(told)).toEqual([
      [
        'c0:H<1',
        'gradient',
        [
          [0, 1],
          [1, 1],
          [2, 1],
        ],
      ],
    ]);
    expect(told.numbers).toBe('2 + 4 + 6 = 12');
  });

  it('of sums and of softmax: the whole row', () => {
    const text = 's = [[1, 2, 3], [0, 0, 0]]\np = softmax(s)\nL = sum(p * p)';
    const closed = 's = [[1000, 2, 3], [0, 0, 0]]\np = softmax(s)\nL = sum(p * p)';
    expect(story(text, 'c0:p()', 'value', [0, 1]).plain).toBe('p[0, 1] = softmax(s[0, 0], s[0, 1], s[0, 2]) = 0.2447');
    expect(parts(story(closed, 'c0:p', 'value', [1, 0]))).toEqual([
      [
        'c0:s',
        'value',
        [
          [1, 0],
          [1, 1],
          [1, 2],
        ],
      ],
    ]);
    expect(parts(story(closed, 'c0:s', 'gradient', [1, 0]))[0]).toEqual([
      'c0:p',
      'gradient',
      [
        [1, 0],
        [1, 1],
        [1, 2],
      ],
    ]);
    expect(story('x = [1, 2, 4]\nL = sum(x)', 'c0:L', 'value', []).plain).toBe(
      'L = x[0] + x[1] + x[2] = 1 + 2 + 4 = 7',
    );
  });

  it('of a fully connected layer, closed', () => {
    const text = 'X = [[1, 2], [3, 4]]; W = [[1, 0], [2, 1]]; b = [5, 6]\ny = fc(X, W, b)\nL = sum(y * y)';
    expect(story(text, 'c0:y()', 'value', [1, 0]).plain).toBe(
      'y[1, 0] = X[1, 0] · W[0, 0] + X[1, 1] · W[1, 0] + b[0] = 3 · 1 + 4 · 2 + 5 = 16',
    );
  });

  it('does not exist for an entry that is not there', () => {
    const drawing = drawnGraph(layer);
    expect(entryStory(drawing, 'c0:H', 'value', [9, 9])).toBeUndefined();
    expect(entryStory(drawing, 'c0:H', 'value', [0])).toBeUndefined();
    expect(entryStory(drawing, 'c0:none', 'value', [])).toBeUndefined();
  });
});

describe('a page of the grid', () => {
  it('has full precision and begins where asked', () => {
    const drawing = drawnGraph('X = randn(500, 3)\nL = sum(X / 3)');
    const page = gridPage(drawing, 'c0:X', 'gradient', 450);
    expect(page).toMatchObject({ shape: [500, 3], firstRow: 450 });
    expect(page?.rows.length).toBe(50);
    expect(page?.rows[0]).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect(gridPage(drawing, 'c0:X', 'value', 0)?.rows.length).toBe(200);
    expect(gridPage(drawing, 'c0:X', 'value', 1e9)?.firstRow).toBe(499);
    expect(gridPage(drawing, 'c0:X', 'value', Number.NaN)?.firstRow).toBe(0);
  });

  it('keeps what is not finite', () => {
    const drawing = drawnGraph('x = [1, 0]\ny = log(x) / x\nL = sum(y)');
    expect(gridPage(drawing, 'c0:y', 'value', 0)?.rows).toEqual([[0, '-inf']]);
  });
});
