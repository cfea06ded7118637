import type { GraphSnapshot } from '../../protocol/graph.ts';

const cellOf = (id: string): string => id.slice(0, id.indexOf(':'));

/**
 * Whether the line that gave the last picture's output is being written, so that the picture stays until it is done:
 * the new one would be of another line of the cell, for as long as it takes to type.
 */
export const isBeingWritten = (last: GraphSnapshot | undefined, next: GraphSnapshot): last is GraphSnapshot =>
  last !== undefined &&
  next.unfinished &&
  last.uri === next.uri &&
  cellOf(last.output) === cellOf(next.output) &&
  !next.nodes.some(({ id }) => id === last.output);
