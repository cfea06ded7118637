import type { MakeExercise } from './exercise.ts';
import { matrices } from './matrices.ts';
import { momentum } from './momentum.ts';
import { forks, gatesExercise, maxExercise } from './scalars.ts';
import { sigmoidNeuron } from './sigmoidNeuron.ts';
import { softmaxExercise } from './softmax.ts';
import { tanhExercise } from './tanh.ts';
import type { Topic } from './topic.ts';

export const exerciseMakers: Readonly<Record<Topic, MakeExercise>> = {
  gates: gatesExercise,
  forks,
  max: maxExercise,
  'sigmoid neuron': sigmoidNeuron,
  tanh: tanhExercise,
  matrices,
  softmax: softmaxExercise,
  momentum,
};
