/** What the panel's pictures compute: contours, the plane, start points, bins, markers, words. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { startParameters } from '../../../webview/training/cards/surfaceCard.tsx';
import { unravel } from '../../../webview/training/cards/update/entryPicker.tsx';
import { endAdvice, showDuration, showRate } from '../../../webview/training/model/runWords.ts';
import { Pace } from '../../../webview/training/model/trainingModel.ts';
import { variantStyle } from '../../../webview/training/model/variantStyle.ts';
import { grouped } from '../../../webview/training/plot/bars.tsx';
import { contourLines, logLevels, lossAt, type Surface } from '../../../webview/training/plot/contourLines.ts';
import { gridIndex, planeOf } from '../../../webview/training/plot/plane.ts';
import { logTicks, padded } from '../../../webview/training/plot/plotScale.ts';

const banana = (x: number, y: number) => (1 - x) ** 2 + 20 * (3 * y - x * x) ** 2;

function surfaceOf(f: (x: number, y: number) => number, size = 80): Surface {
  const range = [-2, 2, -0.3, 1.1] as const;
  const grid = Float64Array.from({ length: size * size }, (_, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    return f(-2 + (4 * column) / (size - 1), -0.3 + (1.4 * row) / (size - 1));
  });
  return { view: 'surface', names: ['x', 'y'], range, size, grid, trajectories: [] };
}

describe('contours', () => {
  const surface = surfaceOf(banana);
  const plane = planeOf(surface.range, { width: 500, height: 400 });

  test('have levels at equal ratios above the lowest value', () => {
    const levels = logLevels(surface.grid);
    const lowest = Math.min(...surface.grid);
    const ratios = levels.slice(1).map((level, index) => (level - lowest) / ((levels[index] ?? 0) - lowest));
    expect(levels.length).toBeGreaterThan(8);
    for (const ratio of ratios) expect(ratio).toBeCloseTo(ratios[0] ?? 0, 8);
  });

  test('of a plane that is flat, or not finite anywhere, are none', () => {
    expect(logLevels(new Float64Array(100).fill(3))).toEqual([]);
    expect(logLevels(new Float64Array(100).fill(Number.NaN))).toEqual([]);
  });

  test('run through points of their level', () => {
    const [line] = contourLines(surface, plane).slice(-2);
    if (!line) throw new Error('no contour');
    const points = [...line.path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
    const inside = points.filter(
      ([x, y]) =>
        x > plane.left + 2 && x < plane.left + plane.width - 2 && y > plane.top + 2 && y < plane.top + plane.height - 2,
    );
    expect(inside.length).toBeGreaterThan(10);
    for (const [x, y] of inside) {
      const loss = banana(plane.dataX(x), plane.dataY(y));
      expect(Math.abs(loss / line.level - 1)).toBeLessThan(0.05);
    }
  });

  test('bear a loss that is infinite in places', () => {
    const holed = surfaceOf((x, y) => (x > 1.5 ? Number.POSITIVE_INFINITY : banana(x, y)));
    expect(contourLines(holed, plane).every(({ path }) => !path.includes('NaN'))).toBe(true);
  });

  test('the loss at a point is read between the four entries around it', () => {
    const tilted = surfaceOf((x, y) => 3 * x - 2 * y + 1);
    expect(lossAt(tilted, 0.37, 0.41)).toBeCloseTo(3 * 0.37 - 2 * 0.41 + 1, 10);
    expect(lossAt(tilted, 2, 1.1)).toBeCloseTo(3 * 2 - 2.2 + 1, 10);
    expect(lossAt(tilted, 2.01, 0)).toBeUndefined();
  });
});

test('a plane maps pixels back to the data they show, and its grid has its corners on the box', () => {
  const box = [-1, 3, 10, 20] as const;
  const plane = planeOf(box, { width: 300, height: 200 });
  expect(plane.dataX(plane.x(0.7))).toBeCloseTo(0.7, 12);
  expect(plane.dataY(plane.y(17))).toBeCloseTo(17, 12);
  expect(gridIndex(5, box, -1, 10)).toBe(0);
  expect(gridIndex(5, box, 3, 20)).toBe(24);
  expect(gridIndex(5, box, 99, -99)).toBe(4);
});

describe('a start point as parameters', () => {
  const description = {
    title: '',
    variants: [],
    totalSteps: 1,
    rows: 0,
    trainingRows: 0,
    heldOut: 0,
    batch: 0,
    views: [],
    metric: undefined,
    validation: false,
    engine: '',
  };
  test('fills two scalars, or one vector of two', () => {
    const scalars = [
      { name: 'x', shape: [] },
      { name: 'y', shape: [] },
    ];
    expect(startParameters({ ...description, parameters: scalars }, [1, 2])).toEqual([
      { name: 'x', shape: [], data: Float64Array.of(1) },
      { name: 'y', shape: [], data: Float64Array.of(2) },
    ]);
    expect(startParameters({ ...description, parameters: [{ name: 'w', shape: [2] }] }, [1, 2])).toEqual([
      { name: 'w', shape: [2], data: Float64Array.of(1, 2) },
    ]);
  });
  test('is none where the run has other parameters', () => {
    expect(startParameters({ ...description, parameters: [{ name: 'W', shape: [3, 4] }] }, [1, 2])).toBeUndefined();
  });
});

test('bins are added up, never lost', () => {
  const counts = Array.from({ length: 40 }, (_, index): number => (index % 7 === 0 ? 1 : 0));
  const bars = grouped(counts);
  expect(bars.length).toBeLessThan(counts.length);
  expect(bars.reduce((sum, bar) => sum + bar, 0)).toBe(counts.reduce((sum, bar) => sum + bar, 0));
});

test('the first 42 variants all look different, by marks other than colour among any six', () => {
  const looks = Array.from({ length: 42 }, (_, index) => JSON.stringify(variantStyle(index)));
  expect(new Set(looks).size).toBe(42);
  expect(new Set(Array.from({ length: 6 }, (_, index) => variantStyle(index).marker)).size).toBe(6);
});

test('an entry has its indices row by row', () => {
  expect(unravel([2, 3], 4)).toEqual([1, 1]);
  expect(unravel([], 0)).toEqual([]);
  expect(unravel([2, 3, 4], 23)).toEqual([1, 2, 3]);
});

describe('words', () => {
  test.each<[number, string]>([
    [0, '·'],
    [950, '950'],
    [34_000, '34 k'],
    [7_860_000, '7.86 M'],
  ])('a rate of %f is %s', (rate, text) => expect(showRate(rate)).toBe(text));

  test.each<[number, string]>([
    [0.2, '0 s'],
    [59.4, '59 s'],
    [200, '3 min'],
    [7300, '2 h 2 min'],
    [Number.POSITIVE_INFINITY, '·'],
  ])('%f seconds are %s', (seconds, text) => expect(showDuration(seconds)).toBe(text));

  test('only what a reader can act on is advice', () => {
    expect(endAdvice({ how: 'done' })).toBeUndefined();
    expect(endAdvice({ how: 'diverged', step: 78, parameter: 'W1', advice: 'lower the learning rate' })).toBe(
      'Diverged at step 78 (W1 first): lower the learning rate',
    );
    expect(endAdvice({ how: 'failed', reason: 'out of memory' })).toBe('Failed: out of memory');
  });
});

test('pace is by the clock, over the last seconds, and unknown after a pause', () => {
  const pace = new Pace();
  expect(pace.perSecond()).toBeUndefined();
  for (let second = 0; second <= 20; second++) pace.note(second < 10 ? 0 : (second - 10) * 100, second * 1000);
  expect(pace.perSecond()).toBeCloseTo(100, 6);
  pace.forget();
  expect(pace.perSecond()).toBeUndefined();
});

describe('a logarithmic axis', () => {
  test.each<[number, number, readonly number[]]>([
    [1e-4, 3, [1e-4, 1e-3, 0.01, 0.1, 1]],
    [0.3, 12, [0.5, 1, 2, 5, 10]],
    [1.1, 2.2, [1.2, 1.4, 1.6, 1.8, 2, 2.2]],
  ])('from %f to %f has round ticks', (min, max, ticks) => expect(logTicks(min, max)).toEqual(ticks));

  test('has few ticks inside its range, and an end, for any values', () => {
    fc.assert(
      fc.property(fc.double({ min: 5e-324, noNaN: true }), fc.double({ min: 5e-324, noNaN: true }), (a, b) => {
        const [low, high] = padded(Math.min(a, b), Math.max(a, b), true);
        const ticks = logTicks(low, high);
        return low > 0 && high >= low && ticks.length <= 12 && ticks.every((tick) => tick >= low && tick <= high);
      }),
    );
  });
});
