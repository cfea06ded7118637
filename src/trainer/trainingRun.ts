import type { RunEnd } from '../protocol/training.ts';
import { Curve, type CurvePoint } from './curve.ts';
import { adviceAfter } from './divergence.ts';
import type { Engine, Snapshot, Stretch } from './engine.ts';
import { measure } from './measure.ts';
import type { Plan } from './plan.ts';
import type { RowOrder } from './rowOrder.ts';
import type { Timetable } from './timetable.ts';
import type { RunOptions } from './variants.ts';

export interface RunParts {
  readonly plan: Plan;
  readonly engine: Engine;
  readonly options: RunOptions;
  readonly timetable: Timetable;
  readonly order: RowOrder;
  /** Rows on which validation and metric are measured; undefined: nothing is measured. */
  readonly measured: Int32Array | undefined;
  readonly validates: boolean;
}

/** Every so many updates the parameters are looked over, so that after a divergence the last finite ones can be found. */
const SAFE_EVERY = 64;

/** One training, from the first update to its end. Knows nothing of time: whoever holds it says how far to go. */
export class TrainingRun {
  readonly parts: RunParts;
  readonly curve = new Curve();
  /** Updates made. */
  step = 0;
  end: RunEnd | undefined;
  /** Called with each loss before its update, in order. */
  onLosses: ((losses: Float64Array, count: number) => void) | undefined;
  private fresh: CurvePoint[] = [];
  private readonly losses = new Float64Array(SAFE_EVERY);
  private safe: { step: number; readonly snapshot: Snapshot };
  private measuredAt = -1;

  constructor(parts: RunParts) {
    this.parts = parts;
    this.safe = { step: 0, snapshot: parts.engine.snapshot() };
  }

  get epoch(): number {
    return Math.floor(this.step / this.parts.timetable.stepsPerEpoch);
  }

  /** The points added to the curve since the last call. */
  takePoints(): readonly CurvePoint[] {
    const points = this.fresh;
    this.fresh = [];
    return points;
  }

  /** Makes from 1 to `most` updates, or ends the run. */
  advance(most: number): void {
    if (this.end) return;
    const { engine, timetable } = this.parts;
    const toEpochEnd = timetable.stepsPerEpoch - (this.step % timetable.stepsPerEpoch);
    const toSafe = SAFE_EVERY - (this.step % SAFE_EVERY);
    const count = Math.min(most, toEpochEnd, toSafe, timetable.totalSteps - this.step);
    const measurement = this.measureIfDue();
    const made = engine.advance(this.stretch(this.step, count), this.losses);
    const seen = made < count ? made + 1 : made;
    for (let i = 0; i < seen; i++)
      if (i === 0 && measurement) this.add({ step: this.step, loss: this.losses[0] ?? Number.NaN, ...measurement });
      else if (this.curve.takes(this.step + i)) this.add({ step: this.step + i, loss: this.losses[i] ?? Number.NaN });
    this.onLosses?.(this.losses, seen);
    this.step += made;
    if (made < count) this.diverge(this.losses[made] ?? Number.NaN);
    else if (this.step >= timetable.totalSteps) this.finish();
    else if (this.step % SAFE_EVERY === 0 && engine.firstNotFinite() < 0) {
      engine.snapshot(this.safe.snapshot);
      this.safe.step = this.step;
    }
  }

  cancel(): void {
    if (this.end) return;
    const found = this.returnToFinite();
    this.end = found ? this.diverged(found.step, found.parameter, Number.NaN) : { how: 'cancelled' };
  }

  stretch(step: number, count: number): Stretch {
    const { timetable, options, order } = this.parts;
    const { stepsPerEpoch, batch } = timetable;
    const epoch = Math.floor(step / stepsPerEpoch);
    return {
      order: order.of(epoch),
      from: (step % stepsPerEpoch) * batch,
      batch,
      count,
      lr: options.lr * options.lrDecay ** epoch,
      momentum: options.momentum,
      weightDecay: options.weightDecay,
      t: step + 1,
    };
  }

  private add(point: CurvePoint): void {
    this.curve.add(point);
    this.fresh.push(point);
  }

  private measureIfDue(): Pick<CurvePoint, 'validation' | 'metric'> | undefined {
    const { timetable } = this.parts;
    const due = this.step % (timetable.stepsPerEpoch * timetable.measureEvery) === 0;
    return due && this.measuredAt !== this.step ? this.measureNow() : undefined;
  }

  private measureNow(): Pick<CurvePoint, 'validation' | 'metric'> | undefined {
    const { engine, measured, validates } = this.parts;
    this.measuredAt = this.step;
    if (measured === undefined) return undefined;
    const { loss, metric } = measure(engine, measured);
    return { ...(validates ? { validation: loss } : {}), ...(metric === undefined ? {} : { metric }) };
  }

  private finish(): void {
    const found = this.returnToFinite();
    this.end = found ? this.diverged(found.step, found.parameter, Number.NaN) : { how: 'done' };
    const last = this.curve.all.at(-1)?.loss ?? Number.NaN;
    const measurement = found ? undefined : this.measureNow();
    if (measurement) this.add({ step: this.step, loss: this.lossAfter() ?? last, ...measurement });
  }

  /** The loss that the next update would begin with. */
  private lossAfter(): number | undefined {
    const { order, batch } = this.stretch(this.step, 1);
    return this.parts.engine.look(order.subarray(0, batch), false).loss;
  }

  private diverge(loss: number): void {
    const found = this.returnToFinite();
    this.end = this.diverged(this.step, found?.parameter, loss);
  }

  private diverged(step: number, parameter: string | undefined, loss: number): RunEnd {
    return { how: 'diverged', step, parameter, advice: adviceAfter(this.parts, step, loss) };
  }

  /** Where a parameter is not finite: goes back to the last moment when all were, and says which left first. */
  private returnToFinite(): { readonly step: number; readonly parameter: string | undefined } | undefined {
    const { engine, plan } = this.parts;
    if (engine.firstNotFinite() < 0) return undefined;
    engine.restore(this.safe.snapshot);
    const before = engine.snapshot();
    const loss = new Float64Array(1);
    for (let step = this.safe.step; ; step++) {
      engine.snapshot(before);
      engine.advance(this.stretch(step, 1), loss);
      const left = engine.firstNotFinite();
      if (left < 0 && step < this.step) continue;
      engine.restore(before);
      return { step, parameter: plan.params[left]?.name };
    }
  }
}
