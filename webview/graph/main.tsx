import { render } from 'preact';
import type { FromGraphPanel, ToGraphPanel } from '../../src/protocol/graph.ts';
import { connectEditor } from '../shared/editorHost.ts';
import '../shared/theme.css';
import { App } from './app.tsx';
import './graph.css';
import { screenMeasure } from './canvas/screenMeasure.ts';
import { GraphModel } from './model/graphModel.ts';
import { onPanelKey } from './model/panelKeys.ts';

const host = connectEditor<FromGraphPanel>();
const model = new GraphModel(host, screenMeasure());

window.addEventListener('message', ({ data }: MessageEvent<ToGraphPanel>) => model.receive(data));
window.addEventListener('keydown', (event) => onPanelKey(event, model));
window.addEventListener('error', (event) => model.log(String(event.error ?? event.message)));
window.addEventListener('unhandledrejection', (event) => model.log(String(event.reason)));

const fontsNow = (): string => {
  const style = getComputedStyle(document.body);
  return `${style.getPropertyValue('--bp-number-font')} ${style.getPropertyValue('--bp-word-font')}`;
};
let fonts = fontsNow();
new MutationObserver(() => {
  if (fontsNow() === fonts) return;
  fonts = fontsNow();
  model.measureAgain(screenMeasure());
}).observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });

/** Milliseconds after which a graph is drawn with another face of names, and once more when theirs has arrived. */
const LONGEST_WAIT = 1000;

// Names that are measured before their face has arrived have the widths of another face.
const faces = Promise.allSettled(['italic 14px bp-math', '14px bp-math'].map((face) => document.fonts.load(face))).then(
  () => model.measureAgain(screenMeasure()),
);

const root = document.getElementById('root') ?? document.body;
render(<App model={model} />, root);
model.stepper.start();
void Promise.race([faces, new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT))]).then(() =>
  host.send({ type: 'ready' }),
);
