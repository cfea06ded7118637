/** What was judged of each line when the text last settled. A line that has been touched since has no judgement. */
import type { DiagnosticSeverity } from 'vscode-languageserver-types';
import type { Span } from '../../core/base/span.ts';
import type { ParsedStatement } from '../../core/syntax/tree.ts';
import type { Mark } from '../../core/tutor/marking/mark.ts';
import type { DocumentState } from './documentState.ts';

export interface Note extends Span {
  readonly severity: DiagnosticSeverity;
  readonly code: string;
  readonly message: string;
}

export interface Judgement {
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
