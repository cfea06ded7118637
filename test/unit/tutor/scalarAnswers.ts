/** A reverse pass of its own, on numbers only, that can be told to make a mistake; it shares no code with the tutor's. */
import type { Random } from '../../../src/core/base/random.ts';
import { asWritten, differs, pick, smallNumber, type WrongAnswer } from './wrongAnswer.ts';

type Op =
  | 'leaf'
  | 'add'
  | 'sub'
  | 'mul'
  | 'max'
  | 'neg'
  | 'exp'
  | 'sigmoid'
  | 'tanh'
  | 'relu'
  | 'square'
  | 'cube'
  | 'inverse';

export interface Line {
  readonly name: string;
  readonly op: Op;
  readonly args: readonly number[];
  readonly value: number;
}

const sigma = (x: number): number => 1 / (1 + Math.exp(-x));

const written: Readonly<Record<Op, (a: string, b: string) => string>> = {
  leaf: (a) => a,
  add: (a, b) => `${a} + ${b}`,
  sub: (a, b) => `${a} - ${b}`,
  mul: (a, b) => `${a} * ${b}`,
  max: (a, b) => `max(${a}, ${b})`,
  neg: (a) => `-${a}`,
  exp: (a) => `exp(${a})`,
  sigmoid: (a) => `sigmoid(${a})`,
  tanh: (a) => `tanh(${a})`,
  relu: (a) => `relu(${a})`,
  square: (a) => `${a}**2`,
  cube: (a) => `${a}**3`,
  inverse: (a) => `1 / ${a}`,
};

function valueAt(op: Op, a: number, b: number): number {
  switch (op) {
    case 'leaf':
      return a;
    case 'add':
      return a + b;
    case 'sub':
      return a - b;
    case 'mul':
      return a * b;
    case 'max':
      return Math.max(a, b);
    case 'neg':
      return -a;
    case 'exp':
      return Math.exp(a);
    case 'sigmoid':
      return sigma(a);
    case 'tanh':
      return Math.tanh(a);
    case 'relu':
      return Math.max(0, a);
    case 'square':
      return a * a;
    case 'cube':
      return a ** 3;
    case 'inverse':
      return 1 / a;
  }
}

function slopeOf(op: Op, port: number, a: number, b: number, out: number): number {
  switch (op) {
    case 'leaf':
      return 0;
    case 'add':
      return 1;
    case 'sub':
      return port === 0 ? 1 : -1;
    case 'mul':
      return port === 0 ? b : a;
    case 'max':
      return (port === 0 ? a > b : b > a) ? 1 : 0;
    case 'neg':
      return -1;
    case 'exp':
      return out;
    case 'sigmoid':
      return out * (1 - out);
    case 'tanh':
      return 1 - out * out;
    case 'relu':
      return a > 0 ? 1 : 0;
    case 'square':
      return 2 * a;
    case 'cube':
      return 3 * a * a;
    case 'inverse':
      return -1 / (a * a);
  }
}

interface MessageAt {
  readonly op: Op;
  readonly port: number;
  readonly a: number;
  readonly b: number;
  readonly out: number;
  readonly up: number;
  readonly local: number;
}
type Message = (at: MessageAt) => number | undefined;

export const valueOfLine = ({ op }: Line, a: number, b: number): number => valueAt(op, a, b);

export interface Slip {
  readonly code: string;
  /** Which gates a program needs, so that the slip can happen. */
  readonly needs: readonly Op[];
  readonly message?: Message;
  readonly fork?: (messages: readonly number[]) => number;
}

const when =
  (ops: readonly Op[], of: Message): Message =>
  (at) =>
    ops.includes(at.op) ? of(at) : undefined;

const slips: readonly Slip[] = [
  { code: 'fork-overwritten', needs: [], fork: (messages) => messages.at(-1) ?? 0 },
  { code: 'fork-overwritten', needs: [], fork: (messages) => messages[0] ?? 0 },
  { code: 'fork-overwritten', needs: [], fork: (messages) => messages.reduce((a, b) => a + b, 0) / messages.length },
  { code: 'no-swap', needs: ['mul'], message: when(['mul'], ({ port, a, b, up }) => (port === 0 ? a : b) * up) },
  { code: 'upstream-forgotten', needs: ['mul'], message: ({ local }) => local },
  {
    code: 'upstream-added',
    needs: ['mul'],
    message: when(['mul', 'exp', 'square', 'sigmoid'], ({ local, up }) => local + up),
  },
  { code: 'add-halved', needs: ['add'], message: when(['add'], ({ up }) => up / 2) },
  { code: 'max-to-both', needs: ['max'], message: when(['max'], ({ up }) => up) },
  { code: 'max-to-loser', needs: ['max'], message: when(['max'], ({ local, up }) => (1 - local) * up) },
  { code: 'sign-lost', needs: ['sub'], message: when(['sub'], ({ up }) => up) },
  { code: 'sign-lost', needs: ['neg'], message: when(['neg'], ({ up }) => up) },
  { code: 'sign-lost', needs: ['inverse'], message: when(['inverse'], ({ a, up }) => up / (a * a)) },
  { code: 'power-slope', needs: ['cube'], message: when(['cube'], ({ a, up }) => 3 * a ** 3 * up) },
  { code: 'power-slope', needs: ['cube'], message: when(['cube'], ({ a, up }) => a ** 2 * up) },
  { code: 'exp-slope', needs: ['exp'], message: when(['exp'], ({ up }) => up) },
  { code: 'exp-slope', needs: ['exp'], message: when(['exp'], ({ a, up }) => a * Math.exp(a - 1) * up) },
  { code: 'sigmoid-slope', needs: ['sigmoid'], message: when(['sigmoid'], ({ a, up }) => a * (1 - a) * up) },
  {
    code: 'sigmoid-slope',
    needs: ['sigmoid'],
    message: when(['sigmoid'], ({ out, up }) => sigma(out) * (1 - sigma(out)) * up),
  },
  { code: 'tanh-slope', needs: ['tanh'], message: when(['tanh'], ({ out, up }) => (1 - out) * up) },
  { code: 'relu-mask', needs: ['relu'], message: when(['relu'], ({ up }) => Math.max(up, 0)) },
  { code: 'relu-mask', needs: ['relu'], message: when(['relu'], ({ up }) => up) },
  { code: 'square-factor', needs: ['square'], message: when(['square'], ({ a, up }) => a * up) },
  { code: 'square-factor', needs: ['square'], message: when(['square'], ({ a, up }) => 4 * a * up) },
];

const twoHanded: readonly Op[] = ['add', 'sub', 'mul', 'mul', 'add', 'max'];
const oneHanded: readonly Op[] = ['neg', 'exp', 'sigmoid', 'tanh', 'relu', 'square', 'cube', 'inverse'];

export function program(random: Random, needs: readonly Op[]): readonly Line[] | undefined {
  const lines: Line[] = Array.from({ length: 2 + random.below(3) }, (_, i) => {
    const value = smallNumber(random);
    return { name: 'xyzw'[i] ?? 'x', op: 'leaf', args: [], value };
  });
  const ops = [
    ...needs,
    ...Array.from({ length: 2 + random.below(4) }, () => pick(random, [...twoHanded, ...twoHanded, ...oneHanded])),
  ];
  for (let i = ops.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [ops[i], ops[j]] = [ops[j] as Op, ops[i] as Op];
  }
  const unused = new Set(lines.keys());
  for (const op of ops) {
    const next = (): number => {
      const free = [...unused];
      const at = free.length > 0 && random.below(3) > 0 ? pick(random, free) : random.below(lines.length);
      unused.delete(at);
      return at;
    };
    const args = twoHanded.includes(op) ? [next(), next()] : [next()];
    if (args[0] === args[1]) return undefined;
    const [a = 0, b = 0] = args.map((arg) => lines[arg]?.value ?? 0);
    const value = valueAt(op, a, b);
    if (!Number.isFinite(value) || Math.abs(value) > 60 || Math.abs(value) < 1e-3) {
      if (op !== 'relu' || value !== 0) return undefined;
    }
    if (op === 'max' && Math.abs(a - b) < 0.3) return undefined;
    if ((op === 'sigmoid' || op === 'tanh' || op === 'exp') && Math.abs(a) > 3) return undefined;
    unused.add(lines.length);
    lines.push({ name: `t${lines.length}`, op, args, value });
  }
  // What is left over flows together, so that everything counts.
  while (unused.size > 1) {
    const [a = 0, b = 0] = [...unused];
    unused.delete(a);
    unused.delete(b);
    const op = pick(random, ['add', 'mul'] as const);
    unused.add(lines.length);
    lines.push({
      name: `t${lines.length}`,
      op,
      args: [a, b],
      value: valueAt(op, lines[a]?.value ?? 0, lines[b]?.value ?? 0),
    });
  }
  return lines;
}

/** Gradients of the last line. `near`: the slip happens only at the gates that use this line. */
export function gradients(lines: readonly Line[], slip: Slip | undefined, near: number | undefined): readonly number[] {
  const messages: number[][] = lines.map(() => []);
  const found: number[] = lines.map(() => 0);
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i] as Line;
    const own = messages[i] ?? [];
    const forked = slip?.fork && own.length > 1 && (near === undefined || near === i);
    // Messages arrive last use first; the course writes them in the order of the text.
    const up =
      i === lines.length - 1 ? 1 : forked ? (slip.fork?.(own.toReversed()) ?? 0) : own.reduce((a, b) => a + b, 0);
    found[i] = up;
    const [a = 0, b = 0] = line.args.map((arg) => lines[arg]?.value ?? 0);
    for (const [port, arg] of line.args.entries()) {
      const local = slopeOf(line.op, port, a, b, line.value);
      const applies = near === undefined || near === arg;
      const wrong = applies ? slip?.message?.({ op: line.op, port, a, b, out: line.value, up, local }) : undefined;
      messages[arg]?.push(wrong ?? local * up);
    }
  }
  return found;
}

export const textOf = (lines: readonly Line[]): string =>
  lines
    .map(({ name, op, args, value }) => {
      const [a = '', b = ''] = args.map((arg) => lines[arg]?.name ?? '');
      return op === 'leaf' ? `${name} = ${value}` : `${name} = ${written[op](a, b)}`;
    })
    .join('\n');

/** A wrong answer to one question; tries until the slip changes something that can be asked. */
export function scalarAnswer(random: Random): WrongAnswer {
  const codes = [...new Set(slips.map(({ code }) => code))];
  const code = pick(random, codes);
  const slip = pick(
    random,
    slips.filter((one) => one.code === code),
  );
  for (;;) {
    const lines = program(random, slip.needs);
    if (lines === undefined) continue;
    const right = gradients(lines, undefined, undefined);
    const near = random.below(10) < 3;
    const everywhere = gradients(lines, slip, undefined);
    const wrongAt = (at: number): number => (near ? (gradients(lines, slip, at)[at] ?? 0) : (everywhere[at] ?? 0));
    const askable = lines
      .map((_, at) => at)
      .filter((at) => at < lines.length - 1 && differs(wrongAt(at), right[at] ?? 0));
    if (askable.length === 0) continue;
    const at = pick(random, askable);
    const text = textOf(lines);
    // What the same learner wrote for a leaf or two: right, where the slip was a local one.
    const others = lines
      .map((_, i) => i)
      .filter((i) => i !== at && lines[i]?.op === 'leaf')
      .slice(0, random.below(10) < 3 ? 0 : 2);
    const answers = [
      ...others.map((i) => [i, (near ? right : everywhere)[i] ?? 0] as const),
      [at, wrongAt(at)] as const,
    ];
    const questions = answers.map(([i, answer]) => `grad(${lines[i]?.name}) = ${asWritten(answer)}`);
    return { code, kind: 'scalar', text: [text, ...questions].join('\n') };
  }
}
