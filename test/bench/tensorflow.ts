import * as tf from '@tensorflow/tfjs';
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import { type Contender, type Network, numbers } from './chains.ts';

/** TensorFlow.js with its WebAssembly backend (SIMD on, one thread) and its own momentum optimiser. */
export async function tensorflow({ sizes, batch, rows }: Network): Promise<Contender> {
  setThreadsCount(1);
  await tf.setBackend('wasm');
  await tf.ready();
  const [width = 1] = sizes;
  const classes = sizes.at(-1) ?? 1;
  const X = tf.tensor2d(numbers(rows * width, 1, 1), [rows, width]);
  const labels = tf.tensor1d(
    Int32Array.from({ length: rows }, (_, i) => i % classes),
    'int32',
  );
  const Y = tf.oneHot(labels, classes).toFloat();
  const layers = sizes.slice(1).map((outputs, i) => {
    const inputs = sizes[i] ?? 1;
    const weights = numbers(inputs * outputs, 2 + i, Math.sqrt(6 / inputs));
    return { w: tf.variable(tf.tensor2d(weights, [inputs, outputs])), b: tf.variable(tf.zeros([outputs])) };
  });
  const optimizer = tf.train.momentum(0.01, 0.9);
  const order = Int32Array.from({ length: rows }, (_, i) => (i * 7919) % rows);
  const perEpoch = rows / batch;
  let done = 0;
  const step = (): void => {
    const at = (done++ % perEpoch) * batch;
    tf.tidy(() => {
      const picked = tf.tensor1d(order.slice(at, at + batch), 'int32');
      const x = tf.gather(X, picked);
      const y = tf.gather(Y, picked);
      optimizer.minimize(() => {
        let h: tf.Tensor = x;
        for (const [i, { w, b }] of layers.entries()) {
          h = tf.add(tf.matMul(h, w), b);
          if (i < layers.length - 1) h = tf.relu(h);
        }
        return tf.losses.softmaxCrossEntropy(y, h);
      });
    });
  };
  return {
    name: `TensorFlow.js ${tf.version_core}, wasm`,
    run(updates) {
      const before = process.cpuUsage();
      for (let i = 0; i < updates; i++) step();
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1e6;
    },
    dispose() {
      tf.dispose([X, Y, labels, ...layers.flatMap(({ w, b }) => [w, b])]);
      optimizer.dispose();
    },
  };
}
