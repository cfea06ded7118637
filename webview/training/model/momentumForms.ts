import type { UpdateRow } from './updateNumbers.ts';

/** One way in which momentum is written down, and what it does in one update. */
interface MomentumForm {
  readonly name: string;
  readonly rule: string;
  /** The learning rate that makes it the same as the course's form while lr stays as it is. */
  readonly lr: number;
  readonly velocity: number;
  /** What is added to W. */
  readonly move: number;
}

/**
 * The update at `index` in the three forms that courses use, each fed with the gradients of the rows. With one lr they move
 * W alike. Where lr has changed, the form that keeps lr inside its velocity still coasts on the old one.
 */
export function momentumForms(rows: readonly UpdateRow[], index: number): readonly MomentumForm[] {
  const now = rows[index];
  const [first] = rows;
  if (!now || !first) return [];
  const { lr, beta, velocity } = now;
  // Before the rows at hand lr is taken to have been as in the first of them.
  const inside = rows
    .slice(0, index + 1)
    .reduce((v, row) => row.beta * v - row.lr * row.gradient, -first.lr * first.velocityBefore);
  const meanRate = lr / (1 - beta);
  const mean = (1 - beta) * velocity;
  return [
    { name: 'slides, PyTorch', rule: 'v ← dW + β·v, W ← W − lr·v', lr, velocity, move: -lr * velocity },
    { name: 'CS231n', rule: 'v ← β·v − lr·dW, W ← W + v', lr, velocity: inside, move: inside },
    {
      name: 'moving average',
      rule: 'v ← β·v + (1 − β)·dW, W ← W − lr·v',
      lr: meanRate,
      velocity: mean,
      move: -meanRate * mean,
    },
  ];
}

/** Whether all forms move W alike, but for rounding. */
export function formsAgree(forms: readonly MomentumForm[]): boolean {
  const [first] = forms;
  return first === undefined || forms.every(({ move }) => Math.abs(move - first.move) <= 1e-4 * Math.abs(first.move));
}
