/** What a practice cell keeps to itself until its questions are answered or revealed, and what waits below a pause. */

import type { NodeId } from '../../core/autodiff/tape/node.ts';
import { type Withheld, withheldMessage } from '../../core/explain/withheld.ts';
import type { Problem } from '../../core/semantics/problem.ts';
import { isRight } from '../../core/tutor/marking/answer/mark.ts';
import { secretsOf } from '../../core/tutor/marking/integrity/secrets.ts';
import type { DocumentState } from './documentState.ts';
import { isPaused } from './pauses.ts';
import { markOf, questionKey } from './verdicts.ts';

/** Whether something of a node would give a practice cell's answer away. */
export interface Hidden {
  value(node: NodeId): boolean;
  gradient(node: NodeId): boolean;
  /** Whether its sizes would. */
  shape(node: NodeId): boolean;
}

export const hidesNothing: Hidden = { value: () => false, gradient: () => false, shape: () => false };

const known = new WeakMap<DocumentState, Withheld>();

function secrets(state: DocumentState): Withheld {
  const before = known.get(state);
  if (before) return before;
  const { revealed } = state.reader;
  const fresh = secretsOf(state.evaluation, (statement) => {
    const mark = markOf(state, statement);
    return (mark !== undefined && isRight(mark)) || revealed.has(questionKey(state, statement));
  });
  const all = state.document.cells.some(({ index }) => isPaused(state, index)) ? withPaused(state, fresh) : fresh;
  known.set(state, all);
  return all;
}

/** Below a pause nothing is told; above it no gradient of an output that comes later. */
function withPaused(state: DocumentState, hidden: Withheld): Withheld {
  const { document, evaluation } = state;
  const values = new Set(hidden.values);
  const gradients = new Set(hidden.gradients);
  const cellOfNode = (node: number): number => state.cellOf(evaluation.tape.statementOf(node));
  for (const { index, first, last } of document.cells) {
    const paused = isPaused(state, index);
    const output = evaluation.cells[index]?.output;
    if (!paused && (output === undefined || !isPaused(state, cellOfNode(output)))) continue;
    const from = evaluation.statements[first]?.first ?? 0;
    const to = evaluation.statements[last - 1]?.last ?? 0;
    for (let node = from; node < to; node++) {
      gradients.add(node);
      if (paused && evaluation.tape.gateOf(node) !== undefined) values.add(node);
    }
  }
  return { ...hidden, values, gradients };
}

/** Looks again after answers have been judged. True where what is hidden has changed. */
export function lookAgain(state: DocumentState): boolean {
  const before = known.get(state);
  known.delete(state);
  const now = secrets(state);
  return (before?.values.size ?? 0) !== now.values.size || (before?.gradients.size ?? 0) !== now.gradients.size;
}

/** Values and gradients that would give an open question of a practice cell away. */
export function hiddenIn(state: DocumentState): Hidden {
  const nodes = hiddenNodes(state);
  return nodes === undefined
    ? hidesNothing
    : {
        value: (node) => nodes.values.has(node),
        gradient: (node) => nodes.gradients.has(node),
        shape: (node) => nodes.shapes.has(node),
      };
}

/** What is wrong with a statement, as the learner may read it. */
export function problemsTold(state: DocumentState, statement: number): readonly Problem[] {
  const problems = state.evaluation.statements[statement]?.problems ?? [];
  if (problems.length === 0) return problems;
  const hidden = hiddenNodes(state);
  return hidden?.statements.has(statement)
    ? problems.map((problem) => ({
        ...problem,
        message: withheldMessage(state.evaluation, hidden, statement, problem.message),
      }))
    : problems;
}

/** The same as sets of nodes, for the picture; undefined where nothing is hidden. */
export function hiddenNodes(state: DocumentState): Withheld | undefined {
  const nodes = secrets(state);
  return nodes.values.size === 0 && nodes.gradients.size === 0 ? undefined : nodes;
}
