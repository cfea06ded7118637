/** What a window slides over, for formulas: convolutions are products with the entries below each window, pools reduce them. */
import { type Shape, sizeOf } from '../../core/tensor/tensor.ts';
import { constantOf, type Graph, type Node, NoFormula, type TensorLayout } from './graph.ts';

/** Entries below windows take more room than this many numbers: then the gate runs as it is written. */
const MOST_ENTRIES = 2 ** 25;

const numberOf = (node: Node | undefined): number => {
  const value = node && constantOf(node);
  if (value === undefined) throw new NoFormula('a number');
  return value;
};

const placesAlong = (length: number, window: number, step: number): number => Math.floor((length - window) / step) + 1;

// Pools: windows of `size` rows and columns over the last two axes, `step` apart.

interface Windows {
  readonly shape: Shape;
  readonly layout: TensorLayout;
}

function windowsOver(x: Shape, size: number, step: number): Windows {
  const [height = 1, width = 1] = x.slice(-2);
  const before = x.slice(0, -2);
  const shape = [...before, placesAlong(height, size, step), placesAlong(width, size, step), size, size];
  const strides = before.map((_, axis) => sizeOf(x.slice(axis + 1)));
  return { shape, layout: { offset: 0, strides: [...strides, step * width, step, width, 1] } };
}

function windows(graph: Graph, [x, size, step]: readonly Node[]): Node {
  if (x === undefined) throw new NoFormula('windows');
  const { shape, layout } = windowsOver(x.shape, numberOf(size), numberOf(step));
  return graph.view(x, shape, layout);
}

function overlaid(graph: Graph, [parts, x, size, step]: readonly Node[]): Node {
  if (parts === undefined || x === undefined) throw new NoFormula('overlaid');
  const [side, apart] = [numberOf(size), numberOf(step)];
  const { shape, layout } = windowsOver(x.shape, side, apart);
  const spread = graph.stretched(parts, shape);
  if (apart >= side) return graph.assemble([spread], [layout], x.shape, false);
  // Windows that overlap: the first entries of all windows lie apart from each other, and so do the second …
  const source = graph.contiguous(spread);
  const own = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const grid = shape.slice(0, -2);
  const [row = 1, column = 1] = layout.strides.slice(-2);
  const layers: Node[] = [];
  for (let i = 0; i < side; i++)
    for (let j = 0; j < side; j++) {
      const part = graph.view(source, grid, { offset: i * side + j, strides: own.slice(0, -2) });
      const to = { offset: i * row + j * column, strides: layout.strides.slice(0, -2) };
      layers.push(graph.assemble([part], [to], x.shape, false));
    }
  return layers.reduce((sum, layer) => graph.map('add', sum, layer));
}

// Convolutions. Sequences are pictures of one row.

interface Sizes {
  readonly dims: 1 | 2;
  readonly n: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly filters: number;
  readonly kernel: readonly [number, number];
  readonly out: readonly [number, number];
  readonly step: readonly [number, number];
  readonly padding: readonly [number, number];
}

function sizesOf(x: Shape, w: Shape, stride: number, padding: number): Sizes {
  const dims = w.length % 2 === 0 ? 2 : 1;
  const [height, width] = [dims === 2 ? (x.at(-2) ?? 1) : 1, x.at(-1) ?? 1];
  const kernel = [dims === 2 ? (w.at(-2) ?? 1) : 1, w.at(-1) ?? 1] as const;
  const step = [dims === 2 ? stride : 1, stride] as const;
  const pads = [dims === 2 ? padding : 0, padding] as const;
  return {
    dims,
    n: x.length === dims + 2 ? (x[0] ?? 1) : 1,
    channels: x.length > dims ? (x.at(-dims - 1) ?? 1) : 1,
    height,
    width,
    filters: w.length > dims ? (w[0] ?? 1) : 1,
    kernel,
    out: [placesAlong(height + 2 * pads[0], kernel[0], step[0]), placesAlong(width + 2 * pads[1], kernel[1], step[1])],
    step,
    padding: pads,
  };
}

/** Pictures of shape (n, channels, height, width), with zeros around and between their entries. */
function placedIn(
  graph: Graph,
  x: Node,
  shape: Shape,
  from: readonly [number, number],
  step: readonly [number, number],
): Node {
  const [n = 1, channels = 1, height = 1, width = 1] = shape;
  if (sizeOf(x.shape) === n * channels * height * width) return x;
  const strides = [channels * height * width, height * width, step[0] * width, step[1]];
  return graph.assemble([x], [{ offset: from[0] * width + from[1], strides }], shape, false);
}

/** (n, channels · kernel, places): the entries below each window, one window a column. */
function below(graph: Graph, x: Node, shape: Shape, s: Pick<Sizes, 'kernel' | 'out' | 'step'>): Node {
  const [n = 1, channels = 1, height = 1, width = 1] = shape;
  const entries = [n, channels, ...s.kernel, ...s.out];
  if (sizeOf(entries) > MOST_ENTRIES) throw new NoFormula('correlate');
  const strides = [channels * height * width, height * width, width, 1, s.step[0] * width, s.step[1]];
  const seen = graph.map('copy', graph.view(x, entries, { offset: 0, strides }));
  return graph.reshape(seen, [n, channels * sizeOf(s.kernel), sizeOf(s.out)]);
}

interface Operands {
  readonly s: Sizes;
  readonly columns: Node;
  readonly depth: number;
  readonly places: number;
}

function operandsOf(graph: Graph, x: Node, w: Node, stride: Node | undefined, padding: Node | undefined): Operands {
  const s = sizesOf(x.shape, w.shape, numberOf(stride), numberOf(padding));
  const [up, left] = s.padding;
  const shape = [s.n, s.channels, s.height + 2 * up, s.width + 2 * left];
  const padded = placedIn(graph, graph.reshape(x, [s.n, s.channels, s.height, s.width]), shape, s.padding, [1, 1]);
  return {
    s,
    columns: below(graph, padded, shape, s),
    depth: s.channels * sizeOf(s.kernel),
    places: sizeOf(s.out),
  };
}

/** (n, filters, places): filters, each (depth), times the columns of every picture (n, depth, places). */
function filtered(graph: Graph, weights: Node, filters: number, columns: Node): Node {
  const [n = 1, depth = 1, places = 1] = columns.shape;
  const sizes = {
    kind: 'nn',
    batch: n,
    m: filters,
    k: depth,
    n: places,
    leftStep: 0,
    rightStep: depth * places,
  } as const;
  return graph.product(sizes, graph.reshape(weights, [filters, depth]), columns, [n, filters, places]);
}

function correlate(graph: Graph, [x, w, stride, padding]: readonly Node[]): Node {
  if (x === undefined || w === undefined) throw new NoFormula('correlate');
  const { s, columns } = operandsOf(graph, x, w, stride, padding);
  const out = filtered(graph, w, s.filters, columns);
  const spread = s.dims === 2 ? s.out : [s.out[1]];
  if (x.shape.length === s.dims + 2) return graph.reshape(out, [s.n, s.filters, ...spread]);
  return graph.reshape(out, x.shape.length === s.dims && w.shape.length === s.dims ? spread : [s.filters, ...spread]);
}

function correlateWeights(graph: Graph, [x, upstream, w, stride, padding]: readonly Node[]): Node {
  if (x === undefined || upstream === undefined || w === undefined) throw new NoFormula('correlate');
  const { s, columns, depth, places } = operandsOf(graph, x, w, stride, padding);
  const sent = graph.reshape(upstream, [s.n, s.filters, places]);
  const sizes = { kind: 'nt', batch: s.n, m: s.filters, k: places, n: depth } as const;
  const steps = { leftStep: s.filters * places, rightStep: depth * places };
  const each = graph.product({ ...sizes, ...steps }, sent, columns, [s.n, s.filters, depth]);
  return graph.reshape(graph.reduce('sum', each, [true, false, false]), w.shape);
}

/** The upstream, with zeros between and around, under the kernel turned round. */
function correlateBack(graph: Graph, [upstream, w, x, stride, padding]: readonly Node[]): Node {
  if (x === undefined || upstream === undefined || w === undefined) throw new NoFormula('correlate');
  const s = sizesOf(x.shape, w.shape, numberOf(stride), numberOf(padding));
  const [kh, kw] = s.kernel;
  const from = [kh - 1 - s.padding[0], kw - 1 - s.padding[1]] as const;
  if (from[0] < 0 || from[1] < 0) throw new NoFormula('correlate');
  const shape = [s.n, s.filters, s.height + kh - 1, s.width + kw - 1];
  const sent = graph.reshape(upstream, [s.n, s.filters, ...s.out]);
  const spread = placedIn(graph, sent, shape, from, s.step);
  const columns = below(graph, spread, shape, { kernel: s.kernel, out: [s.height, s.width], step: [1, 1] });
  const size = kh * kw;
  const turned = graph.map(
    'copy',
    graph.view(w, [s.channels, s.filters, size], { offset: size - 1, strides: [size, s.channels * size, -1] }),
  );
  return graph.reshape(filtered(graph, turned, s.channels, columns), x.shape);
}

/** x with two more axes of length 1. */
function apart(graph: Graph, [x]: readonly Node[]): Node {
  if (x === undefined) throw new NoFormula('apart');
  return graph.reshape(x, [...x.shape, 1, 1]);
}

export const slidingFunctions: ReadonlyMap<string, (graph: Graph, operands: readonly Node[]) => Node> = new Map([
  ['windows', windows],
  ['overlaid', overlaid],
  ['apart', apart],
  ['correlate', correlate],
  ['correlateWeights', correlateWeights],
  ['correlateBack', correlateBack],
]);
