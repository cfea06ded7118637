/** The networks of the benchmark, and the same numbers for every contender. */
export interface Network {
  readonly sizes: readonly number[];
  readonly batch: number;
  readonly rows: number;
  /** Samples a second must be so many times those of TensorFlow.js with its wasm backend, and of PyTorch on one thread. */
  readonly target: { readonly tensorflow?: number; readonly torch?: number };
}

export const networks: readonly Network[] = [
  { sizes: [2, 16, 16, 3], batch: 32, rows: 3200, target: { tensorflow: 100, torch: 50 } },
  { sizes: [784, 128, 10], batch: 64, rows: 3200, target: { tensorflow: 15, torch: 1 } },
  { sizes: [3072, 100, 10], batch: 64, rows: 1280, target: { tensorflow: 38, torch: 0.9 } },
  { sizes: [3072, 512, 10], batch: 64, rows: 1280, target: { tensorflow: 38, torch: 0.73 } },
];

/** A fixed stream, so that no contender meets denormal or infinite numbers that another does not. */
export function numbers(length: number, seed: number, scale: number): Float32Array {
  let state = seed * 2654435761 + 1;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) * scale;
  });
}

export interface Contender {
  readonly name: string;
  /** Makes so many updates of the network prepared last, and answers the seconds of CPU time that they took. */
  run(updates: number): Promise<number> | number;
  dispose(): void;
}
