import type { FromTrainer } from '../../protocol/training.ts';
import type { Prepared } from '../run/prepare.ts';
import { PairSweep } from './sweep.ts';
import { sweepPlanOf } from './sweepPlan.ts';

/** Milliseconds of work in one turn, and between two messages. */
const TURN = 8;
const MESSAGE_EVERY = 200;

interface SweepSurroundings {
  readonly run: number;
  readonly prepared: Prepared;
  readonly send: (message: FromTrainer) => void;
  /** Runs the next turn soon, after messages that have come in. */
  readonly schedule: (turn: () => void) => void;
}

/** Sweeps a run's map in turns, so that the run goes on and messages are heard. A new sweep takes the place of the last. */
export class SweepTurns {
  private readonly around: SweepSurroundings;
  private sweep: PairSweep | undefined;
  private toldAt = 0;

  constructor(around: SweepSurroundings) {
    this.around = around;
  }

  start(): void {
    const { prepared, run, send } = this.around;
    const plan = sweepPlanOf(prepared);
    if (plan === undefined || this.sweep?.status === 'running') return;
    try {
      this.sweep = new PairSweep(prepared, plan);
      this.tell(this.sweep);
      this.goOn(this.sweep);
    } catch (error) {
      send({ type: 'hint', run, text: `the map cannot be made: ${String(error)}` });
    }
  }

  stop(): void {
    if (this.sweep?.status !== 'running') return;
    this.sweep.stop();
    this.tell(this.sweep);
  }

  /** Says nothing more. */
  dispose(): void {
    this.sweep = undefined;
  }

  private goOn(sweep: PairSweep): void {
    this.around.schedule(() => {
      if (this.sweep !== sweep || sweep.status !== 'running') return;
      sweep.work(performance.now() + TURN, () => performance.now());
      if (sweep.status !== 'running' || performance.now() - this.toldAt >= MESSAGE_EVERY) this.tell(sweep);
      this.goOn(sweep);
    });
  }

  private tell({ found }: PairSweep): void {
    this.toldAt = performance.now();
    this.around.send({ type: 'sweep', run: this.around.run, sweep: found });
  }
}
