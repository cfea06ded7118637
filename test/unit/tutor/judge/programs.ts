/** Random programs on numbers and a reverse mode of their own that can be told to make a mistake; no code of the tutor is in it. */
import type { Random } from '../../../../src/core/base/random.ts';

interface Rule {
  readonly inputs: 1 | 2;
  readonly text: (a: string, b: string) => string;
  /** As the product labels it, where it has no name. */
  readonly label?: (a: string, b: string) => string;
  readonly value: (a: number, b: number) => number;
  readonly slopes: (a: number, b: number, out: number) => readonly number[];
  /** Whether the operands are ones at which a person would use it. */
  readonly fits?: (a: number, b: number) => boolean;
}

const sigma = (x: number): number => 1 / (1 + Math.exp(-x));
const small = (a: number): boolean => Math.abs(a) < 3;

const infix = (sign: string): Pick<Rule, 'text' | 'label'> => ({
  text: (a, b) => `${a} ${sign} ${b}`,
  label: (a, b) => `${a} ${{ '*': '·', '-': '−' }[sign] ?? sign} ${b}`,
});
const call = (name: string): Pick<Rule, 'text'> => ({ text: (a, b) => `${name}(${b === '' ? a : `${a}, ${b}`})` });

export const rules = {
  leaf: { inputs: 1, text: (a) => a, value: (a) => a, slopes: () => [0] },
  add: { inputs: 2, ...infix('+'), value: (a, b) => a + b, slopes: () => [1, 1] },
  sub: { inputs: 2, ...infix('-'), value: (a, b) => a - b, slopes: () => [1, -1] },
  mul: { inputs: 2, ...infix('*'), value: (a, b) => a * b, slopes: (a, b) => [b, a] },
  div: {
    inputs: 2,
    ...infix('/'),
    value: (a, b) => a / b,
    slopes: (a, b) => [1 / b, -a / (b * b)],
    fits: (_, b) => Math.abs(b) > 0.3,
  },
  max: {
    inputs: 2,
    ...call('max'),
    value: (a, b) => Math.max(a, b),
    slopes: (a, b) => [a > b ? 1 : 0, b > a ? 1 : 0],
    fits: (a, b) => Math.abs(a - b) > 0.3,
  },
  min: {
    inputs: 2,
    ...call('min'),
    value: (a, b) => Math.min(a, b),
    slopes: (a, b) => [a < b ? 1 : 0, b < a ? 1 : 0],
    fits: (a, b) => Math.abs(a - b) > 0.3,
  },
  neg: { inputs: 1, text: (a) => `-${a}`, value: (a) => -a, slopes: () => [-1] },
  exp: { inputs: 1, ...call('exp'), value: (a) => Math.exp(a), slopes: (_a, _b, out) => [out], fits: small },
  log: { inputs: 1, ...call('log'), value: (a) => Math.log(a), slopes: (a) => [1 / a], fits: (a) => a > 0.2 },
  sigmoid: { inputs: 1, ...call('sigmoid'), value: sigma, slopes: (_a, _b, out) => [out * (1 - out)], fits: small },
  tanh: { inputs: 1, ...call('tanh'), value: Math.tanh, slopes: (_a, _b, out) => [1 - out * out], fits: small },
  relu: { inputs: 1, ...call('relu'), value: (a) => Math.max(0, a), slopes: (a) => [a > 0 ? 1 : 0] },
  leaky: {
    inputs: 1,
    ...call('leaky_relu'),
    value: (a) => (a > 0 ? a : 0.01 * a),
    slopes: (a) => [a > 0 ? 1 : 0.01],
  },
  sin: { inputs: 1, ...call('sin'), value: Math.sin, slopes: (a) => [Math.cos(a)] },
  cos: { inputs: 1, ...call('cos'), value: Math.cos, slopes: (a) => [-Math.sin(a)] },
  square: { inputs: 1, text: (a) => `${a} ** 2`, value: (a) => a * a, slopes: (a) => [2 * a] },
  cube: { inputs: 1, text: (a) => `${a} ** 3`, value: (a) => a ** 3, slopes: (a) => [3 * a * a] },
  inverse: {
    inputs: 1,
    text: (a) => `${a} ** -1`,
    value: (a) => 1 / a,
    slopes: (a) => [-1 / (a * a)],
    fits: (a) => Math.abs(a) > 0.3,
  },
  twice: { inputs: 1, text: (a) => `${a} * 2`, value: (a) => 2 * a, slopes: () => [2] },
} satisfies Readonly<Record<string, Rule>>;

export type Op = keyof typeof rules;

export interface Line {
  readonly name: string;
  readonly op: Op;
  readonly args: readonly number[];
  readonly value: number;
}
export type Program = readonly Line[];

export const ruleAt = (op: Op): Rule => rules[op];

const pick = <T>(random: Random, from: readonly T[]): T => from[random.below(from.length)] as T;

/** Whole, with one decimal, or with two, away from zero. */
function number(random: Random): number {
  const size =
    random.below(3) > 0
      ? 1 + random.below(6)
      : random.below(2) === 0
        ? (3 + random.below(45)) / 10
        : (30 + random.below(400)) / 100;
  return random.below(5) < 2 ? -size : size;
}

const usual: readonly Op[] = ['add', 'mul', 'mul', 'add', 'sub', 'max', 'min', 'div'];
const rare: readonly Op[] = [
  'neg',
  'exp',
  'log',
  'sigmoid',
  'tanh',
  'relu',
  'leaky',
  'sin',
  'cos',
  'square',
  'cube',
  'inverse',
  'twice',
];

/** A program whose last line is its output and to which every line leads; undefined where the draw went wrong. */
export function programOf(random: Random, needs: readonly Op[]): Program | undefined {
  const lines: Line[] = Array.from({ length: 2 + random.below(2) }, (_, i) => ({
    name: 'xyzw'[i] ?? 'x',
    op: 'leaf' as const,
    args: [],
    value: number(random),
  }));
  const ops = [
    ...needs,
    ...Array.from({ length: 1 + random.below(4) }, () => pick(random, random.below(3) > 0 ? usual : rare)),
  ];
  for (let i = ops.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [ops[i], ops[j]] = [ops[j] as Op, ops[i] as Op];
  }
  const unused = new Set(lines.keys());
  const add = (op: Op, args: readonly number[]): boolean => {
    const [a = 0, b = 0] = args.map((arg) => lines[arg]?.value ?? 0);
    const rule = ruleAt(op);
    const value = rule.value(a, b);
    if (!(rule.fits?.(a, b) ?? true) || !Number.isFinite(value) || Math.abs(value) > 400) return false;
    if (Math.abs(value) < 1e-3 && op !== 'relu') return false;
    for (const arg of args) unused.delete(arg);
    unused.add(lines.length);
    lines.push({ name: 'abcdefghklmnopqrst'[lines.length] ?? `t${lines.length}`, op, args, value });
    return true;
  };
  const next = (): number => {
    const free = [...unused];
    return free.length > 0 && random.below(3) > 0 ? pick(random, free) : random.below(lines.length);
  };
  for (const op of ops) {
    const args = ruleAt(op).inputs === 2 ? [next(), next()] : [next()];
    if (op !== 'mul' && op !== 'add' && args[0] === args[1] && args.length > 1) return undefined;
    if (!add(op, args)) return undefined;
  }
  while (unused.size > 1) {
    const [a = 0, b = 0] = [...unused];
    if (!add(pick(random, ['add', 'mul'] as const), [a, b])) return undefined;
  }
  return lines;
}

export const textOf = (program: Program): string =>
  program
    .map(({ name, op, args, value }) => {
      const [a = '', b = ''] = args.map((arg) => program[arg]?.name ?? '');
      return `${name} = ${op === 'leaf' ? value : ruleAt(op).text(a, b)}`;
    })
    .join('\n');

export interface MessageAt {
  readonly op: Op;
  readonly port: number;
  readonly a: number;
  readonly b: number;
  readonly out: number;
  readonly up: number;
  readonly local: number;
}

/** A wrong rule: what is sent instead, or what a fork makes of its messages. */
export interface Slip {
  readonly code: string;
  readonly needs: readonly Op[];
  readonly message?: (at: MessageAt) => number | undefined;
  readonly fork?: (messages: readonly number[]) => number;
}

const at =
  (ops: readonly Op[], of: (at: MessageAt) => number): NonNullable<Slip['message']> =>
  (given) =>
    ops.includes(given.op) ? of(given) : undefined;

export const slips: readonly Slip[] = [
  { code: 'fork-overwritten', needs: ['mul', 'add'], fork: (messages) => messages.at(-1) ?? 0 },
  { code: 'fork-overwritten', needs: ['mul', 'add'], fork: (messages) => messages[0] ?? 0 },
  {
    code: 'fork-overwritten',
    needs: ['mul'],
    fork: (messages) => messages.reduce((a, b) => a + b, 0) / messages.length,
  },
  { code: 'no-swap', needs: ['mul'], message: at(['mul'], ({ port, a, b, up }) => (port === 0 ? a : b) * up) },
  { code: 'upstream-forgotten', needs: ['mul', 'mul'], message: ({ local }) => local },
  {
    code: 'upstream-added',
    needs: ['mul'],
    message: at(['mul', 'square', 'exp', 'div'], ({ local, up }) => local + up),
  },
  { code: 'add-halved', needs: ['add'], message: at(['add'], ({ up }) => up / 2) },
  { code: 'max-to-both', needs: ['max'], message: at(['max', 'min'], ({ up }) => up) },
  { code: 'max-to-both', needs: ['min'], message: at(['max', 'min'], ({ up }) => up) },
  { code: 'max-to-loser', needs: ['max'], message: at(['max', 'min'], ({ local, up }) => (1 - local) * up) },
  { code: 'max-to-loser', needs: ['min'], message: at(['max', 'min'], ({ local, up }) => (1 - local) * up) },
  { code: 'sign-lost', needs: ['sub'], message: at(['sub'], ({ up }) => up) },
  { code: 'sign-lost', needs: ['neg'], message: at(['neg'], ({ up }) => up) },
  {
    code: 'sign-lost',
    needs: ['div'],
    message: (given) => (given.op === 'div' && given.port === 1 ? -given.local * given.up : undefined),
  },
  { code: 'sign-lost', needs: ['inverse'], message: at(['inverse'], ({ a, up }) => up / (a * a)) },
  { code: 'sign-lost', needs: ['cos'], message: at(['cos'], ({ a, up }) => Math.sin(a) * up) },
  { code: 'power-slope', needs: ['cube'], message: at(['cube'], ({ a, up }) => 3 * a ** 3 * up) },
  { code: 'power-slope', needs: ['cube'], message: at(['cube'], ({ a, up }) => a ** 2 * up) },
  { code: 'exp-slope', needs: ['exp'], message: at(['exp'], ({ up }) => up) },
  { code: 'exp-slope', needs: ['exp'], message: at(['exp'], ({ a, up }) => a * Math.exp(a - 1) * up) },
  { code: 'sigmoid-slope', needs: ['sigmoid'], message: at(['sigmoid'], ({ a, up }) => a * (1 - a) * up) },
  {
    code: 'sigmoid-slope',
    needs: ['sigmoid'],
    message: at(['sigmoid'], ({ out, up }) => sigma(out) * (1 - sigma(out)) * up),
  },
  { code: 'sigmoid-slope', needs: ['sigmoid'], message: at(['sigmoid'], ({ out, up }) => out * up) },
  { code: 'tanh-slope', needs: ['tanh'], message: at(['tanh'], ({ out, up }) => (1 - out) * up) },
  { code: 'relu-mask', needs: ['relu'], message: at(['relu'], ({ up }) => Math.max(up, 0)) },
  { code: 'relu-mask', needs: ['relu'], message: at(['relu'], ({ up }) => up) },
  { code: 'relu-mask', needs: ['leaky'], message: at(['leaky'], ({ up }) => up) },
  { code: 'square-factor', needs: ['square'], message: at(['square'], ({ a, up }) => a * up) },
  { code: 'square-factor', needs: ['square'], message: at(['square'], ({ a, up }) => 4 * a * up) },
];

/**
 * Gradients of the last line. `near`: the slip happens only where this line is used. `pinned`: gradients taken as given.
 * `sent` collects the message of every use, by the place of the gate and its operand.
 */
export function gradients(
  program: Program,
  slip?: Slip,
  near?: number,
  pinned?: ReadonlyMap<number, number>,
): readonly number[] {
  const messages: number[][] = program.map(() => []);
  const found: number[] = program.map(() => 0);
  for (let i = program.length - 1; i >= 0; i--) {
    const { op, args, value } = program[i] as Line;
    const own = (messages[i] ?? []).toReversed();
    const forks = slip?.fork && own.length > 1 && (near === undefined || near === i);
    const up =
      pinned?.get(i) ??
      (i === program.length - 1 ? 1 : forks ? (slip.fork?.(own) ?? 0) : own.reduce((a, b) => a + b, 0));
    found[i] = up;
    const [a = 0, b = 0] = args.map((arg) => program[arg]?.value ?? 0);
    const slopes = ruleAt(op).slopes(a, b, value);
    // The second operand first, so that turning the list round gives the order of the text.
    for (const port of [...args.keys()].reverse()) {
      const arg = args[port] ?? 0;
      const local = slopes[port] ?? 0;
      const applies = near === undefined || near === arg;
      const wrong = applies ? slip?.message?.({ op, port, a, b, out: value, up, local }) : undefined;
      messages[arg]?.push(wrong ?? local * up);
    }
  }
  return found;
}
