import { describe, expect, it } from 'vitest';
import { cardOf } from '../../../src/core/graph/cards/cardOf.ts';
import { openAtFirst, visibleGraph } from '../../../src/core/picture/visibleGraph.ts';
import { drawnGraph, entriesOf, snapshot } from './drawn.ts';

/** Each line uses the one before it; every fortieth value is used again at the end. */
function chain(lines: number): string {
  const text = ['x = 0.5; y = -1.5', 'h0 = x * y'];
  for (let k = 1; k < lines; k++)
    text.push(`h${k} = h${k - 1} * ${(1 + k / 1e4).toFixed(4)} + ${k % 2 === 0 ? 'y' : 'x'}`);
  const again = Array.from({ length: lines / 40 }, (_, k) => `h${40 * k}`);
  text.push(`f = ${again.join(' + ')} + h${lines - 1}`);
  return `${text.join('\n')}\n`;
}

const long = chain(400);

describe('a graph of very many lines', () => {
  it('is drawn as groups of lines that are not many at any depth', () => {
    const { boxes } = snapshot(chain(2000));
    const parts = new Map<string, number>();
    for (const { kind, parent } of boxes)
      if (kind === 'lines') parts.set(parent ?? '', (parts.get(parent ?? '') ?? 0) + 1);
    expect(Math.max(...parts.values())).toBeLessThanOrEqual(12);
    const seen = visibleGraph(snapshot(long), openAtFirst(snapshot(long)));
    expect(seen.nodes.filter(({ kind }) => kind !== 'leaf').length).toBeLessThanOrEqual(61);
    expect(seen.nodes.filter(({ kind }) => kind === 'leaf').map(({ symbol }) => symbol)).toEqual(['x', 'y']);
    expect(seen.boxes.concat(seen.nodes.flatMap(({ closed }) => closed ?? []))[0]?.title).toMatch(
      /^\d+ lines, h0 to h\d+$/,
    );
  });

  it('draws the values that leave a group under their own names, with their own numbers', () => {
    const graph = snapshot(long);
    const seen = visibleGraph(graph, new Set());
    const leaving = seen.edges.filter(({ from, name }) => name === 'h40' && from.includes('lines'));
    expect(leaving.length).toBeGreaterThan(0);
    const h40 = graph.nodes.find(({ name }) => name === 'h40');
    for (const edge of leaving)
      expect(edge.value).toMatchObject({ state: 'number', tensor: { entries: h40 && entriesOf(h40) } });
  });

  it('passes every value that is used in several groups through copy gates whose messages add up', () => {
    const drawing = drawnGraph(long);
    let passed = 0;
    for (const node of drawing.nodes) {
      if (!node.copies) expect(node.out.length, node.id).toBeLessThan(2);
      if (node === drawing.output || node.gradient === undefined) continue;
      const sum = node.out.reduce((total, { message }) => total + (message?.data[0] ?? 0), 0);
      expect(sum, node.id).toBeCloseTo(node.gradient.data[0] ?? 0, 6);
      passed++;
    }
    expect(passed).toBeGreaterThan(800);
  });

  it('says what a group of lines does', () => {
    const drawing = drawnGraph(long);
    const box = drawing.boxes.find(({ kind }) => kind === 'lines');
    expect(cardOf(drawing, box?.id ?? '', 'forward')?.sentence).toMatch(/^The group of \d+ lines, h0 to h\d+ takes /);
  });

  it('leaves a text of a hundred gates as it is', () => {
    expect(snapshot(chain(40)).boxes.filter(({ kind }) => kind === 'lines')).toEqual([]);
  });
});

describe('a long product, a long maximum, a long list', () => {
  it.each([
    ['product of 20 factors', 'Π 20 factors', ' * ', '(x + #)', (text: string) => text],
    ['list of 20 entries', 'list 20 entries', ', ', 'x * #', (text: string) => `sum([${text}])`],
  ] as const)('is a box: %s', (title, symbol, sign, part, whole) => {
    const parts = Array.from({ length: 20 }, (_, k) => part.replace('#', String(k + 1)));
    expect(snapshot(`x = 2\nf = ${whole(parts.join(sign))}\n`).boxes).toMatchObject([{ kind: 'run', title, symbol }]);
  });

  it('is a box where it holds nothing but leaves, once it is very long', () => {
    const names = Array.from({ length: 60 }, (_, k) => `a${k}`);
    const text = (count: number) =>
      `${names.map((name) => `${name} = 1`).join('; ')}\nf = ${names.slice(0, count).join(' + ')}\n`;
    expect(snapshot(text(30)).boxes).toEqual([]);
    expect(snapshot(text(60)).boxes).toMatchObject([{ title: 'sum of 60 terms' }]);
  });

  it('of nested calls of max is one too', () => {
    const nested = Array.from({ length: 18 }, (_, k) => `x * ${k + 1}`).reduce((all, one) => `max(${all}, ${one})`);
    expect(snapshot(`x = 2\nf = ${nested}\n`).boxes).toMatchObject([{ title: 'maximum of 18 values' }]);
  });
});
