/** How a node is packed into one number on the tape. */
import { FLOWS_TO_FIRST, FLOWS_TO_SECOND, OPCODE_BITS, REACHED } from './opcodes.ts';

/**
 * What a node without a gate is. `constant`: a literal or a detached value inside an expression, takes no gradient;
 * `input`: a value that the text names; `param`: trainable; `data`: rows are examples; `labels`: takes no gradient.
 */
export type LeafRole = 'constant' | 'input' | 'param' | 'data' | 'labels';
export type Role = LeafRole | 'gate';

export const ROLES: readonly Role[] = ['gate', 'constant', 'input', 'param', 'data', 'labels'];

/**
 * Between the opcode, of which `REACHED` is a part, and the gate's number a node's code says which maps know it, and its
 * role: three bits. Numbers are written out where the build is to put them into the code that uses them.
 */
export const TENSOR = 1 << OPCODE_BITS;
export const OPTIONS = TENSOR << 1;
export const MANY = TENSOR << 2;
export const EXTRAS = TENSOR | OPTIONS | MANY;
export const ROLE_SHIFT = OPCODE_BITS + 3;
export const ROLE = 7;

/** The code of a leaf. */
export const LEAF_CODE: Readonly<Record<LeafRole, number>> = {
  constant: 1 << ROLE_SHIFT,
  input: (2 << ROLE_SHIFT) | REACHED,
  param: (3 << ROLE_SHIFT) | REACHED,
  data: (4 << ROLE_SHIFT) | REACHED,
  labels: 5 << ROLE_SHIFT,
};

/**
 * The code of a gate on two numbers: its opcode, without the flows to operands that nothing reaches. The operands are
 * codes. Mostly both are reached, and the code does not have to wait for theirs, as the processor guesses it.
 */
export const gateCode = (opcode: number, first: number, second: number): number =>
  (first & second & REACHED) !== 0
    ? opcode
    : withFlows(
        opcode,
        ((first & REACHED) === 0 ? 0 : FLOWS_TO_FIRST) | ((second & REACHED) === 0 ? 0 : FLOWS_TO_SECOND),
      );

/** The code of a gate on one number. */
export const codeOfOne = (opcode: number, operand: number): number =>
  (operand & REACHED) === 0 ? withFlows(opcode, 0) : opcode;

/** An opcode with no flows but these. */
function withFlows(opcode: number, flows: number): number {
  const left = opcode & flows;
  return (opcode & ~(FLOWS_TO_FIRST | FLOWS_TO_SECOND | REACHED)) | left | (left === 0 ? 0 : REACHED);
}
