import { cornersOf } from './corners.ts';

/** Where two trainable numbers went, in bounded memory: when it is full, half of the points go, and the shape stays. */
export class Trail {
  /** Updates made before each point; ascending. */
  readonly steps: number[] = [];
  readonly x: number[] = [];
  readonly y: number[] = [];
  private readonly most: number;

  constructor(most = 4096) {
    this.most = most;
  }

  append(step: number, x: number, y: number): void {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return;
    this.steps.push(step);
    this.x.push(x);
    this.y.push(y);
    if (this.x.length > this.most) this.thin(this.most >> 1);
  }

  /** What was added since the last call, at most so many points of it. */
  take(most: number): readonly (readonly [step: number, x: number, y: number])[] {
    this.thin(most);
    const taken = this.steps.map((step, i) => [step, this.x[i] ?? 0, this.y[i] ?? 0] as const);
    for (const list of [this.steps, this.x, this.y]) list.length = 0;
    return taken;
  }

  private thin(most: number): void {
    const kept = cornersOf(this.x, this.y, most);
    for (const list of [this.steps, this.x, this.y]) {
      for (const [to, from] of kept.entries()) list[to] = list[from] ?? 0;
      list.length = kept.length;
    }
  }
}
