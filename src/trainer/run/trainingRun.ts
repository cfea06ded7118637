import { showNumber } from '../../core/base/show.ts';
import { Trail } from '../../core/base/trail.ts';
import type { RunEnd } from '../../protocol/training.ts';
import type { Engine, Snapshot, Stretch } from '../engine/engine.ts';
import type { Plan } from '../plan/plan.ts';
import type { RowOrder } from '../plan/rowOrder.ts';
import type { Timetable } from '../plan/timetable.ts';
import type { RunOptions } from '../plan/variants.ts';
import { curvatureOf, stableRate } from './curvature.ts';
import { Curve, type CurvePoint } from './curve.ts';
import { History } from './history.ts';
import { LOOK_ROWS, measure } from './measure.ts';

/** What usually helps after a loss that is not finite. `loss` is nan where the loss itself stayed finite. */
function adviceAfter(parts: RunParts, step: number, loss: number): string {
  const { options, plan } = parts;
  if (step === 0)
    return `${plan.lossName} is not a finite number before the first update: look for a division by zero, a log of zero or less, or an exp of a large number above`;
  const border = borderOf(parts);
  if (border !== undefined && options.lr >= border)
    return `lower the learning rate: this loss is a paraboloid, on which updates die out where lr is below ${showNumber(border)}`;
  const lower = `lower the learning rate: try lr=${showNumber(options.lr / 10)}`;
  const momentum =
    options.momentum >= 0.9
      ? `, or a smaller momentum (β = ${showNumber(options.momentum)} makes steps up to ${showNumber(1 / (1 - options.momentum))} times as long)`
      : '';
  const domain = Number.isNaN(loss) ? '; a log or sqrt may have been driven out of its domain' : '';
  return `${lower}${momentum}${domain}`;
}

/** From which lr on a run on a paraboloid diverges; undefined where the loss is none, or this is not known. */
function borderOf(parts: RunParts): number | undefined {
  const { engine, options, order, plan } = parts;
  const { momentum, optimizer } = options;
  if ((optimizer !== 'sgd' && optimizer !== 'nesterov') || plan.rows > LOOK_ROWS) return undefined;
  const present = engine.snapshot();
  engine.setParameters(plan.params.map(({ start }) => start));
  const curvature = curvatureOf(parts, order.of(0));
  engine.restore(present);
  return curvature === undefined ? undefined : stableRate(optimizer, { momentum, curvature });
}

export interface RunParts {
  readonly plan: Plan;
  readonly engine: Engine;
  readonly options: RunOptions;
  readonly timetable: Timetable;
  readonly order: RowOrder;
  /** Rows on which validation and metric are measured; undefined: nothing is measured. */
  readonly measured: Int32Array | undefined;
  readonly validates: boolean;
  readonly historyBytes: number;
}

/** Every so many updates the parameters are looked over, so that after a divergence the last finite ones can be found. */
const SAFE_EVERY = 64;

interface Moment {
  step: number;
  readonly snapshot: Snapshot;
}

/** One training, from the first update to its end. Knows nothing of time: whoever holds it says how far to go. */
export class TrainingRun {
  readonly parts: RunParts;
  readonly curve = new Curve();
  /** Of two trainable numbers: where they went. */
  readonly trail = new Trail();
  readonly history: History;
  /** Updates made. */
  step = 0;
  end: RunEnd | undefined;
  /** Called with each loss before its update, in order. */
  onLosses: ((losses: Float64Array, count: number) => void) | undefined;
  private fresh: CurvePoint[] = [];
  private readonly freshTrail = new Trail();
  private readonly losses = new Float64Array(SAFE_EVERY);
  /** The last two moments at which all parameters were finite. */
  private safe: Moment;
  private safeBefore: Moment;
  private measuredAt = -1;
  /** The point of step 0 that waits for its measurement. */
  private unmeasured: CurvePoint | undefined;
  private readonly twoNumbers: boolean;

  constructor(parts: RunParts) {
    this.parts = parts;
    this.safe = { step: 0, snapshot: parts.engine.snapshot() };
    this.safeBefore = { step: 0, snapshot: parts.engine.snapshot() };
    this.history = new History(parts.engine, parts.historyBytes);
    this.twoNumbers = hasTwoNumbers(parts.plan);
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

  /** Where two trainable numbers went since the last call, by at most so many points. */
  takeTrail(most: number): ReturnType<Trail['take']> {
    return this.freshTrail.take(most);
  }

  /** Makes from 1 to `most` updates, or ends the run. */
  advance(most: number): void {
    if (this.end) return;
    const { engine, timetable } = this.parts;
    const { step } = this;
    if (this.unmeasured) this.measureStart(this.unmeasured);
    // The first loss is shown before all rows are measured, which may take long.
    const later = step === 0 && this.measuresLong();
    const count = Math.min(later ? 1 : most, this.stepsToStop(), timetable.totalSteps - step);
    const first = later ? undefined : this.measureIfDue();
    this.notePlace();
    const made = engine.advance(this.stretch(step, count), this.losses);
    const seen = made < count ? made + 1 : made;
    for (let i = 0; i < seen; i++) {
      const loss = this.losses[i] ?? Number.NaN;
      const extra = i === 0 ? first : undefined;
      if (this.curve.takes(step + i) || extra?.validation !== undefined || extra?.metric !== undefined)
        this.add({ step: step + i, loss, ...extra });
    }
    this.onLosses?.(this.losses, seen);
    if (later && made > 0) this.unmeasured = this.fresh.at(-1);
    this.step += made;
    if (made < count) this.diverge(this.losses[made] ?? Number.NaN);
    else if (this.step >= timetable.totalSteps) this.finish();
    else this.keep();
  }

  cancel(): void {
    if (this.end) return;
    const found = this.returnToFinite();
    this.end = found ? this.diverged(found.step, found.parameter, Number.NaN) : { how: 'cancelled' };
  }

  /** Does something with the parameters as they were after `step` updates, then puts the present ones back. */
  at<T>(step: number, look: () => T): T {
    const { engine } = this.parts;
    if (step >= this.step) return look();
    const present = engine.snapshot();
    const from = this.nearest(step);
    engine.restore(from.snapshot);
    this.replay(from.step, step);
    const seen = look();
    engine.restore(present);
    return seen;
  }

  /** How far back `at` can go without making many updates again. */
  get earliestNearby(): number {
    return this.history.grain === undefined ? this.safeBefore.step : 0;
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

  /** Updates until the next at which something is kept or a new epoch begins. */
  private stepsToStop(): number {
    const { step } = this;
    const until = (every: number): number => (Number.isFinite(every) ? every - (step % every) : every);
    return Math.min(
      until(this.parts.timetable.stepsPerEpoch),
      until(SAFE_EVERY),
      until(this.history.spacing),
      this.twoNumbers ? until(this.curve.spacing) : SAFE_EVERY,
    );
  }

  private keep(): void {
    const { engine } = this.parts;
    this.history.keep(this.step, engine);
    if (this.step % SAFE_EVERY !== 0 || engine.firstNotFinite() >= 0) return;
    [this.safe, this.safeBefore] = [this.safeBefore, this.safe];
    engine.snapshot(this.safe.snapshot);
    this.safe.step = this.step;
  }

  private nearest(step: number): Moment {
    const kept = [this.history.before(step), this.safeBefore, this.safe].filter((moment) => moment.step <= step);
    return kept.reduce((best, moment) => (moment.step > best.step ? moment : best));
  }

  private replay(from: number, to: number): void {
    const { stepsPerEpoch } = this.parts.timetable;
    for (let step = from; step < to; ) {
      const count = Math.min(to - step, SAFE_EVERY, stepsPerEpoch - (step % stepsPerEpoch));
      step += Math.max(1, this.parts.engine.advance(this.stretch(step, count), this.losses));
    }
  }

  private add(point: CurvePoint): void {
    this.curve.add(point);
    this.fresh.push(point);
  }

  private notePlace(): void {
    if (!this.twoNumbers) return;
    const [x = Number.NaN, y = Number.NaN] = this.parts.engine.parameters().flatMap(({ data }) => [...data]);
    for (const trail of [this.trail, this.freshTrail]) trail.append(this.step, x, y);
  }

  private measureIfDue(): Pick<CurvePoint, 'validation' | 'metric'> | undefined {
    const { timetable } = this.parts;
    const due = this.step % (timetable.stepsPerEpoch * timetable.measureEvery) === 0;
    return due && this.measuredAt !== this.step ? this.measureNow() : undefined;
  }

  private measuresLong(): boolean {
    return (this.parts.measured?.length ?? 0) > LOOK_ROWS;
  }

  /** Step 0 is measured with the parameters that it began with, and its point said again. */
  private measureStart(point: CurvePoint): void {
    this.unmeasured = undefined;
    this.curve.replaceFirst(this.at(0, () => ({ ...point, ...this.measureNow() })));
    this.measuredAt = 0;
    const [measured = point] = this.curve.all;
    this.fresh = [...this.fresh.filter(({ step }) => step > 0), measured];
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
    if (found) return;
    this.add({ step: this.step, loss: this.lossNow(), ...this.measureNow() });
    this.notePlace();
  }

  /** The loss that one more update would begin with. */
  private lossNow(): number {
    const { order, from, batch } = this.stretch(this.step, 1);
    return this.parts.engine.look(order.subarray(from, from + batch), false).loss;
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

/** Whether all that is trained is two numbers, so that the loss is a surface over a plane. */
export const hasTwoNumbers = (plan: Plan): boolean =>
  plan.params.reduce((sum, { start }) => sum + start.data.length, 0) === 2;
