import { relu } from '../../../core/gates/relu.ts';
import { walkOver } from '../../../core/tensor/walk.ts';
import type { Instruction, Site } from '../instruction.ts';

const NOTHING = new Float64Array(1);

/** A gate that works number by number, with its walk over the operands worked out once. */
export function elementwiseInstruction({ gate, options, inputs, out, upstream, into }: Site): Instruction | undefined {
  const rule = gate.scalar;
  if (rule === undefined || inputs.length > 3 || out.data.length === 0) return undefined;
  const { rows, length, starts, steps } = walkOver(
    inputs.map(({ shape }) => shape),
    out.shape,
  );
  const [a = NOTHING, b = NOTHING, c = NOTHING] = inputs.map(({ data }) => data);
  const [startsA, startsB, startsC] = starts;
  const [stepA = 0, stepB = 0, stepC = 0] = steps;
  const result = out.data;
  const up = upstream?.data ?? NOTHING;
  const { value } = rule;
  const pull = (p: number): void => {
    const slope = rule.slopes[p];
    const target = into[p]?.data;
    if (slope === undefined || target === undefined) return;
    const spread = steps[p] === 1;
    let o = 0;
    for (let row = 0; row < rows; row++) {
      let i = startsA?.[row] ?? 0;
      let j = startsB?.[row] ?? 0;
      let k = startsC?.[row] ?? 0;
      let t = starts[p]?.[row] ?? 0;
      let total = 0;
      for (const end = o + length; o < end; o++, i += stepA, j += stepB, k += stepC) {
        const message = slope(a[i] ?? 0, b[j] ?? 0, c[k] ?? 0, result[o] ?? 0, options) * (up[o] ?? 0);
        if (spread) {
          target[t] = (target[t] ?? 0) + message;
          t++;
        } else total += message;
      }
      if (!spread) target[t] = (target[t] ?? 0) + total;
    }
  };
  // What most hidden layers use, without a call for each number.
  const rectify = (): void => {
    for (let i = 0; i < result.length; i++) result[i] = Math.max(a[i] ?? 0, 0);
  };
  return {
    forward() {
      if (gate === relu) return rectify();
      let o = 0;
      for (let row = 0; row < rows; row++) {
        let i = startsA?.[row] ?? 0;
        let j = startsB?.[row] ?? 0;
        let k = startsC?.[row] ?? 0;
        for (const end = o + length; o < end; o++, i += stepA, j += stepB, k += stepC)
          result[o] = value(a[i] ?? 0, b[j] ?? 0, c[k] ?? 0, options);
      }
    },
    backward() {
      for (let p = 0; p < inputs.length; p++) if (into[p]) pull(p);
    },
  };
}
