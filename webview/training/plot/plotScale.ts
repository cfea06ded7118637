import { scaleLinear } from 'd3-scale';

export type Range = [number, number];

/** Where a logarithmic scale ends, well before doubles do. */
const LEAST = 1e-300;
const MOST = 1e300;

/** What an axis spans for values from `min` to `max`: a little more on both sides, and zero where it is near. */
export function padded(min: number | null, max: number | null, logarithmic: boolean): Range {
  if (min === null || max === null || !Number.isFinite(min) || !Number.isFinite(max)) {
    return logarithmic ? [0.1, 1] : [0, 1];
  }
  if (logarithmic) {
    const low = within(min);
    const high = within(max);
    const margin = Math.max(0.04, Math.log10(high / low) * 0.06);
    return [within(low / 10 ** margin), within(high * 10 ** margin)];
  }
  const margin = max > min ? (max - min) * 0.06 : Math.abs(max) * 0.1 || 1;
  return [min >= 0 && min < margin * 3 ? 0 : min - margin, max + margin];
}

const within = (value: number) => Math.min(MOST, Math.max(LEAST, value));

/** Powers of ten over many decades, 2 and 5 between them over fewer, and even steps within one. */
export function logTicks(min: number, max: number): number[] {
  const decades = Math.log10(max) - Math.log10(min);
  if (!(decades >= 0.8))
    return scaleLinear([min, max], [0, 1])
      .ticks(5)
      .filter((tick) => tick > 0);
  const every = Math.ceil(decades / 6);
  const between = decades < 2 ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max); power++) {
    if (power % every !== 0) continue;
    for (const digit of between) {
      const tick = Number(`${digit}e${power}`);
      if (tick >= min && tick <= max) ticks.push(tick);
    }
  }
  return ticks;
}
