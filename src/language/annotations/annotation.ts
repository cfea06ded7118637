/** What a statement's line says: its value and its gradient, in words fit for a lens or the end of a line. */

import { editorText } from '../../core/base/quoting.ts';
import type { Problem } from '../../core/semantics/problem.ts';
import type { DocumentState } from '../document/documentState.ts';
import { type Hidden, problemsTold } from '../document/hidden.ts';
import type { Annotation } from '../document/keptAnnotations.ts';
import { isPaused } from '../document/pauses.ts';
import type { Settings } from '../document/settings.ts';
import { bindingText, GAP, UNKNOWN_VALUE } from './bindingText.ts';
import { questionText } from './questionText.ts';

/** Of a line that does nothing. */
const NOT_NEEDED = {
  import: 'no import needed',
  print: 'no print needed: every line shows its value',
  none: 'does nothing',
  text: 'does nothing',
} as const;

/** Why a statement has no value to show. */
function obstacleIn(problems: readonly Problem[], words: (message: string) => string): Annotation | undefined {
  const error = problems.find((problem) => problem.severity === 'error');
  if (error) return { text: `$(error)\u00a0${editorText(words(error.message))}`, kind: 'broken', node: undefined };
  const above = problems.find(({ code }) => code === 'error-above' || code === 'error-further-up');
  if (above)
    return {
      text: `$(circle-slash)\u00a0${editorText(above.message.replace(/,.*$/, ''))}`,
      kind: 'broken',
      node: undefined,
    };
  const loading = problems.find(({ code }) => code === 'data-loading');
  if (loading) return { text: `$(sync~spin)\u00a0${editorText(loading.message)}`, kind: 'quiet', node: undefined };
  return undefined;
}

/** The one annotation of a statement. Never empty, so that a line always has its lens. */
export function annotate(state: DocumentState, statement: number, settings: Settings, hidden: Hidden): Annotation {
  const { evaluation, document } = state;
  const result = evaluation.statements[statement];
  const tree = document.statements[statement]?.tree;
  if (result === undefined || tree === undefined) return { text: UNKNOWN_VALUE, kind: 'quiet', node: undefined };
  const cell = document.cells[state.cellOf(statement)];
  if (cell && isPaused(state, cell.index)) return { text: UNKNOWN_VALUE, kind: 'quiet', node: undefined };
  const obstacle =
    result.problems.length === 0
      ? undefined
      : obstacleIn(problemsTold(state, statement), tree.kind === 'question' ? inShort : firstClause);
  if (obstacle) return obstacle;
  switch (tree.kind) {
    case 'def':
      return {
        text: `$(symbol-function)\u00a0${tree.name.name}(${tree.params.map((param) => param.name).join(', ')})`,
        kind: 'quiet',
        node: undefined,
      };
    case 'backwardRule':
      return {
        text: `$(symbol-function)\u00a0your backward pass of ${tree.name.name}`,
        kind: 'quiet',
        node: undefined,
      };
    case 'for':
      return annotateLoop(state, statement, { cell: cell?.index ?? 0, settings, hidden });
    case 'import':
      return { text: NOT_NEEDED[tree.what], kind: 'quiet', node: undefined };
    case 'backwardOutput': {
      const name = evaluation.cells[cell?.index ?? 0]?.outputName ?? '';
      return { text: `gradients of this cell are of ${name}`, kind: 'quiet', node: result.output };
    }
    case 'train': {
      const count = result.training?.params.length ?? 0;
      return {
        text: `${count} ${count === 1 ? 'parameter' : 'parameters'} to train`,
        kind: 'quiet',
        node: result.training?.loss,
      };
    }
    case 'question':
      return { text: questionText(state, statement).text, kind: 'quiet', node: result.question?.node };
    case 'assignment':
    case 'bare': {
      const parts = result.bindings.map((binding) => bindingText(state, binding, cell?.index ?? 0, settings, hidden));
      return { text: parts.join(GAP) || UNKNOWN_VALUE, kind: 'value', node: result.bindings[0]?.node };
    }
    case 'broken':
      return { text: UNKNOWN_VALUE, kind: 'broken', node: undefined };
  }
}

/** The last value of each name that a loop gives, but for the names that count its turns where there are others. */
function annotateLoop(
  state: DocumentState,
  statement: number,
  { cell, settings, hidden }: { readonly cell: number; readonly settings: Settings; readonly hidden: Hidden },
): Annotation {
  const { evaluation, document } = state;
  const tree = document.statements[statement]?.tree;
  const bindings = evaluation.statements[statement]?.bindings ?? [];
  const newest = new Map(bindings.map((binding) => [binding.name, binding]));
  if (tree?.kind === 'for' && newest.size > tree.targets.length)
    for (const { name } of tree.targets) newest.delete(name);
  const shown = [...newest.values()].slice(-MOST_OF_LOOP);
  const parts = shown.map((binding) => bindingText(state, binding, cell, settings, hidden));
  return { text: parts.join(GAP) || UNKNOWN_VALUE, kind: 'value', node: shown.at(-1)?.node };
}

/** So many of a loop's names are shown beside it. */
const MOST_OF_LOOP = 4;

const firstClause = (message: string): string => {
  const cut = message.search(/[;:]\s/);
  return cut > 12 ? message.slice(0, cut) : message;
};

/** Of an answer that cannot be read, how to write it is the part that helps. */
const inShort = (message: string): string => (message.length > 100 ? `${message.slice(0, 99)}…` : message);

/** The icons of a lens, which mean nothing elsewhere. */
export const withoutIcons = (text: string): string => text.replaceAll(/\$\([\w~-]+\)\s?/g, '');
