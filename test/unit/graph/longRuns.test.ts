import { describe, expect, it } from 'vitest';
import { cardOf } from '../../../src/core/graph/cards/cardOf.ts';
import { openAtFirst, visibleGraph } from '../../../src/core/picture/visibleGraph.ts';
import type { GraphSnapshot } from '../../../src/protocol/graph.ts';
import { drawnGraph, snapshot } from './drawn.ts';

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, k) => k);
const def = 'def neuron(w, x) = tanh(w * x)\nx = 0.5\n';
const calls = (count: number): string =>
  numbers(count)
    .map((k) => `neuron(0.${k + 1}, x)`)
    .join(' + ');
const symbols = (graph: GraphSnapshot): readonly string[] =>
  visibleGraph(graph, openAtFirst(graph)).nodes.map(({ symbol }) => symbol);

describe('a long sum', () => {
  it('of calls is one box with what adds them up, and reads at once', () => {
    const graph = snapshot(`${def}f = (${calls(84)}) ** 2\n`);
    const [sum] = graph.boxes;
    expect(sum).toMatchObject({ kind: 'run', title: 'sum of 84 calls of neuron', symbol: 'Σ 84 neuron' });
    expect(graph.boxes.filter(({ kind, parent }) => kind === 'def' && parent === sum?.id).length).toBe(84);
    expect(symbols(graph)).toEqual(['x', 'Σ 84 neuron', '2', 'pow', 'f']);
  });

  it('keeps value and gradient: the one message to x is that of all calls together', () => {
    const graph = snapshot(`${def}f = ${calls(40)}\n`);
    const slopes = numbers(40).map((k) => Number(`0.${k + 1}`) * (1 - Math.tanh(Number(`0.${k + 1}`) * 0.5) ** 2));
    const visible = visibleGraph(graph, new Set());
    const edge = visible.edges.find(({ from }) => from === 'c0:x');
    const message = edge?.gradient.state === 'number' ? edge.gradient.tensor.entries?.[0] : undefined;
    expect(Number(message)).toBeCloseTo(
      slopes.reduce((total, slope) => total + slope, 0),
      10,
    );
  });

  it('of names that are assigned one by one, however it is bracketed', () => {
    const lines = numbers(20).map((k) => `h${k} = neuron(${k}, x)`);
    const left = numbers(20)
      .map((k) => `h${k}`)
      .join(' + ');
    const right = numbers(20).reduceRight((rest, k) => (rest === '' ? `h${k}` : `h${k} + (${rest})`), '');
    for (const sum of [left, right])
      expect(
        snapshot(`${def}${lines.join('\n')}\nf = ${sum}\n`).boxes.filter(({ kind }) => kind === 'run').length,
      ).toBe(1);
  });

  it('of products is a box too, and its leaves stay outside', () => {
    const terms = numbers(16).map((k) => `x * ${k + 1}`);
    const graph = snapshot(`x = 2; b = 3\nf = ${terms.join(' + ')} + b\n`);
    expect(graph.boxes).toMatchObject([{ kind: 'run', title: 'sum of 17 terms' }]);
    expect(graph.nodes.find(({ name }) => name === 'b')?.box).toBeUndefined();
  });

  it('leaves short sums, and terms that are used elsewhere, as they are', () => {
    expect(snapshot(`${def}f = ${calls(15)}\n`).boxes.some(({ kind }) => kind === 'run')).toBe(false);
    const lines = numbers(16)
      .map((k) => `h${k} = neuron(${k}, x)`)
      .join('\n');
    const sum = numbers(16)
      .map((k) => `h${k}`)
      .join(' + ');
    expect(snapshot(`${def}${lines}\nf = (${sum}) * h3\n`).boxes.some(({ kind }) => kind === 'run')).toBe(false);
  });

  it('explains itself on its card', () => {
    const drawing = drawnGraph(`${def}f = (${calls(30)}) ** 2\n`);
    const box = drawing.boxes.find(({ kind }) => kind === 'run');
    expect(cardOf(drawing, box?.id ?? '', 'forward')?.sentence).toMatch(
      /^The sum of 30 calls of neuron takes .+ and gives /,
    );
    expect(cardOf(drawing, box?.id ?? '', 'backward')?.sentence).toMatch(
      /^The sum of 30 calls of neuron: upstream is /,
    );
  });
});
