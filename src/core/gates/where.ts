import { elementwise } from './elementwise.ts';

export const where = elementwise({
  name: 'where',
  symbol: 'where',
  params: ['mask', 'a', 'b'],
  differentiable: [false, true, true],
  pattern: 'gradient router',
  cuts: true,
  value: (mask, a, b) => (mask !== 0 ? a : b),
  slopes: [() => 0, (mask) => (mask !== 0 ? 1 : 0), (mask) => (mask !== 0 ? 0 : 1)],
  locals: ['0', 'mask != 0', 'mask == 0'],
  kernel: { value: 'where(mask, a, b)', slopes: ['0', 'where(mask, 1, 0)', 'where(mask, 0, 1)'] },
  complex: (mask, a, b) => (mask.re !== 0 ? a : b),
  remark: ([mask]) =>
    mask === 0
      ? { kind: 'off', param: 1, words: 'the mask is 0, so where routed to {b}' }
      : { kind: 'off', param: 2, words: 'the mask is not 0, so where routed to {a}' },
  chip: ({ names: [, a, b], inputs: [mask], upstream, show }) =>
    `router: the mask is ${mask === 0 ? '0' : 'not 0'}, all of ${show(upstream)} goes to ${mask === 0 ? b : a}`,
  prose: {
    summary: 'Picks {a} where the mask is not 0, else {b}.',
    insight: 'A gradient router: upstream goes to the one that was picked. No gradient flows to the mask.',
    latex: '\\begin{cases} {a} & \\text{if } {mask} \\\\ {b} & \\text{else} \\end{cases}',
    pytorch: 'torch.where({mask} != 0, {a}, {b})',
    shapes: 'all three shapes are broadcast',
  },
  examples: [
    {
      inputs: [
        [1, 0],
        [10, 20],
        [3, 4],
      ],
      out: [10, 4],
      gradients: [
        [0, 0],
        [1, 0],
        [0, 1],
      ],
    },
  ],
});
