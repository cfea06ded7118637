import { showCount, showNumber } from '../../../src/core/base/show.ts';
import type { RunEnd } from '../../../src/protocol/training.ts';

import type { VariantRun } from './variantRun.ts';

/** `1.2 M`, `340 k`, `56`: rates, where three digits are plenty. */
export function showRate(rate: number): string {
  if (!(rate > 0)) return '·';
  if (rate >= 1e6) return `${showNumber(rate / 1e6, 3)} M`;
  if (rate >= 1e4) return `${showNumber(rate / 1e3, 3)} k`;
  return showNumber(rate, 3);
}

export function showDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '·';
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Variants run side by side, so the updates of all that still run are to be made. */
export function secondsLeft(variants: readonly VariantRun[], perSecond: number | undefined): number | undefined {
  if (perSecond === undefined) return undefined;
  return variants.reduce((sum, { end, step, variant }) => sum + (end ? 0 : variant.totalSteps - step), 0) / perSecond;
}

export const showSteps = (step: number): string => showCount(step);

/** On an axis that ends with `last`: millions are short. */
export const showTick = (step: number, last: number): string =>
  last < 1e6 || step === 0 ? showCount(step) : `${showNumber(step / 1e6, 4)} M`;

export function endWord(end: RunEnd): string {
  switch (end.how) {
    case 'done':
      return 'done';
    case 'cancelled':
      return 'stopped';
    case 'diverged':
      return `diverged at step ${showCount(end.step)}`;
    case 'failed':
      return 'failed';
  }
}

/** The sentence that a reader can act on; undefined where the run simply went to its end. */
export function endAdvice(end: RunEnd): string | undefined {
  if (end.how === 'diverged') {
    const first = end.parameter === undefined ? '' : ` (${end.parameter} first)`;
    return `Diverged at step ${showCount(end.step)}${first}: ${end.advice}`;
  }
  if (end.how === 'cancelled') return end.reason === undefined ? 'Stopped.' : `Stopped: ${end.reason}.`;
  if (end.how === 'failed') return `Failed: ${end.reason}`;
  if (!end.kept) return undefined;
  const { step, loss, early } = end.kept;
  const why = early
    ? 'Stopped early, because the validation loss no longer fell'
    : 'The last validation loss was not the lowest';
  return `${why}: the parameters are those of step ${showCount(step)}, with a validation loss of ${showNumber(loss)}.`;
}

/** In place of a picture that has not come yet. */
export const waitingWords = (live: boolean): string =>
  live ? 'Waiting for the first step.' : 'This picture is being made.';

/** An unknown number is never shown as zero. */
export const showMaybe = (value: number | undefined): string => (value === undefined ? '·' : showNumber(value));
