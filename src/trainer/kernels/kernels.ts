/** The WebAssembly kernels, as far as this engine can run them. */
import { compiledKernels } from './compiledKernels.ts';

export interface KernelExports {
  setHyper(rate: number, beta: number, decay: number): void;
  train(
    chain: number,
    order: number,
    from: number,
    total: number,
    count: number,
    losses: number,
    thread: number,
    number: number,
  ): number;
  multiply(m: number, k: number, n: number, a: number, b: number, out: number, scratch: number): void;
  multiplyRightTransposed(m: number, k: number, n: number, a: number, b: number, out: number, scratch: number): void;
  multiplyLeftTransposed(m: number, k: number, n: number, a: number, b: number, out: number, scratch: number): void;
}

export type KernelName = keyof typeof compiledKernels;

/** Columns of a panel: sizes of products are padded to multiples of it. */
export const PANEL_WIDTH = 8;

export interface Kernels {
  readonly name: KernelName;
  /** For people: `SIMD with fused multiply-add`. */
  readonly description: string;
  readonly exports: KernelExports;
  readonly memory: WebAssembly.Memory;
}

const DESCRIPTIONS: Readonly<Record<KernelName, string>> = {
  fma: 'WebAssembly SIMD with fused multiply-add',
  plain: 'WebAssembly SIMD',
};

const modules = new Map<KernelName, WebAssembly.Module | undefined>();

function moduleNamed(name: KernelName): WebAssembly.Module | undefined {
  if (modules.has(name)) return modules.get(name);
  const bytes = Uint8Array.from(atob(compiledKernels[name]), (character) => character.charCodeAt(0));
  const compiled = WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : undefined;
  modules.set(name, compiled);
  return compiled;
}

export const availableKernels = (): readonly KernelName[] =>
  typeof WebAssembly === 'undefined'
    ? []
    : (['fma', 'plain'] as const).filter((name) => moduleNamed(name) !== undefined);

const PAGE = 65_536;

/** A memory of its own with the kernels over it; undefined where they cannot run or so much memory is not to be had. */
export function openKernels(bytes: number, name: KernelName | undefined = availableKernels()[0]): Kernels | undefined {
  const compiled = name && moduleNamed(name);
  if (name === undefined || compiled === undefined) return undefined;
  try {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) + 1, maximum: PAGE });
    const instance = new WebAssembly.Instance(compiled, { env: { memory } });
    return { name, description: DESCRIPTIONS[name], exports: instance.exports as unknown as KernelExports, memory };
  } catch {
    return undefined;
  }
}
