/** One gate of a program, with its operands and results at fixed places in memory. */
import type { Gate, Options } from '../../core/gates/gate.ts';
import type { Tensor } from '../../core/tensor/tensor.ts';

export interface Instruction {
  forward(): void;
  /** Adds to the gradients of the operands; what stands in `site.upstream` is complete by then. */
  backward(): void;
}

export interface InstructionSite {
  readonly gate: Gate;
  readonly options: Options;
  readonly inputs: readonly Tensor[];
  readonly out: Tensor;
  /** Undefined: no gradient comes here. */
  readonly upstream: Tensor | undefined;
  /** Gradients of the operands; undefined where none is wanted. */
  readonly into: readonly (Tensor | undefined)[];
}

/** Any gate, by its own record. */
export function gateInstruction({ gate, options, inputs, out, upstream, into }: InstructionSite): Instruction {
  const at = { inputs, out, upstream: upstream ?? out, options };
  return {
    forward: () => gate.value(inputs, out, options),
    backward: () => gate.pullback(at, into),
  };
}
