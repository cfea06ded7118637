import type { Surroundings } from './evaluation.ts';

/** Nothing but the text: no files, nothing trained, the limits as they are when no setting changes them. */
export const plainSurroundings: Surroundings = Object.freeze({
  dataSets: [],
  files: { read: (path: string) => ({ state: 'refused' as const, reason: `${path} cannot be read here` }) },
  maxElements: 10_000_000,
  maxNodes: 1_000_000,
  maxRows: 1000,
  trained: new Map(),
  scrubbed: new Map(),
});
