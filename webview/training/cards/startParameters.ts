import type { RunDescription, SavedParameter } from '../../../src/protocol/training.ts';

/** Two numbers as the run's parameters: two scalars, or one vector of two. Undefined where the run has others. */
export function startParameters(
  { parameters }: RunDescription,
  point: readonly [number, number],
): readonly SavedParameter[] | undefined {
  const sizes = parameters.map(({ shape }) => shape.reduce((product, side) => product * side, 1));
  if (sizes.reduce((sum, size) => sum + size, 0) !== 2) return undefined;
  let from = 0;
  return parameters.map(({ name, shape }, index) => {
    const to = from + (sizes[index] ?? 0);
    const data = Float64Array.from(point.slice(from, to));
    from = to;
    return { name, shape, data };
  });
}
