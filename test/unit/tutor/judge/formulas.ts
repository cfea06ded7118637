/** Gradients as formulas in the names of a program: true ones in many spellings, and ones that are right only at its numbers. */
import type { Random } from '../../../../src/core/base/random.ts';
import {
  columns,
  each,
  type Grid,
  gathered,
  gridRuleAt,
  number,
  sameGrid,
  sizeOf,
  soft,
  times,
  turned,
  withLabels,
  zip,
} from './grids.ts';
import type { Network, Node } from './networks.ts';

/** A formula: how it is written, and what it gives at the numbers of a program. */
export interface Formula {
  readonly text: string;
  /** 1: a sum, 2: a product, 3: a sign in front, 4: a call, a name, a bracket. */
  readonly strength: 1 | 2 | 3 | 4;
  readonly shape: readonly number[];
  readonly at: (network: Network) => Grid;
  /** Numbers stand in the place of a name, so that `at` is of no use elsewhere. */
  readonly isMixed?: boolean;
}

const pick = <T>(random: Random, from: readonly T[]): T => from[random.below(from.length)] as T;
const inside = ({ text, strength }: Formula, least: number): string => (strength >= least ? text : `(${text})`);

const literal = (value: number): Formula => ({
  text: value < 0 ? `(${value})` : String(value),
  strength: 4,
  shape: [],
  at: () => number(value),
});

class Writer {
  private readonly network: Network;
  private readonly random: Random;

  constructor(network: Network, random: Random) {
    this.network = network;
    this.random = random;
  }

  private often(of: number): boolean {
    return this.random.below(of) === 0;
  }

  /** A value by its name, now and then by what it is made of. */
  value(at: number): Formula {
    const node = this.network[at] as Node;
    const own: Formula = {
      text: node.name,
      strength: 4,
      shape: node.value.shape,
      at: (network) => network[at]?.value ?? number(0),
    };
    if (node.name === '' && node.op === 'leaf') return literal(node.value.data[0] ?? 0);
    if (node.op === 'leaf' || (node.name !== '' && !this.often(6))) return own;
    const [a, b] = node.args.map((arg) => this.value(arg));
    if (a && b && node.op === 'add') return this.sum(a, b);
    if (a && b && node.op === 'sub') return this.difference(a, b);
    if (a && b && node.op === 'mul') return this.product(a, b);
    if (a && b && node.op === 'product')
      return { text: `${inside(a, 4)} @ ${inside(b, 4)}`, strength: 2, shape: node.value.shape, at: own.at };
    const text = gridRuleAt(node.op).text(
      [a, b].flatMap((one) =>
        one ? [/\*\*/.test(gridRuleAt(node.op).text(['x'], {})) ? inside(one, 4) : one.text] : [],
      ),
      node.attributes,
    );
    return { text, strength: /\*\*|\//.test(text.replace(/\(.*\)/, '')) ? 2 : 4, shape: node.value.shape, at: own.at };
  }

  private made(
    text: string,
    strength: Formula['strength'],
    a: Formula,
    b: Formula,
    of: (a: number, b: number) => number,
  ): Formula {
    const at = (network: Network): Grid => zip(a.at(network), b.at(network), of);
    return { text, strength, shape: at(this.network).shape, at };
  }

  sum(a: Formula, b: Formula): Formula {
    const [x, y] = this.often(3) ? [b, a] : [a, b];
    const text = this.often(8) ? `${x.text} - (-${inside(y, 4)})` : `${x.text} + ${inside(y, 2)}`;
    return this.made(text, 1, x, y, (p, q) => p + q);
  }

  difference(a: Formula, b: Formula): Formula {
    const text = this.often(6) ? `-(${b.text} - ${inside(a, 2)})` : `${a.text} - ${inside(b, 2)}`;
    return this.made(text, text.startsWith('-') ? 3 : 1, a, b, (p, q) => p - q);
  }

  product(a: Formula, b: Formula): Formula {
    const [x, y] = this.often(3) ? [b, a] : [a, b];
    if (this.often(5) && y.strength === 1) {
      const split = / [+-] (?![^(]*\))/.exec(y.text);
      // a·(b − c) as a·b − a·c
      if (split && !y.text.slice(0, split.index).match(/ [+-] /) && !y.text.slice(split.index + 3).match(/ [+-] /))
        return this.made(
          `${inside(x, 3)} * ${y.text.slice(0, split.index).replace(/^(.*[^\w\])].*)$/, '($1)')}${split[0]}${inside(x, 3)} * (${y.text.slice(split.index + 3)})`,
          1,
          x,
          y,
          (p, q) => p * q,
        );
    }
    return this.made(`${inside(x, 2)} * ${inside(y, 3)}`, 2, x, y, (p, q) => p * q);
  }

  over(a: Formula, n: Formula): Formula {
    const text = this.often(3)
      ? `1 / ${inside(n, 4)} * ${inside(a, 3)}`
      : this.often(3)
        ? `${inside(a, 2)} * (1 / ${inside(n, 4)})`
        : `${inside(a, 2)} / ${inside(n, 4)}`;
    return this.made(text, 2, a, n, (p, q) => p / q);
  }

  private negative(a: Formula): Formula {
    const text = this.often(2) ? `-${inside(a, 3)}` : `-1 * ${inside(a, 3)}`;
    return { text, strength: 3, shape: a.shape, at: (network) => each(a.at(network), (entry) => -entry) };
  }

  private twice(a: Formula): Formula {
    const text = pick(this.random, [`2 * ${inside(a, 3)}`, `${inside(a, 3)} * 2`, `(${a.text} + ${inside(a, 2)})`]);
    return { text, strength: 2, shape: a.shape, at: (network) => each(a.at(network), (entry) => 2 * entry) };
  }

  private squared(a: Formula): Formula {
    const text = this.often(2) ? `${inside(a, 4)} ** 2` : `${inside(a, 3)} * ${inside(a, 3)}`;
    return { text, strength: 2, shape: a.shape, at: (network) => each(a.at(network), (entry) => entry * entry) };
  }

  private times(a: Formula, b: Formula, shape: readonly number[]): Formula {
    const at = (network: Network): Grid => ({ shape, data: times(a.at(network), b.at(network)).data });
    return { text: `${inside(a, 4)} @ ${inside(b, 4)}`, strength: 2, shape, at };
  }

  private turned(a: Formula): Formula {
    const at = (network: Network): Grid => turned(a.at(network));
    return { text: `${inside(a, 4)}.T`, strength: 4, shape: a.shape.toReversed(), at };
  }

  /** In the full shape of a value, where it was broadcast. */
  private full(a: Formula, of: Formula): Formula {
    if (sameGrid(a.shape, of.shape)) return a;
    return this.made(`${a.text} + 0 * ${inside(of, 3)}`, 1, a, of, (p, q) => p + 0 * q);
  }

  /** Undefined for what these formulas do not write. */
  gradient(at: number): Formula | undefined {
    if (at === this.network.length - 1) return literal(1);
    const messages: Formula[] = [];
    for (const [consumer, node] of this.network.entries())
      for (const [port, arg] of node.args.entries()) {
        if (arg !== at) continue;
        const up = this.gradient(consumer);
        const message = up && this.message(consumer, port, up);
        if (message === undefined) return undefined;
        const operand = this.value(at);
        messages.push(this.gathered(message, operand));
      }
    const [first, ...others] = messages;
    return first && others.reduce((a, b) => this.sum(a, b), first);
  }

  private gathered(message: Formula, operand: Formula): Formula {
    if (sizeOf(message.shape) <= sizeOf(operand.shape)) return message;
    const axis = operand.shape.length === 1 ? ', axis=0' : '';
    return {
      text: `sum(${message.text}${axis})`,
      strength: 4,
      shape: operand.shape,
      at: (network) => gathered(message.at(network), operand.shape),
    };
  }

  private message(consumer: number, port: number, up: Formula): Formula | undefined {
    const { op, args, attributes, value } = this.network[consumer] as Node;
    const [a = literal(0), b = literal(0)] = args.map((arg) => this.value(arg));
    const out = this.value(consumer);
    const one = literal(1);
    const isOne = up.text === '1';
    const by = (local: Formula): Formula => (isOne ? local : this.product(up, local));
    switch (op) {
      case 'add':
        return this.full(up, out);
      case 'sub':
        return this.full(port === 0 ? up : this.negative(up), out);
      case 'mul':
        return by(port === 0 ? b : a);
      case 'div':
        return port === 0 ? this.over(up, b) : this.negative(by(this.over(a, this.squared(b))));
      case 'relu':
        return by({
          text: `(${a.text} > 0)`,
          strength: 4,
          shape: a.shape,
          at: (network) => each(a.at(network), (entry) => (entry > 0 ? 1 : 0)),
        });
      case 'tanh':
        return by(
          this.often(3)
            ? this.product(this.difference(one, out), this.sum(one, out))
            : this.difference(one, this.squared(out)),
        );
      case 'sigmoid':
        return by(
          this.often(3) ? this.difference(out, this.squared(out)) : this.product(out, this.difference(one, out)),
        );
      case 'exp':
        return by(out);
      case 'square':
        return by(this.twice(a));
      case 'cube':
        return by(this.product(literal(3), this.squared(a)));
      case 'log':
        return this.over(up, a);
      case 'sin':
        return by({ text: `cos(${a.text})`, strength: 4, shape: [], at: (network) => each(a.at(network), Math.cos) });
      case 'product': {
        const whole = this.full(up, out);
        if (b.shape.length === 1)
          return port === 0
            ? {
                text: `outer(${whole.text}, ${b.text})`,
                strength: 4,
                shape: a.shape,
                at: (network) =>
                  times(
                    { shape: [sizeOf(whole.shape), 1], data: whole.at(network).data },
                    { shape: [1, sizeOf(b.shape)], data: b.at(network).data },
                  ),
              }
            : {
                text: `${inside(a, 4)}.T @ ${inside(whole, 4)}`,
                strength: 2,
                shape: b.shape,
                at: (network) => ({
                  shape: b.shape,
                  data: times(turned(a.at(network)), { shape: [sizeOf(whole.shape), 1], data: whole.at(network).data })
                    .data,
                }),
              };
        return port === 0 ? this.times(whole, this.turned(b), a.shape) : this.times(this.turned(a), whole, b.shape);
      }
      case 'dot':
        return by(port === 0 ? b : a);
      case 'sum':
        return attributes.axis === 1 ? undefined : this.full(up, a);
      case 'mean':
        return attributes.axis === 1
          ? undefined
          : this.full(this.over(up, literal(a.shape.length === 0 ? 1 : sizeOf(a.shape) / sizeOf(value.shape))), a);
      case 'mse': {
        const to = this.over(this.twice(this.difference(a, b)), literal(sizeOf(a.shape)));
        return port === 0 ? by(to) : this.negative(by(to));
      }
      case 'softmax': {
        const mixed: Formula = {
          text:
            a.shape.length === 1
              ? `sum(${up.text} * ${inside(out, 3)})`.replace(
                  /sum\((.*)\)/,
                  `sum(${inside(up, 2)} * ${inside(out, 3)})`,
                )
              : `sum(${inside(up, 2)} * ${inside(out, 3)}, axis=1, keepdims=true)`,
          strength: 4,
          shape: a.shape.length === 1 ? [] : [a.shape[0] ?? 1, 1],
          at: (network) => {
            const whole = zip(up.at(network), out.at(network), (p, q) => p * q);
            return gathered(whole, a.shape.length === 1 ? [] : [a.shape[0] ?? 1, 1]);
          },
        };
        return this.product(out, this.difference(up, mixed));
      }
      case 'entropy': {
        const { labels = [] } = attributes;
        const hot =
          labels.length === 1 && a.shape.length === 1
            ? `onehot(${labels[0]}, ${a.shape[0]})`
            : `onehot([${labels.join(', ')}], ${columns(a.at(this.network))})`;
        const p: Formula = {
          text: `softmax(${a.text}) - ${hot}`,
          strength: 1,
          shape: a.shape,
          at: (network) => withLabels(soft(a.at(network)), labels, (q, y) => q - y),
        };
        return by(labels.length === 1 ? p : this.over(p, literal(labels.length)));
      }
      default:
        return undefined;
    }
  }
}

export function formulaFor(network: Network, at: number, random: Random): Formula | undefined {
  const found = new Writer(network, random).gradient(at);
  if (found === undefined || found.text.length > 400) return undefined;
  const { shape } = (network[at] as Node).value;
  return sameGrid(found.shape, shape) ? found : undefined;
}

/** A formula that gives the same numbers here, and others elsewhere. */
export function nearMiss(network: Network, of: Formula, random: Random): Formula | undefined {
  const leaves = network.flatMap((node, at) => (node.op === 'leaf' && node.name !== '' ? [at] : []));
  const at = pick(random, leaves);
  const { name, value } = network[at] as Node;
  const given = value.data[0] ?? 0;
  const isNumber = value.shape.length === 0;
  const sums = value.data.reduce((a, b) => a + b, 0);
  const size = (grid: Grid): number => grid.data.reduce((a, b) => a + b, 0);
  const make = (text: string, strength: Formula['strength'], by: (entry: number, now: number) => number): Formula => ({
    text,
    strength,
    shape: of.shape,
    at: (network) => {
      const now = network[at]?.value ?? number(0);
      return each(of.at(network), (entry) => by(entry, isNumber ? (now.data[0] ?? 0) : size(now)));
    },
  });
  const called = isNumber ? name : `sum(${name})`;
  const is = isNumber ? given : sums;
  if (Math.abs(is) < 1e-6) return undefined;
  const minus = is < 0 ? `+ ${-is}` : `- ${is}`;
  switch (random.below(4)) {
    case 0:
      return make(`${of.text} + (${called} ${minus})`, 1, (entry, now) => entry + now - is);
    case 1:
      return make(`(${of.text}) * ${called} / (${is})`, 2, (entry, now) => (entry * now) / is);
    case 2:
      return make(`${of.text} + 2 * (${called} ${minus}) ** 2`, 1, (entry, now) => entry + 2 * (now - is) ** 2);
    default: {
      // One number in the place of its name, in a formula that has another name left.
      const reads = (other: string): boolean => other !== '' && new RegExp(`\\b${other}\\b`).test(of.text);
      const isPartly = network.some(({ name: other, op }) => op !== 'leaf' && reads(other));
      if (!isNumber || isPartly || !reads(name) || !network.some(({ name: other }) => other !== name && reads(other)))
        return undefined;
      const text = of.text.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), given < 0 ? `(${given})` : String(given));
      return { text, strength: of.strength, shape: of.shape, at: () => number(Number.NaN), isMixed: true };
    }
  }
}
