import { trainingWithheld } from '../../core/explain/withheld.ts';
import { runSettings } from '../../core/semantics/runSettings.ts';
import { isOrdering } from '../../core/syntax/cells.ts';
import { gradientsAsked } from '../../core/tutor/marking/answer/question.ts';
import type { CellInfo, WireRunSetting } from '../../protocol/language.ts';
import { dataPaths } from '../document/dataPaths.ts';
import type { DocumentState } from '../document/documentState.ts';
import { hiddenNodes, problemsTold } from '../document/hidden.ts';
import { isPausedAt } from '../document/pauses.ts';
import { helpIn, openIn, rightIn } from './questions.ts';

/** What the editor's commands need to know of each cell. */
export function cells(state: DocumentState): readonly CellInfo[] {
  const { document, evaluation } = state;
  const files = dataPaths(document);
  return document.cells.map((cell) => {
    const statements = document.statements.slice(cell.first, cell.last);
    const train = statements.findIndex(({ tree }) => tree.kind === 'train');
    const questions = evaluation.statements
      .slice(cell.first, cell.last)
      .flatMap(({ question }) => (question ? [question] : []));
    return {
      index: cell.index,
      kind: cell.kind,
      title: cell.title,
      from: cell.span.from,
      to: cell.span.to,
      train:
        train < 0 ? undefined : state.inText(cell.first + train, { from: 0, to: statements[train]?.text.length ?? 0 }),
      trainProblem: train < 0 ? undefined : trainProblem(state, cell.first + train),
      files,
      passed: state.reader.passed.has(cell.index),
      questions: isOrdering(cell) ? gradientsAsked(evaluation, cell.index) : questions.length,
      answered: isOrdering(cell) ? rightIn(state, cell.index) : questions.filter(({ answered }) => answered).length,
      right: rightIn(state, cell.index),
      ...helpIn(state, cell.index),
      open: openIn(state, cell.index),
    };
  });
}

/** The first error of the training line, or of a line that its loss needs; or why it would tell an open answer. */
function trainProblem(state: DocumentState, statement: number): string | undefined {
  const result = state.evaluation.statements[statement];
  if (result === undefined) return undefined;
  if (result.training) {
    if (isPausedAt(state, statement)) return 'the lecture pauses above it: go on first';
    const hidden = hiddenNodes(state);
    return hidden && trainingWithheld(state.evaluation, hidden, result.training);
  }
  const problems = problemsTold(state, statement);
  const problem = problems.find(({ severity }) => severity === 'error') ?? problems[0];
  return problem?.message ?? 'this line has an error';
}

/** Numbers of a training cell that can be changed from the training panel. */
export const settingsOf = ({ document, surroundings }: DocumentState, cell: number): readonly WireRunSetting[] =>
  runSettings(document, cell, surroundings.dataSets).map(({ value, ...rest }) => ({ ...rest, value: value ?? null }));
