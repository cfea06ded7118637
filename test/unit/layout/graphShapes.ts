import type { LayoutBox, LayoutEdge, LayoutInput, LayoutNode } from '../../../src/core/layout/layout.ts';

const LABEL = { width: 50, above: 19, below: 23 };

/** Writes down graphs for the layout as gates and their operands, with the sizes that pictures have. */
export class GraphShape {
  readonly nodes: LayoutNode[] = [];
  readonly edges: LayoutEdge[] = [];
  readonly boxes: LayoutBox[] = [];
  #box: string | undefined;

  leaf(id: string): string {
    return this.#node(id, { width: 30, above: 11, below: 11, cap: 0, leaf: true });
  }

  gate(id: string, ...inputs: readonly string[]): string {
    this.#node(id, { width: 34, above: 17, below: 17, cap: 17, leaf: false });
    for (const [port, from] of inputs.entries()) this.edge(from, id, port);
    return id;
  }

  edge(from: string, to: string, port: number): void {
    this.edges.push({ id: `${from}→${to}:${port}`, from, to, port, label: LABEL });
  }

  box(id: string, inside: () => string): string {
    const parent = this.#box;
    this.boxes.push({ id, ...(parent === undefined ? {} : { parent }), title: { width: 60, height: 20 } });
    this.#box = id;
    const output = inside();
    this.#box = parent;
    return output;
  }

  get input(): LayoutInput {
    return { nodes: this.nodes, edges: this.edges, boxes: this.boxes };
  }

  #node(id: string, size: Omit<LayoutNode, 'id' | 'box'>): string {
    this.nodes.push({ id, ...size, ...(this.#box === undefined ? {} : { box: this.#box }) });
    return id;
  }
}

/** (x + y)·z */
export function simple(): GraphShape {
  const g = new GraphShape();
  for (const name of ['x', 'y', 'z']) g.leaf(name);
  g.gate('f', g.gate('q', 'x', 'y'), 'z');
  return g;
}

export function neuron(): GraphShape {
  const g = new GraphShape();
  for (const name of ['w0', 'x0', 'w1', 'x1', 'w2']) g.leaf(name);
  g.gate('sum', g.gate('first', g.gate('a', 'w0', 'x0'), g.gate('b', 'w1', 'x1')), 'w2');
  g.box('sigmoid', () => g.gate('inverse', g.gate('plus', g.gate('exp', g.gate('neg', 'sum')), g.leaf('1'))));
  return g;
}

/** (a + b)·(b + 1), with the copy gate of b. */
export function fork(): GraphShape {
  const g = new GraphShape();
  g.leaf('a');
  g.gate('copy', g.leaf('b'));
  g.gate('e', g.gate('c', 'a', 'copy'), g.gate('d', 'copy', g.leaf('1')));
  return g;
}

/** (x + σ(y)) / (σ(x) + (x + y)²) */
export function staged(): GraphShape {
  const g = new GraphShape();
  const sigmoid = (name: string, x: string): string =>
    g.box(`sigmoid ${name}`, () => g.gate(`${name}4`, g.gate(`${name}3`, g.gate(`${name}2`, g.gate(`${name}1`, x)))));
  g.gate('copy x', g.leaf('x'));
  g.gate('copy y', g.leaf('y'));
  const numerator = g.gate('num', 'copy x', sigmoid('sy', 'copy y'));
  const square = g.gate('square', g.gate('xpy', 'copy x', 'copy y'));
  g.gate('f', numerator, g.gate('inverse', g.gate('den', sigmoid('sx', 'copy x'), square)));
  return g;
}

/** Layers of `@` and `+` with a weight and a bias each, every layer a box. */
export function network(layers: number): GraphShape {
  const g = new GraphShape();
  let h = g.leaf('X');
  for (let k = 0; k < layers; k++) {
    const [W, b] = [g.leaf(`W${k}`), g.leaf(`b${k}`)];
    const input = h;
    h = g.gate(
      `relu${k}`,
      g.box(`fc${k}`, () => g.gate(`add${k}`, g.gate(`mul${k}`, input, W), b)),
    );
  }
  g.gate('loss', h, g.leaf('y'));
  return g;
}

/** A network of single neurons, drawn gate by gate: much is used more than once. */
export function scalarNetwork(inputs: number, hidden: number, outputs: number): GraphShape {
  const g = new GraphShape();
  let layer = Array.from({ length: inputs }, (_, k) => g.gate(`copy x${k}`, g.leaf(`x${k}`)));
  for (const [depth, size] of [hidden, outputs].entries()) {
    layer = Array.from({ length: size }, (_, j) => {
      const terms = layer.map((x, k) => g.gate(`m${depth}.${j}.${k}`, g.leaf(`w${depth}.${j}.${k}`), x));
      const sum = terms.reduce((left, right, k) => g.gate(`s${depth}.${j}.${k}`, left, right));
      return g.gate(`copy h${depth}.${j}`, g.gate(`tanh${depth}.${j}`, sum));
    });
  }
  g.gate('loss', ...layer);
  return g;
}

/** A random expression with locality and some sharing; a quarter of it are leaves. */
export function randomGraph(count: number, seed = 1): GraphShape {
  const g = new GraphShape();
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const all: string[] = [];
  const unused: string[] = [];
  const take = (): string => {
    if (unused.length > 0 && next() < 0.8)
      return unused.splice(unused.length - 1 - Math.floor(next() * Math.min(unused.length, 6)), 1)[0] as string;
    const reach = Math.min(all.length, Math.max(4, Math.floor(count * 0.05)));
    return all[all.length - 1 - Math.floor(next() * reach)] as string;
  };
  for (let k = 0; k < count; k++) {
    const leaf = k < 2 || next() < 0.25;
    const id = leaf ? g.leaf(`v${k}`) : next() < 0.65 ? g.gate(`g${k}`, take(), take()) : g.gate(`g${k}`, take());
    all.push(id);
    unused.push(id);
  }
  return g;
}

export const textbook = {
  simple,
  neuron,
  fork,
  staged,
  twoLayers: () => network(2),
  threeLayers: () => network(3),
  xor: () => scalarNetwork(2, 2, 1),
} as const;
