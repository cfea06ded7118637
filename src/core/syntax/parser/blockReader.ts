import type { SyntaxCode } from '../advice/syntaxProblems.ts';
import { isLineEnd } from '../lexer/characters.ts';
import { END, MARKER, SEMICOLON } from '../lexer/tokenKind.ts';
import { type Expression, namesGivenBy, type ParsedStatement, type Statement, type SyntaxProblem } from '../tree.ts';
import type { Head, Returned, StatementParser } from './statementParser.ts';
import type { StatementReader } from './statementReader.ts';

/** Blocks inside one another. */
const MOST_BLOCKS = 20;

/** What has been read of a block. */
interface Lines {
  readonly block: Statement[];
  readonly problems: SyntaxProblem[];
  returned: Returned | undefined;
  /** Stands behind `return`, which is the last line. */
  late: boolean;
}

/**
 * The rest of a statement whose head has been read up to its colon: the lines below that are indented more than the head's,
 * or what stands behind the colon. All places count from the head's start. Reads as far as the first line that is not
 * indented, so that a block ends where the next statement of its own begins.
 */
export function readBlock(
  reader: StatementReader,
  parser: StatementParser,
  source: string,
): Omit<ParsedStatement, 'text'> {
  return blockFrom(reader, parser, source, reader.start, 1);
}

function blockFrom(
  reader: StatementReader,
  parser: StatementParser,
  source: string,
  base: number,
  depth: number,
): Omit<ParsedStatement, 'text'> {
  const start = reader.start - base;
  const colon = reader.end - base;
  const head = parser.parseHead(source.slice(base, reader.end), source, base);
  const indent = indentAt(source, reader.start);
  const line = reader.lineStart();
  const lines: Lines = { block: [], problems: [...head.problems], returned: undefined, late: false };
  let end = reader.end;
  let isInline = false;
  for (;;) {
    const kind = reader.advance();
    if (kind === END || kind === MARKER) break;
    const onHead = reader.lineStart() === line;
    if (kind === SEMICOLON) {
      if (reader.lineStart() <= end) continue;
      break;
    }
    // What stands behind the colon is the whole block.
    if (onHead) isInline = true;
    else if (isInline || indentAt(source, reader.start) <= indent) {
      if (head.kind !== 'other' || indentAt(source, reader.start) !== indent || !isFurtherBranch(source, reader.start))
        break;
      // `else` belongs to its `if`: one statement, with one error.
      reader.read(base);
      if (!reader.opensBlock) break;
      const branch = blockFrom(reader, parser, source, base, depth);
      lines.block.push(branch.tree);
      end = reader.end;
      continue;
    }
    readLine(reader, parser, source, base, depth, head, lines);
    end = reader.end;
  }
  reader.back();
  reader.end = end;
  const tree = treeOf(head, lines, start, end - base, colon);
  return { tree, problems: firstError(lines.problems) };
}

const isFurtherBranch = (source: string, at: number): boolean =>
  /^(?:elif|else|except|finally)\b/.test(source.slice(at, at + 8));

function readLine(
  reader: StatementReader,
  parser: StatementParser,
  source: string,
  base: number,
  depth: number,
  head: Head,
  lines: Lines,
): void {
  const from = reader.start - base;
  reader.read(base);
  if (lines.returned !== undefined && !lines.late) {
    lines.late = true;
    lines.problems.push(
      error('after-return', 'nothing follows return: it is the last line of a function', from, reader.end - base),
    );
  }
  if (reader.opensBlock) {
    const inner = blockFrom(reader, parser, source, base, depth + 1);
    if (depth >= MOST_BLOCKS)
      lines.problems.push(error('too-deep', `more than ${MOST_BLOCKS} blocks inside one another`, from, from + 3));
    else lines.block.push(inner.tree);
    lines.problems.push(...inner.problems);
    if (inner.tree.kind === 'def' || inner.tree.kind === 'backwardRule')
      lines.problems.push(error('block-line', 'a function is defined outside of blocks', from, from + 3));
    return;
  }
  const text = source.slice(base, reader.end);
  const isFunction = head.kind === 'def' || head.kind === 'backwardRule';
  const returned = isFunction ? parser.parseReturn(text, source, base) : undefined;
  if (returned !== undefined) {
    lines.returned ??= returned;
    lines.problems.push(...returned.problems);
    return;
  }
  const { tree, problems } = parser.parse(text, source, base);
  lines.problems.push(...problems);
  lines.block.push({ ...tree, from, to: reader.end - base });
  if (problems.length > 0 || tree.kind === 'broken' || tree.kind === 'import') return;
  const isLine = tree.kind === 'assignment' || tree.kind === 'bare' || (tree.kind === 'backwardOutput' && !isFunction);
  if (isLine) return;
  const what = isFunction
    ? 'a function has lines that name values, and return at its end'
    : 'a loop has lines that name values, and backward(f)';
  lines.problems.push(error('block-line', what, from, reader.end - base));
}

function treeOf(head: Head, { block, problems, returned }: Lines, from: number, to: number, colon: number): Statement {
  const place = { from, to };
  const missing: Expression = { kind: 'missing', from: colon, to: colon };
  const { name, names: params } = head;
  if (head.kind === 'other') return { kind: 'broken', ...place, targets: block.flatMap(namesGivenBy) };
  if (block.length === 0 && returned === undefined)
    problems.push(
      error('expected-block', 'the lines below the colon are missing: they are indented', colon - 1, colon),
    );
  else if (head.kind !== 'for' && returned === undefined)
    problems.push(
      error('expected-return', 'a function ends with return and its value', from, from + (head.kind === 'def' ? 3 : 8)),
    );
  if (head.kind === 'for') return { kind: 'for', ...place, targets: head.names, over: head.over ?? missing, block };
  const body = returned?.value ?? missing;
  const own = name ?? { kind: 'name', from, to: from, name: '' };
  if (head.kind === 'def') return { kind: 'def', ...place, name: own, params, block, body };
  const gradients = body.kind === 'tuple' ? body.entries : [body];
  return { kind: 'backwardRule', ...place, name: own, params, block, gradients };
}

/** How far the line of a place is indented; a tab goes on to the next multiple of 8. */
function indentAt(source: string, place: number): number {
  let start = place;
  while (start > 0 && !isLineEnd(source.charCodeAt(start - 1))) start--;
  let column = 0;
  for (let p = start; ; p++) {
    const c = source.charCodeAt(p);
    if (c === 32) column++;
    else if (c === 9) column = (column & ~7) + 8;
    else return column;
  }
}

const error = (code: SyntaxCode, message: string, from: number, to: number): SyntaxProblem => ({
  code,
  message,
  severity: 'error',
  from,
  to,
});

/** Of several errors of a block the first, where the learner begins; warnings all. */
function firstError(problems: readonly SyntaxProblem[]): readonly SyntaxProblem[] {
  const sorted = problems.toSorted((a, b) => a.from - b.from || a.to - b.to);
  const first = sorted.find(({ severity }) => severity === 'error');
  return sorted.filter((problem) => problem === first || problem.severity !== 'error');
}
