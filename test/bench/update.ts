/** A number that is dragged: from the new number to a finished drawing, without the browser's own work. */
import { drawPicture } from '../../src/core/picture/drawing.ts';
import { bookMeasure } from '../../src/core/picture/measure.ts';
import { makePicture, refill } from '../../src/core/picture/picture.ts';
import { knownAt, stepsOf } from '../../src/core/picture/steps.ts';
import { LanguageService } from '../../src/language/document/service.ts';
import { graphFor } from '../../src/language/graph.ts';
import { chain } from './chain.ts';
import { medianCpu } from './medianCpu.ts';

const uri = 'file:///bench.bp';

console.log(`Node ${process.version}; milliseconds of CPU time for one new number`);
for (const gates of [50, 200, 1000]) {
  const text = chain(gates);
  const service = new LanguageService({ filesOf: () => ({ read: () => ({ state: 'refused', reason: 'no files' }) }) });
  service.open(uri, 1, text);
  const state = service.state(uri);
  if (!state) throw new Error('the text was not opened');
  const target = { uri, selection: { from: text.length, to: text.length }, what: 'auto' } as const;
  const first = graphFor(service, state, target);
  if ('reason' in first) throw new Error(first.reason);
  const options = { open: new Set(first.boxes.map(({ id }) => id)), measure: bookMeasure };
  const picture = makePicture(first, options);
  let value = 0.5;
  const median = medianCpu(() => {
    value += 0.01;
    const snapshot = graphFor(service, state, { ...target, scrub: { node: 'c0:x', value } });
    if ('reason' in snapshot) throw new Error(snapshot.reason);
    const next = refill(picture, snapshot, options);
    if (!next) throw new Error('another number must move nothing');
    drawPicture(next, knownAt(next.graph, stepsOf(next.graph), undefined));
  }, 30);
  const drawn = first.nodes.filter(({ role }) => role === 'gate' || role === 'copy').length;
  console.log(`${String(drawn).padStart(5)} gates  ${median.toFixed(1).padStart(7)}`);
}
