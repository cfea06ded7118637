/**
 * Formulas of the language as TeX in KaTeX's dialect, which is also LaTeX with amsmath. Names come out as single atoms,
 * texts are escaped: nothing that can be typed breaks out of the formula.
 */
import { latexWord } from '../../base/quoting.ts';
import { gateOfOperator, gateSpelled } from '../../gates/index.ts';
import { meaningOf } from '../../semantics/spellings.ts';
import type { Argument, Call, Expression, List, Subscript } from '../../syntax/tree.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { ATOM, type Naming, namedPiece, type Piece, POWER_STRENGTH, PRODUCT_STRENGTH, piece } from './piece.ts';
import { texName } from './texName.ts';
import { numberPiece, tensorPiece, texMatrix } from './texNumber.ts';
import { fillTemplate, fittedTex } from './texTemplate.ts';

export { texName } from './texName.ts';
export { numberPiece, tensorPiece, texMatrix, texNumber, texTensor } from './texNumber.ts';

/** What lies deeper is written as dots: nobody reads it, and a sum may have ten thousand terms. */
const DEEPEST = 40;

/** An expression as TeX. `names` say what is written for a name; others are written by `texName`. */
export const texOf = (expression: Expression, names?: Naming): string => texPiece(expression, names).text;

/** The same with the names' values in their places; negative ones in parentheses where needed. */
export function texWithNumbers(
  expression: Expression,
  values: ReadonlyMap<string, number | Tensor>,
  digits = 4,
): string {
  const naming = new Map<string, Piece>();
  for (const [name, value] of values)
    naming.set(name, typeof value === 'number' ? numberPiece(value, digits) : tensorPiece(value, digits));
  return texPiece(expression, naming).text;
}

/** `deepest`: what lies deeper is written as dots. */
export const texPiece = (expression: Expression, naming?: Naming, deepest = DEEPEST): Piece =>
  write(expression, naming, deepest);

function write(expression: Expression, naming: Naming | undefined, depth: number): Piece {
  if (depth <= 0) return piece('\\cdots');
  const inner = (part: Expression): Piece => write(part, naming, depth - 1);
  switch (expression.kind) {
    case 'number':
      return numberPiece(expression.value, 15);
    case 'string':
      return piece(latexWord(`"${expression.value}"`));
    case 'name':
      return namedPiece(naming, expression.name) ?? piece(texName(expression.name));
    case 'unary': {
      const operand = inner(expression.operand);
      if (expression.operator === '+') return operand;
      const gate = gateSpelled('prefix');
      return gate
        ? fillTemplate(gate, [operand], NONE)
        : piece(`-${fittedTex(operand, AS_BASE)}`, PRODUCT_STRENGTH, true);
    }
    case 'binary': {
      const gate = gateOfOperator(expression.operator);
      const operands = [inner(expression.left), inner(expression.right)];
      return gate ? fillTemplate(gate, operands, NONE) : piece('\\text{?}');
    }
    case 'group':
      return inner(expression.inner);
    case 'call':
      return call(expression, inner);
    case 'transpose':
      return piece(`${fittedTex(inner(expression.operand), AS_BASE)}^\\top`, POWER_STRENGTH);
    case 'index': {
      const subscripts = expression.subscripts.map((one) => subscript(one, inner));
      return piece(`${fittedTex(inner(expression.target), AS_BASE)}[${subscripts.join(', ')}]`);
    }
    case 'list':
      return list(expression, inner);
    case 'tuple':
      return piece(`\\left(${expression.entries.map((entry) => inner(entry).text).join(', ')}\\right)`);
    case 'question':
    case 'missing':
      return piece('\\text{?}');
  }
}

const NONE: ReadonlyMap<string, string> = new Map();
const AS_BASE = { strength: ATOM, minus: false } as const;

function call(expression: Call, inner: (part: Expression) => Piece): Piece {
  const { name, gate, args } = meaningOf(expression);
  const written = (argument: Argument): string =>
    (argument.name ? `\\mathrm{${escapedWord(argument.name.name)}}=` : '') + inner(argument.value).text;
  if (gate === undefined)
    return piece(`\\operatorname{${escapedWord(name)}}\\left(${args.map(written).join(', ')}\\right)`);
  const operands: (Piece | undefined)[] = [];
  const options = new Map<string, string>();
  const under: string[] = [];
  let place = 0;
  for (const argument of args) {
    const param = argument.name ? gate.params.indexOf(argument.name.name) : place++;
    if (param >= 0 && (param < gate.params.length || gate.variadic)) operands[param] = inner(argument.value);
    else {
      const option = argument.name?.name ?? gate.options[param - gate.params.length]?.name ?? '';
      options.set(option, inner(argument.value).text);
      // Whether a reduced axis stays with length 1 changes nothing about the formula.
      if (option === 'axis') under.push(written(argument));
    }
  }
  for (const option of gate.options)
    if (!options.has(option.name) && option.initial !== undefined)
      options.set(option.name, typeof option.initial === 'number' ? numberPiece(option.initial).text : '');
  const given = Array.from(operands, (operand) => operand ?? piece('\\text{?}'));
  return fillTemplate(gate, given, options, under.join(', '));
}

const escapedWord = (name: string): string => latexWord(name).slice('\\text{'.length, -1);

function subscript(one: Subscript, inner: (part: Expression) => Piece): string {
  if (one.kind === 'at') return inner(one.index).text;
  if (one.kind !== 'slice') return one.kind === 'new' ? '\\mathrm{new}' : '\\dots';
  const part = (bound: Expression | undefined): string => (bound ? inner(bound).text : '');
  return `${part(one.start)}{:}${part(one.stop)}${one.step ? `{:}${part(one.step)}` : ''}`;
}

function list({ entries }: List, inner: (part: Expression) => Piece): Piece {
  const lists = entries.filter((entry) => entry.kind === 'list');
  const [first] = lists;
  const columns = first?.entries.length ?? 0;
  const isMatrix =
    first !== undefined &&
    lists.length === entries.length &&
    lists.every((row) => row.entries.length === columns && row.entries.every((entry) => entry.kind !== 'list'));
  const text = (entry: Expression | undefined): string => (entry ? inner(entry).text : '');
  return piece(
    isMatrix
      ? texMatrix(lists.length, columns, (row, column) => text(lists[row]?.entries[column]))
      : texMatrix(1, entries.length, (_, column) => text(entries[column])),
  );
}
