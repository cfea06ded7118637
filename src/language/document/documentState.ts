/** One open text at one version, with everything derived from it, computed when first asked for. */
import type { CodeLens, Position, Range } from 'vscode-languageserver-types';
import type { LineTable } from '../../core/base/lineTable.ts';
import type { Span } from '../../core/base/span.ts';
import { evaluateDocument } from '../../core/evaluate/evaluate.ts';
import type { Evaluation, Surroundings } from '../../core/evaluate/evaluation.ts';
import { linesOf } from '../../core/syntax/document.ts';
import type { Cell, Document } from '../../core/syntax/tree.ts';

import type { readerNotification } from '../../protocol/language.ts';
import type { KeptAnnotations } from './keptAnnotations.ts';

export interface DocumentState {
  readonly uri: string;
  readonly version: number;
  readonly document: Document;
  readonly lines: LineTable;
  readonly surroundings: Surroundings;
  readonly reader: ReaderState;
  readonly shelf: Shelf;
  readonly evaluation: Evaluation;
  /** The evaluation if it has been asked for, else one of an earlier text. */
  readonly lastEvaluation: Evaluation | undefined;
  positionAt(offset: number): Position;
  offsetAt(position: Position): number;
  /** Of a span in the whole text. */
  rangeOf(span: Span): Range;
  /** A span relative to a statement's start, in the whole text. */
  inText(statement: number, span: Span): Span;
  /** Index of the cell that holds a statement. */
  cellOf(statement: number): number;
  cellAt(offset: number): Cell | undefined;
}

/** What the reader has done that is not in the text. */
export interface ReaderState {
  /** Pause cells that the lecturer has passed, by index. */
  readonly passed: ReadonlySet<number>;
  /** Questions revealed, and hints taken, by the question's key. */
  readonly revealed: ReadonlySet<string>;
  readonly hints: ReadonlyMap<string, number>;
  /** Whether the learner was sure of an answer, said before it was marked; by the question's key. */
  readonly sure: ReadonlyMap<string, boolean>;
  /** Numbers at which the gradients of a bug hunt were checked, by its cell's key. */
  readonly probes: ReadonlyMap<string, readonly string[]>;
}
/** What is kept from version to version of one open text so that it is not made again; never part of an answer's meaning. */
interface Shelf {
  /** Which of the texts opened so far it belongs to. */
  readonly text: number;
  /** The value lens of each statement. */
  readonly lenses: CodeLens[];
  readonly annotations: KeptAnnotations;
  /** The semantic tokens that the editor has, so that it is sent what has changed. */
  readonly tokens: { sent?: SentTokens };
}

export interface SentTokens {
  readonly id: number;
  readonly data: Int32Array;
}

export const newShelf = (text: number): Shelf => ({
  text,
  lenses: [],
  annotations: { sights: [], lines: [] },
  tokens: {},
});

export const newReader: ReaderState = {
  passed: new Set(),
  revealed: new Set(),
  hints: new Map(),
  sure: new Map(),
  probes: new Map(),
};

/** What a reader has done with a text, without saying which text. */
type Deed<Did = Parameters<NonNullable<typeof readerNotification.types>>[0]> = Did extends unknown
  ? Omit<Did, 'uri'>
  : never;

export function readerAfter(reader: ReaderState, deed: Deed): ReaderState {
  switch (deed.did) {
    case 'passPause':
      return { ...reader, passed: new Set([...reader.passed, deed.cell]) };
    case 'hint': {
      const level = Math.max(deed.level, reader.hints.get(deed.question) ?? 0);
      return { ...reader, hints: new Map([...reader.hints, [deed.question, level]]) };
    }
    case 'reveal':
      return { ...reader, revealed: new Set([...reader.revealed, deed.question]) };
    case 'bet':
      return { ...reader, sure: new Map([...reader.sure, [deed.question, deed.sure]]) };
    case 'reset':
      return newReader;
  }
}

export function documentState(
  uri: string,
  version: number,
  document: Document,
  surroundings: Surroundings,
  reader: ReaderState,
  before?: Evaluation,
  shelf: Shelf = newShelf(0),
): DocumentState {
  let earlier = before;
  let lines: LineTable | undefined;
  let evaluation: Evaluation | undefined;
  const table = (): LineTable => {
    lines ??= linesOf(document);
    return lines;
  };
  const positionAt = (offset: number): Position => {
    const { line, column } = table().at(offset);
    return { line, character: column };
  };
  return {
    uri,
    version,
    document,
    surroundings,
    reader,
    shelf,
    get lines() {
      return table();
    },
    get evaluation() {
      evaluation ??= evaluateDocument(document, surroundings, earlier);
      earlier = undefined;
      return evaluation;
    },
    get lastEvaluation() {
      return evaluation ?? earlier;
    },
    positionAt,
    offsetAt: (position) => table().offsetAt(position.line, position.character),
    rangeOf: (span) => ({ start: positionAt(span.from), end: positionAt(span.to) }),
    inText(statement, span) {
      const start = document.starts[statement] ?? 0;
      return { from: start + span.from, to: start + span.to };
    },
    cellOf(statement) {
      const { cells } = document;
      let low = 0;
      let high = cells.length;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((cells[middle]?.first ?? 0) <= statement) low = middle;
        else high = middle;
      }
      while (low > 0 && (cells[low]?.last ?? 0) <= (cells[low]?.first ?? 0)) low--;
      return low;
    },
    cellAt: (offset) => document.cells.findLast((cell) => cell.span.from <= offset),
  };
}
