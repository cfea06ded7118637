import { expect, test } from 'vitest';
import { isFromTrainingPanel } from '../../../src/extension/training/trainingIntents.ts';

const look = (...views: readonly unknown[]): unknown => ({ type: 'look', variant: 0, views });

test.each([
  { view: 'boundary', size: 60 },
  { view: 'surface', size: 40 },
  { view: 'surface', size: 40, range: [-1, 1, -2, 2] },
  { view: 'update', parameter: 'W', entry: -1, rows: 30 },
  { view: 'example', place: 3 },
  { view: 'trial', lr: 0.1, momentum: 0.9 },
  { view: 'histograms' },
])('a view that the panel asks for passes: %j', (view) => {
  expect(isFromTrainingPanel(look(view))).toBe(true);
});

test.each([
  { view: 'boundary' },
  { view: 'boundary', size: Number.NaN },
  { view: 'units', size: '40' },
  { view: 'slice', size: -1 },
  { view: 'surface', size: 40, range: [0, 1, 2] },
  { view: 'surface', size: 40, range: [0, 1, 2, Number.NaN] },
  { view: 'update', parameter: 'W', entry: 0.5 },
  { view: 'update', parameter: { toString: 1 }, entry: 0 },
  { view: 'example', place: 1e300 },
  { view: 'trial', lr: Number.POSITIVE_INFINITY, momentum: 0 },
  { view: 'toString' },
  { view: { toString: 1 } },
  null,
])('any other view is refused: %j', (view) => {
  expect(isFromTrainingPanel(look({ view: 'fit' }, view))).toBe(false);
});
