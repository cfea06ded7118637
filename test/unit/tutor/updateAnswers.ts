import type { Random } from '../../../src/core/base/random.ts';
import { asWritten, differs, pick, smallNumber, type WrongAnswer } from './wrongAnswer.ts';

interface Form {
  readonly code: string;
  readonly velocity: (past: number, gradient: number, beta: number, lr: number) => number;
  readonly step: (weight: number, velocity: number, lr: number) => number;
}

const right: Omit<Form, 'code'> = { velocity: (past, g) => past + g, step: (w, v, lr) => w - lr * v };

const forms: readonly Form[] = [
  { ...right, code: 'momentum-sign', velocity: (past, g) => past - g },
  { ...right, code: 'momentum-ema', velocity: (past, g, beta) => past + (1 - beta) * g },
  { code: 'momentum-lr-inside', velocity: (past, g, _beta, lr) => past - lr * g, step: (w, v) => w + v },
  { code: 'momentum-lr-inside', velocity: (past, g, _beta, lr) => past + lr * g, step: (w, v) => w - v },
  { ...right, code: 'ascent', step: (w, v, lr) => w + lr * v },
];

/** One or two steps of momentum on f = a·w² / 2 + c·w, with an answer for a velocity or a weight. */
export function updateAnswer(random: Random): WrongAnswer {
  const form = pick(random, forms);
  for (;;) {
    const [w, a, c] = [smallNumber(random), smallNumber(random), smallNumber(random)];
    const beta = pick(random, [0.5, 0.8, 0.9, 0.99]);
    const lr = pick(random, [0.1, 0.05, 0.02, 0.3]);
    const v0 = smallNumber(random);
    const gradient = a * w + c;
    const run = ({ velocity, step }: Omit<Form, 'code'>) => {
      const v = velocity(beta * v0, gradient, beta, lr);
      return { v, w1: step(w, v, lr) };
    };
    const name = form.code === 'ascent' ? 'w1' : pick(random, ['v', 'w1'] as const);
    const [wrong, truth] = [run(form)[name], run(right)[name]];
    if (!differs(wrong, truth)) continue;
    const text = `w = ${w}
a = ${a}; c = ${c}
f = a * w**2 / 2 + c * w
backward(f)
beta = ${beta}; lr = ${lr}; v0 = ${v0}
v = beta * v0 + grad(w)
w1 = w - lr * v
value(${name}) = ${asWritten(wrong)}`;
    return { code: form.code, kind: 'update', text };
  }
}
