import type { CodeLens, Command } from 'vscode-languageserver-types';
import { annotate } from '../annotation.ts';
import type { DocumentState } from '../documentState.ts';
import { waitsAt } from '../judged.ts';
import { hiddenIn } from '../practice.ts';
import type { Settings } from '../settings.ts';

/** Above so many statements the texts are written when the editor asks for those it shows. */
const LAZY_ABOVE = 1500;

export interface LensKey {
  readonly uri: string;
  readonly version: number;
  readonly statement: number;
}

/** One value lens for each statement, and the actions of cells, trainings and questions. */
export function codeLenses(state: DocumentState, settings: Settings): readonly CodeLens[] {
  const lenses: CodeLens[] = [...cellLenses(state)];
  const values = settings.annotations === 'codeLens' || settings.annotations === 'both';
  const { statements, starts } = state.document;
  const lazy = statements.length > LAZY_ABOVE;
  const hidden = hiddenIn(state);
  statements.forEach(({ tree }, statement) => {
    const start = state.positionAt(starts[statement] ?? 0);
    const range = { start, end: start };
    if (values) {
      const key: LensKey = { uri: state.uri, version: state.version, statement };
      lenses.push(lazy ? { range, data: key } : { range, command: valueCommand(state, statement, settings, hidden) });
    }
    if (tree.kind === 'train')
      lenses.push(
        ...(
          [
            ['$(play) Train', 'backprop.train'],
            ['Compare momentum', 'backprop.compareMomentum'],
            ['Show last run', 'backprop.showTraining'],
          ] as const
        ).map(([title, command]) => ({
          range,
          command: { title, command, arguments: [state.uri, state.cellOf(statement)] },
        })),
      );
    if (tree.kind === 'question')
      lenses.push(
        ...(
          [
            ...(waitsAt(state, statement)
              ? ([
                  ['Sure', 'backprop.sure'],
                  ['Unsure', 'backprop.unsure'],
                ] as const)
              : []),
            ['Hint', 'backprop.hint'],
            ['Reveal', 'backprop.reveal'],
          ] as const
        ).map(([title, command]) => ({
          range,
          command: { title, command, arguments: [state.uri, starts[statement] ?? 0] },
        })),
      );
  });
  return lenses;
}

export function resolveLens(state: DocumentState, statement: number, settings: Settings): Command {
  return valueCommand(state, statement, settings, hiddenIn(state));
}

function valueCommand(
  state: DocumentState,
  statement: number,
  settings: Settings,
  hidden: ReturnType<typeof hiddenIn>,
): Command {
  const { text } = annotate(state, statement, settings, hidden);
  return { title: text, command: 'backprop.showGraph', arguments: [state.uri, state.document.starts[statement] ?? 0] };
}

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
                title: '$(debug-continue) Go on',
                command: 'backprop.passPause',
                arguments: [state.uri, cell.index],
              },
            },
          ];
    if (!computed || cell.marker.to === cell.marker.from || cell.last === cell.first) return [];
    return (
      [
        ['$(type-hierarchy-sub) Graph', 'backprop.showGraph'],
        ['$(debug-step-over) Step', 'backprop.stepGraph'],
        ['$(checklist) Check gradients', 'backprop.checkGradients'],
      ] as const
    ).map(([title, command]) => ({ range, command: { title, command, arguments: [state.uri, cell.marker.from] } }));
  });
}
