import { describe, expect, test } from 'vitest';
import { nameSpots, type Pixel } from '../../../webview/training/cards/nameSpots.ts';

const frame = { left: 0, top: 0, width: 400, height: 300 };

describe('names in a picture', () => {
  test('stand to the right of their point where nothing is in the way', () => {
    expect(nameSpots([{ text: 'β = 0', at: [100, 100] }], [], frame)).toEqual([{ x: 112, y: 104 }]);
  });

  test('leave a line that comes from the right alone', () => {
    const line: Pixel[] = [
      [390, 101],
      [100, 101],
    ];
    const [spot] = nameSpots([{ text: 'β = 0', at: [100, 101] }], [line], frame);
    expect(spot?.x).toBeLessThan(100);
  });

  test('stay inside the picture', () => {
    const [right, bottom] = nameSpots(
      [
        { text: 'β = 0.99', at: [395, 150] },
        { text: 'β = 0.5', at: [20, 295] },
      ],
      [],
      frame,
    );
    expect(right?.x).toBeLessThan(340);
    expect(bottom?.y).toBeLessThan(300);
  });

  test('never lie on one another, even where all points are one', () => {
    const at = Array.from({ length: 5 }, (): Pixel => [200, 150]);
    const spots = nameSpots(
      at.map((point, index) => ({ text: `lr = 0.00${index}`, at: point })),
      [],
      frame,
    );
    for (const [i, a] of spots.entries())
      for (const b of spots.slice(i + 1))
        expect(Math.abs(a.y - b.y) >= 16 || Math.abs(a.x - b.x) >= 10 * 7.2, `${a.x},${a.y} ${b.x},${b.y}`).toBe(true);
  });
});
