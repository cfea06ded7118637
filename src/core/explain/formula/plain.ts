/** Formulas of the language as plain text with the signs of a blackboard: `·`, `−`, `x²`, `Xᵀ`. */
import { showExact, showNumber, showShape } from '../../base/show.ts';
import type { Argument, BinaryOperator, Expression, Subscript } from '../../syntax/tree.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import {
  ATOM,
  COMPARISON_STRENGTH,
  fits,
  type Naming,
  type Need,
  namedPiece,
  oneTighter,
  type Piece,
  POWER_STRENGTH,
  PRODUCT_STRENGTH,
  piece,
  type Strength,
  SUM_STRENGTH,
} from './piece.ts';

const DEEPEST = 40;
const MOST_ENTRIES = 6;
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

interface Sign {
  readonly sign: string;
  readonly strength: Strength;
}
const SIGNS: Readonly<Record<Exclude<BinaryOperator, '**'>, Sign>> = {
  '+': { sign: ' + ', strength: SUM_STRENGTH },
  '-': { sign: ' − ', strength: SUM_STRENGTH },
  '*': { sign: ' · ', strength: PRODUCT_STRENGTH },
  '/': { sign: ' / ', strength: PRODUCT_STRENGTH },
  '@': { sign: ' @ ', strength: PRODUCT_STRENGTH },
  '<': { sign: ' < ', strength: COMPARISON_STRENGTH },
  '<=': { sign: ' ≤ ', strength: COMPARISON_STRENGTH },
  '>': { sign: ' > ', strength: COMPARISON_STRENGTH },
  '>=': { sign: ' ≥ ', strength: COMPARISON_STRENGTH },
  '==': { sign: ' = ', strength: COMPARISON_STRENGTH },
  '!=': { sign: ' ≠ ', strength: COMPARISON_STRENGTH },
};
const AS_BASE: Need = { strength: ATOM, minus: false };

export const plainOf = (expression: Expression, naming?: Naming): string => plainPiece(expression, naming).text;

export function plainNumber(value: number, digits = 4): Piece {
  const minus = value < 0;
  return piece(showNumber(value, digits), minus ? PRODUCT_STRENGTH : ATOM, minus);
}

/** A small vector or matrix with its entries, printed by `show`, a large one as its size. */
export function plainTensor({ shape, data }: Tensor, digits = 4, most = MOST_ENTRIES, show = showNumber): Piece {
  if (shape.length === 0) return plainNumber(data[0] ?? Number.NaN, digits);
  if (shape.length > 2 || data.length > most) return piece(showShape(shape));
  const entries = (from: number, to: number): string =>
    `[${[...data.subarray(from, to)].map((entry) => show(entry, digits)).join(', ')}]`;
  const [rows = 0, columns = 0] = shape;
  if (shape.length === 1) return piece(entries(0, data.length));
  return piece(`[${Array.from({ length: rows }, (_, row) => entries(row * columns, (row + 1) * columns)).join(', ')}]`);
}

/** `deepest`: what lies deeper is written as dots. */
export function plainPiece(expression: Expression, naming?: Naming, deepest = DEEPEST): Piece {
  if (deepest <= 0) return piece('…');
  const inner = (part: Expression): Piece => plainPiece(part, naming, deepest - 1);
  switch (expression.kind) {
    case 'number':
      return piece(showExact(expression.value));
    case 'string':
      return piece(`"${expression.value}"`);
    case 'name':
      return namedPiece(naming, expression.name) ?? piece(expression.name);
    case 'unary': {
      const operand = inner(expression.operand);
      return expression.operator === '+'
        ? operand
        : piece(`−${fittedPlain(operand, { strength: PRODUCT_STRENGTH, minus: false })}`, PRODUCT_STRENGTH, true);
    }
    case 'binary':
      return binary(expression.operator, inner(expression.left), inner(expression.right));
    case 'group':
      return inner(expression.inner);
    case 'call':
      return piece(
        expression.form === 'attribute' && expression.args[0]
          ? `${fittedPlain(inner(expression.args[0].value), AS_BASE)}.${expression.callee.name}`
          : `${expression.callee.name}(${expression.args.map((one) => argument(one, inner)).join(', ')})`,
      );
    case 'transpose':
      return piece(`${fittedPlain(inner(expression.operand), AS_BASE)}ᵀ`, POWER_STRENGTH);
    case 'index':
      return piece(
        `${fittedPlain(inner(expression.target), AS_BASE)}[${expression.subscripts.map((one) => subscript(one, inner)).join(', ')}]`,
      );
    case 'list': {
      const shown = expression.entries.slice(0, MOST_ENTRIES).map((entry) => inner(entry).text);
      return piece(`[${[...shown, ...(shown.length < expression.entries.length ? ['…'] : [])].join(', ')}]`);
    }
    case 'tuple':
      return piece(`(${expression.entries.map((entry) => inner(entry).text).join(', ')})`);
    case 'question':
    case 'missing':
      return piece('?');
  }
}

/** Parentheses where the place needs them; a comparison, which is 0 or 1, stands in square brackets. */
export const fittedPlain = (given: Piece, need: Need): string => {
  if (fits(given, need)) return given.text;
  return given.strength === COMPARISON_STRENGTH ? `[${given.text}]` : `(${given.text})`;
};

export function binary(operator: BinaryOperator, left: Piece, right: Piece): Piece {
  if (operator === '**') {
    const base = fittedPlain(left, AS_BASE);
    const exponent = /^\d$/.test(right.text)
      ? (SUPERSCRIPTS[Number(right.text)] ?? '')
      : `^${fittedPlain(right, { strength: POWER_STRENGTH, minus: true })}`;
    return piece(base + exponent, POWER_STRENGTH);
  }
  const { sign, strength } = SIGNS[operator];
  const before = fittedPlain(left, { strength, minus: true });
  return piece(
    before + sign + fittedPlain(right, { strength: oneTighter(strength), minus: false }),
    strength,
    before.startsWith('−'),
  );
}

const argument = (one: Argument, inner: (part: Expression) => Piece): string =>
  (one.name ? `${one.name.name}=` : '') + inner(one.value).text;

function subscript(one: Subscript, inner: (part: Expression) => Piece): string {
  if (one.kind === 'at') return inner(one.index).text;
  if (one.kind !== 'slice') return one.kind === 'new' ? 'None' : '…';
  const part = (bound: Expression | undefined): string => (bound ? inner(bound).text : '');
  return `${part(one.start)}:${part(one.stop)}${one.step ? `:${part(one.step)}` : ''}`;
}
