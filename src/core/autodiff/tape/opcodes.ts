/**
 * What the passes need to know of each gate, one number a gate, so that the hottest loops read no record. The bits are:
 *
 * | bits  | meaning                                                                            |
 * | ----- | ---------------------------------------------------------------------------------- |
 * | 0–2   | the slope for the first operand: one of the constants from `COMPUTED` on           |
 * | 3–5   | the slope for the second operand                                                   |
 * | 6, 7  | whether gradients flow to the first and to the second operand                      |
 * | 8     | always set: no opcode is 0                                                         |
 * | 9–11  | which of the operations of arithmetic the gate is; 0: none                         |
 * | 12    | no slope that a gradient flows along has to be computed                            |
 * | 13    | gradients flow to an operand                                                       |
 * | 20–31 | the gate's number                                                                  |
 *
 * A gate that does not work number by number has the opcode 0.
 */
import type { Gate } from '../../gates/gate.ts';
import { gates } from '../../gates/index.ts';
import { FLAT_FROM } from '../../gates/tanh.ts';

/** Slopes that need no computing, or hardly any: 1, −1, what stands on the tape already, or what follows from the output. */
export const COMPUTED = 0;
export const ONE = 1;
export const MINUS_ONE = 2;
export const FIRST_OPERAND = 3;
export const SECOND_OPERAND = 4;
export const OUTPUT_SLOPE = 5;
/** 1 − out², as of tanh. */
export const ONE_LESS_SQUARE = 6;

/** The bits of the first slope, and how far the second is shifted. */
export const SLOPE = 7;
export const SECOND_SLOPE = 3;
export const FLOWS_TO_FIRST = 64;
export const FLOWS_TO_SECOND = 128;
export const IS_RULE = 256;
const OPERATORS = ['', '+', '-', '*', '/'];
const OPERATOR_SHIFT = 9;
const OPERATOR = 7;
export const IS_KNOWN = 1 << 12;
/** Of an opcode: gradients flow to an operand; of a node's code: and one of them takes gradients. */
export const REACHED = 8192;
/** An opcode has no bit from here to the gate's number. */
export const OPCODE_BITS = 14;
/** Of an opcode, and of a node's code on the tape: how far the gate's number is shifted. */
export const NUMBER_SHIFT = 20;

/** A slope as the gate's formula gives it: the tests of the registry prove that formula and slope are the same. */
function slopeOf({ scalar, locals, params: [first, second] }: Gate, param: number): number {
  if (scalar?.cuts) return COMPUTED;
  switch (locals?.[param]) {
    case '1':
      return ONE;
    case '-1':
      return MINUS_ONE;
    case first:
      return FIRST_OPERAND;
    case second:
      return SECOND_OPERAND;
    case 'out':
      return OUTPUT_SLOPE;
    case '1 - out**2':
      return ONE_LESS_SQUARE;
    default:
      return COMPUTED;
  }
}

function opcodeOf(gate: Gate): number {
  if (gate.scalar === undefined) return 0;
  const { differentiable, spelling, params } = gate;
  const slopes = params.map((_, param) => slopeOf(gate, param));
  return (
    slopes[0]! |
    ((slopes[1] ?? COMPUTED) << SECOND_SLOPE) |
    (differentiable[0] ? FLOWS_TO_FIRST : 0) |
    (differentiable[1] ? FLOWS_TO_SECOND : 0) |
    (differentiable[0] || differentiable[1] ? REACHED : 0) |
    IS_RULE |
    (slopes.every((slope, param) => !differentiable[param] || slope !== COMPUTED) ? IS_KNOWN : 0) |
    (Math.max(0, spelling.kind === 'infix' ? OPERATORS.indexOf(spelling.operator) : 0) << OPERATOR_SHIFT) |
    (gate.number << NUMBER_SHIFT)
  );
}

/** By gate number. */
export const OPCODES = new Int32Array(1 + Math.max(...gates.map(({ number }) => number)));
for (const gate of gates) OPCODES[gate.number] = opcodeOf(gate);

/** Which of the operations of arithmetic an opcode is; 0: none of them. */
export const operatorOf = (opcode: number): number => (opcode >> OPERATOR_SHIFT) & OPERATOR;

/** The value of such an operation, by its place among `OPERATORS`: quicker than to call its rule. */
export const arithmetic = (operator: number, a: number, b: number): number =>
  operator === 1 ? a + b : operator === 3 ? a * b : operator === 2 ? a - b : a / b;

/** The opcode where the gate gives this value: a slope that loses digits there has to be computed. */
export const opcodeAt = (opcode: number, value: number): number =>
  (opcode & SLOPE) === ONE_LESS_SQUARE && !(Math.abs(value) < FLAT_FROM) ? opcode & ~IS_KNOWN : opcode;
