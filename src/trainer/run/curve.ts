import type { Standing } from './measure.ts';

export interface CurvePoint {
  /** Updates made before. */
  readonly step: number;
  /** Of the minibatch that the next update is made with. */
  readonly loss: number;
  /** lr of that update, where it changes on the way. */
  readonly lr?: number | undefined;
  /** Measured with the parameters of this step. */
  readonly standing?: Standing | undefined;
}

const MOST_POINTS = 2048;

/** A curve in bounded memory: when it is full, every second point goes, and from then on half as many are kept. */
export class LossHistory {
  private points: CurvePoint[] = [];
  private stride = 1;

  /** Points are kept at multiples of this. */
  get spacing(): number {
    return this.stride;
  }

  /** Whether a point at this step would be kept. */
  takes(step: number): boolean {
    return step % this.stride === 0;
  }

  /** A point with a measurement is always kept. Of two points of a step the second is the better known. */
  add(point: CurvePoint): void {
    if (this.points.at(-1)?.step === point.step) this.points.pop();
    this.points.push(point);
    if (this.points.length < MOST_POINTS) return;
    this.stride *= 2;
    const keepMeasured = this.points.filter(({ standing }) => standing).length < MOST_POINTS / 2;
    this.points = this.points.filter(({ step, standing }) => step % this.stride === 0 || (keepMeasured && standing));
  }

  /** The first point is known better. */
  replaceFirst(point: CurvePoint): void {
    this.points[0] = point;
  }

  get all(): readonly CurvePoint[] {
    return this.points;
  }
}
