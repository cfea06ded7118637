/** How a node is packed into one number on the tape. */
import {
  FLAT_FROM,
  FLOWS,
  FLOWS_TO_FIRST,
  FLOWS_TO_SECOND,
  IS_KNOWN,
  ONE_LESS_SQUARE,
  PACKED_BITS,
  SLOPE,
} from '../gates/gate.ts';

/**
 * What a node without a gate is. `constant`: a literal or a detached value inside an expression, takes no gradient;
 * `input`: a value that the text names; `param`: trainable; `data`: rows are examples; `labels`: takes no gradient.
 */
export type LeafRole = 'constant' | 'input' | 'param' | 'data' | 'labels';
export type Role = LeafRole | 'gate';

export const ROLES: readonly Role[] = ['gate', 'constant', 'input', 'param', 'data', 'labels'];

/**
 * Between the packed rule and the gate's number a node's code says whether it is reached and which maps know it, and its
 * role: three bits. Numbers are written out where the build is to put them into the code that uses them.
 */
export const REACHED = 8192;
export const TENSOR = REACHED << 1;
export const OPTIONS = REACHED << 2;
export const MANY = REACHED << 3;
export const EXTRAS = TENSOR | OPTIONS | MANY;
export const ROLE_SHIFT = PACKED_BITS + 4;
export const ROLE = 7;

/** The code of a leaf. */
export const LEAF_CODE: Readonly<Record<LeafRole, number>> = {
  constant: 1 << ROLE_SHIFT,
  input: (2 << ROLE_SHIFT) | REACHED,
  param: (3 << ROLE_SHIFT) | REACHED,
  data: (4 << ROLE_SHIFT) | REACHED,
  labels: 5 << ROLE_SHIFT,
};

/** A packed rule where the gate gives this value: a slope that loses digits there has to be computed. */
export const ruleAt = (packed: number, value: number): number =>
  (packed & SLOPE) === ONE_LESS_SQUARE && !(Math.abs(value) < FLAT_FROM) ? packed & ~IS_KNOWN : packed;

/**
 * The code of a gate on numbers: its packed rule without the flows to operands that nothing reaches, and `REACHED` where a
 * flow is left. The operands are codes, 0 for none. Without a branch, for it is asked at every gate.
 */
export function gateCode(packed: number, first: number, second: number): number {
  const flows =
    packed & ((-((first >> PACKED_BITS) & 1) & FLOWS_TO_FIRST) | (-((second >> PACKED_BITS) & 1) & FLOWS_TO_SECOND));
  return (
    (packed & ~(FLOWS_TO_FIRST | FLOWS_TO_SECOND)) |
    flows |
    ((((flows >> FLOWS) | (flows >> (FLOWS + 1))) & 1) << PACKED_BITS)
  );
}
