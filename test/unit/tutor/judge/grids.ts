/** Numbers, rows and matrices with gates of their own, forward and backward; no code of the product is in it. */

export interface Grid {
  /** `[]`, `[n]` or `[m, n]` */
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export const number = (value: number): Grid => ({ shape: [], data: [value] });
export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, side) => size * side, 1);
export const each = ({ shape, data }: Grid, of: (entry: number, at: number) => number): Grid => ({
  shape,
  data: data.map(of),
});
export const sameGrid = (a: readonly number[], b: readonly number[]): boolean => a.join() === b.join();
const total = (data: readonly number[]): number => data.reduce((a, b) => a + b, 0);
const get = ({ data }: Grid, at: number): number => data[at] ?? 0;
const rows = ({ shape }: Grid): number => (shape.length < 2 ? 1 : (shape[0] ?? 1));
const columns = ({ shape }: Grid): number => shape.at(-1) ?? 1;

/** The common shape of two operands; undefined where they do not fit. */
export function common(a: readonly number[], b: readonly number[]): readonly number[] | undefined {
  const length = Math.max(a.length, b.length);
  const side = (shape: readonly number[], i: number): number => shape[i - (length - shape.length)] ?? 1;
  const found = Array.from({ length }, (_, i) => Math.max(side(a, i), side(b, i)));
  return found.every((n, i) => [side(a, i), side(b, i)].every((one) => one === n || one === 1)) ? found : undefined;
}

/** For each place of the common shape the place in an operand. */
export function placesIn(shape: readonly number[], whole: readonly number[]): readonly number[] {
  const [m, n] = whole.length === 2 ? [whole[0] ?? 1, whole[1] ?? 1] : [1, whole[0] ?? 1];
  const [height, width] = shape.length === 2 ? [shape[0] ?? 1, shape[1] ?? 1] : [1, shape[0] ?? 1];
  return Array.from({ length: m * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return (height === 1 ? 0 : i) * width + (width === 1 ? 0 : j);
  });
}

export function zip(a: Grid, b: Grid, of: (a: number, b: number) => number): Grid {
  const shape = common(a.shape, b.shape) ?? [];
  const [left, right] = [placesIn(a.shape, shape), placesIn(b.shape, shape)];
  return {
    shape,
    data: Array.from({ length: sizeOf(shape) }, (_, at) => of(get(a, left[at] ?? 0), get(b, right[at] ?? 0))),
  };
}

/** What was broadcast is added up again. */
export function gathered(whole: Grid, shape: readonly number[]): Grid {
  if (sameGrid(whole.shape, shape)) return whole;
  const data = new Array<number>(sizeOf(shape)).fill(0);
  placesIn(shape, whole.shape).forEach((place, at) => {
    data[place] = (data[place] ?? 0) + get(whole, at);
  });
  return { shape, data };
}

export const turned = (a: Grid): Grid => ({
  shape: [columns(a), rows(a)],
  data: Array.from({ length: a.data.length }, (_, at) =>
    get(a, (at % rows(a)) * columns(a) + Math.floor(at / rows(a))),
  ),
});

/** Of matrices as they stand; `(m, k)` and `(k, n)`. */
export function times(a: Grid, b: Grid): Grid {
  const [m, k, n] = [rows(a), columns(a), columns(b)];
  return {
    shape: [m, n],
    data: Array.from({ length: m * n }, (_, at) =>
      total(Array.from({ length: k }, (_, l) => get(a, Math.floor(at / n) * k + l) * get(b, l * n + (at % n)))),
    ),
  };
}

const column = ({ data }: Grid): Grid => ({ shape: [data.length, 1], data });
const shaped = (grid: Grid, shape: readonly number[]): Grid => ({ shape, data: grid.data });

const soft = (a: Grid): Grid => {
  const n = columns(a);
  const sums = Array.from({ length: rows(a) }, (_, i) => total(a.data.slice(i * n, i * n + n).map(Math.exp)));
  return each(a, (entry, at) => Math.exp(entry) / (sums[Math.floor(at / n)] ?? 1));
};

/** Sum over one axis of a matrix, or over everything. */
function summed(a: Grid, axis: number | undefined): Grid {
  if (axis === undefined) return number(total(a.data));
  const n = columns(a);
  const length = axis === 0 ? n : rows(a);
  return {
    shape: [length],
    data: Array.from({ length }, (_, k) =>
      total(a.data.filter((_, at) => (axis === 0 ? at % n : Math.floor(at / n)) === k)),
    ),
  };
}

/** Every entry of a sum gets what its place of the sum gets. */
const spread = (up: Grid, a: Grid, axis: number | undefined): Grid =>
  each(a, (_, at) =>
    axis === undefined ? get(up, 0) : get(up, axis === 0 ? at % columns(a) : Math.floor(at / columns(a))),
  );

/** How many numbers a mean is taken over. */
export const countOf = ({ shape, data }: Grid, axis: number | undefined): number =>
  axis === undefined ? data.length : (shape[axis] ?? 1);

export interface Attributes {
  readonly axis?: number;
  readonly labels?: readonly number[];
}

interface GridRule {
  readonly text: (names: readonly string[], attributes: Attributes) => string;
  readonly value: (args: readonly Grid[], attributes: Attributes) => Grid;
  /** The message to each operand, as it lies before what was broadcast is added up. */
  readonly back: (args: readonly Grid[], up: Grid, out: Grid, attributes: Attributes) => readonly Grid[];
}

const infix =
  (sign: string): GridRule['text'] =>
  ([a = '', b = '']) =>
    `${a} ${sign} ${b}`;
const called =
  (name: string): GridRule['text'] =>
  (names, { axis }) =>
    `${name}(${names.join(', ')}${axis === undefined ? '' : `, axis=${axis}`})`;
const pair = (
  sign: string,
  of: (a: number, b: number) => number,
  slopes: readonly [(a: number, b: number) => number, (a: number, b: number) => number],
): GridRule => ({
  text: infix(sign),
  value: ([a = number(0), b = number(0)]) => zip(a, b, of),
  back: ([a = number(0), b = number(0)], up) => slopes.map((slope) => zip(up, zip(a, b, slope), (x, y) => x * y)),
});
const one = (
  name: string,
  of: (a: number) => number,
  slope: (a: number, out: number) => number,
  text: GridRule['text'] = called(name),
): GridRule => ({
  text,
  value: ([a = number(0)]) => each(a, of),
  back: ([a = number(0)], up, out) => [each(a, (entry, at) => slope(entry, get(out, at)) * get(up, at))],
});

const entropy = (scores: Grid, labels: readonly number[]): number => {
  const p = soft(scores);
  return -total(labels.map((label, i) => Math.log(get(p, i * columns(scores) + label)))) / labels.length;
};
const withLabels = (p: Grid, labels: readonly number[], of: (p: number, y: number) => number): Grid =>
  each(p, (entry, at) => of(entry, labels[Math.floor(at / columns(p))] === at % columns(p) ? 1 : 0));

const leaf: GridRule = { text: () => '', value: ([a = number(0)]) => a, back: () => [] };

export const gridRules = {
  leaf,
  add: pair('+', (a, b) => a + b, [() => 1, () => 1]),
  sub: pair('-', (a, b) => a - b, [() => 1, () => -1]),
  mul: pair('*', (a, b) => a * b, [(_a, b) => b, (a) => a]),
  div: pair('/', (a, b) => a / b, [(_a, b) => 1 / b, (a, b) => -a / (b * b)]),
  relu: one(
    'relu',
    (a) => Math.max(0, a),
    (a) => (a > 0 ? 1 : 0),
  ),
  tanh: one('tanh', Math.tanh, (_, out) => 1 - out * out),
  sigmoid: one(
    'sigmoid',
    (a) => 1 / (1 + Math.exp(-a)),
    (_, out) => out * (1 - out),
  ),
  exp: one('exp', Math.exp, (_, out) => out),
  square: one(
    'square',
    (a) => a * a,
    (a) => 2 * a,
    ([a = '']) => `${a} ** 2`,
  ),
  cube: one(
    'cube',
    (a) => a ** 3,
    (a) => 3 * a * a,
    ([a = '']) => `${a} ** 3`,
  ),
  log: one('log', Math.log, (a) => 1 / a),
  sin: one('sin', Math.sin, Math.cos),
  turn: {
    text: ([a = '']) => `${a}.T`,
    value: ([a = number(0)]) => turned(a),
    back: (_, up) => [turned(up)],
  },
  product: {
    text: infix('@'),
    value: ([a = number(0), b = number(0)]) =>
      b.shape.length === 1
        ? shaped(times(a, column(b)), a.shape.length === 1 ? [] : [rows(a)])
        : shaped(times(a, b), a.shape.length === 1 ? [columns(b)] : [rows(a), columns(b)]),
    back: ([a = number(0), b = number(0)], up) => {
      const [right, whole] =
        b.shape.length === 1 ? [column(b), shaped(up, [rows(a), 1])] : [b, shaped(up, [rows(a), columns(b)])];
      const left = shaped(a, [rows(a), columns(a)]);
      return [shaped(times(whole, turned(right)), a.shape), shaped(times(turned(left), whole), b.shape)];
    },
  },
  dot: {
    text: called('dot'),
    value: ([a = number(0), b = number(0)]) => number(total(a.data.map((entry, at) => entry * get(b, at)))),
    back: ([a = number(0), b = number(0)], up) => [each(b, (e) => e * get(up, 0)), each(a, (e) => e * get(up, 0))],
  },
  sum: {
    text: called('sum'),
    value: ([a = number(0)], { axis }) => summed(a, axis),
    back: ([a = number(0)], up, _out, { axis }) => [spread(up, a, axis)],
  },
  mean: {
    text: called('mean'),
    value: ([a = number(0)], { axis }) => each(summed(a, axis), (entry) => entry / countOf(a, axis)),
    back: ([a = number(0)], up, _out, { axis }) => [each(spread(up, a, axis), (entry) => entry / countOf(a, axis))],
  },
  mse: {
    text: called('mse'),
    value: ([a = number(0), b = number(0)]) =>
      number(total(a.data.map((entry, at) => (entry - get(b, at)) ** 2)) / a.data.length),
    back: ([a = number(0), b = number(0)], up) => {
      const to = each(a, (entry, at) => (2 * (entry - get(b, at)) * get(up, 0)) / a.data.length);
      return [to, each(to, (entry) => -entry)];
    },
  },
  softmax: {
    text: called('softmax'),
    value: ([a = number(0)]) => soft(a),
    back: ([a = number(0)], up, out) => {
      const n = columns(a);
      return [
        each(a, (_, at) => {
          const from = at - (at % n);
          const mixed = total(Array.from({ length: n }, (_, j) => get(out, from + j) * get(up, from + j)));
          return get(out, at) * (get(up, at) - mixed);
        }),
      ];
    },
  },
  entropy: {
    text: ([a = ''], { labels = [] }) =>
      `cross_entropy(${a}, ${labels.length === 1 ? labels[0] : `[${labels.join(', ')}]`})`,
    value: ([a = number(0)], { labels = [] }) => number(entropy(a, labels)),
    back: ([a = number(0)], up, _out, { labels = [] }) => [
      withLabels(soft(a), labels, (p, y) => ((p - y) * get(up, 0)) / labels.length),
    ],
  },
} satisfies Readonly<Record<string, GridRule>>;

export type GridOp = keyof typeof gridRules;
export const gridRuleAt = (op: GridOp): GridRule => gridRules[op];
export { columns, rows, soft, withLabels };
