import type { ToTrainingPanel } from '../../protocol/training.ts';
import type { WorkerRun } from '../training/trainingRun.ts';

/** All that a panel needs that has just become ready. */
export const stateMessage = (run: WorkerRun | undefined): ToTrainingPanel => ({
  type: 'state',
  state: run?.state() ?? {
    run: 0,
    uri: '',
    status: 'none',
    description: undefined,
    curves: [],
    ended: undefined,
    hints: [],
  },
});
