/** The WebAssembly kernels, as far as this engine can run them. */
import { compiledKernels } from './compiledKernels.ts';

interface KernelExports {
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
  /** Part `part` of `parts`, of any size; `kind` says whose transpose lies in memory: 0 none's, 1 b's, 2 a's. */
  product(
    kind: number,
    m: number,
    k: number,
    n: number,
    a: number,
    b: number,
    out: number,
    scratch: number,
    part: number,
    parts: number,
  ): void;
  /** Of shared memory only: returns when so many threads have called it. */
  waitForAll?(barrier: number, threads: number): void;
}

/** `wide` gives the numbers of `fma`; it is slow but where the engine joins two operations into one (`wideSimd.ts`). */
export type KernelName = 'fma' | 'plain' | 'wide';
type ModuleName = keyof typeof compiledKernels;

const SHARED: Readonly<Record<KernelName, ModuleName>> = {
  fma: 'fmaShared',
  plain: 'plainShared',
  wide: 'wideShared',
};

/** Columns of a panel: sizes of products are padded to multiples of it. */
export const panelWidth = (name: KernelName): number => (name === 'wide' ? 16 : 8);

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
  wide: 'WebAssembly SIMD of 256 bits with fused multiply-add',
};

const modules = new Map<ModuleName, WebAssembly.Module | undefined>();

function moduleNamed(name: ModuleName): WebAssembly.Module | undefined {
  if (modules.has(name)) return modules.get(name);
  const text = atob(compiledKernels[name]);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const made = compiled(bytes);
  modules.set(name, made);
  return made;
}

/** Asking first whether it can be compiled would read it twice. */
function compiled(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module | undefined {
  try {
    return new WebAssembly.Module(bytes);
  } catch {
    return undefined;
  }
}

const usual = typeof WebAssembly === 'undefined' ? [] : (['fma', 'plain'] as const);

/** The kernels that run well here, the fastest first. */
export const availableKernels = (): readonly KernelName[] => usual.filter((name) => moduleNamed(name) !== undefined);

/** The first of them: a run begins sooner where the others are not compiled. */
export const fastestKernel = (): KernelName | undefined => usual.find((name) => moduleNamed(name) !== undefined);

const PAGE = 65_536;

/** A memory of its own with the kernels over it; undefined where they cannot run or so much memory is not to be had. */
export function openKernels(
  bytes: number,
  name: KernelName | undefined = fastestKernel(),
  shared = false,
): Kernels | undefined {
  if (name === undefined) return undefined;
  const initial = Math.ceil(bytes / PAGE) + 1;
  try {
    const memory = new WebAssembly.Memory({ initial, maximum: shared ? initial : PAGE, shared });
    return kernelsOver(memory, name, shared);
  } catch {
    return undefined;
  }
}

/** The kernels over a memory that is there already: another thread's, when it is shared. */
export function kernelsOver(memory: WebAssembly.Memory, name: KernelName, shared: boolean): Kernels | undefined {
  const made = moduleNamed(shared ? SHARED[name] : name);
  if (made === undefined) return undefined;
  const instance = new WebAssembly.Instance(made, { env: { memory } });
  return { name, description: DESCRIPTIONS[name], exports: instance.exports as unknown as KernelExports, memory };
}
