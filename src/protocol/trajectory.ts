import { cornersOf } from '../core/base/corners.ts';

/** Where two trainable numbers were after so many updates; always finite, steps ascending. */
export type Trajectory = readonly (readonly [step: number, x: number, y: number])[];

/** At most so many points of it, so that the shape stays. */
export function thinnedTrajectory(way: Trajectory, most: number): Trajectory {
  const [x, y] = [way.map((point) => point[1]), way.map((point) => point[2])];
  const kept = new Set(cornersOf(x, y, most));
  return way.filter((_, at) => kept.has(at));
}
