import { hashed, wordAt } from '../base/seededRandom.ts';
import { defineGate } from './defineGate.ts';
import type { Options } from './gate.ts';

const shareIn = ({ p }: Options): number => (typeof p === 'number' ? p : 0.5);

/** Srivastava et al. 2014, with what is kept scaled up at once (inverted dropout), as PyTorch does. */
export const dropout = defineGate({
  name: 'dropout',
  symbol: 'dropout',
  params: ['x'],
  pattern: 'gradient switch',
  options: [
    {
      name: 'p',
      kind: 'number',
      initial: 0.5,
      meaning: 'the share of entries that training sets to 0',
      positional: true,
    },
    { name: 'seed', kind: 'whole number', initial: 0, meaning: 'another seed drops other entries', positional: false },
  ],
  shape([x = []], options) {
    const p = shareIn(options);
    return p >= 0 && p < 1 ? x : { problem: `dropout drops a share from 0 to just below 1, not ${p}` };
  },
  value([x], out) {
    if (x) out.data.set(x.data);
  },
  pullback({ upstream }, [into]) {
    if (into) for (let i = 0; i < into.data.length; i++) into.data[i] = (into.data[i] ?? 0) + (upstream.data[i] ?? 0);
  },
  tangent(_at, [dx], out) {
    if (dx) out.data.set(dx.data);
    else out.data.fill(0);
  },
  drawn: {
    factors(out, options, step, place) {
      const p = shareIn(options);
      const key = hashed(`dropout ${typeof options.seed === 'number' ? options.seed : 0} ${step} ${place}`, 1);
      const [dropped, kept] = [p * 2 ** 32, 1 / (1 - p)];
      for (let i = 0; i < out.length; i++) out[i] = wordAt(key, i) < dropped ? 0 : kept;
    },
    pytorch: 'dropped({x}, {p}, {seed}, self.step, {place})',
  },
  rules: ['upstream'],
  prose: {
    summary:
      'In training, sets a random share p of the entries to 0 at every step and divides the rest by 1 − p. Everywhere else, as here, it passes {x} on unchanged.',
    insight:
      'In training a switch for each entry: dropped ones get no gradient, kept ones upstream / (1 − p). Shown here is the network as it is used, with dropout off.',
    latex: '\\operatorname{dropout}\\left({x}\\right)',
    pytorch: 'torch.nn.functional.dropout({x}, {p}, training=False)',
    shapes: 'keeps the shape',
  },
  examples: [{ inputs: [[1, -2]], options: { p: 0.5, seed: 0 }, out: [1, -2], gradients: [[1, 1]] }],
});
