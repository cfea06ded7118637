import type { StepMove } from '../../../src/protocol/graph.ts';
import { isCommandKey } from '../../shared/editorHost.ts';
import type { GraphModel } from './graphModel.ts';

const moves: Readonly<Record<string, StepMove>> = {
  Home: 'first',
  ArrowLeft: 'previous',
  ' ': 'play',
  ArrowRight: 'next',
  End: 'last',
};

/** Keys of the whole panel: steps and zoom. Controls and nodes of the picture use their own keys first. */
export function onPanelKey(event: KeyboardEvent, model: GraphModel): void {
  if (isCommandKey(event)) return;
  const target = event.target instanceof Element ? event.target : undefined;
  const isControl = target?.closest('input, select, textarea') !== null && target !== undefined;
  if (event.key === 'Escape') {
    if (model.scrubber.active) model.scrubber.cancel();
    else if (model.sheet.value) model.sheet.value = undefined;
    else if (model.stepper.at.value !== undefined) model.stepper.showAll();
    else model.choose(undefined);
    return;
  }
  if (isControl) return;
  const move = moves[event.key];
  const pressesButton = event.key === ' ' && target?.closest('button') !== null && target !== undefined;
  if (move && !pressesButton) {
    event.preventDefault();
    model.stepper.move(move);
  } else if (event.key === '+' || event.key === '=') model.viewport.zoomStep(1.25);
  else if (event.key === '-') model.viewport.zoomStep(1 / 1.25);
  else if (event.key === '0') model.viewport.fit();
}
