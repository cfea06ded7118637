import { describe, expect, it } from 'vitest';
import { brokenGraph } from '../../../src/core/graph/brokenGraph.ts';
import type { GraphSnapshot } from '../../../src/protocol/graph.ts';
import { evaluated, request } from './drawn.ts';

function broken(text: string, cell = 0): GraphSnapshot | undefined {
  return brokenGraph(evaluated(text), request(), cell);
}

const wires = ({ nodes, edges }: GraphSnapshot): readonly string[] => {
  const symbols = new Map(nodes.map(({ id, symbol }) => [id, symbol]));
  return edges.map(({ from, to, value }) => `${symbols.get(from)} → ${symbols.get(to)} ${value.state}`);
};

describe('the graph of a cell with an error', () => {
  it('shows the gate that has it, with both operands, and what waits for it', () => {
    const text = 'A = [[1, 2], [3, 4]]\ny = [1, 2, 3]\nq = A @ y\nh = relu(q)\nf = sum(h) * 2';
    const found = broken(text);
    expect(found && wires(found)).toEqual([
      'A → @ number',
      'y → @ number',
      '@ → ReLU waiting',
      'ReLU → Σ waiting',
      'Σ → × waiting',
      '2 → × number',
    ]);
    expect(found?.problem).toMatchObject({ node: 'c0:q', line: 3 });
    expect(found?.nodes.find(({ id }) => id === 'c0:q')).toMatchObject({
      ...{ gate: 'matmul', name: 'q' },
      value: { state: 'waiting', own: true },
    });
    expect(found?.nodes.find(({ symbol }) => symbol === 'ReLU')?.value).toEqual({ state: 'waiting' });
  });

  it('shows a name that stands for nothing, and a value that is used twice with its copy gate', () => {
    const found = broken('x = 2\nq = x + yy\nf = q * x');
    expect(found?.problem).toMatchObject({ line: 2 });
    expect(found?.nodes.find(({ id }) => id === found.problem?.node)?.symbol).toBe('yy');
    expect(found?.nodes.filter(({ role }) => role === 'copy').map(({ id }) => id)).toEqual(['c0:x*']);
  });

  it('is drawn only where the error is in the way of the last line', () => {
    expect(broken('x = 2\nq = x + yy\nf = x * 3')).toBeUndefined();
    expect(broken('x = 2\nf = x * 3')).toBeUndefined();
    expect(broken('# nothing')).toBeUndefined();
    expect(broken('x = 2\nf = (x *')).toBeUndefined();
  });

  it('ends a chain of thousands, and names that lead back to themselves', () => {
    const sum = Array.from({ length: 5000 }, () => 'yy').join(' + ');
    expect(broken(`x = 2\nf = ${sum}`)).toBeUndefined();
    expect(broken('f = f + yy')?.problem).toBeDefined();
  });
});
