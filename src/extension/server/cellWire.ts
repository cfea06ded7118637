/**
 * A notebook's cells are one text to the server. Whatever the protocol says about a cell, its lines are shifted and its address is
 * replaced; a cell's lines are whole lines of the text, so that characters stay.
 */
import { lineTable } from '../../core/base/lineTable.ts';
import type { CellLines, NotebookLines } from '../host/notebookText.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Far behind the end of any line. */
const LINE_END = 1_000_000;

/** What is asked about a cell, as it is asked about the text. */
export function askedOfText(asked: unknown, cell: CellLines, text: NotebookLines): unknown {
  if (Array.isArray(asked)) return asked.map((one) => askedOfText(one, cell, text));
  if (!isFields(asked)) return asked === cell.uri ? text.uri : asked;
  if (typeof asked.line === 'number' && typeof asked.character === 'number')
    return { ...asked, line: asked.line + cell.firstLine };
  return fieldsMapped(asked, (value) => askedOfText(value, cell, text));
}

/** What is answered about the text, as an answer about a cell. What lies in other cells is left out, unless it says where it is. */
export function answeredOfCell(answer: unknown, cell: CellLines, text: NotebookLines): unknown {
  if (Array.isArray(answer))
    return answer.flatMap((one) => {
      const line = isFields(one) && one.uri === undefined ? firstLineOf(one) : undefined;
      if (line !== undefined && cellAt([cell], line) === undefined) return [];
      const mapped = ofCell(one, cell, text);
      return mapped === undefined ? [] : [mapped];
    });
  if (isFields(answer) && Array.isArray(answer.data) && answer.items === undefined)
    return { data: tokensOf(answer.data, cell) };
  return ofCell(answer, cell, text) ?? null;
}

/** Where an item of a list is: a lens, an edit, a symbol, a folding range, a hint. */
function firstLineOf({ range, position, startLine }: Fields): number | undefined {
  const start = isFields(range) ? range.start : position;
  if (isFields(start) && typeof start.line === 'number') return start.line;
  return typeof startLine === 'number' ? startLine : undefined;
}

const cellAt = (cells: readonly CellLines[], line: number): CellLines | undefined =>
  cells.find(({ firstLine, lineCount }) => line >= firstLine && line < firstLine + lineCount);

/** Undefined for a place that is in no cell of code. */
function ofCell(value: unknown, cell: CellLines, text: NotebookLines): unknown {
  if (Array.isArray(value)) return value.map((one) => ofCell(one, cell, text));
  if (!isFields(value)) return value;
  const { line, character, startLine, endLine, changes } = value;
  if (typeof line === 'number' && typeof character === 'number') return { ...value, ...placeIn(cell, line, character) };
  if (typeof startLine === 'number' && typeof endLine === 'number')
    return {
      ...value,
      startLine: placeIn(cell, startLine, 0).line,
      endLine: placeIn(cell, endLine, LINE_END).line,
    };
  if (typeof value.uri === 'string' && isFields(value.range)) {
    if (value.uri !== text.uri) return value;
    const there = cellAt(text.cells, firstLineOf(value) ?? -1);
    return there && { ...value, uri: there.uri, range: ofCell(value.range, there, text) };
  }
  const rest = fieldsMapped(value, (field) => ofCell(field, cell, text));
  return isFields(changes) ? { ...rest, changes: changesByCell(changes, text) } : rest;
}

/** A place above or below the cell is its beginning or its end. */
function placeIn(
  { firstLine, lineCount }: CellLines,
  line: number,
  character: number,
): { line: number; character: number } {
  const own = line - firstLine;
  if (own < 0) return { line: 0, character: 0 };
  return own < lineCount ? { line: own, character } : { line: Math.max(0, lineCount - 1), character: LINE_END };
}

/** The edits of a text as those of its cells. */
function changesByCell(changes: Fields, text: NotebookLines): Fields {
  const edits = changes[text.uri];
  if (!Array.isArray(edits)) return changes;
  const { [text.uri]: _, ...others } = changes;
  const byCell = text.cells.map((cell) => [cell.uri, answeredOfCell(edits, cell, text)] as const);
  return { ...others, ...Object.fromEntries(byCell.filter(([, own]) => Array.isArray(own) && own.length > 0)) };
}

const fieldsMapped = (fields: Fields, map: (value: unknown) => unknown): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, map(value)]));

/** Semantic tokens: five numbers each, the first two from the token before. */
function tokensOf(data: readonly unknown[], { firstLine, lineCount }: CellLines): readonly number[] {
  const kept: number[] = [];
  let line = -firstLine;
  let character = 0;
  let before = { line: 0, character: 0 };
  for (let i = 0; i + 4 < data.length; i += 5) {
    const [lines = 0, characters = 0, length = 0, type = 0, modifiers = 0] = data.slice(i, i + 5).map(Number);
    line += lines;
    character = lines === 0 ? character + characters : characters;
    if (line < 0) continue;
    if (line >= lineCount) break;
    const isSame = line === before.line;
    kept.push(line - before.line, isSame ? character - before.character : character, length, type, modifiers);
    before = { line, character };
  }
  return kept;
}

export interface TextChange {
  readonly range: { readonly start: Place; readonly end: Place };
  readonly text: string;
}
interface Place {
  readonly line: number;
  readonly character: number;
}

/** The one replacement that makes `after` of `before`: statements around it stay what they were to the server. */
export function changeBetween(before: string, after: string): TextChange | undefined {
  if (before === after) return undefined;
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from++;
  // Not between the two halves of a line end.
  if (before[from - 1] === '\r') from--;
  let same = 0;
  while (same < most - from && before.at(-1 - same) === after.at(-1 - same)) same++;
  if (same > 0 && before.at(-same) === '\n') same--;
  const table = lineTable(before);
  const placeOf = (offset: number): Place => {
    const { line, column } = table.at(offset);
    return { line, character: column };
  };
  return {
    range: { start: placeOf(from), end: placeOf(before.length - same) },
    text: after.slice(from, after.length - same),
  };
}
