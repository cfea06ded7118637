/** The contract of a view: a picture of a run at one moment. The run's engine stands at that moment while `show` runs. */
import type { ViewData, ViewRequest } from '../../protocol/training.ts';
import type { Prepared } from '../prepare.ts';
import type { TrainingRun } from '../trainingRun.ts';

export type ViewName = ViewRequest['view'];

export interface Shown {
  readonly prepared: Prepared;
  readonly run: TrainingRun;
  readonly variant: number;
  /** The moment: updates made. */
  readonly step: number;
}

export interface View<Name extends ViewName = ViewName> {
  readonly name: Name;
  /** Whether the picture makes sense for this training. */
  readonly fits: (prepared: Prepared) => boolean;
  readonly show: (request: Extract<ViewRequest, { view: Name }>, at: Shown) => ViewData | undefined;
}
