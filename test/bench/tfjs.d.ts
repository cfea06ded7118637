/** What the benchmarks call of TensorFlow.js, which is installed beside them alone: types are checked without it. */
declare module '@tensorflow/tfjs' {
  export interface Tensor {
    toFloat(): Tensor;
    toInt(): Tensor;
    mod(divisor: number): Tensor;
  }
  interface Optimizer {
    minimize(loss: () => Tensor): void;
    dispose(): void;
  }
  type Shape = readonly number[];

  export const version_core: string;
  export function setBackend(name: string): Promise<boolean>;
  export function ready(): Promise<void>;
  export function tidy(work: () => void): void;
  export function dispose(tensors: readonly Tensor[]): void;

  export function tensor1d(values: ArrayLike<number>, type?: 'int32'): Tensor;
  export function tensor2d(values: ArrayLike<number>, shape: Shape): Tensor;
  export function zeros(shape: Shape): Tensor;
  export function range(start: number, stop: number): Tensor;
  export function randomNormal(
    shape: Shape,
    mean?: number,
    deviation?: number,
    type?: 'float32',
    seed?: number,
  ): Tensor;
  export function variable(initial: Tensor): Tensor;
  export function oneHot(indices: Tensor, depth: number): Tensor;
  export function gather(from: Tensor, indices: Tensor): Tensor;

  export function add(a: Tensor, b: Tensor): Tensor;
  export function sub(a: Tensor, b: Tensor): Tensor;
  export function matMul(a: Tensor, b: Tensor): Tensor;
  export function square(x: Tensor): Tensor;
  export function mean(x: Tensor): Tensor;
  export function relu(x: Tensor): Tensor;
  export function tanh(x: Tensor): Tensor;
  export function sigmoid(x: Tensor): Tensor;

  export const losses: { softmaxCrossEntropy(labels: Tensor, logits: Tensor): Tensor };
  export const train: { momentum(rate: number, momentum: number): Optimizer };
}

declare module '@tensorflow/tfjs-backend-wasm' {
  export function setThreadsCount(count: number): void;
}
