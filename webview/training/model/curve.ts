/** Most points that a curve keeps; a long run is thinned by halves, extremes first. */
const CAPACITY = 4096;

/** One quantity over the steps of a run, in bounded memory. Steps ascend; values may be `nan` or infinite. */
export class Curve {
  readonly steps: number[] = [];
  readonly values: number[] = [];
  last: number | undefined;
  best: { readonly step: number; readonly value: number } | undefined;

  append(step: number, value: number): void {
    const previous = this.steps.at(-1);
    if (previous !== undefined && step <= previous) return;
    this.steps.push(step);
    this.values.push(value);
    this.last = value;
    if (Number.isFinite(value) && (this.best === undefined || value < this.best.value)) this.best = { step, value };
    if (this.steps.length > CAPACITY) this.thin();
  }

  /** Of every four neighbours the lowest and the highest stay, so that no spike disappears; both ends stay. */
  private thin(): void {
    const { steps, values } = this;
    const kept: number[] = [0];
    const end = steps.length - 1;
    for (let from = 1; from < end; from += 4) {
      let low = from;
      let high = from;
      for (let at = from + 1; at < Math.min(from + 4, end); at++) {
        if ((values[at] ?? 0) < (values[low] ?? 0)) low = at;
        if ((values[at] ?? 0) >= (values[high] ?? 0)) high = at;
      }
      kept.push(Math.min(low, high));
      if (low !== high) kept.push(Math.max(low, high));
    }
    kept.push(end);
    kept.forEach((from, to) => {
      steps[to] = steps[from] ?? 0;
      values[to] = values[from] ?? Number.NaN;
    });
    steps.length = kept.length;
    values.length = kept.length;
  }
}

/** Exponential smoothing without the pull towards zero at the start; `amount` runs from 0 (as measured) to below 1. */
export function smoothed(values: readonly number[], amount: number): number[] {
  let average = 0;
  let weight = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    average = amount * average + (1 - amount) * value;
    weight = amount * weight + (1 - amount);
    return average / weight;
  });
}
