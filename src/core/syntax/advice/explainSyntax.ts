import { isHidden } from '../lexer/characters.ts';
import { hiddenMessage } from '../lexer/literals.ts';
import type { TokenCursor } from '../lexer/tokenCursor.ts';
import {
  AUGMENTED,
  BAD,
  beginsOperand,
  CLOSE_PAREN,
  CLOSE_SQUARE,
  COLON,
  COMMA,
  DEF,
  DOT,
  END,
  EQUALS,
  HIDDEN,
  isOpener,
  isOperator,
  NAME,
  NUMBER,
  OPEN_PAREN,
  OPEN_SQUARE,
} from '../lexer/tokenKind.ts';
import { about, type Explanation } from './explanation.ts';
import { describeCharacter, describeWord } from './foreignWords.ts';
import { explainHabit } from './habits.ts';

function report(cursor: TokenCursor, { code, message, first, last }: Explanation): void {
  cursor.fail(code, message, cursor.tokens.fromAt(first), cursor.tokens.toAt(last));
}

/** The bracket at token `open` is not closed. */
export function explainUnclosed(cursor: TokenCursor, open: number): void {
  const closer = cursor.tokens.kindAt(open) === OPEN_PAREN ? ')' : ']';
  cursor.failUnclosed(open, 'unclosed-bracket', `a closing ${closer} is missing: it was opened here`);
}

/** A character that means nothing here. */
export const explainBad = (cursor: TokenCursor, at: number): void =>
  report(cursor, explainHabit(cursor) ?? badCharacter(cursor, at));

/** An expression should begin at the next token and does not. */
export function explainMissing(cursor: TokenCursor): void {
  if (cursor.failed) return;
  if (cursor.i === 0 && cursor.limit === 0) {
    cursor.fail('expected-expression', 'a value is missing here', 0, cursor.text.length);
    return;
  }
  report(cursor, common(cursor) ?? missing(cursor));
}

/** An expression is complete, and the next token cannot follow it. */
export function explainUnexpected(cursor: TokenCursor): void {
  if (cursor.failed || cursor.kind() === END) return;
  report(cursor, common(cursor) ?? unexpected(cursor));
}

/** What is wrong with the next token wherever it stands. */
function common(cursor: TokenCursor): Explanation | undefined {
  const at = cursor.i;
  const kind = cursor.kind();
  const habit = explainHabit(cursor);
  if (habit) return habit;
  if (kind === BAD || kind === HIDDEN) return badCharacter(cursor, at);
  if (kind === DEF) return about(at, 'unexpected', 'def begins a line of its own: def f(x) = x * x');
  return pythonWord(cursor, at - 1) ?? pythonWord(cursor, at) ?? strayCloser(cursor, at);
}

function badCharacter(cursor: TokenCursor, at: number): Explanation {
  const written = cursor.source(at);
  const codePoint = written.codePointAt(0) ?? 0;
  if (at === 0 && cursor.text.startsWith('%%')) return about(at, 'invalid-character', 'a cell begins with # %%');
  return isHidden(codePoint)
    ? about(at, 'hidden-character', hiddenMessage(codePoint))
    : about(at, 'invalid-character', describeCharacter(written));
}

/** Words of Python that the language does without, where they stand as in Python. */
function pythonWord(cursor: TokenCursor, at: number): Explanation | undefined {
  const message = cursor.kindAt(at) === NAME ? describeWord(cursor.source(at)) : undefined;
  return message === undefined ? undefined : about(at, 'python-word', message);
}

function strayCloser(cursor: TokenCursor, at: number): Explanation | undefined {
  if (at >= cursor.limit || !cursor.isStray(at)) return undefined;
  const closer = cursor.source(at);
  const opener = closer === ')' ? '(' : '[';
  return about(at, 'stray-bracket', `unmatched ${closer}: no ${opener} is open here`);
}

function missing(cursor: TokenCursor): Explanation {
  const at = cursor.i;
  const before = at - 1;
  const kind = cursor.kind();
  const previous = cursor.tokens.kindAt(before);
  const here = quoted(cursor.source(at));
  const there = quoted(cursor.source(before));
  const expected = (place: number, message: string): Explanation => about(place, 'expected-expression', message);
  if (kind === END) return expected(before, `a value is missing after ${there}`);
  if (kind === EQUALS && at === 0) return about(at, 'assignment-target', 'a name is missing before =');
  if (kind === EQUALS && previous === EQUALS)
    return expected(at, 'one = names a value; to compare write == without a blank');
  if (isOperator(kind) && isOperator(previous))
    return expected(at, `two operators in a row, ${there} ${here}: a value is missing between them`);
  if (isOperator(previous)) return expected(at, `a value is missing between ${there} and ${here}`);
  if (isOperator(kind)) return expected(at, `a value is missing before ${here}`);
  if (kind === COMMA) return expected(at, 'a value is missing before this comma');
  return expected(at, `a value is expected here, not ${here}`);
}

function unexpected(cursor: TokenCursor): Explanation {
  const at = cursor.i;
  const kind = cursor.kind();
  if (kind === EQUALS)
    return about(at, 'unexpected-equals', 'a single = names a value at the start of a line; to compare write ==');
  if (kind === AUGMENTED) return augmented(cursor, at);
  if (kind === DOT) return attribute(cursor, at);
  if (kind === COMMA) return about(at, 'unexpected', 'a comma separates values only inside brackets: [1, 2]');
  if (kind === COLON)
    return cursor.tokens.kindAt(at + 1) === EQUALS
      ? about(at, 'unexpected', 'to name a value write = alone')
      : about(at, 'unexpected', 'a : stands only in a slice: A[1:3]');
  if (beginsOperand(kind) || isOpener(kind)) return missingOperator(cursor, at);
  return about(at, 'unexpected', `${quoted(cursor.source(at))} does not fit here`);
}

function missingOperator(cursor: TokenCursor, at: number): Explanation {
  const kind = cursor.kindAt(at);
  const before = quoted(cursor.source(at - 1));
  const here = quoted(cursor.source(at));
  const afterNumber = cursor.tokens.kindAt(at - 1) === NUMBER;
  const touches = cursor.tokens.toAt(at - 1) === cursor.tokens.fromAt(at);
  const between = (message: string): Explanation => about(at, 'missing-operator', message);
  if (touches && afterNumber && (kind === NUMBER || kind === NAME)) return brokenNumber(cursor, at);
  if (kind === OPEN_PAREN)
    return between(
      afterNumber
        ? `an operator is missing: ${before} * (…)`
        : 'only a name can be called; to multiply write * before (',
    );
  if (kind === OPEN_SQUARE) return between('an operator is missing before [');
  const word = wordBefore(cursor, at);
  if (word !== undefined) return { code: 'foreign-word', message: word, first: at - 1, last: at - 1 };
  if (touches && here.startsWith("'")) return about(at, 'attribute', `the transpose is written ${before}.T`);
  const around = cursor.tokens.kindAt(cursor.limit);
  if (around === CLOSE_SQUARE) return about(at, 'missing-comma', `a comma is missing between ${before} and ${here}`);
  const what = around === CLOSE_PAREN ? 'an operator or a comma' : 'an operator, such as *,';
  return between(`${what} is missing between ${before} and ${here}`);
}

/** `let x = 1`, `param W = …`, `grad x = ?`: a word at the start of a line that other languages have there. */
function wordBefore(cursor: TokenCursor, at: number): string | undefined {
  if (at !== 1 || cursor.kindAt(at) !== NAME) return undefined;
  const word = cursor.source(0);
  const name = quoted(cursor.source(at));
  if (/^(?:let|const|var|float|int|double|auto|input|tensor)$/.test(word))
    return `write ${name} = …; no ${word} is needed`;
  if (word === 'param' || word === 'data') return `${word} stands on the other side: ${name} = ${word}(…)`;
  if (word === 'grad' || word === 'value') return `${name} stands in brackets: ${word}(${name}) = ?`;
  return undefined;
}

function brokenNumber(cursor: TokenCursor, at: number): Explanation {
  const number = cursor.source(at - 1);
  const rest = cursor.source(at);
  const because = (message: string): Explanation => ({ code: 'invalid-number', message, first: at - 1, last: at });
  if (cursor.kindAt(at) === NUMBER) return because('a number has one decimal point');
  if (rest.startsWith('_')) return because('a single _ may group the digits of a number: 1_000');
  if (/^[jJ]$/.test(rest)) return because('there are no complex numbers');
  if (number === '0' && /^[xXbBoO]\d/.test(rest)) return because('numbers are written with decimal digits');
  if (/^[eE]$/.test(rest)) return because('the exponent is missing: 1e-3');
  return because(`an operator is missing: ${number} * ${quoted(rest)}`);
}

function augmented(cursor: TokenCursor, at: number): Explanation {
  const operator = cursor.source(at).slice(0, -1);
  const name = cursor.kindAt(at - 1) === NAME ? quoted(cursor.source(at - 1)) : 'x';
  const message =
    cursor.kindAt(at - 1) === NAME
      ? `a value cannot be changed in place: write ${name} = ${name} ${operator} …`
      : `entries do not change: ${operator}= takes a name and a whole tensor, x ${operator}= …`;
  return about(at, 'augmented-assignment', message);
}

/** `np.exp`, `x.sum()`, `x.shape` … */
function attribute(cursor: TokenCursor, at: number): Explanation {
  if (cursor.kindAt(at + 1) !== NAME)
    return about(at, 'unexpected', 'a point stands in a number, 0.5, or in a transpose, W.T');
  const owner = cursor.kindAt(at - 1) === NAME ? quoted(cursor.source(at - 1)) : 'x';
  const name = quoted(cursor.source(at + 1));
  return { code: 'attribute', message: attributeMessage(owner, name), first: at, last: at + 1 };
}

function attributeMessage(owner: string, name: string): string {
  if (name === 't' || name === 'transpose' || name === 'mT') return `the transpose is written ${owner}.T`;
  return `there is no .${name}: a point is followed by T, shape, size, ndim or a function, as in ${owner}.T and ${owner}.sum()`;
}

/** A piece of the learner's text, cut where it is long. */
export const quoted = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
