import type { TrainingSetup } from '../../../src/protocol/training.ts';

/** A setup for the first cell of a text that has a marker, with everything else as a host would leave it. */
export const setupOf = (text: string, changes: Partial<TrainingSetup> = {}): TrainingSetup => ({
  uri: 'file:///lesson.bp',
  version: 1,
  text,
  cell: 0,
  files: [],
  maxElements: 10_000_000,
  historyBytes: 0,
  threads: 1,
  ...changes,
});
