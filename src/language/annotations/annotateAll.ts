import type { DocumentState } from '../document/documentState.ts';
import { hiddenIn, hidesNothing } from '../document/hidden.ts';
import type { Annotation, CellSight } from '../document/keptAnnotations.ts';
import { isPaused } from '../document/pauses.ts';
import type { Settings } from '../document/settings.ts';
import { annotate } from './annotation.ts';

/** `annotate` for every statement. */
export function annotateAll(state: DocumentState, settings: Settings): readonly Annotation[] {
  const hidden = hiddenIn(state);
  const { document, evaluation, shelf } = state;
  const { lines } = shelf.annotations;
  const sights = sightsOf(state, settings);
  shelf.annotations.sights = sights;
  lines.length = document.statements.length;
  let cell = 0;
  return document.statements.map((_, statement) => {
    while (cell + 1 < document.cells.length && (document.cells[cell]?.last ?? 0) <= statement) cell++;
    const result = evaluation.statements[statement];
    const sight = sights[cell];
    const kept = lines[statement];
    if (kept && kept.result === result && kept.sight === sight && hidden === hidesNothing) return kept.annotation;
    const annotation = annotate(state, statement, settings, hidden);
    // What cannot be moved may say something of other lines: how an answer was judged, where an error is.
    const keeps = result && sight && hidden === hidesNothing && evaluation.copying.movable[statement] === 1;
    lines[statement] = keeps ? { result, sight, annotation } : undefined;
    return annotation;
  });
}

/** By cell; the very objects of before where nothing has changed. */
function sightsOf(state: DocumentState, { digits }: Settings): readonly CellSight[] {
  const { evaluation, shelf } = state;
  return evaluation.cells.map(({ output, outputName }, cell) => {
    const pass = output === undefined ? undefined : evaluation.gradients(output).pass;
    const paused = isPaused(state, cell);
    const before = shelf.annotations.sights[cell];
    return before?.pass === pass &&
      before?.output === output &&
      before?.outputName === outputName &&
      before?.digits === digits &&
      before?.paused === paused
      ? before
      : { output, outputName, pass, digits, paused };
  });
}
