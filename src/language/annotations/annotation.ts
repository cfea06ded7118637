/** What a statement's line says: its value and its gradient, in words fit for a lens or the end of a line. */

import { editorText } from '../../core/base/quoting.ts';
import type { Problem } from '../../core/semantics/problem.ts';
import { type HintLevel, hintFor } from '../../core/tutor/help/hint.ts';
import { isRight } from '../../core/tutor/marking/answer/mark.ts';
import type { DocumentState } from '../document/documentState.ts';
import { type Hidden, problemsTold } from '../document/hidden.ts';
import type { Annotation } from '../document/keptAnnotations.ts';
import { isPaused } from '../document/pauses.ts';
import type { Settings } from '../document/settings.ts';
import { helpAt, markOf, questionKey, waitsAt } from '../document/verdicts.ts';
import { bindingText, GAP, shortName, UNKNOWN_VALUE } from './bindingText.ts';

const LONGEST = 100;

/** A lens is one line; the hover of the question has the whole hint. */
const LONGEST_HINT = 150;
/** What a bet is answered with where it was lost. */
const DOUBT = 'You were sure, so look twice.';
const TRUST = 'You were unsure, and you can trust this one';

const levelOf = (hints: number): HintLevel => (hints >= 3 ? 3 : hints === 2 ? 2 : 1);

const NBSP = '\u00a0';

/** What a question's line says, and in which colour. */
export function questionText(
  state: DocumentState,
  statement: number,
): { readonly text: string; readonly kind: 'right' | 'wrong' | 'open' } {
  const mark = markOf(state, statement);
  const { hints, revealed } = helpAt(state, statement);
  const isDone = revealed || (mark !== undefined && isRight(mark));
  const told = isDone || hints === 0 ? undefined : hintFor(state.evaluation, statement, levelOf(hints));
  const count = hints === 0 ? '' : `${NBSP}${NBSP}${hints} ${hints === 1 ? 'hint' : 'hints'}`;
  const taken = told === undefined ? count : `${NBSP}${NBSP}Hint ${levelOf(hints)} of 3: ${cut(told, LONGEST_HINT)}`;
  const sure = state.reader.sure.get(questionKey(state, statement));
  if (waitsAt(state, statement)) return { text: `Before I mark it:${taken}`, kind: 'open' };
  if (mark === undefined || mark.verdict === 'unanswered')
    return { text: `${asked(state, statement)}${taken}${revealed ? `${NBSP}${NBSP}revealed` : ''}`, kind: 'open' };
  if (isRight(mark))
    return revealed
      ? { text: `–${NBSP}Revealed${taken}`, kind: 'open' }
      : { text: `✓${NBSP}${brief(mark.message)}${sure === false ? `. ${TRUST}` : ''}${taken}`, kind: 'right' };
  return {
    text: `${mark.followed ? '→' : '✗'}${NBSP}${sure === true && !mark.followed ? `${DOUBT} ` : ''}${brief(mark.message)}${taken}${revealed ? `${NBSP}${NBSP}revealed` : ''}`,
    kind: 'wrong',
  };
}

/** The question itself: `∂f/∂r?`, `value of q?`. */
function asked(state: DocumentState, statement: number): string {
  const { evaluation } = state;
  const question = evaluation.statements[statement]?.question;
  if (question === undefined) return UNKNOWN_VALUE;
  const { name, index, asks } = question;
  const place = `${name}${index.length > 0 ? `[${index.join(', ')}]` : ''}`;
  if (asks === 'value') return `value of ${place}?`;
  const { outputName = '' } = evaluation.cells[state.cellOf(statement)] ?? {};
  return `∂${shortName(outputName)}/∂${place}?`;
}

/** The first sentence that says more than the line itself, cut where it is long: the whole stands in Problems. */
function brief(message: string): string {
  const news = message.replace(/^You wrote .+?(?:[:]|\.(?=\s)) /, '');
  const end = news.search(/\.(\s|$)/);
  const words = end < 0 ? news : news.slice(0, end);
  const sentence = `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`;
  return cut(sentence, LONGEST);
}

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

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
