import type { DocumentState } from './documentState.ts';

const pauses = new WeakMap<DocumentState, number>();

/** Whether the lecture has not come to a cell yet. */
export function isPaused(state: DocumentState, cell: number): boolean {
  let first = pauses.get(state);
  if (first === undefined) {
    const pause = state.document.cells.find(({ kind, index }) => kind === 'pause' && !state.reader.passed.has(index));
    first = pause?.index ?? Number.POSITIVE_INFINITY;
    pauses.set(state, first);
  }
  return cell >= first;
}

/** The same for a statement: nothing that is computed of it is shown. */
export const isPausedAt = (state: DocumentState, statement: number): boolean =>
  isPaused(state, state.cellOf(statement));
