import type { Numbers, Shape } from '../tensor/tensor.ts';
import { defineGate, type GateSpec } from './defineGate.ts';
import type { Gate, Moves, Options } from './gate.ts';

type Spec = Omit<GateSpec, 'value' | 'pullback' | 'tangent' | 'pattern' | 'moves'> & {
  readonly pattern?: Gate['pattern'];
  readonly moves: Moves;
};

/** A gate that only puts entries elsewhere: the gradient takes the same ways back. */
export function rearrangement({ moves, pattern = 'gradient reshaper', ...spec }: Spec): Gate {
  const carry = (
    shapes: readonly Shape[],
    data: readonly (Numbers | undefined)[],
    out: { readonly shape: Shape; readonly data: Numbers },
    options: Options,
  ): void =>
    moves(shapes, out.shape, options, (param, from, fromStep, to, toStep, length) => {
      const source = data[param];
      for (let i = 0; i < length; i++) out.data[to + i * toStep] = source?.[from + i * fromStep] ?? 0;
    });
  return defineGate({
    ...spec,
    moves,
    pattern,
    value(inputs, out, options) {
      carry(
        inputs.map(({ shape }) => shape),
        inputs.map(({ data }) => data),
        out,
        options,
      );
    },
    pullback({ inputs, out, upstream, options }, into) {
      moves(
        inputs.map(({ shape }) => shape),
        out.shape,
        options,
        (param, from, fromStep, to, toStep, length) => {
          const target = into[param]?.data;
          if (!target) return;
          for (let i = 0; i < length; i++) {
            const at = from + i * fromStep;
            target[at] = (target[at] ?? 0) + (upstream.data[to + i * toStep] ?? 0);
          }
        },
      );
    },
    tangent({ inputs, options }, tangents, out) {
      carry(
        inputs.map(({ shape }) => shape),
        tangents.map((moved) => moved?.data),
        out,
        options,
      );
    },
  });
}
