/** The rules of optimisers that divide by the size of past gradients, with the numbers of one update filled in. */
import { shownNumber, shownTexNumber, type UpdateRow, weightDigits } from './updateNumbers.ts';

interface RuleLine {
  readonly tex: string;
  readonly plain: string;
}

/** What the ledger calls the optimiser's memories, in their order. */
export const memoryNames: ReadonlyMap<string, readonly string[]> = new Map([
  ['rmsprop', ['v', 's']],
  ['adam', ['m', 's']],
  ['adamw', ['m', 's']],
  ['adagrad', ['s']],
]);

const [BETA1, BETA2] = [0.9, 0.999];

/** What a gradient of this entry is multiplied by: lr over the root of the (corrected) mean square. */
export function effectiveRate({ lr, memory, number }: UpdateRow, rule: string): number {
  const square = memory[rule === 'adagrad' ? 0 : 1] ?? Number.NaN;
  if (rule === 'adagrad') return lr / (Math.sqrt(square) + 1e-10);
  if (rule === 'rmsprop') return lr / (Math.sqrt(square) + 1e-8);
  return lr / (Math.sqrt(square / (1 - BETA2 ** number)) + 1e-8);
}

export function ruleLines(row: UpdateRow, rule: string, weightDecay: number): readonly RuleLine[] {
  const { gradient: g, memory, memoryBefore, before, after, lr, beta, number: t } = row;
  const n = shownTexNumber;
  const p = shownNumber;
  const digits = weightDigits(row);
  const [first = 0, second = 0] = memory;
  const [firstBefore = 0, secondBefore = 0] = memoryBefore;
  const decayed = rule === 'adamw' ? before * (1 - lr * weightDecay) : before;
  /** `m ← 0.9·m + 0.1·dW = …` of an average that keeps the share `kept`. */
  const average = (name: string, kept: number, old: number, now: number, square: boolean): RuleLine => {
    const added = Number((1 - kept).toPrecision(6));
    const power = square ? '^2' : '';
    const squared = square ? '²' : '';
    const own = square ? `(${n(g)})^2` : n(g, true);
    return {
      tex: `${name} \\leftarrow ${kept} \\cdot ${name} + ${added} \\cdot \\mathit{dW}${power} = ${kept} \\cdot ${n(old, true)} + ${added} \\cdot ${own} = ${n(now)}`,
      plain: `${name} ← ${kept}·${name} + ${added}·dW${squared} = ${kept}·${p(old, true)} + ${added}·${square ? `(${p(g)})²` : p(g, true)} = ${p(now)}`,
    };
  };
  const moved = (rate: number, of: number, formula: string, plain: string): RuleLine => ({
    tex: `W \\leftarrow W - ${formula} = ${n(decayed, false, digits)} - ${n(rate, true)} \\cdot ${n(of, true)} = ${n(after, false, digits)}`,
    plain: `W ← W − ${plain} = ${p(decayed, false, digits)} − ${p(rate, true)}·${p(of, true)} = ${p(after, false, digits)}`,
  });
  if (rule === 'adagrad')
    return [
      {
        tex: `s \\leftarrow s + \\mathit{dW}^2 = ${n(firstBefore)} + (${n(g)})^2 = ${n(first)}`,
        plain: `s ← s + dW² = ${p(firstBefore)} + (${p(g)})² = ${p(first)}`,
      },
      moved(effectiveRate(row, rule), g, '\\frac{\\mathit{lr}}{\\sqrt{s}} \\cdot \\mathit{dW}', 'lr/√s · dW'),
    ];
  if (rule === 'rmsprop')
    return [
      average('s', 0.99, secondBefore, second, true),
      {
        tex: `v \\leftarrow \\frac{\\mathit{dW}}{\\sqrt{s}} + \\beta \\cdot v = \\frac{${n(g)}}{${n(Math.sqrt(second))}} + ${n(beta, true)} \\cdot ${n(firstBefore, true)} = ${n(first)}`,
        plain: `v ← dW/√s + β·v = ${p(g)}/${p(Math.sqrt(second))} + ${p(beta, true)}·${p(firstBefore, true)} = ${p(first)}`,
      },
      moved(lr, first, '\\mathit{lr} \\cdot v', 'lr·v'),
    ];
  const mean = first / (1 - BETA1 ** t);
  const square = second / (1 - BETA2 ** t);
  return [
    average('m', BETA1, firstBefore, first, false),
    average('s', BETA2, secondBefore, second, true),
    {
      tex: `\\hat m = \\frac{m}{1 - 0.9^{${t}}} = ${n(mean)}, \\quad \\hat s = \\frac{s}{1 - 0.999^{${t}}} = ${n(square)}`,
      plain: `m̂ = m/(1 − 0.9^${t}) = ${p(mean)}, ŝ = s/(1 − 0.999^${t}) = ${p(square)}`,
    },
    ...(rule === 'adamw' && weightDecay > 0
      ? [
          {
            tex: `W \\leftarrow (1 - \\mathit{lr} \\cdot \\lambda) \\cdot W = ${n(decayed, false, digits)}`,
            plain: `W ← (1 − lr·λ)·W = ${p(decayed, false, digits)}`,
          },
        ]
      : []),
    moved(effectiveRate(row, rule), mean, '\\frac{\\mathit{lr}}{\\sqrt{\\hat s}} \\cdot \\hat m', 'lr/√ŝ · m̂'),
  ];
}
