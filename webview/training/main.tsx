import { effect } from '@preact/signals';
import { render } from 'preact';
import type { FromTrainingPanel, ToTrainingPanel } from '../../src/protocol/training.ts';
import 'uplot/dist/uPlot.min.css';
import { connectEditor } from '../shared/editorHost.ts';
import './styles/colours.css';
import './styles/page.css';
import './styles/header.css';
import './styles/cards.css';
import './styles/plots.css';
import './styles/layers.css';
import './styles/update.css';
import './styles/confusion.css';
import './styles/map.css';
import { LookScheduler } from './model/lookScheduler.ts';
import { PanelChoices } from './model/panelChoices.ts';
import { type Panel, PanelContext } from './model/panelContext.ts';
import { watchTheme } from './model/theme.ts';
import { TrainingModel } from './model/trainingModel.ts';
import { TrainingPanel } from './trainingPanel.tsx';

const host = connectEditor<FromTrainingPanel>();
const model = new TrainingModel();
const choices = new PanelChoices(host.load(), host.save);
const looks = new LookScheduler((look) => {
  if (model.status.value !== 'none') host.send(look);
});
const panel: Panel = { model, choices, looks, post: host.send };

window.addEventListener('message', ({ data: message }: MessageEvent<ToTrainingPanel>) => {
  model.receive(message);
  if (message.type === 'event' && message.event.type === 'view') looks.answered(message.event.data.view);
});
window.addEventListener('error', (event) => host.send({ type: 'log', text: String(event.error ?? event.message) }));
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') looks.staleAll();
});

effect(() => {
  // Before the host's first message there is no run to speak of.
  if (model.run.value > 0) {
    const { variants, telling } = model;
    choices.belongTo(model.run.value, { variants: variants.value.length, telling: telling.value });
  }
  looks.reset();
});
effect(() => {
  // A run that stands still is not held up by its pictures.
  if (model.status.value === 'ended' || model.status.value === 'paused') looks.staleAll();
});
effect(() => {
  // The pictures are of the parameters that were kept.
  model.revision.value;
  const end = model.variants.value[choices.variant.value]?.end;
  const kept = end?.how === 'done' ? end.kept : undefined;
  if (kept && choices.settled.peek() !== model.run.value) {
    choices.settled.value = model.run.value;
    choices.travel.value = kept.step;
  } else if (model.description.value?.history === false) {
    // Without its recorded steps a run has no parameters but those that it ended with.
    choices.travel.value = kept?.step;
  }
});
effect(() => looks.aim(choices.variant.value, choices.travel.value));
effect(() => {
  model.revision.value;
  if (choices.travel.peek() === undefined) looks.progressed();
});

watchTheme();
const root = document.getElementById('root') ?? document.body.appendChild(document.createElement('main'));
render(
  <PanelContext.Provider value={panel}>
    <TrainingPanel />
  </PanelContext.Provider>,
  root,
);
host.send({ type: 'ready' });
