/** A curve in bounded memory: when it is full, every second point goes, and from then on half as many are kept. */
export interface CurvePoint {
  /** Updates made before. */
  readonly step: number;
  readonly loss: number;
  readonly validation?: number;
  readonly metric?: number;
}

const MOST_POINTS = 2048;

export class Curve {
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

  /** A point with a measurement is always kept. */
  add(point: CurvePoint): void {
    this.points.push(point);
    if (this.points.length < MOST_POINTS) return;
    this.stride *= 2;
    const measured = this.points.filter((kept) => kept.validation !== undefined || kept.metric !== undefined).length;
    const keepMeasured = measured < MOST_POINTS / 4;
    this.points = this.points.filter(
      (kept) =>
        kept.step % this.stride === 0 || (keepMeasured && (kept.validation !== undefined || kept.metric !== undefined)),
    );
  }

  /** The first point is known better. */
  replaceFirst(point: CurvePoint): void {
    this.points[0] = point;
  }

  get all(): readonly CurvePoint[] {
    return this.points;
  }
}
