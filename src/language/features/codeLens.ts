import type { CodeLens, Command } from 'vscode-languageserver-types';
import { hasMomentum } from '../../core/semantics/trainOptions.ts';
import { isGiven, isOrdering, isToBeOrdered } from '../../core/syntax/cells.ts';
import type { Cell } from '../../core/syntax/tree.ts';
import { reasonNoted } from '../../core/tutor/marking/answer/helpComments.ts';
import { gradientsAsked, questionsIn } from '../../core/tutor/marking/answer/question.ts';
import { annotateAll } from '../annotations/annotateAll.ts';
import { annotate } from '../annotations/annotation.ts';
import { bindingParts } from '../annotations/bindingText.ts';
import type { DocumentState } from '../document/documentState.ts';
import { hiddenIn } from '../document/hidden.ts';
import type { Annotation } from '../document/keptAnnotations.ts';
import type { Settings } from '../document/settings.ts';
import { helpAt, isJudgedRight, waitsAt } from '../document/verdicts.ts';
import { isExam, rightIn } from './questions.ts';

/** Above so many statements the texts are written when the editor asks for those it shows. */
const LAZY_ABOVE = 1500;

/** The text, by the number of its shelf, and the statement that a lens is of: it is sent with each of 10,000 lenses. */
export type LensKey = readonly [text: number, statement: number];

/** One value lens for each statement, and the actions of cells, trainings and questions. */
export function codeLenses(state: DocumentState, settings: Settings): readonly CodeLens[] {
  const lenses: CodeLens[] = [...cellLenses(state)];
  const values = settings.annotations === 'codeLens' || settings.annotations === 'both';
  const { statements, starts } = state.document;
  const lazy = statements.length > LAZY_ABOVE;
  const lines = state.lines.linesOf(starts);
  const texts = values && !lazy ? annotateAll(state, settings) : undefined;
  const kept = state.shelf.lenses;
  kept.length = values ? statements.length : 0;
  statements.forEach(({ tree }, statement) => {
    const from = starts[statement] ?? 0;
    const line = lines[statement] ?? 0;
    const character = from - state.lines.startOf(line);
    if (values) {
      const before = kept[statement];
      const text = lensText(texts?.[statement], settings);
      const lens =
        before && isAt(before, line, character, from, text)
          ? before
          : valueLens(state, statement, line, character, from, text, before);
      kept[statement] = lens;
      lenses.push(lens);
    }
    if (tree.kind !== 'train' && tree.kind !== 'question') return;
    const start = { line, character };
    const range = { start, end: start };
    // A training that waits for a line with an error, or has one, cannot begin.
    if (tree.kind === 'train' && state.evaluation.statements[statement]?.training)
      lenses.push(
        ...(
          [
            ['$(play)\u00a0Train', 'backprop.train'],
            ...(usesMomentum(state, statement) ? ([['Compare momentum', 'backprop.compareMomentum']] as const) : []),
            ['Show last run', 'backprop.showTraining'],
          ] as const
        ).map(([title, command]) => ({
          range,
          command: { title, command, arguments: [state.uri, state.cellOf(statement)] },
        })),
      );
    if (tree.kind === 'question') {
      const { hints } = helpAt(state, statement);
      lenses.push(
        ...(
          [
            ...(waitsAt(state, statement)
              ? ([
                  ['Sure', 'backprop.sure'],
                  ['Not sure', 'backprop.unsure'],
                ] as const)
              : []),
            ...(reasonNoted(state.document, statement) === 'why' ? ([['Why?', 'backprop.reason']] as const) : []),
            ...(isJudgedRight(state, statement) || isExam(state, statement)
              ? []
              : ([
                  ...(hints < 3 ? ([[hints === 0 ? 'Hint' : 'Next hint', 'backprop.hint']] as const) : []),
                  ...(isToBeOrdered(state.document, statement) ? [] : ([['Reveal', 'backprop.reveal']] as const)),
                ] as const)),
          ] as const
        ).map(([title, command]) => ({
          range,
          command: { title, command, arguments: [state.uri, starts[statement] ?? 0] },
        })),
      );
    }
  });
  return lenses;
}

/** Without a text, the lens is to be asked for it. `before` stood for the same statement, elsewhere. */
function valueLens(
  { uri, shelf }: DocumentState,
  statement: number,
  line: number,
  character: number,
  from: number,
  text: string | undefined,
  before: CodeLens | undefined,
): CodeLens {
  const start = { line, character };
  const range = { start, end: start };
  if (text !== undefined) return { range, command: showGraph(uri, from, text) };
  const data: LensKey = before?.data ?? [shelf.text, statement];
  return { range, data };
}

function isAt(lens: CodeLens, line: number, character: number, from: number, text: string | undefined): boolean {
  const { start } = lens.range;
  return (
    start.line === line &&
    start.character === character &&
    lens.command?.title === text &&
    (text === undefined || lens.command?.arguments?.[1] === from)
  );
}

export function resolveLens(state: DocumentState, statement: number, settings: Settings): Command {
  const text = lensText(annotate(state, statement, settings, hiddenIn(state)), settings);
  return showGraph(state.uri, state.document.starts[statement] ?? 0, text);
}

function lensText(annotation: Annotation, settings: Settings): string;
function lensText(annotation: Annotation | undefined, settings: Settings): string | undefined;
function lensText(annotation: Annotation | undefined, { annotations }: Settings): string | undefined {
  // With both, gradients are at the end of the line; a lens is never empty.
  if (annotation?.kind !== 'value' || annotations !== 'both') return annotation?.text;
  return bindingParts(annotation.text)[0] || annotation.text;
}

const showGraph = (uri: string, from: number, text: string): Command => ({
  title: text,
  command: 'backprop.showGraph',
  arguments: [uri, from],
});

function cellLenses(state: DocumentState): readonly CodeLens[] {
  return state.document.cells.flatMap((cell) => {
    const computed = cell.kind === 'code' || cell.kind === 'practice';
    const start = state.positionAt(cell.marker.from);
    const range = { start, end: start };
    if (cell.kind === 'pause')
      return state.reader.passed.has(cell.index)
        ? []
        : [
            {
              range,
              command: {
                title: '$(debug-continue)\u00a0Go on',
                command: 'backprop.passPause',
                arguments: [state.uri, cell.index],
              },
            },
          ];
    if (!computed || cell.marker.to === cell.marker.from || cell.last === cell.first) return [];
    return (
      [
        ...(isOrdering(cell) ? ([[orderText(state, cell), 'backprop.nextQuestion']] as const) : []),
        ...(isGiven(cell) ? ([['$(lock)\u00a0Given', 'backprop.aboutGiven']] as const) : []),
        ['$(type-hierarchy-sub)\u00a0Graph', 'backprop.showGraph'],
        ['$(debug-step-over)\u00a0Step', 'backprop.stepGraph'],
        ['$(checklist)\u00a0Check gradients', 'backprop.checkGradients'],
      ] as const
    ).map(([title, command]) => ({ range, command: { title, command, arguments: [state.uri, cell.marker.from] } }));
  });
}

/** How far the lines of a cell are in order. */
function orderText(state: DocumentState, { index }: Cell): string {
  const lines = questionsIn(state.evaluation, index).length;
  const extra = lines - gradientsAsked(state.evaluation, index);
  return `$(list-ordered)\u00a0${
    extra > 0
      ? `To put in order: ${extra} ${extra === 1 ? 'line is' : 'lines are'} too many`
      : `${rightIn(state, index)} of ${lines} lines in order`
  }`;
}

/** β means nothing to some optimisers; what a line with an error means is not known yet. */
function usesMomentum({ evaluation }: DocumentState, statement: number): boolean {
  return evaluation.statements[statement]?.training?.options.optimizer.some(hasMomentum) === true;
}
