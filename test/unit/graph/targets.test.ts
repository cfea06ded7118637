import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../../src/core/graph/exportText.ts';
import { evaluated, gradientOf, nodeCalled, request, selected, snapshot } from './drawn.ts';

describe('a selected expression', () => {
  it('is drawn alone, with gradients of itself', () => {
    const { text, target } = selected('x = -2; y = 5; z = -4\nf = «(x + y)» * z');
    const graph = snapshot(text, { target });
    expect(graph.title).toBe('x + y');
    expect(graph.nodes.map(({ id }) => id)).toEqual(['c0:x', 'c0:y', 'c0:f.0']);
    expect(gradientOf(nodeCalled(graph, 'x'))).toEqual([1]);
    expect(graph.output).toBe('c0:f.0');
  });

  it('is found by a loose selection, and by its name', () => {
    const { text, target } = selected('x = 2\nq = x * 3\nf = q« *  q »+ x');
    expect(snapshot(text, { target }).title).toBe('q * q');
    const named = selected('x = 2\nq = x * 3\nf = «q» * q');
    expect(snapshot(named.text, { target: named.target }).output).toBe('c0:q');
    const assigned = selected('x = 2\n«q» = x * 3\nf = q * q');
    expect(snapshot(assigned.text, { target: assigned.target }).output).toBe('c0:q');
  });

  it('that is a tensor shows what flows through it to the output', () => {
    const { text, target } = selected('X = [[1, 2], [3, 4]]\nH = «X * X»\nL = sum(H) + sum(X)');
    const graph = snapshot(text, { target });
    expect(graph.outputName).toBe('L');
    expect(graph.notes.join()).toContain('as far as they pass through H');
    expect(gradientOf(nodeCalled(graph, 'X'))).toEqual([2, 4, 6, 8]);
  });

  it('inside a def is drawn with the numbers of the first call', () => {
    const { text, target } = selected('def g(u) = sin(«u * u») + u\nx = 3\nf = g(x)');
    const graph = snapshot(text, { target });
    expect(graph.nodes.at(-1)?.value).toMatchObject({ tensor: { entries: [9] } });
    expect(graph.boxes).toEqual([]);
  });

  it('of nothing falls back to the cell', () => {
    const graph = snapshot('x = 2\n\n\nf = x * x', { target: { kind: 'selection', from: 7, to: 7 } });
    expect(graph.outputName).toBe('f');
  });
});

describe('a def', () => {
  it('is drawn with its params as leaves and no frame', () => {
    const graph = snapshot('def g(u, v) = u * v + u\nx = 3\nf = g(x * 2, 5)', {
      target: { kind: 'def', statement: 0 },
    });
    expect(graph.title).toBe('g(u, v)');
    expect(graph.boxes).toEqual([]);
    expect(nodeCalled(graph, 'u')).toMatchObject({ role: 'input', value: { tensor: { entries: [6] } } });
    expect(gradientOf(nodeCalled(graph, 'u'))).toEqual([6]);
    expect(graph.notes.join()).toContain('first call');
  });

  it('that is never called says so', () => {
    const graph = buildGraph(evaluated('def g(u) = u'), request({ target: { kind: 'def', statement: 0 } }));
    expect(graph).toEqual({ reason: 'g is not called yet: a call such as g(…) gives it numbers' });
  });
});

describe('values of earlier cells', () => {
  const first = '# %% One\nx = 2\nq = x * 3 + 1\n';
  it('are drawn as they are computed, in a small graph', () => {
    const graph = snapshot(`${first}# %% Two\nf = q * q`, { target: { kind: 'cell', cell: 1 } });
    const cell = graph.nodes.find(({ name }) => name === 'q');
    expect(cell?.gate).toBe('add');
    expect(gradientOf(nodeCalled(graph, 'x'))).toEqual([42]);
  });

  it('stand as leaves in a large one, with the gradient that the picture shows', () => {
    const many = Array.from({ length: 70 }, (_, i) => `r${i + 1} = r${i} + q`).join('\n');
    const graph = snapshot(`${first}p = q * 2\n# %% Two\nr0 = p\n${many}\nf = r70 * 1`, {
      target: { kind: 'cell', cell: 1 },
    });
    expect(nodeCalled(graph, 'q')).toMatchObject({ role: 'input', gate: '', symbol: 'q' });
    expect(gradientOf(nodeCalled(graph, 'q'))).toEqual([70]);
    expect(graph.nodes.some(({ name }) => name === 'x')).toBe(false);
    expect(graph.notes.join(' ')).toContain('stand here as leaves');
    expect(graph.notes.join(' ')).toContain('leave out what reaches f outside this picture');
  });
});

describe('the learner’s own backward pass', () => {
  const def = 'def cube(u) = u * u * u\n';
  const use = 'x = 2\nf = cube(x) * 5';
  const badges = (rule: string) => {
    const graph = snapshot(`${def}backward cube(u, upstream) = ${rule}\n${use}`);
    return { graph, kinds: graph.nodes.flatMap((node) => node.badges.map(({ kind }) => kind)) };
  };

  it('is one gate, marked as the learner’s own', () => {
    const { graph, kinds } = badges('3 * u**2 * upstream');
    expect(kinds).toEqual(['own-backward']);
    expect(gradientOf(nodeCalled(graph, 'x'))).toEqual([60]);
    expect(graph.nodes.find(({ gate }) => gate === 'cube')?.role).toBe('gate');
  });

  it('is marked where it is wrong', () => {
    const { graph, kinds } = badges('3 * u * upstream');
    expect(kinds).toEqual(['wrong-backward']);
    expect(gradientOf(nodeCalled(graph, 'x'))).toEqual([30]);
  });
});

describe('badges', () => {
  const kinds = (text: string, name: string) => {
    const graph = snapshot(text);
    const node = nodeCalled(graph, name);
    const box = graph.boxes.find(({ output }) => output === node.id);
    return [...node.badges, ...(box?.badges ?? [])].map(({ kind }) => kind);
  };
  it('mark switches that are off, corners and saturation', () => {
    expect(kinds('x = -1\nf = relu(x)', 'f')).toEqual(['off']);
    expect(kinds('x = 0\nf = relu(x)', 'f')).toEqual(['kink']);
    expect(kinds('x = 1\nf = relu(x)', 'f')).toEqual([]);
    expect(kinds('x = 20\nf = sigmoid(x)', 'f')).toEqual(['saturated']);
    expect(kinds('x = 1; y = 2\nf = max(x, y)', 'f')).toEqual([]);
    expect(kinds('x = 1; y = 1\nf = max(x, y)', 'f')).toEqual(['kink']);
  });

  it('count dead units of a batch', () => {
    const graph = snapshot('X = [[-1, 2, -3], [-2, -5, -1]]\nh = relu(X)\nL = sum(h)');
    expect(nodeCalled(graph, 'h').badges.map(({ text }) => text)).toEqual([
      '2 of 3 units are off for every row: dead for this batch',
    ]);
  });

  it('stand where nan first arose, and nowhere else', () => {
    const graph = snapshot('x = -1\ny = log(x)\nz = y + 1\nf = z * 2');
    const marked = graph.nodes.filter((node) => node.badges.some(({ kind }) => kind === 'nan'));
    expect(marked.map(({ name }) => name)).toEqual(['y']);
    const slope = snapshot('x = 0\nf = sqrt(x)').nodes.flatMap(({ badges }) => badges.map(({ text }) => text));
    expect(slope.join()).toContain('the gradient becomes an infinite number here');
  });
});
