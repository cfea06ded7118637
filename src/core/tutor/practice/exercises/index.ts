import type { MakeExercise } from './exercise.ts';
import { lookups } from './lookups.ts';
import { matrices } from './matrices.ts';
import { momentum } from './momentum.ts';
import { forks, gatesExercise, maxExercise } from './scalars.ts';
import { sigmoidNeuron } from './sigmoidNeuron.ts';
import { softmaxExercise } from './softmax.ts';
import { statistics } from './statistics.ts';
import { tanhExercise } from './tanh.ts';
import type { Topic } from './topic.ts';
import { windows } from './windows.ts';

export const exerciseMakers: Readonly<Record<Topic, MakeExercise>> = {
  gates: gatesExercise,
  forks,
  max: maxExercise,
  'sigmoid neuron': sigmoidNeuron,
  tanh: tanhExercise,
  matrices,
  softmax: softmaxExercise,
  momentum,
  statistics,
  windows,
  lookups,
};
