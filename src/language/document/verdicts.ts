/** What was judged of each line when the text last settled. A line that has been touched since has no judgement. */
import type { DiagnosticSeverity } from 'vscode-languageserver-types';
import type { Span } from '../../core/base/span.ts';
import type { Document, ParsedStatement } from '../../core/syntax/tree.ts';
import { type HelpNoted, helpNoted } from '../../core/tutor/marking/answer/helpComments.ts';
import { isRight, type Mark } from '../../core/tutor/marking/answer/mark.ts';

import type { DocumentState } from './documentState.ts';

interface Keys {
  readonly cells: readonly string[];
  /** By statement. */
  readonly questions: ReadonlyMap<number, string>;
}

const keys = new WeakMap<Document, Keys>();

function keysOf(document: Document): Keys {
  const known = keys.get(document);
  if (known) return known;
  const titles = new Map<string, number>();
  const cells: string[] = [];
  const questions = new Map<number, string>();
  for (const { title, first, last } of document.cells) {
    const cell = `${title}:${counted(titles, title)}`;
    cells.push(cell);
    const alike = new Map<string, number>();
    for (let statement = first; statement < last; statement++) {
      const tree = document.statements[statement]?.tree;
      if (tree?.kind !== 'question') continue;
      const asked = `${tree.asks}(${tree.target.name})`;
      questions.set(statement, `${cell}:${asked}${tree.subscripts.length}:${counted(alike, asked)}`);
    }
  }
  const made = { cells, questions };
  keys.set(document, made);
  return made;
}

/** How often a word has been met before. */
function counted(met: Map<string, number>, word: string): number {
  const before = met.get(word) ?? 0;
  met.set(word, before + 1);
  return before;
}

/** Names a cell across edits of other cells: its title, and its place among those of that title. */
export const cellKey = ({ document }: DocumentState, cell: number): string => keysOf(document).cells[cell] ?? '';

/** Names a question across edits of other lines: its cell, what it asks, and its place among equal ones. */
export const questionKey = ({ document }: DocumentState, statement: number): string =>
  keysOf(document).questions.get(statement) ?? '';

/** The help that a question has had, as the editor or a comment in the text remembers it. */
export function helpAt(state: DocumentState, statement: number): HelpNoted {
  const { reader, document } = state;
  const key = questionKey(state, statement);
  const noted = helpNoted(document, statement);
  return {
    hints: Math.max(noted.hints, reader.hints.get(key) ?? 0),
    revealed: noted.revealed || reader.revealed.has(key),
  };
}

export interface Note extends Span {
  readonly severity: DiagnosticSeverity;
  readonly code: string;
  readonly message: string;
}

interface Judgement {
  readonly mark: Mark | undefined;
  /** Answered, and marked as soon as the learner has said how sure they are. */
  readonly waits: boolean;
  /** Spans count from the statement's start. */
  readonly notes: readonly Note[];
}

const judged = new WeakMap<ParsedStatement, Judgement>();

export const judge = (parsed: ParsedStatement, judgement: Judgement): void => {
  judged.set(parsed, judgement);
};

export const judgementOf = (parsed: ParsedStatement): Judgement | undefined => judged.get(parsed);

/** Whether an answer is only marked once the learner has said how sure they are. */
export const waitsAt = (state: DocumentState, statement: number): boolean => {
  const parsed = state.document.statements[statement];
  return parsed !== undefined && judged.get(parsed)?.waits === true;
};

/** Undefined where the question's line has not been judged since it was last touched. */
export const markOf = (state: DocumentState, statement: number): Mark | undefined => {
  const parsed = state.document.statements[statement];
  return parsed && judged.get(parsed)?.mark;
};

export const isJudgedRight = (state: DocumentState, statement: number): boolean => {
  const mark = markOf(state, statement);
  return mark !== undefined && isRight(mark);
};
