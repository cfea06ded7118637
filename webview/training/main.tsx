import { effect } from '@preact/signals';
import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './training.css';
import './charts.css';
import { decodeMessage } from './decodeMessage.ts';
import { LookScheduler } from './lookScheduler.ts';
import { PanelChoices } from './panelChoices.ts';
import { type Panel, PanelContext } from './panelContext.ts';
import { connectHost } from './panelHost.ts';
import { watchTheme } from './theme.ts';
import { TrainingModel } from './trainingModel.ts';
import { TrainingPanel } from './trainingPanel.tsx';

const host = connectHost();
const model = new TrainingModel();
const choices = new PanelChoices(host.load(), host.save);
const looks = new LookScheduler((look) => {
  if (model.status.value !== 'none') host.post(look);
});
const panel: Panel = { model, choices, looks, post: host.post };

window.addEventListener('message', (event) => {
  const read = decodeMessage(event.data);
  if ('refused' in read) return host.post({ type: 'log', text: `training panel refused a message: ${read.refused}` });
  model.receive(read.message);
  const { message } = read;
  if (message.type === 'event' && message.event.type === 'view') looks.answered(message.event.data.view);
});
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') looks.staleAll();
});

effect(() => {
  model.run.value;
  looks.reset();
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
host.post({ type: 'ready' });
