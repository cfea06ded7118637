/** What a practice cell keeps to itself until its questions are answered or revealed. */
import type { NodeId } from '../core/autodiff/tape.ts';
import type { HiddenNodes } from '../core/graph/request.ts';
import { type Hidden, nothingHidden } from './annotation.ts';
import type { DocumentState } from './documentState.ts';

/** Names a question across edits of other lines: its cell, what it asks, and its place among equal ones. */
export const questionKey = (state: DocumentState, statement: number): string => {
  const tree = state.document.statements[statement]?.tree;
  const cell = state.cellOf(statement);
  const first = state.document.cells[cell]?.first ?? 0;
  const text = tree?.kind === 'question' ? `${tree.asks}(${tree.target.name})${tree.subscripts.length}` : '';
  let same = 0;
  for (let i = first; i < statement; i++) {
    const other = state.document.statements[i]?.tree;
    if (
      other?.kind === 'question' &&
      tree?.kind === 'question' &&
      other.asks === tree.asks &&
      other.target.name === tree.target.name
    )
      same++;
  }
  return `${cell}:${text}:${same}`;
};

/** Values and gradients that would give an open question of a practice cell away. */
export function hiddenIn(state: DocumentState): Hidden {
  const open = state.document.cells.filter(
    (cell) => cell.kind === 'practice' && hasOpenQuestion(state, cell.first, cell.last),
  );
  if (open.length === 0) return nothingHidden;
  const { evaluation } = state;
  const { tape } = evaluation;
  const inOpenCell = (node: NodeId): boolean => {
    const statement = tape.statementOf(node);
    return open.some((cell) => statement >= cell.first && statement < cell.last);
  };
  const gradients = new Set<NodeId>();
  for (const cell of open) {
    const output = evaluation.cells[cell.index]?.output;
    if (output !== undefined)
      for (const node of evaluation.gradients(output).order) if (node !== output) gradients.add(node);
  }
  return {
    value: (node) => inOpenCell(node) && tape.gateOf(node) !== undefined,
    gradient: (node) => gradients.has(node) || inOpenCell(node),
  };
}

function hasOpenQuestion(state: DocumentState, first: number, last: number): boolean {
  for (let statement = first; statement < last; statement++) {
    const question = state.evaluation.statements[statement]?.question;
    if (question && !question.answered && !state.reader.revealed.has(questionKey(state, statement))) return true;
  }
  return false;
}

/** The same as sets of nodes, for the picture; undefined where nothing is hidden. */
export function hiddenNodes(state: DocumentState): HiddenNodes | undefined {
  const hidden = hiddenIn(state);
  if (hidden === nothingHidden) return undefined;
  const values = new Set<NodeId>();
  const gradients = new Set<NodeId>();
  for (let node = 0; node < state.evaluation.tape.length; node++) {
    if (hidden.value(node)) values.add(node);
    if (hidden.gradient(node)) gradients.add(node);
  }
  return { values, gradients };
}
