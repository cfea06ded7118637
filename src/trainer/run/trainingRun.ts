import { showNumber } from '../../core/base/show.ts';
import { Trail } from '../../core/base/trail.ts';
import type { Tensor } from '../../core/tensor/tensor.ts';
import type { RunEnd } from '../../protocol/training.ts';
import type { Snapshot, Stretch } from '../engine/engine.ts';
import { areFinite } from '../engine/store.ts';
import type { Plan } from '../plan/plan.ts';
import { rateAt, rateMoves } from '../plan/timetable.ts';
import { curvatureOf, stableRate } from './curvature.ts';
import { type CurvePoint, LossHistory } from './curve.ts';
import { History } from './history.ts';
import { LOOK_ROWS, rankOf, rowsOfStanding, type Standing, standingOf } from './measure.ts';
import type { RunParts } from './parts.ts';

/** How a run left the finite numbers. */
interface Divergence {
  /** Updates made before it. */
  readonly step: number;
  /** Nan where the loss itself stayed finite. */
  readonly loss: number;
  /** The parameter that left first; undefined: the loss did. */
  readonly parameter: string | undefined;
  /** Before the first update: the parameter whose gradient was not finite while the loss was. */
  readonly firstGradient: string | undefined;
}

/** What usually helps after a number that is not finite. */
function adviceAfter(parts: RunParts, { step, loss, parameter, firstGradient }: Divergence): string {
  const { options, plan } = parts;
  if (firstGradient !== undefined)
    return `${plan.lossName} is finite before the first update, but the gradient of ${firstGradient} is not: look above for a slope that is infinite, such as that of a sqrt or of a power below 1 at 0`;
  if (step === 0 && parameter === undefined)
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

/** Every so many updates the parameters are looked over, so that after a divergence the last finite ones can be found. */
const SAFE_EVERY = 64;
/** Measuring may take so much of a run's time, from its first measurements on. */
const SHARE_MEASURED = 0.1;
/** A forward pass beside an update, which has the backward pass and the rule as well. */
const FORWARD_SHARE = 1 / 3;
/** Measurements are this much further apart as the run gets longer. */
const SPREAD = 0.02;
/** Multiplications that measuring all rows may take when a run is stopped: whoever stops it waits for it. */
const MOST_AT_STOP = 5e8;

interface Moment {
  step: number;
  readonly snapshot: Snapshot;
}
interface LowestMoment extends Moment {
  readonly loss: number;
}

/** One training, from the first update to its end. Knows nothing of time: whoever holds it says how far to go. */
export class TrainingRun {
  readonly parts: RunParts;
  readonly curve = new LossHistory();
  /** Of two trainable numbers: where they went. */
  readonly trail = new Trail();
  readonly history: History;
  /** Updates made. */
  step: number;
  /** Of the last update that was made, or of the best one where that is kept. */
  standing: Standing | undefined;
  /** The moment with the lowest rank on the way, and its rank. */
  best: { readonly step: number; readonly loss: number } | undefined;
  /** Updates whose gradient was shortened. */
  clipped = 0;
  end: RunEnd | undefined;
  /** Called with each loss before its update, in order. */
  onLosses: ((losses: Float64Array, count: number) => void) | undefined;
  private fresh: CurvePoint[] = [];
  private readonly freshTrail = new Trail();
  private readonly losses = new Float64Array(SAFE_EVERY);
  /** The last two moments at which all parameters were finite. */
  private safe: Moment;
  private safeBefore: Moment;
  /** The parameters of the lowest validation loss, where the run waits for a lower one. */
  private lowest: LowestMoment | undefined;
  /** Each time that it fell. */
  private readonly lowered: { readonly step: number; readonly loss: number }[] = [];
  private readonly start: number;
  /** The step whose parameters the engine has. */
  private place: number;
  private due: number;
  /** The first point, while it waits for its measurement. */
  private unmeasured: CurvePoint | undefined;
  private readonly twoNumbers: boolean;

  constructor(parts: RunParts) {
    this.parts = parts;
    this.start = parts.from ?? 0;
    this.step = this.start;
    this.place = this.start;
    this.due = this.start;
    this.safe = { step: this.start, snapshot: parts.engine.snapshot() };
    this.safeBefore = { step: this.start, snapshot: parts.engine.snapshot() };
    this.history = new History(parts.engine, parts.historyBytes, this.start);
    this.twoNumbers = hasTwoNumbers(parts.plan);
    if (parts.lowest) this.lowest = this.broughtAlong(parts.lowest);
  }

  /** A branch goes on waiting for a loss below its trunk's lowest. */
  private broughtAlong({ step, loss, parameters }: NonNullable<RunParts['lowest']>): LowestMoment {
    const { engine } = this.parts;
    const present = engine.snapshot();
    engine.setParameters(parameters);
    const snapshot = engine.snapshot();
    engine.restore(present);
    this.lowered.push({ step, loss });
    return { step, loss, snapshot };
  }

  /** Of a branch: the parameters of a step of its trunk that it brought along. */
  parametersBefore(step: number): readonly Tensor[] | undefined {
    return step < this.start ? this.parts.lowest?.parameters : undefined;
  }

  /** The step and the value of the lowest validation loss up to a step, as `patience` counts from it. */
  lowestUntil(step: number): { readonly step: number; readonly loss: number } | undefined {
    return this.lowered.findLast((one) => one.step <= step);
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

  /** Every update sees all rows: its loss is the loss over the training rows, and nothing need be measured for it. */
  get whole(): boolean {
    return this.parts.timetable.stepsPerEpoch === 1;
  }

  /** Makes from 1 to `most` updates, or ends the run. */
  advance(most: number): void {
    if (this.end) return;
    const { engine, timetable } = this.parts;
    const { step } = this;
    if (this.unmeasured) this.measureStart(this.unmeasured);
    // The first loss is shown before all rows are measured, which may take long.
    const later = step === this.start && this.measuresLong();
    if (!later && step >= this.due) this.measureDue();
    if (this.ended()) return;
    const count = Math.min(later ? 1 : most, this.stepsToStop(), timetable.totalSteps - step);
    if (count < 1) {
      this.finish();
      return;
    }
    this.notePlace();
    const before = engine.clipped;
    const made = engine.advance(this.stretch(step, count), this.losses);
    this.clipped += engine.clipped - before;
    const seen = made < count ? made + 1 : made;
    for (let i = 0; i < seen; i++) {
      const loss = this.losses[i] ?? Number.NaN;
      if (this.whole && this.parts.gauge?.heldOut.length === 0) this.rank(step + i, loss);
      const standing = i === 0 && this.standing?.step === step ? this.standing : undefined;
      if (this.curve.takes(step + i) || standing) this.add(this.pointAt(step + i, loss, standing));
    }
    this.onLosses?.(this.losses, seen);
    if (later && made > 0) this.unmeasured = this.fresh.at(-1);
    this.step += made;
    this.place = this.step;
    if (made < count) this.diverge(this.losses[made] ?? Number.NaN);
    else if (this.step >= timetable.totalSteps) this.finish();
    else this.keep();
  }

  /** Measured where it stands, as a point of the curve: for whoever stops to look. */
  measureHere(): void {
    if (this.end || this.standing?.step === this.step || !this.parts.gauge) return;
    if (this.unmeasured) this.measureStart(this.unmeasured);
    this.takeStanding(false);
    this.add(this.pointAt(this.step, this.lossNow(), this.standing));
  }

  cancel(): void {
    if (this.end) return;
    const found = this.returnToFinite();
    this.end = found ? this.diverged(found.step, found, Number.NaN) : { how: 'cancelled' };
    if (found) return;
    this.takeStanding(false);
    this.add(this.pointAt(this.step, this.lossNow(), this.standing));
    this.notePlace();
    if (this.standing?.sampled !== undefined && this.affordsAllAtStop()) this.takeStanding(true);
  }

  /** Does something with the parameters as they were after `step` updates, then puts the present ones back. */
  at<T>(step: number, look: () => T): T {
    const { engine } = this.parts;
    const wanted = Math.max(this.start, step);
    if (wanted === this.place) return look();
    const present = engine.snapshot();
    const from = this.nearest(wanted);
    engine.restore(from.snapshot);
    this.replay(from.step, wanted);
    // Whoever looks may look at yet another step.
    const place = this.place;
    this.place = wanted;
    const seen = look();
    this.place = place;
    engine.restore(present);
    return seen;
  }

  /** How far back `at` can go without making many updates again. */
  get earliestNearby(): number {
    return this.history.grain === undefined ? this.safeBefore.step : this.start;
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
      lr: rateAt(options, timetable, step),
      momentum: options.momentum,
      weightDecay: options.weightDecay,
      ...(options.clipNorm === undefined ? {} : { clipNorm: options.clipNorm }),
      t: step + 1,
    };
  }

  /** Updates until the next at which something is kept or a new epoch begins. */
  private stepsToStop(): number {
    const { step } = this;
    if (rateMoves(this.parts.options, step)) return 1;
    const until = (every: number): number => (Number.isFinite(every) ? every - (step % every) : every);
    return Math.min(
      until(this.parts.timetable.stepsPerEpoch),
      until(SAFE_EVERY),
      Math.max(1, this.due - step),
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
    const moments = [this.history.before(step), this.safeBefore, this.safe, ...(this.lowest ? [this.lowest] : [])];
    const kept = moments.filter((moment) => moment.step <= step);
    return kept.reduce((best, moment) => (moment.step > best.step ? moment : best));
  }

  private replay(from: number, to: number): void {
    const { stepsPerEpoch } = this.parts.timetable;
    for (let step = from; step < to; ) {
      const one = rateMoves(this.parts.options, step);
      const count = one ? 1 : Math.min(to - step, SAFE_EVERY, stepsPerEpoch - (step % stepsPerEpoch));
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

  private pointAt(step: number, loss: number, standing?: Standing): CurvePoint {
    const { options, timetable } = this.parts;
    const moves = options.schedule !== 'constant' || options.warmup > 0 || options.lrDecay !== 1;
    return {
      step,
      loss,
      ...(moves && step < timetable.totalSteps ? { lr: rateAt(options, timetable, step) } : {}),
      ...(standing ? { standing } : {}),
    };
  }

  private measuresLong(): boolean {
    return this.parts.gauge !== undefined && rowsOfStanding(this.parts.gauge) > LOOK_ROWS;
  }

  /** The start is measured with the parameters that it began with, and its point said again. */
  private measureStart(point: CurvePoint): void {
    this.unmeasured = undefined;
    const present = this.step;
    this.at(this.start, () => {
      this.step = this.start;
      this.measureDue();
    });
    this.step = present;
    const measured = { ...point, standing: this.standing };
    this.curve.replaceFirst(measured);
    this.fresh = [measured, ...this.fresh.filter(({ step }) => step > this.start)];
  }

  /** Measures, and says when next: at growing intervals, so that a short run is measured often and a long one not for ever. */
  private measureDue(): void {
    const { gauge, timetable, options } = this.parts;
    const { step } = this;
    if (gauge === undefined) {
      this.due = Number.POSITIVE_INFINITY;
      return;
    }
    this.takeStanding(false);
    const cost = (FORWARD_SHARE * rowsOfStanding(gauge)) / Math.max(1, timetable.batch);
    const since = step - this.start;
    const afford = Math.min(Math.ceil(cost / SHARE_MEASURED), 2 * since);
    const next = step + Math.max(1, Math.ceil(SPREAD * since), afford);
    // A run that waits for a lower validation loss is measured after each epoch, whatever it takes.
    const epoch = timetable.stepsPerEpoch;
    this.due = options.patience === undefined ? next : Math.min(next, (Math.floor(step / epoch) + 1) * epoch);
    if (options.patience !== undefined && step % epoch === 0) this.wait(options.patience);
  }

  private takeStanding(all: boolean): void {
    const { gauge, engine } = this.parts;
    if (gauge === undefined) return;
    this.standing = standingOf(engine, gauge, this.step, all);
    // What all rows say is not held against what a sample said before.
    const unlike = all && gauge.sample.length < gauge.trainingRows.length;
    if (this.standing.validation !== undefined || !(this.whole || unlike)) this.rank(this.step, rankOf(this.standing));
  }

  private rank(step: number, loss: number): void {
    if (Number.isFinite(loss) && (this.best === undefined || loss < this.best.loss)) this.best = { step, loss };
  }

  /** Keeps the parameters of the lowest validation loss; ends the run when it has not fallen for so many epochs. */
  private wait(patience: number): void {
    const { engine, timetable } = this.parts;
    const loss = this.standing?.validation ?? Number.NaN;
    const { lowest } = this;
    if (lowest === undefined || loss < lowest.loss) {
      this.lowest = { step: this.step, loss, snapshot: engine.snapshot(lowest?.snapshot) };
      this.lowered.push({ step: this.step, loss });
      return;
    }
    if (this.step - lowest.step < patience * timetable.stepsPerEpoch) return;
    this.add(this.pointAt(this.step, this.lossNow(), this.standing));
    this.notePlace();
    this.keepLowest(true);
  }

  private ended(): boolean {
    return this.end !== undefined;
  }

  /** The run is over, with the parameters of its lowest validation loss. */
  private keepLowest(early: boolean): void {
    const { engine } = this.parts;
    const { lowest } = this;
    if (lowest === undefined) return;
    engine.restore(lowest.snapshot);
    this.place = lowest.step;
    const last = this.step;
    this.step = lowest.step;
    this.takeStanding(true);
    this.step = last;
    this.end = { how: 'done', kept: { step: lowest.step, loss: lowest.loss, early } };
  }

  private finish(): void {
    const found = this.returnToFinite();
    this.end = found ? this.diverged(found.step, found, Number.NaN) : { how: 'done' };
    if (found) return;
    this.takeStanding(false);
    const { patience } = this.parts.options;
    // A run may end within an epoch, with a lower loss than after any whole one.
    if (this.lowest && (this.standing?.validation ?? Number.NaN) < this.lowest.loss) this.lowest = undefined;
    this.add(this.pointAt(this.step, this.lossNow(), this.standing));
    this.notePlace();
    if (patience !== undefined && this.lowest && this.lowest.step < this.step) this.keepLowest(false);
    else if (this.standing?.sampled !== undefined) this.takeStanding(true);
  }

  private affordsAllAtStop(): boolean {
    const { plan, gauge } = this.parts;
    const weights = plan.params.reduce((sum, { start }) => sum + start.data.length, 0);
    return (gauge?.trainingRows.length ?? 0) * weights <= MOST_AT_STOP;
  }

  /** The loss that one more update would begin with. */
  private lossNow(): number {
    const { order, from, batch } = this.stretch(this.step, 1);
    return this.parts.engine.look(order.subarray(from, from + batch), false).loss;
  }

  private diverge(loss: number): void {
    const found = this.returnToFinite();
    this.end = this.diverged(this.step, found, loss);
  }

  /** `found`: the update that made a parameter not finite, where one did; the engine is as it was before that update. */
  private diverged(step: number, found: ReturnType<TrainingRun['returnToFinite']>, loss: number): RunEnd {
    const parameter = found?.parameter;
    const firstGradient = found?.step === 0 ? this.gradientNotFinite() : undefined;
    return {
      how: 'diverged',
      step,
      parameter,
      advice: adviceAfter(this.parts, { step, loss, parameter, firstGradient }),
    };
  }

  /** The first parameter whose gradient over the first minibatch is not finite, with the engine's present parameters. */
  private gradientNotFinite(): string | undefined {
    const { engine, plan } = this.parts;
    const { order, from, batch } = this.stretch(0, 1);
    const { gradients } = engine.look(order.subarray(from, from + batch), true);
    return plan.params[gradients.findIndex(({ data }) => !areFinite(data))]?.name;
  }

  /** Where a parameter is not finite: goes back to the last moment when all were, and says which left first. */
  private returnToFinite(): { readonly step: number; readonly parameter: string | undefined } | undefined {
    const { engine, plan } = this.parts;
    if (engine.firstNotFinite() < 0) return undefined;
    engine.restore(this.safe.snapshot);
    this.place = this.safe.step;
    const before = engine.snapshot();
    const loss = new Float64Array(1);
    for (let step = this.safe.step; ; step++) {
      engine.snapshot(before);
      engine.advance(this.stretch(step, 1), loss);
      const left = engine.firstNotFinite();
      if (left < 0 && step < this.step) continue;
      engine.restore(before);
      this.place = step;
      return { step, parameter: plan.params[left]?.name };
    }
  }
}

/** Whether all that is trained is two numbers, so that the loss is a surface over a plane. */
export const hasTwoNumbers = (plan: Plan): boolean =>
  plan.params.reduce((sum, { start }) => sum + start.data.length, 0) === 2;
