import { plainSurroundings } from '../../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../../src/core/evaluate/evaluate.ts';
import type { Evaluation } from '../../../src/core/evaluate/evaluation.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';

export const evaluated = (text: string): Evaluation => evaluateDocument(parseDocument(text), plainSurroundings);

/** Statements of the questions, in the order of the text. */
export const questionsOf = ({ document }: Evaluation): readonly number[] =>
  document.statements.flatMap(({ tree }, statement) => (tree.kind === 'question' ? [statement] : []));
