import { describe, expect, it } from 'vitest';
import { pathsOf } from '../../../src/core/graph/cards/paths.ts';
import type { PathsView } from '../../../src/protocol/graph.ts';
import { drawnGraph } from './drawn.ts';

function paths(text: string, leaf: string): PathsView {
  const found = pathsOf(drawnGraph(text), leaf);
  if ('reason' in found) throw new Error(found.reason);
  return found;
}

describe('all paths from a leaf to the output', () => {
  it('are products that add up to the gradient', () => {
    const found = paths('a = 2; b = 1\nc = a + b\nd = b + 1\ne = c * d', 'c0:b');
    expect(found.paths.map(({ product, value }) => [product, value])).toEqual([
      ['1 · 3', 3],
      ['1 · 2', 2],
    ]);
    expect(found).toMatchObject({ sum: 5, pathCount: 2, edgeCount: 5, cut: false });
    expect(found.paths[0]?.nodes).toEqual(['c0:b', 'c0:b*', 'c0:d', 'c0:e']);
  });

  it('number far more than the edges', () => {
    const lines = Array.from({ length: 40 }, (_, i) => `x${i + 1} = x${i} + x${i}`);
    const found = paths(`x0 = 1\n${lines.join('\n')}`, 'c0:x0');
    expect(found.pathCount).toBe(2 ** 40);
    expect(found.edgeCount).toBe(120);
    expect(found.paths.length).toBe(200);
    expect(found).toMatchObject({ cut: true, sum: 2 ** 40 });
  });

  it('go through negative and zero slopes', () => {
    const found = paths('x = 3; y = -2\nf = relu(x*y + x**2) * y', 'c0:y');
    expect(found.sum).toBe(-3);
    expect(found.paths.map(({ value }) => value)).toEqual([3, -6]);
    expect(paths('w = -1\nf = relu(w) * 5', 'c0:w').paths).toMatchObject([{ product: '0 · 5', value: 0 }]);
  });

  it('are for numbers only, and for what the output depends on', () => {
    const reason = (text: string, leaf: string) => {
      const found = pathsOf(drawnGraph(text), leaf);
      return 'reason' in found ? found.reason : 'paths';
    };
    expect(reason('x = [1, 2]\nf = sum(x)', 'c0:x')).toContain('single numbers');
    expect(reason('x = 2\nf = x * 3', 'c0:f.1')).not.toBe('paths');
    expect(reason('x = 2\nf = x * 3', 'c0:nothing')).not.toBe('paths');
  });

  it('survives a path of thousands of gates', () => {
    const text = `x = 1\nf = x${' + 1'.repeat(4000)}`;
    expect(paths(text, 'c0:x')).toMatchObject({ pathCount: 1, sum: 1, edgeCount: 4000 });
  });
});
