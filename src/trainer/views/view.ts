/** The contract of a view: a picture of a run at one moment. The run's engine stands at that moment while `show` runs. */
import type { PictureRequest, ViewData, ViewName } from '../../protocol/views.ts';
import type { Plan } from '../plan/plan.ts';
import type { Prepared } from '../run/prepare.ts';
import type { TrainingRun } from '../run/trainingRun.ts';

/** Multiplications that one picture may take: while it is made no message is answered, and the run waits. */
const MOST_WORK = 3e8;

const weightsOf = ({ params }: Plan): number => params.reduce((sum, { start }) => sum + start.data.length, 1);

/** How many rows a picture may send through the network, at most `most`: each takes about one multiplication a parameter. */
export const affordableRows = (plan: Plan, most: number): number =>
  Math.max(64, Math.min(most, Math.floor(MOST_WORK / weightsOf(plan))));

/** How many updates a picture may make again and look into, at most `most`: passes there and back over a minibatch. */
export const affordableUpdates = (plan: Plan, batch: number, most: number): number =>
  Math.min(most, Math.max(4, Math.floor(MOST_WORK / (8 * weightsOf(plan) * Math.max(1, batch)))));

export interface Shown {
  readonly prepared: Prepared;
  readonly run: TrainingRun;
  readonly variant: number;
  /** The moment: updates made. */
  readonly step: number;
}

/** A view as a list of all knows it; each is asked only by requests of its own name. */
export interface AnyView {
  readonly name: ViewName;
  /** Whether the picture makes sense for this training. */
  readonly fits: (prepared: Prepared) => boolean;
  /** Undefined where there is nothing to show of this moment. */
  show(request: PictureRequest, at: Shown): ViewData | undefined;
}

export interface View<Name extends ViewName> extends AnyView {
  readonly name: Name;
  show(request: Extract<PictureRequest, { view: Name }>, at: Shown): ViewData | undefined;
}
