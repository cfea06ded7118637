/** Expressions of Python in the spelling of the language: what both read alike is handed on, the rest is rewritten. */

import { parseExpression } from '../../syntax/document.ts';
import { printExpression } from '../../syntax/format/printer.ts';
import { walk } from '../../syntax/walk.ts';
import { otherMeaning, pairPicked } from '../otherMeanings.ts';
import { ownSpelling } from '../ownSpelling.ts';
import { isPassedOver } from '../spellings.ts';
import { bracketed, type PythonCall, templates } from './pythonFunctions.ts';
import { type PythonToken, tokensOf } from './pythonTokens.ts';

/** Why an expression has no counterpart, in the learner's words. */
export class Untranslated extends Error {}

const no = (words: string): never => {
  throw new Untranslated(words);
};

/** How strongly Python's operators bind, from the loosest; powers group from the right. */
const STRENGTHS: Readonly<Record<string, number>> = {
  '|': 5,
  '^': 6,
  '&': 7,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '//': 10,
  '%': 10,
  '@': 10,
};
const COMPARISONS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==', '!=']);
const [OR, AND, NOT] = [1, 2, 3] as const;

const DEEPEST = 200;

const COMPARISON = 4;
const SUM = 9;
const PRODUCT = 10;
const SIGN = 11;
const POWER = 12;
const TIGHT = 13;

/** Text of the language, and how strongly its outermost operator binds. */
interface Piece {
  readonly text: string;
  readonly strength: number;
}
const tight = (text: string): Piece => ({ text, strength: TIGHT });
const bound = (text: string, strength: number): Piece => ({ text, strength });
/** With brackets where it binds less strongly than its place asks. */
const inside = ({ text, strength }: Piece, weakest = TIGHT): string => (strength < weakest ? `(${text})` : text);

/** Where two conditions hold. */
export const both = (outer: string | undefined, inner: string): string =>
  outer === undefined ? inner : `${bracketed(outer)} * ${bracketed(inner)}`;

/** A comparison is 1 or 0; of any other number it counts whether it is 0. */
export const negated = (test: string): string =>
  /^[^()]*(?:[<>]|[=!]=)[^()]*$/.test(test) ? `1 - ${bracketed(test)}` : `${bracketed(test)} == 0`;

/** Options that note which of them were looked at: one that a formula does not know must not be dropped. */
class ReadOptions extends Map<string, string> {
  private readonly looked = new Set<string>();

  override get(option: string): string | undefined {
    this.looked.add(option);
    return super.get(option);
  }
  override has(option: string): boolean {
    this.looked.add(option);
    return super.has(option);
  }
  get unread(): readonly string[] {
    return [...this.keys()].filter((option) => !this.looked.has(option));
  }
}

class Reader {
  private readonly tokens: readonly PythonToken[];
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.tokens = tokensOf(text);
  }

  /** Everything, or several values with commas between. */
  all(): readonly string[] {
    const values = [this.value().text];
    while (this.take(',')) if (this.next() !== undefined) values.push(this.value().text);
    if (this.next() !== undefined) no(`${this.next() ?? ''} is not understood`);
    return values;
  }

  private next(ahead = 0): string | undefined {
    return this.tokens[this.at + ahead]?.text;
  }
  private take(text: string): boolean {
    if (this.next() !== text) return false;
    this.at++;
    return true;
  }
  private expect(text: string): void {
    if (!this.take(text)) no(`${text} is missing`);
  }

  private value(): Piece {
    return this.deeper(() => this.ternary());
  }

  /** Reads what is one level deeper, be it inside of brackets or behind a sign. */
  private deeper(read: () => Piece): Piece {
    if (++this.depth > DEEPEST) no('this is nested too deeply');
    const piece = read();
    this.depth--;
    return piece;
  }

  private ternary(): Piece {
    if (this.next() === 'lambda') no('a function has a line of its own: def f(x) = …');
    const value = this.logical(OR);
    if (!this.take('if')) return value;
    const condition = this.logical(OR);
    this.expect('else');
    const other = this.deeper(() => this.ternary());
    return tight(`where(${condition.text}, ${value.text}, ${other.text})`);
  }

  private logical(level: 1 | 2 | 3): Piece {
    if (level === NOT) {
      if (!this.take('not')) return this.comparison();
      const written = negated(this.deeper(() => this.logical(NOT)).text);
      return bound(written, written.startsWith('1 - ') ? SUM : COMPARISON);
    }
    let left = this.logical(level === OR ? AND : NOT);
    while (this.take(level === OR ? 'or' : 'and')) {
      const right = this.logical(level === OR ? AND : NOT);
      left =
        level === OR
          ? tight(`max(${left.text}, ${right.text})`)
          : bound(`${inside(left, PRODUCT)} * ${inside(right, SIGN)}`, PRODUCT);
    }
    return left;
  }

  private comparison(): Piece {
    const first = this.binary(COMPARISON + 1);
    const parts: string[] = [];
    let left = first;
    for (let sign = this.next(); sign !== undefined; sign = this.next()) {
      if (sign === 'is' || sign === 'in' || (sign === 'not' && this.next(1) === 'in'))
        no(`${sign} has no counterpart: compare with == or <`);
      if (!COMPARISONS.has(sign)) break;
      this.at++;
      const right = this.binary(COMPARISON + 1);
      parts.push(`${inside(left, SUM)} ${sign} ${inside(right, SUM)}`);
      left = right;
    }
    const [only] = parts;
    if (only === undefined) return first;
    return parts.length === 1 ? bound(only, COMPARISON) : bound(parts.map((part) => `(${part})`).join(' * '), PRODUCT);
  }

  private binary(weakest: number): Piece {
    let left = this.unary();
    for (;;) {
      const sign = this.next() ?? '';
      const strength = STRENGTHS[sign] ?? 0;
      if (strength < weakest || strength === 0) return left;
      this.at++;
      const right = this.binary(strength + 1);
      left = combined(left, sign, right, strength);
    }
  }

  private unary(): Piece {
    const operand = (): Piece => this.deeper(() => this.unary());
    if (this.take('-')) return bound(`-${inside(operand(), SIGN)}`, SIGN);
    if (this.take('+')) return operand();
    if (this.take('~')) return bound(`1 - ${inside(operand(), PRODUCT)}`, SUM);
    const base = this.postfix();
    if (!this.take('**')) return base;
    return bound(`${inside(base)}**${inside(operand(), SIGN)}`, POWER);
  }

  private postfix(): Piece {
    let piece = this.atom();
    for (;;) {
      if (this.take('.')) piece = this.member(piece);
      else if (this.next() === '(') piece = this.call(piece.text, undefined);
      else if (this.next() === '[') piece = this.subscripts(piece);
      else return piece;
    }
  }

  /** What stands behind a point: a part of `self`, a gradient, a function, a method. */
  private member(owner: Piece): Piece {
    const name = this.next() ?? '';
    this.at++;
    if (owner.text === 'self' || name === 'data' || name === 'values')
      return owner.text === 'self' ? tight(name) : owner;
    if (this.next() !== '(') {
      if (name === 'grad') return tight(`grad(${owner.text})`);
      if (/^(?:float(?:32|64)|int(?:32|64)|bool|long|double)$/.test(name)) return tight(name);
      if (name === 'newaxis') return tight('None');
      return tight(`${inside(owner)}.${name}`);
    }
    return this.call(name, inside(owner));
  }

  private call(name: string, owner: string | undefined): Piece {
    this.expect('(');
    const args: string[] = [];
    const options = new Map<string, string>();
    while (!this.take(')')) {
      if (this.next() === '*' || this.next() === '**') no('several arguments under one name are written out');
      const given = this.next() ?? '';
      const isOption = this.next(1) === '=';
      if (isOption) this.at += 2;
      const { text } = this.value();
      if (this.next() === 'for') no('a list that a loop makes is written out, or the whole tensor is computed at once');
      if (isOption) options.set(given, text);
      else args.push(text);
      if (!this.take(',') && this.next() !== ')') no(') is missing');
    }
    const read = new ReadOptions(options);
    const written: PythonCall = { name: name.replace(/^.*\./, ''), owner, args, options: read };
    const known = templates.get(written.name)?.(written);
    const left = known === undefined ? undefined : read.unread.find((option) => !isPassedOver(option));
    if (left !== undefined) no(`${written.name} has no option ${left} here`);
    if (known !== undefined) return bound(known, bracketed(known) === known ? TIGHT : COMPARISON);
    const all = [...args, ...[...options].map(([option, value]) => `${option}=${value}`)].join(', ');
    return tight(owner === undefined ? `${name}(${all})` : `${owner}.${name}(${all})`);
  }

  private subscripts(owner: Piece): Piece {
    this.expect('[');
    const parts: string[] = [];
    let part = '';
    const first = this.tokens[this.at];
    if (first?.kind === 'string' && this.next(1) === ']') {
      this.at += 2;
      const key = first.text.replaceAll(/^[a-z]*["']+|["']+$/gi, '');
      return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(key) ? tight(`${owner.text}_${key}`) : no('a name has no such key');
    }
    for (;;) {
      if (this.take(']')) break;
      if (this.take(',')) {
        parts.push(part);
        part = '';
      } else if (this.take(':')) part += ':';
      else if (this.take('...')) part += '...';
      else part += this.value().text;
    }
    if (part !== '' || parts.length === 0) parts.push(part);
    return tight(`${inside(owner)}[${parts.join(', ')}]`);
  }

  private atom(): Piece {
    const token = this.tokens[this.at];
    if (token === undefined) return no('a value is missing');
    this.at++;
    switch (token.kind) {
      case 'name':
        return token.text === 'lambda' ? no('a function has a line of its own: def f(x) = …') : tight(token.text);
      case 'number':
        return tight(token.text);
      case 'string':
        return /^[fF]/.test(token.text)
          ? no('texts are not computed')
          : tight(`"${token.text.replaceAll(/^[rRbBuU]*["']{1,3}|["']{1,3}$/g, '')}"`);
      case 'sign':
        return this.bracket(token.text);
    }
  }

  private bracket(sign: string): Piece {
    if (sign === '{') return no('there are no dictionaries: give each value a name of its own');
    if (sign !== '(' && sign !== '[') return no(`${sign} has no counterpart`);
    const close = sign === '(' ? ')' : ']';
    const entries: Piece[] = [];
    let isTuple = false;
    while (!this.take(close)) {
      entries.push(this.value());
      if (this.next() === 'for') no('a list that a loop makes is written out, or the whole tensor is computed at once');
      if (this.take(',')) isTuple = true;
      else if (this.next() !== close) no(`${close} is missing`);
    }
    const [only] = entries;
    const text = entries.map((entry) => entry.text).join(', ');
    if (sign === '[')
      return entries.length === 0 ? no('an empty list cannot grow here: give each value a name') : tight(`[${text}]`);
    if (!isTuple && only !== undefined) return tight(`(${only.text})`);
    return tight(entries.length === 1 ? `(${text},)` : `(${text})`);
  }
}

/** What stands between the brackets of a list of plain entries; undefined for anything else. */
const entriesOf = ({ text }: Piece): string | undefined => /^\[([^[\]]+)\]$/s.exec(text)?.[1];

function combined(left: Piece, sign: string, right: Piece, strength: number): Piece {
  const [first, second] = [entriesOf(left), entriesOf(right)];
  // Python joins and repeats lists; here they are vectors, whose entries would be added and multiplied.
  if (sign === '+' && first !== undefined && second !== undefined) return tight(`[${first}, ${second}]`);
  if (sign === '*' && first !== undefined && right.strength === TIGHT) return tight(`tile([${first}], ${right.text})`);
  if (sign === '*' && /^\[\[/.test(left.text)) return no('a list is repeated by writing its entries out');
  switch (sign) {
    case '//':
      return tight(`floor(${inside(left, PRODUCT)} / ${inside(right, SIGN)})`);
    case '%':
      return bound(
        `${inside(left, PRODUCT)} - ${inside(right, PRODUCT)} * floor(${inside(left, PRODUCT)} / ${inside(right, SIGN)})`,
        SUM,
      );
    case '|':
      return tight(`max(${left.text}, ${right.text})`);
    case '&':
      return bound(`${inside(left, PRODUCT)} * ${inside(right, SIGN)}`, PRODUCT);
    case '^':
      return no('^ is a power here, and Python compares bits with it');
  }
  return bound(`${inside(left, strength)} ${sign} ${inside(right, strength + 1)}`, strength);
}

/** Each value of a text of Python, with commas between, in the language's own spelling. Throws `Untranslated`. */
export function translatedValues(text: string): readonly string[] {
  return new Reader(text).all().map(checked);
}

export function translatedValue(text: string): string {
  const values = translatedValues(text);
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : `(${values.join(', ')})`;
}

/** Read as the language reads it, and printed in its spelling. */
function checked(text: string): string {
  if (/^\(.*,.*\)$/.test(text) && parsedTuple(text) !== undefined) return parsedTuple(text) ?? text;
  const { expression, problems } = parseExpression(text);
  const [problem] = problems;
  if (problem !== undefined) throw new Untranslated(problem.message);
  walk(expression, (part) => {
    const other = part.kind === 'call' ? otherMeaning(part) : part.kind === 'index' ? pairPicked(part) : undefined;
    if (other !== undefined) throw new Untranslated(other);
  });
  return printExpression(ownSpelling(expression, () => false));
}

/** `(a, b)` as an argument, which is no expression by itself. */
function parsedTuple(text: string): string | undefined {
  const { expression, problems } = parseExpression(`f(${text})`);
  const [only] = expression.kind === 'call' ? expression.args : [];
  return problems.length === 0 && only?.value.kind === 'tuple'
    ? `(${only.value.entries.map((entry) => printExpression(ownSpelling(entry, () => false))).join(', ')})`
    : undefined;
}
