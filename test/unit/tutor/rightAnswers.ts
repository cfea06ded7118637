/** Right answers in every form that a learner may give them, from numbers of the tests' own. */
import type { Random } from '../../../src/core/base/random.ts';
import { gradients, type Line, program, textOf } from './scalarAnswers.ts';
import { pick } from './wrongAnswer.ts';

export interface RightAnswer {
  readonly form: string;
  readonly text: string;
}

const isShort = (value: number): boolean => Number(value.toPrecision(4)) === value;
const round2 = (value: number): number => Math.sign(value) * (Math.round(Math.abs(value) * 100 + 1e-9) / 100);

/** Forward and backward with two decimals at every gate, as on slides. */
function slideGradients(
  lines: readonly Line[],
  recompute: (line: Line, a: number, b: number) => number,
): readonly number[] {
  const rounded: Line[] = [];
  for (const line of lines) {
    const [a = 0, b = 0] = line.args.map((arg) => rounded[arg]?.value ?? 0);
    rounded.push({ ...line, value: line.op === 'leaf' ? line.value : round2(recompute(line, a, b)) });
  }
  return gradients(rounded, { code: '', needs: [], message: ({ local, up }) => round2(local * up) }, undefined).map(
    round2,
  );
}

type Form = (value: number, random: Random) => string | undefined;

const forms: Readonly<Record<string, Form>> = {
  full: (value) => String(value),
  'six digits': (value) => String(Number(value.toPrecision(6))),
  'four digits': (value) => value.toPrecision(4),
  'three digits': (value) => value.toPrecision(3),
  'two digits': (value) => (isShort(value) ? undefined : value.toPrecision(2)),
  scientific: (value) => value.toExponential(5),
  'a product': (value) => `${value / 3} * 3`,
  'a sum': (value) => `${value * 0.75} + ${value} - ${value * 0.75}`,
  'a fraction': (value) => `${value * 7} / 7`,
};

export function rightScalar(random: Random): RightAnswer {
  for (;;) {
    const lines = program(random, []);
    if (lines === undefined) continue;
    const right = gradients(lines, undefined, undefined);
    const at = random.below(lines.length);
    const value = right[at] ?? 0;
    const form = pick(random, Object.keys(forms));
    const written = Number.isFinite(value) && Math.abs(value) > 1e-9 ? forms[form]?.(value, random) : undefined;
    if (written === undefined) continue;
    return { form, text: `${textOf(lines)}\ngrad(${lines[at]?.name}) = ${written}` };
  }
}

export function rightOnSlides(random: Random, recompute: (line: Line, a: number, b: number) => number): RightAnswer {
  for (;;) {
    const lines = program(random, []);
    if (lines === undefined) continue;
    const right = gradients(lines, undefined, undefined);
    const slides = slideGradients(lines, recompute);
    const near = lines
      .map((_, at) => at)
      .filter((at) => {
        const [a = 0, b = 0] = [right[at], slides[at]];
        const written = Number(b.toFixed(2));
        // The policy of the language page: an answer rounded on the way is at most 5 % off.
        return a !== b && written !== 0 && Math.abs(a - written) <= 0.05 * Math.abs(a);
      });
    if (near.length === 0) continue;
    const at = pick(random, near);
    return { form: 'slides', text: `${textOf(lines)}\ngrad(${lines[at]?.name}) = ${(slides[at] ?? 0).toFixed(2)}` };
  }
}

/** Formulas in names, for layers and losses. */
export const rightMatrices: readonly RightAnswer[] = [
  ['grad(W)', 'X.T @ R'],
  ['grad(X)', 'R @ W.T'],
  ['grad(b)', 'sum(R, axis=0)'],
  ['grad(H)', 'R'],
  ['grad(W)', '(R.T @ X).T'],
  ['grad(b)[1]', 'R[0, 1] + R[1, 1]'],
  ['grad(W)[1, 0]', 'dot(X.T[1], R.T[0])'],
  ['grad(b)', '[R[1, 0] + R[0, 0], R[1, 1] + R[0, 1]]'],
  ['value(H)', 'X @ W + b'],
  ['grad(L)', '1'],
].map(([question, answer]) => ({
  form: 'matrices',
  text: `X = [[0.3, -1.2, 2.1], [0.7, 0.4, -0.6]]\nW = [[1.1, -0.3], [0.2, 0.9], [-0.8, 0.5]]\nb = [0.1, -0.2]\nR = [[0.31, -1.7], [2.2, 0.13]]\nH = X @ W + b\nL = sum(H * R)\n${question} = ${answer}`,
}));
