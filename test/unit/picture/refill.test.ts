import { expect, it } from 'vitest';
import { bookMeasure } from '../../../src/core/picture/measure.ts';
import { makePicture, refill } from '../../../src/core/picture/picture.ts';
import { visibleGraph } from '../../../src/core/picture/visibleGraph.ts';
import { FORK, LAYER, NESTED, NEURON, SIMPLE, snapshotFor } from './snapshotFor.ts';

const everything = (text: string): ReadonlySet<string> => new Set(snapshotFor(text).boxes.map(({ id }) => id));
const nothing: ReadonlySet<string> = new Set();

const cases = Object.entries({ SIMPLE, FORK, NEURON, NESTED, LAYER }).flatMap(([name, text]) => [
  { name: `${name}, opened`, text, open: everything(text) },
  { name: `${name}, folded`, text, open: nothing },
]);

it.each(cases)('takes other numbers as if it were made anew: $name', ({ text, open }) => {
  const options = { open, measure: bookMeasure };
  const before = makePicture(snapshotFor(text), options);
  const other = snapshotFor(text.replace(/2/, '7'));
  const after = refill(before, other, options);
  expect(after?.graph).toEqual(visibleGraph(other, open));
  expect(after?.layout).toBe(before.layout);
});

it('keeps the place of a number without a name, whatever it becomes', () => {
  const options = { open: nothing, measure: bookMeasure };
  const before = makePicture(snapshotFor('x = 3\nf = 2 * x\n'), options);
  const other = snapshotFor('x = 3\nf = 2.125 * x\n');
  const after = refill(before, other, options);
  expect(after?.graph).toEqual(visibleGraph(other, nothing));
  expect(after?.graph.nodes.map(({ symbol }) => symbol)).toContain('2.125');
});

it('leaves a picture of another structure, or of other open boxes, to be made anew', () => {
  const options = { open: nothing, measure: bookMeasure };
  const before = makePicture(snapshotFor(NEURON), options);
  expect(refill(before, snapshotFor(NEURON.replace('+ b', '- b')), options)).toBeUndefined();
  expect(refill(before, snapshotFor(NEURON.replaceAll('b', 'c')), options)).toBeUndefined();
  expect(refill(before, snapshotFor(NEURON), { ...options, open: everything(NEURON) })).toBeUndefined();
});
