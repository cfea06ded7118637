import type { GraphSnapshot, NoGraph } from '../../protocol/graph.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import { drawGraph, isDrawing } from './build/drawGraph.ts';
import type { GraphRequest } from './build/target.ts';
import { snapshotOf } from './snapshotOf.ts';

/** The computational graph of a cell, a selection or a def, as the panel gets it. */
export function buildGraph(evaluation: Evaluation, request: GraphRequest): GraphSnapshot | NoGraph {
  const drawn = drawGraph(evaluation, request);
  return isDrawing(drawn) ? snapshotOf(drawn) : drawn;
}
