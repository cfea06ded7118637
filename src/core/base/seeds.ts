/** Runs that differ in their seed alone: what they share is the setting's doing, how far they spread is luck. */

interface Seeded {
  readonly label: string;
  readonly options: object;
}

/** The same text for runs that differ in nothing but the seed. */
export const settingOf = ({ options }: Pick<Seeded, 'options'>): string =>
  JSON.stringify({ ...options, seed: undefined });

/** `lr = 0.1, seed = 3` → `lr = 0.1`; empty where runs differ in the seed alone. */
export const withoutSeed = ({ label }: Pick<Seeded, 'label'>): string =>
  label
    .split(', ')
    .filter((part) => !part.startsWith('seed = '))
    .join(', ');

export interface Spread {
  readonly mean: number;
  /** Standard deviation, dividing by n − 1; 0 of a single run. */
  readonly deviation: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** Undefined where some value is not finite: a mean over runs that were lost means nothing. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const count = values.length;
  if (count === 0 || !values.every(Number.isFinite)) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : 0,
    low: Math.min(...values),
    high: Math.max(...values),
    count,
  };
}
