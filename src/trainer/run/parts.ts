import type { RunOptions } from '../../core/semantics/trainVariants.ts';
import type { Tensor } from '../../core/tensor/tensor.ts';
import type { Engine } from '../engine/engine.ts';
import type { Plan } from '../plan/plan.ts';
import type { RowOrder } from '../plan/rowOrder.ts';
import type { Timetable } from '../plan/timetable.ts';
import type { Gauge } from './measure.ts';

export interface RunParts {
  readonly plan: Plan;
  readonly engine: Engine;
  readonly options: RunOptions;
  readonly timetable: Timetable;
  readonly order: RowOrder;
  /** Undefined: nothing is measured on the way. */
  readonly gauge: Gauge | undefined;
  readonly historyBytes: number;
  /** Updates made before this run began: a branch goes on with the step, the epoch and the rows of its trunk. */
  readonly from?: number | undefined;
  /** The lowest validation loss of its trunk, where it waits for a lower one; parameters in the order of the plan. */
  readonly lowest?:
    | { readonly step: number; readonly loss: number; readonly parameters: readonly Tensor[] }
    | undefined;
}
