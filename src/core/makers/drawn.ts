import type { Random } from '../base/random.ts';
import type { Shape, Tensor } from '../tensor/tensor.ts';
import type { Maker, MakerOption, MakerProblem } from './maker.ts';
import { sizesOf } from './sizes.ts';

const seed: MakerOption = {
  name: 'seed',
  initial: '',
  meaning: 'a whole number; the same seed gives the same numbers. Left out, the name assigned decides',
};

type Drawn = Pick<Maker, 'name' | 'signature' | 'prose' | 'example'> & {
  /** Draws all entries of a tensor of that shape. */
  readonly draw: (random: Random, out: Tensor['data'], shape: Shape) => void;
  readonly refuse?: (shape: Shape) => MakerProblem | undefined;
};

const drawn = ({ draw, refuse, ...described }: Drawn): Maker => ({
  ...described,
  options: [seed],
  random: true,
  shape(given) {
    const sizes = sizesOf(described.name, given);
    return 'problem' in sizes ? sizes : (refuse?.(sizes) ?? sizes);
  },
  fill(out, _given, random) {
    draw(random, out.data, out.shape);
  },
});

const layer =
  (name: string) =>
  (shape: Shape): MakerProblem | undefined =>
    shape.length === 1 || shape.length === 2
      ? undefined
      : { problem: `${name} makes the weights of a layer: ${name}(inputs, outputs)` };

export const randn = drawn({
  name: 'randn',
  signature: 'randn(rows, columns, …, seed=)',
  draw: (random, out) => random.normals(out, 1),
  prose: { summary: 'Random numbers from the standard normal distribution.', pytorch: 'torch.randn({sizes})' },
  example: { text: 'randn(2, 3, seed=1)', shape: [2, 3] },
});

export const rand = drawn({
  name: 'rand',
  signature: 'rand(rows, columns, …, seed=)',
  draw(random, out) {
    for (let i = 0; i < out.length; i++) out[i] = random.uniform();
  },
  prose: { summary: 'Random numbers spread evenly over 0 to 1 (1 excluded).', pytorch: 'torch.rand({sizes})' },
  example: { text: 'rand(2, 3, seed=1)', shape: [2, 3] },
});

/** He et al. 2015: keeps the variance through layers of ReLUs. The layer's weights have shape (inputs, outputs). */
export const he = drawn({
  name: 'he',
  signature: 'he(inputs, outputs, seed=)',
  draw: (random, out, [inputs = 1]) => random.normals(out, Math.sqrt(2 / inputs)),
  refuse: layer('he'),
  prose: {
    summary: 'Starting weights for a layer before a ReLU: normal with standard deviation √(2 / inputs).',
    pytorch: 'torch.randn({sizes}) * (2 / {first}) ** 0.5',
  },
  example: { text: 'he(64, 16, seed=1)', shape: [64, 16] },
});

/** Glorot and Bengio 2010. A vector of weights has one output. */
export const xavier = drawn({
  name: 'xavier',
  signature: 'xavier(inputs, outputs, seed=)',
  draw: (random, out, [inputs = 1, outputs = 1]) => random.normals(out, Math.sqrt(2 / (inputs + outputs))),
  refuse: layer('xavier'),
  prose: {
    summary:
      'Starting weights for a layer before a tanh or sigmoid: normal with standard deviation √(2 / (inputs + outputs)).',
    pytorch: 'torch.randn({sizes}) * (2 / ({first} + {last})) ** 0.5',
  },
  example: { text: 'xavier(64, 16, seed=1)', shape: [64, 16] },
});
