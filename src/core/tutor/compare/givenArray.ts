/** An array that the learner's own program computed. */
import type { Tensor } from '../../tensor/tensor.ts';

export interface GivenArray {
  /** As printed, or as in the archive: `dW1`. */
  readonly name: string;
  readonly tensor: Tensor;
  /** Place of each entry's last printed digit (0.01 for `0.40`); undefined for numbers that were not printed. */
  readonly units: readonly number[] | undefined;
}

/**
 * `elided`: NumPy left entries out; `ragged`: rows of different lengths; `unclosed`: a bracket is missing; `unread`: what
 * stands in the brackets is no number; `unnamed`: nothing says whose array it is; `too-large`.
 */
type ArrayProblemCode = 'elided' | 'ragged' | 'unclosed' | 'unread' | 'unnamed' | 'too-large';

export interface ArrayProblem {
  readonly code: ArrayProblemCode;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export interface GivenArrays {
  readonly arrays: readonly GivenArray[];
  readonly problems: readonly ArrayProblem[];
}

/** A file that holds no arrays that can be read, and why. */
export const unreadArrays = (message: string): GivenArrays => ({
  arrays: [],
  problems: [{ code: 'unread', line: 1, message }],
});
