import type { NodeId } from '../../core/autodiff/tape/node.ts';
import type { StatementResult } from '../../core/evaluate/evaluation.ts';

/** What the annotations of a cell's lines depend on beside the results of the lines themselves. */
export interface CellSight {
  readonly output: NodeId | undefined;
  readonly outputName: string;
  /** `Gradients.pass` of the output. */
  readonly pass: object | undefined;
  readonly digits: number;
  readonly paused: boolean;
}

/** The annotations of an earlier version with what they were made from: while that is the same, so are they. */
export interface KeptAnnotations {
  sights: readonly CellSight[];
  readonly lines: (KeptAnnotation | undefined)[];
}

interface KeptAnnotation {
  readonly result: StatementResult;
  readonly sight: CellSight;
  readonly annotation: Annotation;
}

export interface Annotation {
  readonly text: string;
  readonly kind: 'value' | 'broken' | 'quiet';
  /** The node that a click opens. */
  readonly node: NodeId | undefined;
}
