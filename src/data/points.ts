import { countOption, noiseOption, numberOption, pointSet } from './pointSet.ts';

const classes = (initial: number) => countOption('classes', initial, 'how many classes');
const TURN = 2 * Math.PI;

export const xor = pointSet({
  name: 'xor',
  predicts: 'labels',
  width: 2,
  options: [countOption('n', 4, 'how many points; the four corners in turn'), noiseOption(0)],
  point(row, option, random) {
    const [a, b] = [(row >> 1) & 1, row & 1];
    return { features: [a + option('noise') * random.normal(), b + option('noise') * random.normal()], y: a ^ b };
  },
  summary: 'The four corners of a square: class 1 where exactly one coordinate is 1. No straight line separates them.',
  example: 'X, y = xor()',
});

export const moons = pointSet({
  name: 'moons',
  predicts: 'labels',
  width: 2,
  options: [countOption('n', 200, 'how many points'), noiseOption(0.1)],
  point(row, option, random) {
    const [angle, dx, dy] = [Math.PI * random.uniform(), random.normal(), random.normal()];
    const y = row % 2;
    const [left, up] = y === 0 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
    return { features: [left + option('noise') * dx, up + option('noise') * dy], y };
  },
  summary: 'Two half circles that reach into each other.',
  example: 'X, y = moons(n=200, noise=0.1, seed=1)',
});

export const circles = pointSet({
  name: 'circles',
  predicts: 'labels',
  width: 2,
  options: [
    countOption('n', 200, 'how many points'),
    noiseOption(0.05),
    numberOption('factor', 0.5, 'radius of the inner circle; the outer one has radius 1'),
  ],
  point(row, option, random) {
    const [angle, dx, dy] = [TURN * random.uniform(), random.normal(), random.normal()];
    const y = row % 2;
    const radius = y === 0 ? 1 : option('factor');
    return {
      features: [radius * Math.cos(angle) + option('noise') * dx, radius * Math.sin(angle) + option('noise') * dy],
      y,
    };
  },
  summary: 'A small circle (class 1) inside a large one (class 0).',
  example: 'X, y = circles(n=200, noise=0.05, seed=1)',
});

export const blobs = pointSet({
  name: 'blobs',
  predicts: 'labels',
  width: 2,
  options: [countOption('n', 300, 'how many points'), classes(3), noiseOption(0.5)],
  point(row, option, random) {
    const [dx, dy] = [random.normal(), random.normal()];
    const y = row % option('classes');
    const angle = (TURN * y) / option('classes');
    return {
      features: [2 * Math.cos(angle) + option('noise') * dx, 2 * Math.sin(angle) + option('noise') * dy],
      y,
    };
  },
  summary: 'Round clouds of points, their centres evenly spaced on a circle of radius 2.',
  example: 'X, y = blobs(n=300, classes=3, seed=1)',
});

export const spiral = pointSet({
  name: 'spiral',
  predicts: 'labels',
  width: 2,
  options: [countOption('n', 300, 'how many points'), classes(3), noiseOption(0.2)],
  point(row, option, random) {
    const [radius, stray] = [random.uniform(), random.normal()];
    const y = row % option('classes');
    // The noise turns the point about the centre, so that the arms stay clear of each other far out.
    const angle = (TURN * y) / option('classes') + 4 * radius + option('noise') * stray;
    return { features: [radius * Math.sin(angle), radius * Math.cos(angle)], y };
  },
  summary:
    'Arms of a spiral, one for each class. A linear classifier gets about half of it right, two layers nearly all.',
  example: 'X, y = spiral(n=300, classes=3, seed=1)',
});

export const line = pointSet({
  name: 'line',
  predicts: 'target',
  width: 1,
  options: [
    countOption('n', 50, 'how many points'),
    noiseOption(0.2),
    numberOption('slope', 2, 'the slope of the line'),
    numberOption('intercept', 1, 'its height at 0'),
  ],
  signed: ['slope', 'intercept'],
  point(_row, option, random) {
    const [x, stray] = [2 * random.uniform() - 1, random.normal()];
    return { features: [x], y: option('slope') * x + option('intercept') + option('noise') * stray };
  },
  summary: 'Points near a straight line, x from −1 to 1: the data for a first regression.',
  example: 'x, y = line(n=50, slope=2, intercept=1, seed=1)',
});

export const sine = pointSet({
  name: 'sine',
  predicts: 'target',
  width: 1,
  options: [countOption('n', 100, 'how many points'), noiseOption(0.1)],
  point(_row, option, random) {
    const [x, stray] = [Math.PI * (2 * random.uniform() - 1), random.normal()];
    return { features: [x], y: Math.sin(x) + option('noise') * stray };
  },
  summary: 'Points near one wave of the sine, x from −π to π.',
  example: 'x, y = sine(n=100, noise=0.1, seed=1)',
});
