import { explainBad, explainMissing, explainUnexpected } from '../advice/explainSyntax.ts';
import { isAttribute, isFunctional, isLibrary, isModule } from '../advice/foreignNames.ts';
import { parseNumber, parseString } from '../lexer/literals.ts';
import { COMPARISON, EXPONENT, spellingOf, strengthOf } from '../lexer/operators.ts';
import type { TokenCursor } from '../lexer/tokenCursor.ts';
import {
  BAD,
  beginsOperand,
  DOT,
  HIDDEN,
  isOpener,
  MINUS,
  NAME,
  NUMBER,
  OPEN_PAREN,
  OPEN_SQUARE,
  OPEN_STRING,
  PLUS,
  QUESTION,
  STRING,
} from '../lexer/tokenKind.ts';
import type { Expression } from '../tree.ts';
import { EntryStack, parseArguments, parseEntries, parseEntry, parseGroup, parseSubscripts } from './bracketParser.ts';

/** Brackets, signs and powers inside one another. */
const MAX_NESTING = 256;

/** What this place allows beyond the usual. */
interface Allowed {
  readonly question: boolean;
  readonly tuple: boolean;
}
const USUAL: Allowed = { question: false, tuple: false };

/** Precedence climbing. Recursion is bounded by `MAX_NESTING`; a long flat chain is a loop, its tree is left-deep. */
export class ExpressionParser {
  readonly cursor: TokenCursor;
  /** A round bracket at this token may hold several values. */
  tupleAt = -1;
  /** The last one that was read there. */
  tuple: Expression | undefined;
  /** Entries of the brackets that are being read. */
  readonly found = new EntryStack();
  private depth = 0;
  private allowed = USUAL;

  constructor(cursor: TokenCursor) {
    this.cursor = cursor;
  }

  /** A new statement. */
  begin(): void {
    this.depth = 0;
    this.allowed = USUAL;
    this.tupleAt = -1;
  }

  /** One expression; what follows it is the caller's business. */
  parse(allowed: Allowed = USUAL): Expression {
    this.allowed = allowed;
    return this.whole();
  }

  whole(): Expression {
    return this.binary(COMPARISON);
  }

  /** One level deeper; false, with an error, when that is too deep. The opening token has just been taken. */
  enter(): boolean {
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
  leave(): void {
    this.depth--;
  }

  private binary(weakest: number): Expression {
    const { cursor } = this;
    const { tokens } = cursor;
    const from = this.placeOfNext();
    let left = this.operand();
    for (;;) {
      const kind = cursor.kind();
      const strength = strengthOf(kind);
      if (strength < weakest || strength === 0) return left;
      const at = cursor.i++;
      if (kind <= MINUS) this.checkDoubledSign(kind, at);
      const right = strength === EXPONENT ? this.nested() : this.binary(strength + 1);
      left = {
        kind: 'binary',
        from,
        to: cursor.lastTo(),
        operator: spellingOf(kind),
        operatorFrom: tokens.fromAt(at),
        operatorTo: tokens.toAt(at),
        left,
        right,
      };
      if (strength === COMPARISON) this.checkChain(at);
    }
  }

  /** Where an expression that begins here begins: what is missing is so at the end of the last token. */
  private placeOfNext(): number {
    const { cursor } = this;
    const kind = cursor.kind();
    return beginsOperand(kind) || isOpener(kind) || kind === MINUS || kind === PLUS || kind === BAD || kind === HIDDEN
      ? cursor.from()
      : cursor.lastTo();
  }

  /** What a sign or a power applies to. */
  private nested(): Expression {
    const { cursor } = this;
    if (this.enter()) {
      const inner = this.binary(EXPONENT);
      this.leave();
      return inner;
    }
    cursor.i = cursor.limit;
    return cursor.missing();
  }

  private checkDoubledSign(kind: number, at: number): void {
    // A negative number may well be subtracted: `x - -2`.
    const isNumber = kind === MINUS && this.cursor.kindAt(at + 2) === NUMBER;
    if (this.cursor.kindAt(at + 1) === kind && !isNumber) this.warnDoubled(kind, at);
  }
  private warnDoubled(kind: number, at: number): void {
    const { tokens } = this.cursor;
    const message =
      kind === PLUS ? 'two plus signs in a row: one is enough' : 'two minus signs in a row: together they are a plus';
    this.cursor.warn('doubled-sign', message, tokens.fromAt(at), tokens.toAt(at + 1));
  }

  private checkChain(first: number): void {
    const { cursor } = this;
    if (strengthOf(cursor.kind()) !== COMPARISON) return;
    const a = cursor.source(first);
    const b = cursor.source(cursor.i);
    cursor.failAt(
      cursor.i,
      'comparison-chain',
      `comparisons cannot be chained: a ${a} b is 0 or 1, and that would be compared by ${b}; ` +
        `write (a ${a} b) * (b ${b} c)`,
    );
  }

  private operand(): Expression {
    const { cursor } = this;
    const from = cursor.from();
    const kind = cursor.kind();
    switch (kind) {
      case NAME: {
        const callee = cursor.takeName();
        if (cursor.kind() !== OPEN_PAREN) return this.postfix(callee, from);
        const args = parseArguments(this);
        return this.postfix({ kind: 'call', from, to: cursor.lastTo(), callee, args, form: 'plain' }, from);
      }
      case NUMBER:
        return this.postfix(parseNumber(cursor), from);
      case MINUS:
      case PLUS: {
        const at = cursor.i++;
        if (cursor.kind() === kind) this.warnDoubled(kind, at);
        const operand = this.nested();
        return { kind: 'unary', from, to: cursor.lastTo(), operator: kind === MINUS ? '-' : '+', operand };
      }
      case OPEN_PAREN:
        return this.postfix(this.group(), from);
      case OPEN_SQUARE: {
        const entries = parseEntries(this, parseEntry);
        return this.postfix({ kind: 'list', from, to: cursor.lastTo(), entries }, from);
      }
      case STRING:
      case OPEN_STRING: {
        const literal = parseString(cursor);
        const message = 'text in quotes stands only inside a call, as an option or a path: optimizer="adam"';
        cursor.fail('string-outside', message, literal.from, literal.to);
        return literal;
      }
      case QUESTION: {
        const message = 'a ? stands only for the answer of a question: grad(x) = ? or value(q) = ?';
        if (!this.allowed.question) cursor.failAt(cursor.i, 'question-outside', message);
        cursor.i++;
        return { kind: 'question', from, to: cursor.lastTo() };
      }
      case BAD:
      case HIDDEN:
        explainBad(cursor, cursor.i);
        cursor.i++;
        return cursor.missing();
    }
    explainMissing(cursor);
    return cursor.missing();
  }

  private group(): Expression {
    const isArgument = this.tupleAt === this.cursor.i;
    const group = parseGroup(this, isArgument || (this.allowed.tuple && this.depth === 0));
    if (isArgument && group.kind === 'tuple') this.tuple = group;
    return group;
  }

  /** What may follow an operand: `[…]`, `.T`, `.sum()`, `.shape`. */
  private postfix(operand: Expression, from: number): Expression {
    const { cursor } = this;
    let result = operand;
    for (let count = 0; ; count++) {
      const kind = cursor.kind();
      if (kind !== DOT && kind !== OPEN_SQUARE) return result;
      if (kind === DOT && cursor.kindAt(cursor.i + 1) !== NAME) return result;
      if (count === MAX_NESTING) {
        cursor.failAt(
          cursor.i,
          'too-deep',
          `more than ${MAX_NESTING} [ ] and points in a row: give a part a name of its own`,
        );
        return result;
      }
      if (kind === DOT) result = this.member(result, from, count === 0);
      else {
        const subscripts = parseSubscripts(this);
        result = { kind: 'index', from, to: cursor.lastTo(), target: result, subscripts };
      }
    }
  }

  /** What stands behind the point that comes next. */
  private member(owner: Expression, from: number, isFirst: boolean): Expression {
    const { cursor } = this;
    const last = isFirst && owner.kind === 'name' ? this.lastOfLibrary(owner.name) : -1;
    cursor.i = last < 0 ? cursor.i + 1 : last;
    if (last < 0 && cursor.kindAt(cursor.i + 1) !== OPEN_PAREN && cursor.is(cursor.i, 'T')) {
      cursor.i++;
      return { kind: 'transpose', from, to: cursor.lastTo(), operand: owner };
    }
    const isCall = cursor.kindAt(cursor.i + 1) === OPEN_PAREN;
    if (!isCall && last < 0 && !isAttribute(cursor.source(cursor.i))) {
      cursor.i--;
      explainUnexpected(cursor);
      cursor.i++;
    }
    const callee = cursor.takeName();
    if (!isCall && last >= 0) return callee;
    const given = isCall ? parseArguments(this) : [];
    const to = cursor.lastTo();
    if (last >= 0) {
      const library = owner.kind === 'name' ? owner.name : '';
      return { kind: 'call', from, to, callee, args: given, form: 'library', library };
    }
    const args = [{ name: undefined, value: owner, from: owner.from, to: owner.to }, ...given];
    return { kind: 'call', from, to, callee, args, form: isCall ? 'method' : 'attribute' };
  }

  /** For `np.exp`, `torch.nn.functional.relu` and their like the token of the last name; −1 where a value has this name. */
  private lastOfLibrary(owner: string): number {
    const { cursor } = this;
    if (!isLibrary(owner)) return -1;
    let last = cursor.i + 1;
    while (isModule(cursor.source(last)) && cursor.kindAt(last + 1) === DOT && cursor.kindAt(last + 2) === NAME)
      last += 2;
    return owner === 'F' && !isFunctional(cursor.source(last)) ? -1 : last;
  }
}
