/** Kernels of 256 bits beside those of 128: samples a second of CPU time. The flag is set once the others are compiled. */
import { setFlagsFromString } from 'node:v8';
import type { KernelName } from '../../src/trainer/kernels/kernels.ts';
import { type Network, networks } from './chains.ts';
import { ours } from './ours.ts';

const ROUNDS = 9;
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const sizes: readonly Network[] = [
  ...networks.slice(1),
  { sizes: [3072, 512, 10], batch: 256, rows: 1280, target: {} },
];

/** About a third of a second of updates. */
const updatesOf = ({ sizes: [a = 1, b = 1], batch }: Network): number => Math.max(4, Math.round(2e9 / (batch * a * b)));

const warm = ours(networks[1] ?? { sizes: [784, 128, 10], batch: 64, rows: 3200, target: {} }, 'fma');
await warm.run(400);
setFlagsFromString('--experimental-wasm-revectorize');
console.log(
  `Samples a second of CPU time, medians of ${ROUNDS} turns; Node ${process.version}, V8 ${process.versions.v8}`,
);
for (const network of sizes) {
  const contenders = (['fma', 'wide'] satisfies KernelName[]).map((kernel) => ours(network, kernel));
  const updates = updatesOf(network);
  const rates = contenders.map((): number[] => []);
  for (let round = -2; round < ROUNDS; round++)
    for (const [i, contender] of contenders.entries()) {
      const rate = (updates * network.batch) / (await contender.run(updates));
      if (round >= 0) rates[i]?.push(rate);
    }
  const [narrow = 0, wide = 0] = rates.map(median);
  console.log(
    `  ${network.sizes.join('-')}, batch ${network.batch}: ${Math.round(narrow)} → ${Math.round(wide)}, ${(wide / narrow).toFixed(2)} times (wanted: 1.7)`,
  );
}
