import { explainUnclosed, explainUnexpected, quoted } from '../advice/explainSyntax.ts';
import { parseString } from '../lexer/literals.ts';
import type { TokenCursor } from '../lexer/tokenCursor.ts';
import { COLON, COMMA, DOT, END, EQUALS, NAME, OPEN_PAREN, OPEN_STRING, STRING } from '../lexer/tokenKind.ts';
import type { Argument, Expression, Name, Subscript } from '../tree.ts';

/** Collects lists inside one another; each is handed out in an array of just its size, where `push` would reserve 17 places. */
export class EntryStack {
  count = 0;
  private readonly entries: unknown[] = [];

  add(entry: unknown): void {
    this.entries[this.count++] = entry;
  }

  /** Everything added since the count was `first`: only entries of one kind were. */
  takeFrom<Entry>(first: number): readonly Entry[] {
    const { entries, count } = this;
    this.count = first;
    // Most lists are short, and a short list is made more quickly than it is cut out.
    if (count - first === 1) return [entries[first] as Entry];
    if (count - first === 2) return [entries[first] as Entry, entries[first + 1] as Entry];
    return entries.slice(first, count) as Entry[];
  }
}

/** The parser of expressions, as far as brackets need it. */
interface Surrounding {
  readonly cursor: TokenCursor;
  readonly found: EntryStack;
  /** The bracket that may enclose a tuple, as a place among the tokens. */
  tupleAt: number;
  /** The tuple that was read there. */
  tuple: Expression | undefined;
  whole(): Expression;
  /** One level deeper; false where that is too deep. */
  enter(): boolean;
  leave(): void;
}

/** Beyond so many options of one call, repetitions are no longer looked for. */
const OPTIONS_COMPARED = 64;

/** Comma-separated entries from an opening bracket to its partner; after an error goes on behind the next comma. */
export function parseEntries<Entry>(parser: Surrounding, entry: (parser: Surrounding) => Entry): readonly Entry[] {
  const { cursor } = parser;
  const open = cursor.i;
  const close = cursor.tokens.partnerAt(open);
  const outer = cursor.limit;
  const { found } = parser;
  const first = found.count;
  cursor.i++;
  if (parser.enter()) {
    if (close > open) cursor.limit = close;
    while (cursor.i < cursor.limit) {
      found.add(entry(parser));
      if (cursor.i < cursor.limit && cursor.kind() !== COMMA) {
        explainUnexpected(cursor);
        cursor.skipTo(COMMA);
      }
      if (cursor.i < cursor.limit) cursor.i++;
    }
    cursor.limit = outer;
    if (close <= open) explainUnclosed(cursor, open);
    parser.leave();
  }
  cursor.i = close > open ? close + 1 : outer;
  return found.takeFrom<Entry>(first);
}

const parseWhole = (parser: Surrounding): Expression => parser.whole();

/** An entry of a list; a text in quotes as well, for the values of an option: optimizer=["sgd", "adam"]. */
export function parseEntry(parser: Surrounding): Expression {
  const kind = parser.cursor.kind();
  return kind === STRING || kind === OPEN_STRING ? parseString(parser.cursor) : parser.whole();
}

/** `(…)` of a call. */
export function parseArguments(parser: Surrounding): readonly Argument[] {
  const args = parseEntries(parser, parseArgument);
  const { cursor } = parser;
  let named: Name | undefined;
  for (let i = 0; i < args.length && !cursor.failed; i++) {
    const argument = args[i];
    if (argument === undefined) break;
    const { name, value } = argument;
    if (name !== undefined) {
      if (named !== undefined) checkRepeated(parser, args, i, name);
      named = name;
    } else if (named !== undefined && value.kind !== 'missing') {
      const message = `values without a name come first: this one stands after the option ${quoted(named.name)}=…`;
      cursor.fail('positional-after-option', message, argument.from, argument.to);
    }
  }
  return args;
}

function checkRepeated(parser: Surrounding, args: readonly Argument[], i: number, name: Name): void {
  for (let k = Math.max(0, i - OPTIONS_COMPARED); k < i; k++) {
    if (args[k]?.name?.name !== name.name) continue;
    const message = `the option ${quoted(name.name)} is given twice`;
    parser.cursor.fail('repeated-option', message, name.from, name.to);
    return;
  }
}

function parseArgument(parser: Surrounding): Argument {
  const { cursor } = parser;
  const from = cursor.from();
  let name: Name | undefined;
  if (cursor.kind() === NAME && cursor.kindAt(cursor.i + 1) === EQUALS) {
    name = cursor.takeName();
    cursor.i++;
  }
  const kind = cursor.kind();
  // Several axes or sizes: `axis=(0, 1)`, `zeros((3, 4))`.
  if (kind === OPEN_PAREN) parser.tupleAt = cursor.i;
  parser.tuple = undefined;
  const value = kind === STRING || kind === OPEN_STRING ? parseString(cursor) : parser.whole();
  const { tuple } = parser;
  if (tuple !== undefined && tuple !== value) failTuple(parser, tuple);
  // One that was read here is not found again by the call that this one stands in.
  parser.tuple = undefined;
  return { name, value, from, to: cursor.lastTo() };
}

/** `(a)`, or `(a, b)` where a tuple may stand. */
export function parseGroup(parser: Surrounding, mayBeTuple: boolean): Expression {
  const { cursor } = parser;
  const from = cursor.from();
  const entries = parseEntries(parser, parseWhole);
  const to = cursor.lastTo();
  const [first] = entries;
  if (first === undefined) {
    cursor.fail('expected-expression', 'nothing stands between ( and )', from, to);
    return { kind: 'group', from, to, inner: { kind: 'missing', from: from + 1, to: from + 1 } };
  }
  const isTuple = entries.length > 1 || cursor.tokens.kindAt(cursor.i - 2) === COMMA;
  if (!isTuple) return { kind: 'group', from, to, inner: first };
  const tuple: Expression = { kind: 'tuple', from, to, entries };
  if (!mayBeTuple) failTuple(parser, tuple);
  return tuple;
}

export function failTuple({ cursor }: Surrounding, { from, to }: Expression): void {
  const entries = cursor.text
    .slice(from + 1, to - 1)
    .trim()
    .replace(/\s+/g, ' ');
  cursor.fail('tuple-outside', `a vector stands in square brackets: ${quoted(`[${entries}]`)}`, from, to);
}

/** `[…]` behind an operand. */
export function parseSubscripts(parser: Surrounding): readonly Subscript[] {
  const { cursor } = parser;
  const from = cursor.from();
  const subscripts = parseEntries(parser, parseSubscript);
  if (subscripts.length === 0)
    cursor.fail('expected-expression', 'the index is missing: A[0, 1] or A[1:3]', from, cursor.lastTo());
  return subscripts;
}

function parseSubscript(parser: Surrounding): Subscript {
  const { cursor } = parser;
  const from = cursor.from();
  const mark = takeMark(parser);
  if (mark !== undefined) return { kind: mark, from, to: cursor.lastTo() };
  const start = cursor.kind() === COLON ? undefined : parser.whole();
  if (cursor.kind() !== COLON) {
    const index = start ?? cursor.missing();
    return { kind: 'at', from, to: cursor.lastTo(), index };
  }
  const stop = parseBound(parser);
  const step = cursor.kind() === COLON ? parseBound(parser) : undefined;
  return { kind: 'slice', from, to: cursor.lastTo(), start, stop, step };
}

/** What stands behind a `:` of a slice. */
function parseBound(parser: Surrounding): Expression | undefined {
  const { cursor } = parser;
  cursor.i++;
  const next = cursor.kind();
  return next === END || next === COMMA || next === COLON ? undefined : parser.whole();
}

/** `None` and `...` as subscripts. */
function takeMark({ cursor }: Surrounding): 'new' | 'rest' | undefined {
  const { i } = cursor;
  const isMark = (length: number): boolean => {
    const next = cursor.kindAt(i + length);
    if (next !== END && next !== COMMA) return false;
    cursor.i += length;
    return true;
  };
  if (cursor.kindAt(i) === NAME)
    return (cursor.is(i, 'None') && isMark(1)) ||
      (cursor.is(i + 2, 'newaxis') && cursor.kindAt(i + 1) === DOT && isMark(3))
      ? 'new'
      : undefined;
  const isRest = cursor.kindAt(i) === DOT && cursor.kindAt(i + 1) === DOT && cursor.kindAt(i + 2) === DOT;
  return isRest && isMark(3) ? 'rest' : undefined;
}
