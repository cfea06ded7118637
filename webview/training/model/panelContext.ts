import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { FromTrainingPanel } from '../../../src/protocol/training.ts';
import type { LookScheduler } from './lookScheduler.ts';
import type { PanelChoices } from './panelChoices.ts';
import type { TrainingModel } from './trainingModel.ts';

/** What every part of the panel reads and talks to. */
export interface Panel {
  readonly model: TrainingModel;
  readonly choices: PanelChoices;
  readonly looks: LookScheduler;
  post(message: FromTrainingPanel): void;
}

export const PanelContext = createContext<Panel | undefined>(undefined);

export function usePanel(): Panel {
  const panel = useContext(PanelContext);
  if (!panel) throw new Error('used outside the panel');
  return panel;
}
