import type { Span } from '../../base/span.ts';
import { isFunctional, isLibrary } from '../advice/foreignNames.ts';
import { firstFrom } from '../cells.ts';
import { continuesName } from '../lexer/characters.ts';
import { Lexer } from '../lexer/lexer.ts';
import {
  CLOSE_PAREN,
  COMMA,
  COMMENT,
  DEF,
  DOT,
  END,
  EQUALS,
  endsOperand,
  isCloser,
  isOpener,
  MARKER,
  NAME,
  NEWLINE,
  OPEN_PAREN,
  OPEN_STRING,
  SEMICOLON,
  STRING,
} from '../lexer/tokenKind.ts';
import type { Cell, Document } from '../tree.ts';

/** A call that the cursor stands in. Offsets in the whole text. */
export interface CallContext extends Span {
  readonly name: string;
  /** `np.sum(x)` is of a library, `x.sum()` a method, whose first operand stands before the point. */
  readonly form: 'plain' | 'library' | 'method';
  /** `from`/`to` are the name's; this is the offset of the opening bracket. */
  readonly open: number;
  /** How many commas of this call stand before the cursor. */
  readonly argument: number;
  /** The option whose value the cursor is in. */
  readonly option: string | undefined;
  /** Options given before the cursor. */
  readonly given: readonly string[];
}

/** What stands before the point that the cursor's word follows. `from`: where it begins, of a library. */
export type Owner =
  | { readonly kind: 'library'; readonly path: string; readonly from: number }
  | { readonly kind: 'value' };

/** What a cursor stands in, for completion and signature help. */
export interface CursorContext {
  readonly place: 'code' | 'comment' | 'string' | 'marker' | 'markdown';
  readonly cell: Cell | undefined;
  /** The word around the cursor, empty span where there is none. */
  readonly word: Span;
  /** Calls around the cursor, innermost first; brackets that are no calls are left out. */
  readonly calls: readonly CallContext[];
  /** The innermost bracket around the cursor. */
  readonly bracket: 'call' | 'group' | 'list' | undefined;
  /** What may begin where the word begins. */
  readonly expects: 'statement' | 'value' | 'operator' | 'attribute' | 'name';
  /** Where an attribute is expected. */
  readonly owner: Owner | undefined;
  /** Does the word stand where an option's name may stand? */
  readonly mayBeOption: boolean;
  /** Inside a string: what stands between its quotation mark and the cursor. */
  readonly stringBefore: string | undefined;
}

interface OpenBracket {
  readonly bracket: 'call' | 'group' | 'list';
  readonly name: Span;
  readonly form: CallContext['form'];
  readonly open: number;
  argument: number;
  option: string | undefined;
  given: string[];
}

/** What the cursor at `offset` (between two characters) stands in. */
export function contextAt(document: Document, offset: number): CursorContext {
  const { text, cells } = document;
  const cell = cells.findLast(({ span }) => span.from <= offset);
  const word = wordAt(text, offset);
  const scan = new Scan(document, cell, word.from);
  const base = { cell, word };
  if (cell !== undefined && cell.marker.to > cell.marker.from && offset <= cell.marker.to)
    return { ...base, ...scan.nowhere('marker') };
  if (cell?.kind === 'markdown') return { ...base, ...scan.nowhere('markdown') };
  return { ...base, ...scan.run(offset) };
}

function wordAt(text: string, offset: number): Span {
  let from = offset;
  let to = offset;
  for (let c = text.codePointAt(from - 1); from > 0 && c !== undefined; c = text.codePointAt(from - 1)) {
    const isLow = c >= 0xdc00 && c <= 0xdfff;
    const whole = isLow ? (text.codePointAt(from - 2) ?? 0) : c;
    if (!continuesName(whole)) break;
    from -= isLow ? 2 : 1;
  }
  for (let c = text.codePointAt(to); c !== undefined && continuesName(c); c = text.codePointAt(to))
    to += c > 0xffff ? 2 : 1;
  return { from, to };
}

type Found = Omit<CursorContext, 'cell' | 'word'>;

/** Reads from the start of the statement before the cursor up to the cursor. */
class Scan {
  private readonly text: string;
  private readonly lexer: Lexer;
  private readonly wordFrom: number;
  private readonly statementEnd: number;
  private readonly open: OpenBracket[] = [];
  private before = END;
  private name: Span = { from: 0, to: 0 };
  /** Names with points between them, up to the present one: `np.linalg`; empty behind anything else. */
  private path = '';
  private pathFrom = 0;
  /** Whether the name stands behind a point. */
  private isMember = false;
  /** Whether the last point stood behind a value. */
  private isOwned = false;
  /** Tokens of the statement so far. */
  private count = 0;
  /** Up to the `=` of a definition, names are being given. */
  private defines = false;
  private opensRule = false;

  constructor(document: Document, cell: Cell | undefined, wordFrom: number) {
    this.text = document.text;
    this.wordFrom = wordFrom;
    const index = firstFrom(document.starts, wordFrom + 1) - 1;
    const start = document.starts[index] ?? 0;
    this.statementEnd = start + (document.statements[index]?.text.length ?? 0);
    const cellStart = cell === undefined ? 0 : cell.marker.to;
    if (start < cellStart) this.statementEnd = cellStart;
    this.lexer = new Lexer(document.text, Math.min(Math.max(start, cellStart), wordFrom));
  }

  nowhere(place: CursorContext['place']): Found {
    return {
      place,
      calls: [],
      bracket: undefined,
      expects: 'statement',
      owner: undefined,
      mayBeOption: false,
      stringBefore: undefined,
    };
  }

  run(offset: number): Found {
    const { lexer } = this;
    while (lexer.next() !== END && lexer.from < offset) {
      const { kind, from, to } = lexer;
      if (kind === COMMENT && to >= offset) return this.nowhere('comment');
      const isOpenString = kind === OPEN_STRING;
      if ((kind === STRING || isOpenString) && (offset < to || (isOpenString && offset === to)))
        return { ...this.here(), place: 'string', stringBefore: this.text.slice(from + 1, offset) };
      if (from >= this.wordFrom) break;
      this.take(kind);
    }
    return this.here();
  }

  private take(kind: number): void {
    const { lexer, open } = this;
    if (kind === COMMENT) return;
    if (kind === NEWLINE) {
      // Behind a statement with a forgotten bracket the next lines still belong to it.
      if (open.length === 0 || (lexer.from >= this.statementEnd && this.isComplete())) this.reset();
      return;
    }
    if (kind === SEMICOLON || kind === MARKER) {
      this.reset();
      return;
    }
    if (isOpener(kind)) this.push(kind);
    else if (isCloser(kind)) this.pop(kind);
    const top = open.at(-1);
    if (kind === COMMA && top !== undefined) {
      if (top.option !== undefined) top.given.push(top.option);
      top.argument++;
      top.option = undefined;
    }
    if (kind === EQUALS && top?.bracket === 'call' && this.before === NAME) top.option = this.slice(this.name);
    if (kind === NAME) {
      this.name = { from: lexer.from, to: lexer.to };
      const follows = this.before === DOT;
      this.isMember = follows;
      if (!follows) this.pathFrom = lexer.from;
      this.path = follows ? this.path && `${this.path}.${this.slice(this.name)}` : this.slice(this.name);
    } else if (kind !== DOT || this.before !== NAME) this.path = '';
    if (kind === DOT) this.isOwned = endsOperand(this.before);
    if (this.count === 0) this.opensRule = kind === NAME && this.slice(this.name) === 'backward';
    if (kind === DEF || (kind === NAME && this.count === 1 && this.opensRule)) this.defines = true;
    if (kind === EQUALS) this.defines = false;
    this.before = kind;
    this.count++;
  }

  /** After a whole operand inside brackets a new line may begin something else; after a comma it does not. */
  private isComplete(): boolean {
    return endsOperand(this.before);
  }

  private reset(): void {
    this.open.length = 0;
    this.before = END;
    this.count = 0;
    this.defines = false;
  }

  private push(kind: number): void {
    const isCall = kind === OPEN_PAREN && this.before === NAME;
    const bracket = isCall ? 'call' : kind === OPEN_PAREN ? 'group' : 'list';
    const [first = '', ...rest] = this.path.split('.');
    const isOfLibrary = isLibrary(first) && (first !== 'F' || isFunctional(rest.at(-1) ?? ''));
    const form = isCall && this.isMember ? (isOfLibrary ? 'library' : 'method') : 'plain';
    const { from } = this.lexer;
    this.open.push({ bracket, name: this.name, form, open: from, argument: 0, option: undefined, given: [] });
  }

  private pop(kind: number): void {
    const isParen = kind === CLOSE_PAREN;
    const at = this.open.findLastIndex(({ bracket }) => (bracket !== 'list') === isParen);
    if (at >= 0) this.open.length = at;
  }

  private here(): Found {
    const { before } = this;
    const top = this.open.at(-1);
    const calls = this.open
      .filter(({ bracket }) => bracket === 'call')
      .map(({ name, form, open, argument, option, given }) => ({
        ...name,
        name: this.slice(name),
        form,
        open,
        argument,
        option,
        given,
      }))
      .reverse();
    const opensArgument = before === COMMA || before === OPEN_PAREN;
    return {
      place: 'code',
      calls,
      bracket: top?.bracket,
      expects: this.expects(),
      owner: this.owner(),
      mayBeOption: top?.bracket === 'call' && opensArgument,
      stringBefore: undefined,
    };
  }

  private expects(): CursorContext['expects'] {
    if (this.count === 0) return 'statement';
    if (this.defines || (this.count === 1 && this.opensRule)) return 'name';
    if (this.before === DOT) return 'attribute';
    return endsOperand(this.before) ? 'operator' : 'value';
  }

  private owner(): Owner | undefined {
    if (this.before !== DOT || !this.isOwned) return undefined;
    const { path, pathFrom } = this;
    return isLibrary(path.split('.', 1)[0] ?? '') ? { kind: 'library', path, from: pathFrom } : { kind: 'value' };
  }

  private slice(span: Span): string {
    return this.text.slice(span.from, span.to).normalize('NFC');
  }
}
