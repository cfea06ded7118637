import type { Draw } from './draw.ts';
import type { Exercise } from './exercise.ts';

export type ProgramBinary = '+' | '-' | '*' | 'max' | 'min';
export type ProgramUnary = 'scale' | 'shift' | 'square' | 'relu';

export interface ProgramWish {
  readonly leaves: number;
  readonly binary: readonly [ProgramBinary, ...ProgramBinary[]];
  readonly unary: readonly ProgramUnary[];
  /** Gates with one operand. */
  readonly unaryCount: number;
  /** How many times a value is used once more than it must be. */
  readonly forks: number;
  /** Whether every value between is asked for, or only the one before the output. */
  readonly askAll: boolean;
}

type Names = readonly string[];
const LEAVES: readonly [Names, ...Names[]] = [
  ['x', 'y', 'z', 'w', 't'],
  ['a', 'b', 'c', 'd', 'e'],
  ['u', 'v', 'w', 'x', 'y'],
];
const BETWEEN = ['p', 'q', 'r', 's', 'm', 'n', 'k', 'h', 'g'] as const;
const OUTPUTS = ['f', 'L', 'J'] as const;

/** A random program of gates on numbers. Every value is used; without forks each is used once. */
export function scalarProgram(draw: Draw, wish: ProgramWish): Exercise {
  const leaves = draw.one(LEAVES).slice(0, wish.leaves);
  const numbers = draw.apart(leaves.length);
  const lines = [leaves.map((leaf, i) => `${leaf} = ${numbers[i] ?? 1}`).join('; ')];
  const between: string[] = [];
  const output = draw.one(OUTPUTS);
  let pool: readonly string[] = leaves;
  let forks = wish.forks;
  let unary = wish.unaryCount;
  while (pool.length > 1 || unary > 0) {
    const [first = '', second = '', ...rest] = draw.shuffled(pool);
    const single = unary > 0 && wish.unary.length > 0 && (pool.length === 1 || draw.chance(0.4));
    if (!single && pool.length === 1) break;
    let formula: string;
    let left: readonly string[];
    if (single) {
      formula = unaryFormula(draw, wish.unary, first);
      left = second === '' ? [] : [second, ...rest];
      unary--;
    } else {
      formula = binaryFormula(draw, wish.binary, first, second);
      left = rest;
    }
    // A fork at the last gate would leave the new value with nothing to meet but what made it: that is a fork as well.
    if (forks > 0 && (draw.chance(0.5) || left.length === 0)) {
      left = [...left, first];
      forks--;
    }
    const name = left.length === 0 && unary === 0 ? output : (BETWEEN[between.length] ?? `r${between.length}`);
    if (name !== output) between.push(name);
    lines.push(`${name} = ${formula}`);
    pool = [...left, name];
  }
  const asked = wish.askAll ? between.toReversed() : between.slice(-1);
  return {
    lines,
    questions: [`value(${output})`, ...[...asked, ...leaves].map((name) => `grad(${name})`)],
    exact: true,
  };
}

function binaryFormula(draw: Draw, kinds: ProgramWish['binary'], a: string, b: string): string {
  const kind = draw.one(kinds);
  return kind === 'max' || kind === 'min' ? `${kind}(${a}, ${b})` : `${a} ${kind} ${b}`;
}

function unaryFormula(draw: Draw, kinds: readonly ProgramUnary[], a: string): string {
  const [kind = 'scale'] = draw.shuffled(kinds);
  switch (kind) {
    case 'scale':
      return `${draw.whole(2, 4)} * ${a}`;
    case 'shift':
      return draw.chance(0.5) ? `${a} + ${draw.whole(1, 4)}` : `${a} - ${draw.whole(1, 4)}`;
    case 'square':
      return `${a} ** 2`;
    case 'relu':
      return `relu(${a})`;
  }
}
