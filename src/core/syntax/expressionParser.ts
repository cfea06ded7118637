import { explainBad, explainMissing, explainUnclosed, explainUnexpected } from './explainSyntax.ts';
import { parseNumber, parseString } from './literals.ts';
import type { TokenCursor } from './tokenCursor.ts';
import {
  AT,
  BAD,
  COLON,
  COMMA,
  DOT,
  END,
  EQUAL,
  EQUALS,
  GREATER,
  GREATER_EQUAL,
  HIDDEN,
  KIND_COUNT,
  LESS,
  LESS_EQUAL,
  MINUS,
  NAME,
  NOT_EQUAL,
  NUMBER,
  OPEN_PAREN,
  OPEN_SQUARE,
  OPEN_STRING,
  PLUS,
  POWER,
  QUESTION,
  SLASH,
  STAR,
  STRING,
} from './tokenKind.ts';
import type { Argument, BinaryOperator, Expression, Name, Subscript } from './tree.ts';

/** Brackets, signs and powers inside one another. */
const MAX_NESTING = 256;

const COMPARISON = 1;
const SUM = 2;
const PRODUCT = 3;
const EXPONENT = 4;

const STRENGTH = new Uint8Array(KIND_COUNT);
const SPELLING: BinaryOperator[] = [];
const define = (kind: number, strength: number, operator: BinaryOperator): void => {
  STRENGTH[kind] = strength;
  SPELLING[kind] = operator;
};
define(PLUS, SUM, '+');
define(MINUS, SUM, '-');
define(STAR, PRODUCT, '*');
define(SLASH, PRODUCT, '/');
define(AT, PRODUCT, '@');
define(POWER, EXPONENT, '**');
define(LESS, COMPARISON, '<');
define(LESS_EQUAL, COMPARISON, '<=');
define(GREATER, COMPARISON, '>');
define(GREATER_EQUAL, COMPARISON, '>=');
define(EQUAL, COMPARISON, '==');
define(NOT_EQUAL, COMPARISON, '!=');

/** Which expressions this place allows beyond the usual. */
export interface Allowed {
  readonly question: boolean;
  readonly tuple: boolean;
}
export const USUAL: Allowed = { question: false, tuple: false };

/** Precedence climbing. Recursion is bounded by `MAX_NESTING`; a long flat chain is a loop. */
export class ExpressionParser {
  readonly cursor: TokenCursor;
  private depth = 0;
  private allowed = USUAL;

  constructor(cursor: TokenCursor) {
    this.cursor = cursor;
  }

  /** One expression; what follows it is the caller's business. */
  parse(allowed: Allowed = USUAL): Expression {
    this.depth = 0;
    this.allowed = allowed;
    return this.binary(COMPARISON);
  }

  private binary(weakest: number): Expression {
    const { cursor } = this;
    const { tokens } = cursor;
    let left = this.operand();
    for (;;) {
      const kind = cursor.kind();
      const strength = STRENGTH[kind] ?? 0;
      if (strength < weakest || strength === 0) return left;
      const at = cursor.i++;
      this.checkDoubledSign(kind, at);
      const right = strength === EXPONENT ? this.nested(EXPONENT) : this.binary(strength + 1);
      left = {
        kind: 'binary',
        from: left.from,
        to: right.to,
        operator: SPELLING[kind] ?? '+',
        operatorSpan: { from: tokens.fromAt(at), to: tokens.toAt(at) },
        left,
        right,
      };
      if (strength === COMPARISON) this.checkChain(at);
    }
  }

  private checkDoubledSign(kind: number, at: number): void {
    if ((kind !== PLUS && kind !== MINUS) || this.cursor.kind() !== kind) return;
    if (kind === MINUS && this.cursor.kindAt(at + 2) === NUMBER) return;
    this.warnDoubled(at);
  }
  private warnDoubled(at: number): void {
    const { tokens } = this.cursor;
    const sign = tokens.kindAt(at) === PLUS ? '+' : '−';
    const meaning = tokens.kindAt(at) === PLUS ? 'the second one does nothing' : 'together they are a plus';
    this.cursor.warn(
      'doubled-sign',
      `two signs in a row, ${sign} ${sign}: ${meaning}`,
      tokens.fromAt(at),
      tokens.toAt(at + 1),
    );
  }

  private checkChain(first: number): void {
    const { cursor } = this;
    if (STRENGTH[cursor.kind()] !== COMPARISON) return;
    const a = cursor.source(first);
    const b = cursor.source(cursor.i);
    cursor.failAt(
      cursor.i,
      'comparison-chain',
      `comparisons cannot be chained: a ${a} b gives 0 or 1, which would then be compared by ${b}; ` +
        `write (a ${a} b) * (b ${b} c)`,
    );
  }

  /** A part that lies one level deeper. */
  private nested(weakest: number): Expression {
    if (!this.enter()) return this.giveUp();
    const inner = this.binary(weakest);
    this.depth--;
    return inner;
  }
  private enter(): boolean {
    if (this.depth < MAX_NESTING) {
      this.depth++;
      return true;
    }
    this.cursor.failAt(
      Math.max(0, this.cursor.i - 1),
      'too-deep',
      `more than ${MAX_NESTING} nested brackets, signs or powers: give a part a name of its own`,
    );
    return false;
  }
  private giveUp(): Expression {
    const missing = this.cursor.missing();
    this.cursor.i = this.cursor.limit;
    return missing;
  }

  private operand(): Expression {
    const { cursor } = this;
    const { tokens } = cursor;
    const from = cursor.from();
    const kind = cursor.kind();
    switch (kind) {
      case NAME: {
        const name = cursor.takeName();
        if (cursor.kind() === OPEN_PAREN) return this.postfix(this.call(name));
        return this.postfix(name);
      }
      case NUMBER:
        return this.postfix(parseNumber(cursor));
      case MINUS:
      case PLUS: {
        const at = cursor.i++;
        if (cursor.kind() === kind) this.warnDoubled(at);
        const operand = this.nested(EXPONENT);
        return { kind: 'unary', from, to: operand.to, operator: kind === MINUS ? '-' : '+', operand };
      }
      case OPEN_PAREN:
        return this.postfix(this.group());
      case OPEN_SQUARE: {
        const entries = this.entries(this.expression);
        return this.postfix({ kind: 'list', from, to: cursor.lastTo(), entries });
      }
      case STRING:
      case OPEN_STRING: {
        const literal = parseString(cursor);
        cursor.fail(
          'string-outside',
          'text in quotes stands only inside a call, as an option or a path: optimizer="adam"',
          literal.from,
          literal.to,
        );
        return literal;
      }
      case QUESTION:
        if (!this.allowed.question)
          cursor.failAt(
            cursor.i,
            'question-outside',
            'a ? stands only for the answer of a question: grad(x) = ? or value(q) = ?',
          );
        cursor.i++;
        return { kind: 'question', from, to: tokens.toAt(cursor.i - 1) };
      case BAD:
      case HIDDEN:
        explainBad(cursor, cursor.i);
        cursor.i++;
        return cursor.missing();
    }
    explainMissing(cursor);
    return cursor.missing();
  }

  /** What may follow an operand: `[…]`, `.T`. */
  private postfix(operand: Expression): Expression {
    const { cursor } = this;
    const from = operand.from;
    let result = operand;
    let count = 0;
    for (;;) {
      const kind = cursor.kind();
      if (kind !== OPEN_SQUARE && kind !== DOT) return result;
      if (kind === DOT && cursor.kindAt(cursor.i + 1) !== NAME) return result;
      if (++count > MAX_NESTING) {
        cursor.failAt(
          cursor.i,
          'too-deep',
          `more than ${MAX_NESTING} [ ] or .T in a row: give a part a name of its own`,
        );
        return result;
      }
      if (kind === OPEN_SQUARE) {
        const subscripts = this.subscripts();
        result = { kind: 'index', from, to: cursor.lastTo(), target: result, subscripts };
      } else if (cursor.is(cursor.i + 1, 'T')) {
        cursor.i += 2;
        result = { kind: 'transpose', from, to: cursor.lastTo(), operand: result };
      } else return result;
    }
  }

  private call(callee: Name): Expression {
    const args = this.callArguments();
    return { kind: 'call', from: callee.from, to: this.cursor.lastTo(), callee, args };
  }

  /** `(…)` of a call, at the opening bracket. */
  callArguments(): readonly Argument[] {
    const args = this.entries(this.argument);
    let named: Argument | undefined;
    for (let i = 0; i < args.length; i++) {
      const argument = args[i];
      if (argument === undefined) continue;
      if (argument.name === undefined) {
        if (named !== undefined && argument.value.kind !== 'missing') {
          this.cursor.fail(
            'positional-after-option',
            `a value without a name stands after the option ${named.name?.name}=…: such values come first`,
            argument.from,
            argument.to,
          );
        }
      } else if (named === undefined) named = argument;
      else this.checkRepeated(args, i);
    }
    return args;
  }

  private checkRepeated(args: readonly Argument[], i: number): void {
    const name = args[i]?.name;
    if (name === undefined || this.cursor.failed) return;
    // Calls have a handful of options; a longer list is not worth a table.
    for (let k = Math.max(0, i - 64); k < i; k++) {
      if (args[k]?.name?.name !== name.name) continue;
      this.cursor.fail('repeated-option', `the option ${name.name} is given twice`, name.from, name.to);
      return;
    }
  }

  private readonly expression = (): Expression => this.binary(COMPARISON);

  private readonly argument = (): Argument => {
    const { cursor } = this;
    const from = cursor.from();
    let name: Name | undefined;
    if (cursor.kind() === NAME && cursor.kindAt(cursor.i + 1) === EQUALS) {
      name = cursor.takeName();
      cursor.i++;
    }
    const kind = cursor.kind();
    const value = kind === STRING || kind === OPEN_STRING ? parseString(cursor) : this.binary(COMPARISON);
    return { name, value, from, to: value.to };
  };

  /** `(a)`, or `(a, b)` where a tuple may stand. */
  private group(): Expression {
    const { cursor } = this;
    const from = cursor.from();
    const mayBeTuple = this.allowed.tuple && this.depth === 0;
    const entries = this.entries(this.expression);
    const to = cursor.lastTo();
    const [first] = entries;
    const hasComma = entries.length > 1 || cursor.kindAt(cursor.i - 2) === COMMA;
    if (first !== undefined && !hasComma) return { kind: 'group', from, to, inner: first };
    if (first === undefined) {
      cursor.fail('expected-expression', 'nothing stands between ( and )', from, to);
      return { kind: 'group', from, to, inner: { kind: 'missing', from: from + 1, to: from + 1 } };
    }
    if (!mayBeTuple) cursor.fail('tuple-outside', explainTuple(cursor.text.slice(from, to)), from, to);
    return { kind: 'tuple', from, to, entries };
  }

  /** `[…]` behind an operand, at the opening bracket. */
  subscripts(): readonly Subscript[] {
    const { cursor } = this;
    const from = cursor.from();
    const subscripts = this.entries(this.subscript);
    if (subscripts.length === 0)
      cursor.fail('expected-expression', 'the index is missing: A[0, 1] or A[1:3]', from, cursor.lastTo());
    return subscripts;
  }

  private readonly subscript = (): Subscript => {
    const { cursor } = this;
    const from = cursor.from();
    const start = cursor.kind() === COLON ? undefined : this.binary(COMPARISON);
    if (cursor.kind() !== COLON) {
      const index = start ?? cursor.missing();
      return { kind: 'at', from, to: index.to, index };
    }
    cursor.i++;
    const next = cursor.kind();
    const stop = next === END || next === COMMA || next === COLON ? undefined : this.binary(COMPARISON);
    if (cursor.kind() === COLON)
      cursor.failAt(
        cursor.i,
        'slice-step',
        'a slice has a start and an end, A[1:3]; steps are not part of the language',
      );
    return { kind: 'slice', from, to: cursor.lastTo(), start, stop };
  };

  /** Comma-separated entries from an opening bracket to its partner; after an error goes on behind the next comma. */
  private entries<Entry>(entry: () => Entry): readonly Entry[] {
    const { cursor } = this;
    const open = cursor.i;
    const close = cursor.tokens.partnerAt(open);
    const outer = cursor.limit;
    cursor.i++;
    const list: Entry[] = [];
    if (!this.enter()) {
      cursor.i = close > open ? close + 1 : cursor.limit;
      return list;
    }
    if (close > open) cursor.limit = close;
    while (cursor.i < cursor.limit) {
      list.push(entry());
      if (cursor.i >= cursor.limit) break;
      if (cursor.kind() !== COMMA) {
        explainUnexpected(cursor);
        cursor.skipTo(COMMA);
      }
      cursor.i++;
    }
    cursor.i = Math.min(cursor.i, cursor.limit);
    cursor.limit = outer;
    if (close > open) cursor.i = close + 1;
    else explainUnclosed(cursor, open);
    this.depth--;
    return list;
  }
}

const explainTuple = (written: string): string =>
  `several values in ( ) stand only in a backward pass; a vector is written [${written.slice(1, -1).trim()}]`;
