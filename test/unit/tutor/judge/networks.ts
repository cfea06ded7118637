/** Random layers, losses and sums of vectors and matrices, with a reverse mode that can be told to break a rule. */
import type { Random } from '../../../../src/core/base/random.ts';
import {
  type Attributes,
  columns,
  common,
  countOf,
  each,
  type Grid,
  type GridOp,
  gathered,
  gridRuleAt,
  number,
  rows,
  sameGrid,
  sizeOf,
  soft,
  times,
  turned,
  withLabels,
} from './grids.ts';

export interface Node {
  /** Empty where it stands inside the line of its only user. */
  readonly name: string;
  readonly op: GridOp;
  readonly args: readonly number[];
  readonly attributes: Attributes;
  readonly value: Grid;
  /** A given number or matrix that nobody asks about: data, labels, a weight of the loss. */
  readonly isData?: boolean;
}
export type Network = readonly Node[];

const pick = <T>(random: Random, from: readonly T[]): T => from[random.below(from.length)] as T;

/** A number with one decimal, or a whole one. */
function small(random: Random): number {
  const size = random.below(2) === 0 ? (2 + random.below(18)) / 10 : 1 + random.below(2);
  return random.below(5) < 2 ? -size : size;
}

/** Draws one program; the last node is the output, a single number. */
class Draw {
  readonly nodes: Node[] = [];
  private readonly random: Random;
  private taken = 0;

  constructor(random: Random) {
    this.random = random;
  }

  get(at: number): Grid {
    return this.nodes[at]?.value ?? number(0);
  }

  leaf(name: string, shape: readonly number[], isData = false): number {
    const value = { shape, data: Array.from({ length: sizeOf(shape) }, () => small(this.random)) };
    this.nodes.push({ name: this.fresh(name), op: 'leaf', args: [], attributes: {}, value, isData });
    return this.nodes.length - 1;
  }

  literal(value: number): number {
    this.nodes.push({ name: '', op: 'leaf', args: [], attributes: {}, value: number(value), isData: true });
    return this.nodes.length - 1;
  }

  /** `name` empty: inside the line of its only user. */
  put(name: string, op: GridOp, args: readonly number[], attributes: Attributes = {}): number {
    const value = gridRuleAt(op).value(
      args.map((arg) => this.get(arg)),
      attributes,
    );
    this.nodes.push({ name: name === '' ? '' : this.fresh(name), op, args, attributes, value });
    return this.nodes.length - 1;
  }

  private fresh(name: string): string {
    const isTaken = this.nodes.some((node) => node.name === name);
    return isTaken ? `${name}${++this.taken + 1}` : name;
  }
}

function layer(draw: Draw, random: Random, input: number, width: number, isVector: boolean): number {
  const size = columns(draw.get(input));
  const W = draw.leaf('W', isVector ? [width, size] : [size, width]);
  const product = isVector
    ? draw.put(random.below(2) === 0 ? 'u' : '', 'product', [W, input])
    : draw.put(random.below(2) === 0 ? 'u' : '', 'product', [input, W]);
  if (random.below(4) === 0) return draw.nodes[product]?.name === '' ? named(draw, product, 'h') : product;
  const b = draw.leaf('b', [width]);
  return draw.put('h', 'add', [product, b]);
}

/** A node without a name gets one. */
function named(draw: Draw, at: number, name: string): number {
  const node = draw.nodes[at] as Node;
  const isTaken = draw.nodes.some((other) => other.name === name);
  draw.nodes[at] = { ...node, name: isTaken ? `${name}${at}` : name };
  return at;
}

function loss(draw: Draw, random: Random, scores: number): number {
  const { shape } = draw.get(scores);
  const isOne = shape.length < 2;
  const n = isOne ? 1 : (shape[0] ?? 1);
  const k = shape.at(-1) ?? 1;
  const difference = (): number =>
    draw.put(random.below(2) === 0 ? 'e' : '', 'sub', [scores, draw.leaf('Y', shape, true)]);
  switch (
    pick(random, ['entropy', 'entropy', 'mse', 'squares', 'half', 'weighted', 'mean', 'softmax', 'axis'] as const)
  ) {
    case 'entropy':
      return draw.put('L', 'entropy', [scores], { labels: Array.from({ length: n }, () => random.below(k)) });
    case 'mse':
      return draw.put('L', 'mse', [scores, draw.leaf('Y', shape, true)]);
    case 'squares': {
      const sum = draw.put('', 'sum', [draw.put('', 'square', [difference()])]);
      return draw.put('L', 'div', [sum, draw.literal(isOne ? k : n)]);
    }
    case 'half': {
      const sum = draw.put('', 'sum', [draw.put('', 'square', [difference()])]);
      const half = draw.literal(0.5);
      return draw.put('L', 'mul', [half, sum]);
    }
    case 'weighted': {
      const R = draw.leaf('R', shape, true);
      return draw.put('L', 'sum', [draw.put(random.below(2) === 0 ? 'm' : '', 'mul', [scores, R])]);
    }
    case 'mean':
      return draw.put('L', 'mean', [draw.put('q', 'square', [scores])]);
    case 'softmax': {
      const p = draw.put('p', 'softmax', [scores]);
      const R = draw.leaf('R', shape, true);
      return isOne ? draw.put('L', 'dot', [p, R]) : draw.put('L', 'sum', [draw.put('', 'mul', [p, R])]);
    }
    default: {
      if (isOne)
        return draw.put('L', 'sum', [draw.put('q', 'exp', [draw.put('', 'mul', [scores, draw.literal(0.1)])])]);
      const axis = random.below(2);
      const s = draw.put('s', random.below(2) === 0 ? 'sum' : 'mean', [scores], { axis });
      return draw.put('L', 'mean', [draw.put('', 'square', [s])]);
    }
  }
}

/** Undefined where the draw went wrong. */
export function networkOf(random: Random): Network | undefined {
  const draw = new Draw(random);
  const isVector = random.below(4) === 0;
  const square = random.below(3) === 0 ? 2 + random.below(2) : 0;
  const side = (): number => (square > 0 ? square : 1 + random.below(3) + (random.below(3) > 0 ? 1 : 0));
  let x = draw.leaf(
    isVector ? 'x' : 'X',
    isVector ? [Math.max(2, side())] : [Math.max(2, side()), Math.max(2, side())],
  );
  const depth = 1 + random.below(2);
  const weights: number[] = [];
  for (let i = 0; i < depth; i++) {
    const before = draw.nodes.length;
    x = layer(draw, random, x, Math.max(2, side()), isVector);
    weights.push(before);
    if (i < depth - 1 || random.below(3) === 0)
      x = draw.put('a', pick(random, ['relu', 'relu', 'tanh', 'sigmoid'] as const), [x]);
    const joined = random.below(8);
    if (joined === 0) x = draw.put('g', 'mul', [x, x]);
    else if (joined === 1) x = draw.put('g', 'add', [x, draw.leaf('c', draw.get(x).shape)]);
    else if (joined === 2) x = draw.put('g', 'sub', [draw.leaf('c', draw.get(x).shape), x]);
  }
  let L = loss(draw, random, x);
  if (random.below(5) === 0) {
    const W = weights[0] ?? 0;
    const sum = draw.put('', 'sum', [draw.put('', 'square', [W])]);
    const part = draw.put('R2', 'mul', [draw.literal(0.1), sum]);
    L = draw.put('J', 'add', [L, part]);
  }
  const fine = draw.nodes.every(({ value: { data } }) =>
    data.every((entry) => Number.isFinite(entry) && Math.abs(entry) < 200),
  );
  const kinks = draw.nodes.some(
    ({ op, args }) => op === 'relu' && draw.get(args[0] ?? 0).data.some((e) => Math.abs(e) < 0.02),
  );
  return fine && !kinks && draw.get(L).shape.length === 0 ? draw.nodes : undefined;
}

/** A program on single numbers. Undefined where the draw went wrong. */
export function numbersOf(random: Random): Network | undefined {
  const draw = new Draw(random);
  const free = new Set<number>();
  for (let i = 2 + random.below(2); i > 0; i--) free.add(draw.leaf('xyzw'[i] ?? 'x', []));
  const next = (): number => {
    const left = [...free];
    const at = left.length > 0 && random.below(3) > 0 ? pick(random, left) : random.below(draw.nodes.length);
    free.delete(at);
    return at;
  };
  for (let i = 2 + random.below(3); i > 0 || free.size > 1; i--) {
    if (draw.nodes.length > 12) return undefined;
    const op = pick(random, [
      'add',
      'sub',
      'mul',
      'mul',
      'div',
      'relu',
      'tanh',
      'sigmoid',
      'exp',
      'square',
      'cube',
      'log',
      'sin',
    ] as const);
    const isPair = ['add', 'sub', 'mul', 'div'].includes(op);
    const args = isPair || free.size > 1 ? [next(), next()] : [next()];
    if (args.length > 1 && args[0] === args[1] && op !== 'mul') return undefined;
    free.add(draw.put('pqrstuvab'[draw.nodes.length % 9] ?? 'p', isPair ? op : args.length > 1 ? 'mul' : op, args));
  }
  const fine = draw.nodes.every(
    ({ value: { data }, op, args }) =>
      data.every((entry) => Number.isFinite(entry) && Math.abs(entry) < 60 && Math.abs(entry) > 0.02) &&
      !(op === 'div' && Math.abs(draw.get(args[1] ?? 0).data[0] ?? 0) < 0.3),
  );
  return fine ? draw.nodes : undefined;
}

/** The same program at other numbers of its leaves. */
export function moved(network: Network, leaves: ReadonlyMap<number, Grid>): Network {
  const nodes: Node[] = [];
  network.forEach((node, at) => {
    const value =
      node.op === 'leaf'
        ? (leaves.get(at) ?? node.value)
        : gridRuleAt(node.op).value(
            node.args.map((arg) => nodes[arg]?.value ?? number(0)),
            node.attributes,
          );
    nodes.push({ ...node, value });
  });
  return nodes;
}

export const writtenGrid = (value: Grid): string => {
  const row = (data: readonly number[]): string => `[${data.map(String).join(', ')}]`;
  if (value.shape.length === 0) return String(value.data[0]);
  if (value.shape.length === 1) return row(value.data);
  const n = columns(value);
  return `[${Array.from({ length: rows(value) }, (_, i) => row(value.data.slice(i * n, i * n + n))).join(', ')}]`;
};

export function textOfNetwork(network: Network): string {
  const inside = (at: number, whole: boolean): string => {
    const node = network[at] as Node;
    if (node.name !== '') return node.name;
    if (node.op === 'leaf') return String(node.value.data[0]);
    const text = gridRuleAt(node.op).text(
      node.args.map((arg) => inside(arg, ['sum', 'mean', 'mse', 'dot', 'softmax', 'entropy'].includes(node.op))),
      node.attributes,
    );
    return whole || /^\w+\(/.test(text) ? text : `(${text})`;
  };
  return network
    .flatMap(({ name, op, args, attributes, value }) => {
      if (name === '') return [];
      if (op === 'leaf') return [`${name} = ${writtenGrid(value)}`];
      const isCall = ['sum', 'mean', 'mse', 'dot', 'softmax', 'entropy'].includes(op);
      return [
        `${name} = ${gridRuleAt(op).text(
          args.map((arg) => inside(arg, isCall)),
          attributes,
        )}`,
      ];
    })
    .join('\n');
}

/** What a gate is about to send back to one operand, before what was broadcast is added up. */
export interface GridMessage {
  readonly node: Node;
  readonly port: number;
  readonly args: readonly Grid[];
  readonly up: Grid;
  readonly right: Grid;
  readonly operand: Grid;
  /** Whether both operands are one value. */
  readonly isTwin: boolean;
}

export interface GridSlip {
  readonly code: string;
  /** What is sent instead; it need not have the shape of the operand. */
  readonly message?: (at: GridMessage) => Grid | undefined;
  readonly fork?: (messages: readonly Grid[]) => Grid;
}

const at =
  (ops: readonly GridOp[], of: (at: GridMessage) => Grid | undefined): NonNullable<GridSlip['message']> =>
  (given) =>
    ops.includes(given.node.op) ? of(given) : undefined;
const scaled = (grid: Grid, by: number): Grid => each(grid, (entry) => entry * by);
const allFit = (a: Grid, b: Grid): Grid | undefined => (columns(a) === rows(b) ? times(a, b) : undefined);
const isSquare = ({ node: { op }, isTwin }: GridMessage): boolean =>
  op === 'square' || op === 'mse' || (op === 'mul' && isTwin);
const isMatrixProduct = ({ args: [a, b] }: GridMessage): boolean => a?.shape.length === 2 && b?.shape.length === 2;

/** The count of a mean at a gate; undefined where it takes none. */
function meanAt({ node, args, port }: GridMessage): number | undefined {
  const [a = number(0), b = number(0)] = args;
  if (node.op === 'mean') return countOf(a, node.attributes.axis);
  if (node.op === 'mse') return a.data.length;
  if (node.op === 'entropy') return node.attributes.labels?.length ?? 1;
  return node.op === 'div' && port === 0 && b.shape.length === 0 ? b.data[0] : undefined;
}

export const gridSlips: readonly GridSlip[] = [
  {
    code: 'transpose-missing',
    message: at(['product'], (of) =>
      isMatrixProduct(of)
        ? of.port === 0
          ? allFit(of.up, of.args[1] ?? of.up)
          : allFit(of.args[0] ?? of.up, of.up)
        : undefined,
    ),
  },
  {
    code: 'transpose-missing',
    message: at(['product'], (of) =>
      isMatrixProduct(of) && !sameGrid(of.right.shape, [1, 1]) ? turned(of.right) : undefined,
    ),
  },
  {
    code: 'order-swapped',
    message: at(['product'], (of) =>
      isMatrixProduct(of)
        ? of.port === 0
          ? allFit(turned(of.args[1] ?? of.up), of.up)
          : allFit(of.up, turned(of.args[0] ?? of.up))
        : undefined,
    ),
  },
  {
    code: 'broadcast-not-summed',
    message: at(['add', 'sub', 'mul'], ({ right, operand }) =>
      sameGrid(right.shape, operand.shape) ? undefined : { ...right, shape: [...right.shape] },
    ),
  },
  {
    code: 'broadcast-averaged',
    message: at(['add', 'sub', 'mul'], ({ right, operand }) =>
      sameGrid(right.shape, operand.shape)
        ? undefined
        : scaled(gathered(right, operand.shape), operand.data.length / right.data.length),
    ),
  },
  {
    code: 'mean-forgotten',
    message: (of) => {
      const n = meanAt(of);
      return n === undefined ? undefined : scaled(of.right, n);
    },
  },
  {
    code: 'mean-twice',
    message: (of) => {
      const n = meanAt(of);
      return n === undefined ? undefined : scaled(of.right, 1 / n);
    },
  },
  { code: 'softmax-sign', message: at(['entropy'], ({ right }) => scaled(right, -1)) },
  {
    code: 'softmax-no-label',
    message: at(
      ['entropy'],
      ({
        args: [a = number(0)],
        up,
        node: {
          attributes: { labels = [] },
        },
      }) => scaled(soft(a), (up.data[0] ?? 0) / labels.length),
    ),
  },
  {
    code: 'softmax-no-label',
    message: at(
      ['entropy'],
      ({
        args: [a = number(0)],
        up,
        node: {
          attributes: { labels = [] },
        },
      }) => withLabels(soft(a), labels, (p) => ((p - 1) * (up.data[0] ?? 0)) / labels.length),
    ),
  },
  {
    code: 'softmax-slope',
    message: at(['softmax'], ({ args: [a = number(0)], up }) =>
      each(soft(a), (p, i) => p * (1 - p) * (up.data[i] ?? 0)),
    ),
  },
  { code: 'relu-mask', message: at(['relu'], ({ up }) => each(up, (entry) => Math.max(0, entry))) },
  { code: 'relu-mask', message: at(['relu'], ({ up }) => up) },
  {
    code: 'relu-mask',
    message: at(['relu'], ({ up, args: [a = number(0)] }) =>
      each(up, (entry, i) => ((a.data[i] ?? 0) > 0 ? 0 : entry)),
    ),
  },
  { code: 'square-factor', message: (of) => (isSquare(of) ? scaled(of.right, 0.5) : undefined) },
  { code: 'square-factor', message: (of) => (isSquare(of) ? scaled(of.right, 2) : undefined) },
  {
    code: 'tanh-slope',
    message: at(['tanh'], ({ args: [a = number(0)], up }) =>
      each(up, (entry, i) => entry * (1 - Math.tanh(a.data[i] ?? 0))),
    ),
  },
  {
    code: 'sigmoid-slope',
    message: at(['sigmoid'], ({ args: [a = number(0)], up }) =>
      each(up, (entry, i) => entry * (a.data[i] ?? 0) * (1 - (a.data[i] ?? 0))),
    ),
  },
  { code: 'exp-slope', message: at(['exp'], ({ up }) => up) },
  { code: 'sign-lost', message: at(['sub'], ({ port, up }) => (port === 1 ? up : undefined)) },
  {
    code: 'no-swap',
    message: at(['mul'], ({ operand, up, isTwin, args: [a = number(0), b = number(0)] }) =>
      isTwin || !sameGrid(a.shape, b.shape) ? undefined : each(up, (entry, i) => entry * (operand.data[i] ?? 0)),
    ),
  },
  {
    code: 'upstream-forgotten',
    message: at(['tanh', 'sigmoid', 'mul'], ({ args, node, up, port }) => {
      const ones = each(up, () => 1);
      return gridRuleAt(node.op).back(args, ones, gridRuleAt(node.op).value(args, node.attributes), node.attributes)[
        port
      ];
    }),
  },
  {
    code: 'upstream-added',
    message: at(['tanh', 'sigmoid', 'mul', 'exp', 'square'], ({ args, node, up, port }) => {
      const local = gridRuleAt(node.op).back(
        args,
        each(up, () => 1),
        gridRuleAt(node.op).value(args, node.attributes),
        node.attributes,
      )[port];
      return local && each(local, (entry, i) => entry + (up.data[i] ?? 0));
    }),
  },
  { code: 'fork-overwritten', fork: (messages) => messages.at(-1) ?? number(0) },
  { code: 'fork-overwritten', fork: (messages) => messages[0] ?? number(0) },
];

interface Pass {
  readonly gradients: readonly (Grid | undefined)[];
  /** How often a slip changed something, and whether all of it stayed in shape. */
  readonly uses: number;
  readonly messages: readonly (readonly { readonly to: number; readonly message: Grid }[])[];
}

/** `near`: the slip happens only at the uses of this node. `pinned`: gradients taken as given. Shapes that stop fitting end it. */
export function backward(network: Network, slip?: GridSlip, near?: number, pinned?: ReadonlyMap<number, Grid>): Pass {
  const arrived: Grid[][] = network.map(() => []);
  const sent: { to: number; message: Grid }[][] = network.map(() => []);
  const found: (Grid | undefined)[] = network.map(() => undefined);
  let uses = 0;
  for (let i = network.length - 1; i >= 0; i--) {
    const node = network[i] as Node;
    const own = (arrived[i] ?? []).toReversed();
    const forks = slip?.fork && own.length > 1 && (near === undefined || near === i);
    if (forks) uses++;
    const sum = own.reduce<Grid | undefined>(
      (a, b) =>
        a === undefined ? b : sameGrid(a.shape, b.shape) ? each(a, (e, k) => e + (b.data[k] ?? 0)) : undefined,
      undefined,
    );
    const up = pinned?.get(i) ?? (i === network.length - 1 ? number(1) : forks ? slip.fork?.(own) : sum);
    found[i] = up;
    if (up === undefined || node.op === 'leaf' || !sameGrid(up.shape, node.value.shape)) continue;
    const args = node.args.map((arg) => (network[arg] as Node).value);
    const back = gridRuleAt(node.op).back(args, up, node.value, node.attributes);
    for (const port of [...node.args.keys()].reverse()) {
      const arg = node.args[port] ?? 0;
      const [operand, right] = [args[port] ?? number(0), back[port] ?? number(0)];
      const applies = near === undefined || near === arg;
      const isTwin = node.args.length > 1 && node.args[0] === node.args[1];
      const wrong = applies ? slip?.message?.({ node, port, args, up, right, operand, isTwin }) : undefined;
      if (wrong) uses++;
      const message = wrong ?? gathered(right, operand.shape);
      const fits =
        common(message.shape, operand.shape) !== undefined &&
        message.data.length > operand.data.length &&
        slip?.code !== 'broadcast-not-summed';
      arrived[arg]?.push(fits ? gathered(message, operand.shape) : message);
      sent[i]?.push({ to: arg, message });
    }
  }
  return { gradients: found, uses, messages: sent };
}

/** What the backward pass gives as a plain recursion: a node passes on all that it has collected each time a message comes. */
export function recursions(network: Network, at: number): readonly Grid[] {
  return [false, true].flatMap((isOnce) =>
    [false, true].flatMap((isReversed) => {
      const collected = new Map<number, Grid>([[network.length - 1, number(1)]]);
      let visits = 0;
      const visit = (i: number): void => {
        const node = network[i] as Node;
        if (node.op === 'leaf' || i === at || visits++ > 500) return;
        const args = node.args.map((arg) => (network[arg] as Node).value);
        const up = collected.get(i) ?? number(0);
        const back = gridRuleAt(node.op).back(args, up, node.value, node.attributes);
        for (const [port, arg] of node.args.entries()) {
          const message = gathered(back[port] ?? number(0), (args[port] ?? number(0)).shape);
          const before = collected.get(arg);
          collected.set(arg, before ? each(before, (entry, k) => entry + (message.data[k] ?? 0)) : message);
        }
        const next = isOnce ? [...new Set(node.args)] : [...node.args];
        for (const arg of isReversed ? next.reverse() : next) visit(arg);
      };
      visit(network.length - 1);
      return collected.get(at) ?? [];
    }),
  );
}
