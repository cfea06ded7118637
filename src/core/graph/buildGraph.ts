import type { GraphSnapshot, NoGraph } from '../../protocol/graph.ts';
import type { Evaluation } from '../autodiff/evaluation.ts';
import { drawGraph, isDrawing } from './drawGraph.ts';
import type { GraphRequest } from './request.ts';
import { snapshotOf } from './snapshotOf.ts';

/** The computational graph of a cell, a selection or a def, as the panel gets it. */
export function buildGraph(evaluation: Evaluation, request: GraphRequest): GraphSnapshot | NoGraph {
  const drawn = drawGraph(evaluation, request);
  return isDrawing(drawn) ? snapshotOf(drawn) : drawn;
}
