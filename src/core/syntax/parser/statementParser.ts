import { answerSlip } from '../advice/answerSlips.ts';
import { explainMissing, explainUnclosed, explainUnexpected, quoted } from '../advice/explainSyntax.ts';
import { describeWord } from '../advice/foreignWords.ts';
import type { SyntaxCode } from '../advice/syntaxProblems.ts';
import { ALONE, type TokenBuffer } from '../lexer/tokenBuffer.ts';
import { TokenCursor } from '../lexer/tokenCursor.ts';
import {
  AUGMENTED,
  COLON,
  COMMA,
  DEF,
  END,
  EQUALS,
  isOpener,
  NAME,
  OPEN_PAREN,
  OPEN_SQUARE,
  STRING,
} from '../lexer/tokenKind.ts';
import type {
  BinaryOperator,
  Expression,
  Index,
  Name,
  ParsedStatement,
  Question,
  Statement,
  Subscript,
} from '../tree.ts';
import { failTuple, parseArguments, parseSubscripts } from './bracketParser.ts';
import { ExpressionParser } from './expressionParser.ts';

/** `(a, b) =` after the name of a function that is being defined; `word` is `def` or `backward`. */
function parseParams(cursor: TokenCursor, word: string, name: string, hasBlock = false): readonly Name[] {
  const params: Name[] = [];
  if (cursor.kind() === OPEN_PAREN) parseNames(cursor, params);
  else {
    expectHere(cursor, 'expected-params', `the parameters are missing: ${word} ${quoted(name)}(x) = …`);
    cursor.skipTo(EQUALS);
  }
  if (!hasBlock) parseEquals(cursor, word, name);
  return params;
}

/** Says what is expected at the next token, or after the last one. */
function expectHere(cursor: TokenCursor, code: SyntaxCode, message: string): void {
  if (cursor.isStray(cursor.i)) explainMissing(cursor);
  cursor.failAt(cursor.i < cursor.limit ? cursor.i : cursor.i - 1, code, message);
}

function parseNames(cursor: TokenCursor, params: Name[]): void {
  const open = cursor.i++;
  const close = cursor.tokens.partnerAt(open);
  const outer = cursor.limit;
  cursor.limit = close === ALONE ? endOfOpenParams(cursor, open) : close;
  while (cursor.i < cursor.limit) {
    if (cursor.kind() === NAME) params.push(cursor.takeName());
    else expectHere(cursor, 'expected-name', 'a parameter is a name: def f(x, y) = x * y');
    if (cursor.i < cursor.limit && cursor.kind() !== COMMA) {
      expectHere(cursor, 'expected-name', afterParam(cursor.kind()));
      cursor.skipTo(COMMA);
    }
    if (cursor.i < cursor.limit) cursor.i++;
  }
  cursor.limit = outer;
  if (close !== ALONE) cursor.i = close + 1;
}

/** Parameters without a closing bracket end at the `=`. */
function endOfOpenParams(cursor: TokenCursor, open: number): number {
  explainUnclosed(cursor, open);
  cursor.failed = true;
  const first = cursor.i;
  cursor.skipTo(EQUALS);
  const end = cursor.i;
  cursor.i = first;
  return end;
}

function afterParam(kind: number): string {
  if (kind === EQUALS) return 'a parameter has no default value: the call gives each one';
  if (kind === NAME) return 'a comma is missing between two parameters';
  return 'a parameter is a name, without brackets or operators';
}

function parseEquals(cursor: TokenCursor, word: string, name: string): void {
  if (cursor.kind() === EQUALS) {
    cursor.i++;
    return;
  }
  if (cursor.failed) return;
  const head = `${word} ${quoted(name)}(…)`;
  if (cursor.kind() === COLON) {
    cursor.failAt(cursor.i, 'expected-equals', `the body of a function is one expression after = : ${head} = …`);
    cursor.i++;
  } else expectHere(cursor, 'expected-equals', `= and one expression are missing: ${head} = …`);
}

/** The line above a block: `def f(x):`, `for t in range(6):`; `other` for what the language does without. */
export interface Head {
  readonly kind: 'def' | 'backwardRule' | 'for' | 'other';
  readonly name: Name | undefined;
  /** The params of a function, the names that a loop gives. */
  readonly names: readonly Name[];
  readonly over: Expression | undefined;
  readonly problems: ParsedStatement['problems'];
}
export interface Returned {
  readonly value: Expression;
  readonly problems: ParsedStatement['problems'];
}

/** Turns the tokens of one statement into its tree. A function of the statement's text alone. */
export class StatementParser {
  private readonly cursor: TokenCursor;
  private readonly expressions: ExpressionParser;

  constructor(tokens: TokenBuffer) {
    this.cursor = new TokenCursor(tokens);
    this.expressions = new ExpressionParser(this.cursor);
  }

  /** `text` is what stands at `base` in `source`. */
  parse(text: string, source: string, base: number): ParsedStatement {
    const { cursor } = this;
    cursor.begin(text, source, base);
    this.expressions.begin();
    const read = this.statement(text.length);
    const tree = cursor.failed && givesNothing(read) ? this.broken(read) : read;
    return { tree, text, problems: cursor.problems() };
  }

  /** What stands behind `return`, of the tokens of one line; undefined for every other line. */
  parseReturn(text: string, source: string, base: number): Returned | undefined {
    const { cursor } = this;
    cursor.begin(text, source, base);
    this.expressions.begin();
    if (!cursor.is(0, 'return') || cursor.kindAt(1) === EQUALS) return undefined;
    cursor.i = 1;
    const value = this.values();
    return { value, problems: cursor.problems() };
  }

  /** The head of a block, of the tokens up to its colon. */
  parseHead(text: string, source: string, base: number): Head {
    const { cursor } = this;
    cursor.begin(text, source, base);
    this.expressions.begin();
    cursor.limit--;
    const head = this.head();
    if (head.kind !== 'other') this.finish();
    return { ...head, problems: cursor.problems() };
  }

  private head(): Omit<Head, 'problems'> {
    const { cursor } = this;
    const place = { from: cursor.tokens.fromAt(0), to: cursor.tokens.toAt(0) };
    const isDef = cursor.kindAt(0) === DEF;
    if (!isDef && !cursor.is(0, 'backward')) return cursor.is(0, 'for') ? this.forHead() : this.otherHead();
    cursor.i = 1;
    const word = isDef ? 'def' : 'backward';
    if (cursor.kind() !== NAME) expectHere(cursor, 'expected-name', `${word} needs a name: def f(x):`);
    const name: Name = cursor.kind() === NAME ? cursor.takeName() : { kind: 'name', ...place, name: '' };
    const params = parseParams(cursor, word, name.name, true);
    return { kind: isDef ? 'def' : 'backwardRule', name, names: params, over: undefined };
  }

  /** `for t in range(6)`, `for x, y in zip(X, Y)` */
  private forHead(): Omit<Head, 'problems'> {
    const { cursor } = this;
    cursor.i = 1;
    const names: Name[] = [];
    while (cursor.kind() === NAME && !cursor.is(cursor.i, 'in')) {
      names.push(cursor.takeName());
      if (cursor.kind() !== COMMA) break;
      cursor.i++;
    }
    if (names.length === 0) expectHere(cursor, 'expected-name', 'a loop needs a name: for t in range(6):');
    if (cursor.i < cursor.limit && cursor.is(cursor.i, 'in')) cursor.i++;
    else expectHere(cursor, 'expected-in', 'in is missing: for t in range(6):');
    return { kind: 'for', name: undefined, names, over: this.expressions.parse() };
  }

  /** `while`, `if` and others, which the language does without. */
  private otherHead(): Omit<Head, 'problems'> {
    const { cursor } = this;
    const word = cursor.source(0);
    cursor.failAt(0, 'python-word', describeWord(word) ?? `there is no ${word}`);
    return { kind: 'other', name: undefined, names: [], over: undefined };
  }

  parseExpression(text: string): { readonly expression: Expression; readonly problems: ParsedStatement['problems'] } {
    this.cursor.begin(text, text, 0);
    this.expressions.begin();
    const expression = this.expressions.parse();
    this.finish();
    return { expression, problems: this.cursor.problems() };
  }

  private statement(to: number): Statement {
    const { cursor } = this;
    const first = cursor.kindAt(0);
    if (first === NAME) {
      const second = cursor.kindAt(1);
      if (second === EQUALS) return this.assignment(to, [cursor.takeName()]);
      if (second === AUGMENTED) return this.augmented(to);
      if (second === COMMA) {
        const targets = this.targets();
        if (targets !== undefined) return this.assignment(to, targets);
      } else if (second === NAME && cursor.is(0, 'backward') && cursor.kindAt(2) !== END) return this.backwardRule(to);
      else if (second === NAME && this.isImport()) return { kind: 'import', from: 0, to, what: 'import' };
      else if (second === OPEN_PAREN) {
        if (cursor.is(0, 'print') && cursor.tokens.partnerAt(1) === cursor.limit - 1)
          return { kind: 'import', from: 0, to, what: 'print' };
        const special = this.specialCall(to);
        if (special !== undefined) return special;
      }
    } else if (first === DEF) return this.def(to);
    else if (first === STRING && this.isText()) return { kind: 'import', from: 0, to, what: 'text' };
    return this.bare(to);
  }

  /** What is left behind a complete statement is an error. */
  private finish(): void {
    explainUnexpected(this.cursor);
    // A bracket that was never reached is still worth its message.
    const { tokens } = this.cursor;
    const open = tokens.innermost();
    if (open !== ALONE && open >= this.cursor.i) explainUnclosed(this.cursor, open);
  }

  private assignment(to: number, targets: readonly Name[]): Statement {
    const { cursor } = this;
    cursor.i++;
    if (this.isNone()) return { kind: 'import', from: 0, to, what: 'none' };
    const value = targets.length > 1 ? this.values() : this.single();
    return { kind: 'assignment', from: 0, to, targets, value, augmented: false };
  }

  /** `None`, or several with commas between: the names have no value yet. */
  private isNone(): boolean {
    const { cursor } = this;
    if (!cursor.is(cursor.i, 'None')) return false;
    for (let i = cursor.i; i < cursor.limit; i++)
      if (!((i - cursor.i) % 2 === 0 ? cursor.is(i, 'None') : cursor.kindAt(i) === COMMA)) return false;
    return true;
  }

  /** The value of one name, which may be several in brackets: `cache = (x, w, b)`. Numbers in brackets are a vector. */
  private single(): Expression {
    const { cursor } = this;
    const isWhole = cursor.kind() === OPEN_PAREN && cursor.tokens.partnerAt(cursor.i) === cursor.limit - 1;
    if (!isWhole) return this.value(false);
    const value = this.expressions.parse(GRADIENTS);
    if (value.kind === 'tuple' && value.entries.every(isNumber)) failTuple(this.expressions, value);
    this.endOfValue();
    return value;
  }

  /** `x += e` */
  private augmented(to: number): Statement {
    const { cursor } = this;
    const left = cursor.takeName();
    const operator = AUGMENTING.get(cursor.source(cursor.i).slice(0, -1)) ?? '+';
    const operatorFrom = cursor.from();
    cursor.i++;
    const operatorTo = cursor.lastTo();
    const right = this.value(false);
    const value: Expression = {
      kind: 'binary',
      from: left.from,
      to: cursor.lastTo(),
      operator,
      operatorFrom,
      operatorTo,
      left,
      right,
    };
    return { kind: 'assignment', from: 0, to, targets: [left], value, augmented: true };
  }

  /** Nothing but text in quotes, as Python has it below the head of a function. */
  private isText(): boolean {
    const { cursor } = this;
    for (let i = 1; i < cursor.limit; i++) if (cursor.kindAt(i) !== STRING) return false;
    return true;
  }

  /** `import numpy as np`, `from torch import nn` */
  private isImport(): boolean {
    const { cursor } = this;
    if (cursor.is(0, 'import')) return true;
    if (!cursor.is(0, 'from')) return false;
    for (let i = 2; i < cursor.limit; i++) if (cursor.is(i, 'import')) return true;
    return false;
  }

  /** A statement that cannot be read says at least which names it would have given. */
  private broken(read: Statement): Statement {
    const targets = this.targetsOfBroken();
    return targets.length === 0 ? read : { kind: 'broken', from: 0, to: read.to, targets };
  }

  /** Names before the first `=` of a statement that cannot be read: `A` of `A[0] = 1`, `x` of `let x = 1`. */
  private targetsOfBroken(): readonly Name[] {
    const { cursor } = this;
    const { tokens } = cursor;
    const found: Name[] = [];
    cursor.limit = tokens.count;
    let begins = true;
    let equals = false;
    for (cursor.i = 0; cursor.i < tokens.count && !equals; ) {
      const kind = cursor.kind();
      equals = kind === EQUALS || kind === AUGMENTED;
      if (kind === NAME && begins) {
        found.push(cursor.takeName());
        // `let x = 1` gives x.
        begins = cursor.kind() === NAME;
        continue;
      }
      if (kind === COMMA) begins = true;
      const partner = isOpener(kind) ? tokens.partnerAt(cursor.i) : -1;
      // `(a, b) = …` gives both.
      cursor.i = partner > cursor.i && !(begins && kind === OPEN_PAREN) ? partner + 1 : cursor.i + 1;
    }
    return equals ? found : [];
  }

  /** `a, b` after the `=` of several names, with brackets or without. */
  private values(): Expression {
    const { cursor } = this;
    const from = cursor.from();
    const first = this.oneOfSeveral();
    if (cursor.kind() !== COMMA) {
      this.endOfValue();
      return first;
    }
    const entries = [first];
    while (cursor.kind() === COMMA) {
      cursor.i++;
      entries.push(this.oneOfSeveral());
    }
    this.endOfValue();
    return { kind: 'tuple', from, to: cursor.lastTo(), entries };
  }

  /** A value between commas, which may be several in brackets as a whole. */
  private oneOfSeveral(): Expression {
    const { cursor } = this;
    const close = cursor.kind() === OPEN_PAREN ? cursor.tokens.partnerAt(cursor.i) : -1;
    const following = close > cursor.i ? cursor.kindAt(close + 1) : -1;
    return this.expressions.parse(following === COMMA || following === END ? GRADIENTS : undefined);
  }

  /** The expression after an `=`, to the statement's end. */
  private value(question: boolean): Expression {
    const { cursor } = this;
    const value = this.expressions.parse(question ? ANSWER : undefined);
    if (cursor.kind() === COMMA) this.explainComma();
    this.endOfValue();
    return value;
  }

  private endOfValue(): void {
    const { cursor } = this;
    if (cursor.kind() === EQUALS)
      cursor.failAt(
        cursor.i,
        'unexpected-equals',
        'only one = per statement: name each value on its own line; to compare, write ==',
      );
    this.finish();
  }

  private explainComma(): void {
    const { cursor } = this;
    const { tokens } = cursor;
    const at = cursor.i;
    const isDecimal =
      tokens.toAt(at - 1) === tokens.fromAt(at) &&
      /^\d+,\d+$/.test(cursor.text.slice(tokens.fromAt(at - 1), tokens.toAt(at + 1)));
    const message = isDecimal
      ? `a decimal point is a point, ${cursor.source(at - 1)}.${cursor.source(at + 1)}; two values need brackets`
      : 'several values need brackets: [1, 2] makes a vector';
    cursor.failAt(at, 'unexpected', message);
  }

  /** `X, y =`, or undefined when it is something else. */
  private targets(): readonly Name[] | undefined {
    const { cursor } = this;
    let equals = 1;
    while (cursor.kindAt(equals) === COMMA && cursor.kindAt(equals + 1) === NAME) equals += 2;
    if (cursor.kindAt(equals) !== EQUALS) return undefined;
    const targets: Name[] = [];
    while (cursor.i < equals) {
      targets.push(cursor.takeName());
      if (cursor.i < equals) cursor.i++;
    }
    return targets;
  }

  private bare(to: number): Statement {
    const { cursor } = this;
    const value = this.expressions.parse();
    if (cursor.kind() === EQUALS) {
      this.explainTarget(value);
      this.finish();
      return { ...BROKEN, to };
    }
    if (cursor.kind() === COMMA) this.explainComma();
    this.finish();
    if (value.kind === 'missing') return { ...BROKEN, to };
    if (value.kind === 'call' && value.form === 'method' && value.callee.name === 'backward') {
      const [target, weights] = value.args;
      if (target) return { kind: 'backwardOutput', from: 0, to, target: target.value, weights: weights?.value };
    }
    return { kind: 'bare', from: 0, to, value };
  }

  /** `A[mask] = 0`, `A[i] = v`: a mask chooses between the old entries and new ones. */
  private explainEntry(target: Index): void {
    const { cursor } = this;
    const [only] = target.subscripts;
    const mask = only?.kind === 'at' && target.subscripts.length === 1 ? only.index : undefined;
    const rest = cursor.text.slice(cursor.tokens.toAt(cursor.i)).trim();
    const isMask = mask?.kind === 'binary' && /^[<>=!]/.test(mask.operator);
    const whole = { from: cursor.tokens.fromAt(0), to: cursor.text.length };
    if (target.target.kind === 'name' && isMask && rest !== '' && !/[;#]/.test(rest) && cursor.kind() === EQUALS) {
      const { name } = target.target;
      const written = cursor.text.slice(mask.from, mask.to);
      cursor.failWith(
        'assignment-target',
        'entries do not change, a name gets a new value',
        whole,
        `${name} = where(${written}, ${rest}, ${name})`,
      );
    } else
      cursor.fail(
        'assignment-target',
        'an entry cannot be changed: build the whole vector or matrix, [a, b], or choose with where(mask, new, old)',
        target.from,
        target.to,
      );
  }

  private explainTarget(target: Expression): void {
    const { cursor } = this;
    const fail = (message: string): void => cursor.fail('assignment-target', message, target.from, target.to);
    const written = quoted(cursor.text.slice(target.from, target.to));
    if (target.kind === 'missing') cursor.failAt(cursor.i, 'assignment-target', 'a name is missing before =');
    else if (target.kind === 'call' && /^(?:g[rad]{2,4}|val)(?!ue$)\w*$/i.test(target.callee.name))
      fail('a question is written grad(x) = ? or value(x) = ?');
    else if (target.kind === 'call') fail(`a function is defined with def: def ${written} = …`);
    else if (target.kind === 'index') this.explainEntry(target);
    else if (target.kind === 'tuple' || target.kind === 'group')
      fail('names stand before = without brackets: X, y = …');
    else if (/^[d∂]\w*\s*\/\s*[d∂]\w+$/u.test(written))
      fail(`ask for this gradient with grad(${written.replace(/^.*[d∂]/u, '')}) = ?`);
    else if (target.kind === 'binary') fail(`a name stands before =, not a formula; to compare ${written} write ==`);
    else fail(`a name stands before =, not ${written}`);
  }

  private specialCall(to: number): Statement | undefined {
    const { cursor } = this;
    const close = cursor.tokens.partnerAt(1);
    const isWhole = close === ALONE || close === cursor.limit - 1;
    if (cursor.is(0, 'train') && isWhole) {
      const callee = cursor.takeName();
      const args = parseArguments(this.expressions);
      this.finish();
      return { kind: 'train', from: 0, to, callee, args };
    }
    if (cursor.is(0, 'backward') && isWhole) return this.backwardOutput(to);
    if (close !== ALONE && (cursor.is(0, 'grad') || cursor.is(0, 'value'))) {
      let equals = close + 1;
      while (cursor.kindAt(equals) === OPEN_SQUARE && cursor.tokens.partnerAt(equals) > equals)
        equals = cursor.tokens.partnerAt(equals) + 1;
      if (cursor.kindAt(equals) === EQUALS) return this.question(to, equals);
      if (/^(?::=?|[≈~→])$/.test(cursor.source(equals)))
        cursor.failAt(equals, 'unexpected', `an answer stands behind =: ${cursor.source(0)}(x) = 1`);
    }
    return undefined;
  }

  private backwardOutput(to: number): Statement {
    const { cursor } = this;
    cursor.i = 1;
    const args = parseArguments(this.expressions);
    const [first, weights, more] = args;
    const named = args.find(({ name }) => name !== undefined);
    if (first === undefined)
      cursor.failAt(0, 'expected-expression', 'backward needs the quantity that the gradients are of: backward(f)');
    else if (named !== undefined)
      cursor.fail('unexpected', 'backward takes one quantity and no options: backward(f)', named.from, named.to);
    else if (more !== undefined)
      cursor.fail(
        'unexpected',
        'backward takes one quantity, or a tensor and its upstream: backward(y, v)',
        more.from,
        more.to,
      );
    this.finish();
    const target = first?.value ?? { kind: 'missing', from: to, to };
    return { kind: 'backwardOutput', from: 0, to, target, weights: weights?.value };
  }

  private question(to: number, equals: number): Question {
    const { cursor } = this;
    const asks = cursor.is(0, 'grad') ? 'grad' : 'value';
    const close = cursor.tokens.partnerAt(1);
    cursor.i = 2;
    const target = this.questionTarget(asks, close);
    cursor.i = close + 1;
    let subscripts: readonly Subscript[] = [];
    if (cursor.kind() === OPEN_SQUARE) subscripts = parseSubscripts(this.expressions);
    if (cursor.i < equals)
      cursor.failAt(
        cursor.i,
        'question-target',
        `one entry is written with one pair of brackets: ${asks}(W)[0, 1] = ?`,
      );
    cursor.i = equals + 1;
    if (cursor.kind() === END)
      cursor.failAt(
        equals,
        'expected-expression',
        'the answer is missing: write it on this line, after =, or ? for later',
      );
    return { kind: 'question', from: 0, to, asks, target, subscripts, answer: this.answer() };
  }

  private answer(): Expression {
    const { cursor } = this;
    const { failed } = cursor;
    const from = cursor.from();
    const answer = this.value(true);
    const slip =
      cursor.failed && !failed ? answerSlip(cursor.text.slice(from, cursor.tokens.toAt(cursor.limit - 1))) : undefined;
    if (slip !== undefined) cursor.reword(slip);
    return answer;
  }

  private questionTarget(asks: string, close: number): Name {
    const { cursor } = this;
    if (close === 3 && cursor.kindAt(2) === NAME) return cursor.takeName();
    const { tokens } = cursor;
    cursor.fail(
      'question-target',
      `a question is about one name: ${asks}(x) = ?`,
      tokens.fromAt(0),
      tokens.toAt(close),
    );
    if (cursor.kindAt(2) === NAME) return cursor.takeName();
    const at = tokens.toAt(1);
    return { kind: 'name', from: at, to: at, name: '' };
  }

  private def(to: number): Statement {
    const { cursor } = this;
    cursor.i = 1;
    if (cursor.kind() !== NAME) {
      expectHere(cursor, 'expected-name', 'def needs a name: def f(x) = x * x');
      this.finish();
      return { ...BROKEN, to };
    }
    const name = cursor.takeName();
    const params = parseParams(cursor, 'def', name.name);
    const body = this.value(false);
    return { kind: 'def', from: 0, to, name, params, block: [], body };
  }

  private backwardRule(to: number): Statement {
    const { cursor } = this;
    cursor.i = 1;
    const name = cursor.takeName();
    const params = parseParams(cursor, 'backward', name.name);
    const close = cursor.kind() === OPEN_PAREN ? cursor.tokens.partnerAt(cursor.i) : 0;
    const isWhole = close === ALONE || close === cursor.limit - 1;
    const body = this.expressions.parse(isWhole ? GRADIENTS : undefined);
    if (cursor.kind() === COMMA) cursor.failAt(cursor.i, 'unexpected', 'several gradients stand in brackets: (dx, dy)');
    this.finish();
    return {
      kind: 'backwardRule',
      from: 0,
      to,
      name,
      params,
      block: [],
      gradients: body.kind === 'tuple' ? body.entries : [body],
    };
  }
}

const BROKEN: Statement = { kind: 'broken', from: 0, to: 0, targets: [] };

/** Numbers, and lists of them. */
const isNumber = (entry: Expression): boolean =>
  entry.kind === 'number' ||
  (entry.kind === 'unary' && isNumber(entry.operand)) ||
  (entry.kind === 'list' && entry.entries.every(isNumber));

const givesNothing = ({ kind }: Statement): boolean => kind === 'broken' || kind === 'bare';

/** What stands before the `=` of `+=` and its like. */
const AUGMENTING: ReadonlyMap<string, BinaryOperator> = new Map([
  ['+', '+'],
  ['-', '-'],
  ['−', '-'],
  ['*', '*'],
  ['·', '*'],
  ['×', '*'],
  ['⋅', '*'],
  ['/', '/'],
  ['@', '@'],
  ['**', '**'],
  ['^', '**'],
]);

const ANSWER = { question: true, tuple: false };
const GRADIENTS = { question: false, tuple: true };
