import type { BinaryOperator } from '../tree.ts';
import {
  AT,
  EQUAL,
  GREATER,
  GREATER_EQUAL,
  KIND_COUNT,
  LESS,
  LESS_EQUAL,
  MINUS,
  NOT_EQUAL,
  PLUS,
  POWER,
  SLASH,
  STAR,
} from './tokenKind.ts';

/** How strongly an operator binds. A sign stands between product and power: `-x**2` is `-(x**2)`. */
export const COMPARISON = 1;
export const SUM = 2;
export const PRODUCT = 3;
export const EXPONENT = 4;

interface Operator {
  readonly kind: number;
  readonly spelling: BinaryOperator;
  readonly strength: number;
}

const OPERATORS: readonly Operator[] = [
  { kind: PLUS, spelling: '+', strength: SUM },
  { kind: MINUS, spelling: '-', strength: SUM },
  { kind: STAR, spelling: '*', strength: PRODUCT },
  { kind: SLASH, spelling: '/', strength: PRODUCT },
  { kind: AT, spelling: '@', strength: PRODUCT },
  { kind: POWER, spelling: '**', strength: EXPONENT },
  { kind: LESS, spelling: '<', strength: COMPARISON },
  { kind: LESS_EQUAL, spelling: '<=', strength: COMPARISON },
  { kind: GREATER, spelling: '>', strength: COMPARISON },
  { kind: GREATER_EQUAL, spelling: '>=', strength: COMPARISON },
  { kind: EQUAL, spelling: '==', strength: COMPARISON },
  { kind: NOT_EQUAL, spelling: '!=', strength: COMPARISON },
];

const STRENGTHS = new Uint8Array(KIND_COUNT);
const SPELLINGS: BinaryOperator[] = new Array<BinaryOperator>(KIND_COUNT).fill('+');
for (const { kind, spelling, strength } of OPERATORS) {
  STRENGTHS[kind] = strength;
  SPELLINGS[kind] = spelling;
}
const BY_SPELLING = new Map(OPERATORS.map(({ spelling, strength }) => [spelling, strength]));

/** 0 for every token that is no binary operator. */
export const strengthOf = (kind: number): number => STRENGTHS[kind] ?? 0;

/** The canonical spelling of an operator's token. */
export const spellingOf = (kind: number): BinaryOperator => SPELLINGS[kind] ?? '+';

export const strengthOfOperator = (operator: BinaryOperator): number => BY_SPELLING.get(operator) ?? 0;
