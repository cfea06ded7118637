import { strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../../src/core/graph/exportText.ts';
import { scrubAt } from '../../../src/core/graph/scrub.ts';
import { dataSets } from '../../../src/data/index.ts';
import { edgesFrom, entriesOf, evaluated, gradientOf, nodeCalled, request, snapshot } from './drawn.ts';

const simple = 'x = -2; y = 5; z = -4\nq = x + y\nf = q * z\n';

describe('the graph of a cell', () => {
  it('has the values and gradients of (x + y)·z', () => {
    const graph = snapshot(simple);
    const table = graph.nodes.map((node) => [node.name, node.symbol, ...entriesOf(node), ...gradientOf(node)]);
    expect(table).toEqual([
      ['x', 'x', -2, -4],
      ['y', 'y', 5, -4],
      ['z', 'z', -4, 3],
      ['q', '+', 3, -4],
      ['f', '×', -12, 1],
    ]);
    expect(graph.edges.map(({ from, to, port }) => [from, to, port])).toEqual([
      ['c0:x', 'c0:q', 0],
      ['c0:y', 'c0:q', 1],
      ['c0:q', 'c0:f', 0],
      ['c0:z', 'c0:f', 1],
    ]);
    expect(graph).toMatchObject({
      output: 'c0:f',
      outputName: 'f',
      title: 'f',
      boxes: [],
      notes: [],
      stale: false,
      unfinished: false,
    });
  });

  it('says when a line below the output is broken, where perhaps another output is meant', () => {
    expect(snapshot('x = 2\nq = x * x\nf = q *\n')).toMatchObject({ output: 'c0:q', unfinished: true });
    expect(snapshot('x = 2\nw = x *\nq = x * x\n')).toMatchObject({ output: 'c0:q', unfinished: false });
    expect(snapshot('x = 2\nq = x * x\n# %% Another\nf = q *\n')).toMatchObject({ output: 'c0:q', unfinished: false });
  });

  it('knows patterns, chips and where everything stands', () => {
    const graph = snapshot(simple);
    const f = nodeCalled(graph, 'f');
    expect(f.pattern).toBe('swap multiplier');
    expect(f.chip).toBe('swap multiplier: q gets z·upstream = −4·1 = −4, z gets q·upstream = 3·1 = 3');
    expect(f.span && simple.slice(f.span.from, f.span.to)).toBe('q * z');
    const z = nodeCalled(graph, 'z');
    expect(z.scrub?.value).toBe(-4);
    expect(z.scrub && simple.slice(z.scrub.literal.from, z.scrub.literal.to)).toBe('-4');
    expect(f.scrub).toBeUndefined();
  });

  it('keeps every id when numbers change', () => {
    const ids = (text: string) => snapshot(text).nodes.map((node) => node.id);
    expect(ids('x = -2; y = 5; z = -4\nq = x + y\nf = q * z * 2\n')).toEqual(
      ids('x = 20.5; y = -5; z = 4e3\nq = x + y\nf = q * z * -0.25\n'),
    );
  });

  it('says why a gradient is zero, at the loser and behind it', () => {
    const graph = snapshot('x = 3; y = -4; z = 2; w = -1\nv = 2 * w\nf = 2 * (x*y + max(z, v))');
    expect(gradientOf(nodeCalled(graph, 'x'))).toEqual([-8]);
    expect(gradientOf(nodeCalled(graph, 'y'))).toEqual([6]);
    expect(gradientOf(nodeCalled(graph, 'z'))).toEqual([2]);
    expect(nodeCalled(graph, 'v').gradient).toMatchObject({ state: 'zero', reason: 'max routed to z' });
    expect(nodeCalled(graph, 'w').gradient).toMatchObject({ state: 'zero', reason: 'max routed to z' });
    expect(nodeCalled(graph, 'f').gradient.state).toBe('number');
  });

  it('tells zeros by relu, by a factor, by cancelling and by underflow apart', () => {
    const reason = (text: string) => {
      const { gradient } = nodeCalled(snapshot(text), 'x');
      return 'reason' in gradient ? gradient.reason : gradient.state;
    };
    expect(reason('x = -3\nf = relu(x)')).toBe('relu is off: x is below 0');
    expect(reason('x = 3; k = 0\nf = x * k')).toBe('it is multiplied by k, which is 0');
    expect(reason('x = 3\nf = 2*x - 2*x')).toBe('the messages of its uses cancel: −2 + 2 = 0');
    expect(reason('x = 3; k = 1e-200\nf = x * k * k')).toContain('too small for a number');
    expect(reason('x = [-1, -2]\nf = sum(relu(x))')).toBe('relu is off: x is below 0, wherever something arrives');
  });

  it('gives constants and labels no gradient, and says so', () => {
    const graph = snapshot('s = [[1, 2, 3]]; t = [2]\nL = cross_entropy(s * 2, t)');
    const two = graph.nodes.find((node) => node.symbol === '2');
    expect(two?.role).toBe('constant');
    expect(two?.gradient.state).toBe('none');
    expect(edgesFrom(graph, two?.id ?? '').every((edge) => edge.quiet)).toBe(true);
    expect(nodeCalled(graph, 't').gradient.state).toBe('none');
  });

  it('hides what would give an answer away', () => {
    const evaluation = evaluated(simple);
    const x = evaluation.statements[0]?.bindings[0]?.node ?? -1;
    const q = evaluation.statements[3]?.bindings[0]?.node ?? -1;
    const graph = buildGraph(
      evaluation,
      request({ hidden: { values: new Set([q]), gradients: new Set([x]), shapes: new Set(), statements: new Set() } }),
    );
    if ('reason' in graph) throw new Error(graph.reason);
    expect(nodeCalled(graph, 'x').gradient).toEqual({ state: 'hidden' });
    expect(nodeCalled(graph, 'q').value).toEqual({ state: 'hidden' });
    expect(graph.edges.find((edge) => edge.from === 'c0:x')?.gradient).toEqual({ state: 'hidden' });
    expect(nodeCalled(graph, 'q').chip).toBeUndefined();
    expect(nodeCalled(graph, 'f').chip).toBeUndefined();
    expect(nodeCalled(graph, 'y').gradient.state).toBe('number');
  });

  it('draws the last value where the cell has no output', () => {
    const graph = snapshot('X = [1, 2, 3]\nY = X * 2');
    expect(graph.outputName).toBe('Y');
    expect(graph.notes.join()).toContain('use sum(');
    expect(graph.nodes.every((node) => node.gradient.state === 'none')).toBe(true);
  });

  it('says why there is no graph', () => {
    const reason = (text: string) => {
      const graph = buildGraph(evaluated(text), request());
      return 'reason' in graph ? graph.reason : 'a graph';
    };
    expect(reason('')).toContain('computes nothing');
    expect(reason('f = 2 +')).toContain('line 1');
    expect(reason('# %% [markdown] Words\n# hello')).toContain('this cell is text');
  });

  it('says of how many rows its numbers are', () => {
    const bytes = strToU8(`a,b\n${Array.from({ length: 9 }, (_, i) => `${i},${2 * i}`).join('\n')}\n`);
    const text = 'X, y = csv("a.csv")\nw = param([1])\nloss = mse(X @ w, y)\n';
    const notes = (maxRows: number): string => {
      const files = { read: () => ({ state: 'ready' as const, bytes, size: bytes.length }) };
      const graph = buildGraph(evaluated(text, { dataSets, maxRows, files }), request());
      return 'reason' in graph ? graph.reason : graph.notes.join();
    };
    expect(notes(4)).toMatch(/^The numbers here are computed from 4 of 9 rows, drawn by a fixed seed/);
    expect(notes(9)).toBe('');
  });

  it('notes an error and draws the rest', () => {
    const graph = snapshot('x = 2\ny = x @ 3\nf = x * 3');
    expect(graph.outputName).toBe('f');
    expect(graph.notes[0]).toMatch(/^line 2: /);
  });
});

describe('a number that can be dragged', () => {
  const dragged = (text: string) => {
    const evaluation = evaluated(text);
    return Array.from({ length: evaluation.tape.length }, (_, node) => scrubAt(evaluation, node)).flatMap((scrub) =>
      scrub ? [[text.slice(scrub.literal.from, scrub.literal.to), scrub.value]] : [],
    );
  };

  it('is a literal with its minus sign, wherever it stands', () => {
    expect(dragged('x = (-2.5)\nw = param(0.5)\nf = x * w * 3 + -1e2')).toEqual([
      ['-2.5', -2.5],
      ['0.5', 0.5],
      ['0.5', 0.5],
      ['3', 3],
      ['-1e2', -100],
    ]);
    expect(dragged('x = [1, 2]\ny = 1 + 1\nz = detach(2)').map(([literal]) => literal)).toEqual(['1', '1', '2']);
    expect(dragged('def g(u) = u * 7\nf = g(2)')).toEqual([['2', 2]]);
  });

  it('moves what the key says', () => {
    const text = 'x = 2; w = -3\nf = x * w';
    const w = scrubAt(evaluated(text), 1);
    const moved = evaluated(text, { scrubbed: new Map([[w?.key ?? '', 10]]) });
    expect(moved.tape.scalarAt(2)).toBe(20);
    expect(scrubAt(moved, 1)?.value).toBe(10);
  });
});
