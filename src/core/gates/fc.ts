import { showShape } from '../base/show.ts';
import { addSummed, broadcastShape, broadcastTo } from '../tensor/broadcast.ts';
import { type Shape, sameShape } from '../tensor/tensor.ts';
import { defineGate } from './defineGate.ts';
import { isShapeProblem, type ShapeProblem } from './gate.ts';
import { productShape } from './matmul.ts';
import { addMatrixProduct, productWork, pullMatrixProduct } from './product.ts';

function layerShape(x: Shape, W: Shape, b: Shape): Shape | ShapeProblem {
  const product = W.length < 2 ? undefined : productShape(x, W);
  if (product === undefined)
    return { problem: `the weights of fc are a matrix (inputs, outputs), not of shape ${showShape(W)}` };
  if (isShapeProblem(product)) return { problem: `fc: ${product.problem}` };
  const out = broadcastShape(product, b);
  return out && sameShape(out, product)
    ? product
    : {
        problem: `fc: ${showShape(x)} @ ${showShape(W)} gives ${showShape(product)}, and a bias of shape ${showShape(b)} does not fit: it needs one number for each output, (${W.at(-1)},)`,
      };
}

export const fc = defineGate({
  name: 'fc',
  symbol: 'fc',
  params: ['x', 'W', 'b'],
  pattern: 'swap multiplier',
  shape: ([x = [], W = [], b = []]) => layerShape(x, W, b),
  value([x, W, b], out) {
    if (b) out.data.set(broadcastTo(b, out.shape).data);
    if (x && W) addMatrixProduct(x, W, out.data);
  },
  pullback({ inputs: [x, W], upstream }, [dx, dW, db]) {
    if (x && W) pullMatrixProduct(x, W, upstream.data, dx, dW);
    if (db) addSummed(upstream.data, upstream.shape, db);
  },
  tangent({ inputs: [x, W] }, [dx, dW, db], out) {
    out.data.fill(0);
    if (db) out.data.set(broadcastTo(db, out.shape).data);
    if (dx && W) addMatrixProduct(dx, W, out.data);
    if (x && dW) addMatrixProduct(x, dW, out.data);
  },
  work: productWork,
  kernel: { value: 'x @ W + b' },
  rules: ['upstream @ W.T', 'x.T @ upstream', 'sum(upstream, axis=0)'],
  ruleAt(param, [x = [], W = [], b = []]) {
    if (param < 2 && (x.length > 2 || W.length > 2)) return '';
    if (param === 0) return 'upstream @ W.T';
    if (param === 1) return x.length === 1 ? 'outer(x, upstream)' : 'x.T @ upstream';
    return x.length === 2 && b.length === 1 ? 'sum(upstream, axis=0)' : 'upstream';
  },
  expansion: 'x @ W + b',
  prose: {
    summary: 'A fully connected layer: x @ W + b, one row of {x} for each example.',
    insight:
      'The weights get inputs times upstream, summed over the batch; the bias is used by every row, so its gradient is the sum over the rows.',
    latex: '{x} \\, {W} + {b}',
    pytorch: '{x} @ {W} + {b}',
    shapes: '(n, in), (in, out) and (out,) give (n, out); one example (in,) gives (out,)',
  },
  examples: [
    {
      inputs: [
        [
          [1, -2, 0.5, 3],
          [2, 1, -1, 0],
        ],
        [
          [1, 0, -2],
          [2, -1, 1],
          [-1, 3, 1],
          [0, 2, -1],
        ],
        [0.1, -0.2, 0.3],
      ],
      out: [
        [-3.4, 9.3, -6.2],
        [5.1, -4.2, -3.7],
      ],
      gradients: [
        [
          [-1, 2, 3, 1],
          [-1, 2, 3, 1],
        ],
        [
          [3, 3, 3],
          [-1, -1, -1],
          [-0.5, -0.5, -0.5],
          [3, 3, 3],
        ],
        [2, 2, 2],
      ],
    },
  ],
});
