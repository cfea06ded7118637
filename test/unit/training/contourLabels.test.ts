import { describe, expect, test } from 'vitest';
import { contourLines, type Surface } from '../../../webview/training/plot/contourLines.ts';
import { contourLabels } from '../../../webview/training/plot/contours.tsx';
import { planeOf } from '../../../webview/training/plot/plane.ts';

const SIZE = 50;
const at = (index: number) => -2 + (4 * index) / (SIZE - 1);
const bowl: Surface = {
  view: 'surface',
  names: ['x', 'y'],
  range: [-2, 2, -2, 2],
  size: SIZE,
  grid: Float64Array.from(
    { length: SIZE * SIZE },
    (_, index) => at(index % SIZE) ** 2 + at(Math.floor(index / SIZE)) ** 2,
  ),
  trajectories: [],
};
const plane = planeOf(bowl.range, { width: 400, height: 400 });

describe('the losses beside contours', () => {
  test('lie on their own line, inside the picture', () => {
    const labels = contourLabels(contourLines(bowl, plane), plane, []);
    expect(labels.length).toBeGreaterThan(2);
    for (const {
      level,
      at: [x, y],
    } of labels) {
      expect(plane.dataX(x) ** 2 + plane.dataY(y) ** 2).toBeCloseTo(level, 1);
      expect(x).toBeGreaterThan(plane.left);
      expect(y).toBeLessThan(plane.top + plane.height);
    }
  });

  test('stay away from a way, and from each other', () => {
    const way = Array.from({ length: 40 }, (_, step) => [plane.x(2 - step / 20), plane.y(0)] as const);
    const labels = contourLabels(contourLines(bowl, plane), plane, [way]);
    for (const [index, label] of labels.entries()) {
      const others = [...way, ...labels.slice(0, index).map((other) => other.at)];
      const nearest = Math.min(...others.map(([x, y]) => Math.hypot(label.at[0] - x, label.at[1] - y)));
      expect(nearest).toBeGreaterThan(24);
    }
  });
});
