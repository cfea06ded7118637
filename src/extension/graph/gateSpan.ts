import type { GraphSnapshot } from '../../protocol/graph.ts';
import type { WireSpan } from '../../protocol/wire.ts';

/** Where a gate or a box stands in the text; for a gate inside an opened function, where the function is called. */
export function gateSpan({ nodes, boxes }: GraphSnapshot, id: string): WireSpan | undefined {
  const node = nodes.find((candidate) => candidate.id === id);
  let box = boxes.find((candidate) => candidate.id === (node?.box ?? id));
  let span = node?.span ?? box?.span;
  while (span === undefined && box?.parent !== undefined) {
    const { parent } = box;
    box = boxes.find((candidate) => candidate.id === parent);
    span = box?.span;
  }
  return span;
}
