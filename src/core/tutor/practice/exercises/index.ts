import type { MakeExercise } from './exercise.ts';
import { matrices } from './matrices.ts';
import { momentum } from './momentum.ts';
import { forks, gates, max } from './scalars.ts';
import { sigmoidNeuron } from './sigmoidNeuron.ts';
import { softmax } from './softmax.ts';
import { tanh } from './tanh.ts';
import type { Topic } from './topic.ts';

export const makers: Readonly<Record<Topic, MakeExercise>> = {
  gates,
  forks,
  max,
  'sigmoid neuron': sigmoidNeuron,
  tanh,
  matrices,
  softmax,
  momentum,
};
