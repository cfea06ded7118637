import type { TrainingRun } from '../run/trainingRun.ts';

/** Keeps one run's updates within slices of time, and counts how fast they go. */
export class Pacer {
  readonly run: TrainingRun;
  private readonly now: () => number;
  /** Milliseconds that an update takes, or a guess. */
  perStep = 0.05;
  private countedSteps = 0;
  private countedTime = 0;
  private rate = 0;

  constructor(run: TrainingRun, now: () => number) {
    this.run = run;
    this.now = now;
  }

  /** Updates for about `milliseconds`, at least one. */
  work(milliseconds: number): void {
    const start = this.now();
    const before = this.run.step;
    this.run.advance(Math.max(1, Math.floor(milliseconds / this.perStep)));
    const took = this.now() - start;
    const made = this.run.step - before;
    if (made > 0) this.perStep = Math.max(1e-4, took / made);
    this.countedSteps += made;
    this.countedTime += took;
  }

  /** Rows seen in a second of work, since the last question. */
  samplesPerSecond(): number {
    if (this.countedTime > 0) {
      this.rate = (1000 * this.countedSteps * Math.max(1, this.run.parts.timetable.batch)) / this.countedTime;
      this.countedSteps = 0;
      this.countedTime = 0;
    }
    return this.rate;
  }
}
