/** Matrix products beside the peak of 128-bit arithmetic, measured in the same run: GFLOP a second of CPU time. */
import asc from 'assemblyscript/asc';
import { availableKernels, type KernelName, openKernels } from '../../src/trainer/kernels/kernels.ts';

const ROUNDS = 15;
const [m, k, n] = [64, 784, 128];

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Twelve sums that wait for nothing but themselves: as many as hide the latency of a multiply-add. */
function peakSource(fma: boolean): string {
  const names = Array.from({ length: 12 }, (_, i) => `s${i}`);
  const step = (s: string): string =>
    fma ? `${s} = f32x4.relaxed_madd(a, b, ${s});` : `${s} = f32x4.add(${s}, f32x4.mul(a, b));`;
  return `export function peak(turns: i32, x: f32): f32 {
  const a = f32x4.splat(x), b = f32x4.splat(0.5);
  ${names.map((s) => `let ${s} = f32x4.splat(0);`).join(' ')}
  for (let i = 0; i < turns; i++) { ${names.map(step).join(' ')} }
  return f32x4.extract_lane(${names.reduce((sum, s) => `f32x4.add(${sum}, ${s})`)}, 0);
}
`;
}

async function peakOf(fma: boolean): Promise<(turns: number, x: number) => number> {
  let wasm: Uint8Array | undefined;
  const features = fma ? ['--enable', 'relaxed-simd'] : [];
  await asc.main(['peak.ts', '--outFile', 'peak.wasm', '-O0', '--runtime', 'stub', '--enable', 'simd', ...features], {
    readFile: (name: string) => (name === 'peak.ts' ? peakSource(fma) : null),
    writeFile: (_name: string, contents: unknown) => {
      if (contents instanceof Uint8Array) wasm = contents;
    },
    listFiles: () => [],
  });
  if (wasm === undefined) throw new Error('the peak does not compile');
  const { instance } = await WebAssembly.instantiate(wasm.slice().buffer);
  return instance.exports.peak as (turns: number, x: number) => number;
}

/** GFLOP a second of one turn of about 50 ms. */
function turn(flop: number, work: () => void): number {
  const count = Math.ceil(2e9 / flop);
  const before = process.cpuUsage();
  for (let i = 0; i < count; i++) work();
  const { user, system } = process.cpuUsage(before);
  return (flop * count) / ((user + system) * 1000);
}

async function measure(name: KernelName): Promise<void> {
  const kernels = openKernels(1 << 22, name);
  if (kernels === undefined) return;
  const peak = await peakOf(name === 'fma');
  const floats = new Float32Array(kernels.memory.buffer);
  for (let i = 32_768; i < floats.length; i++) floats[i] = Math.sin(i);
  const [a, b, out, scratch] = [1 << 17, 1 << 19, 1 << 20, 3 << 19];
  const turns = 1_000_000;
  const contenders: readonly (readonly [string, number, () => void])[] = [
    [`peak (${name === 'fma' ? 'fused multiply-add' : 'multiply, then add'})`, 12 * 8 * turns, () => peak(turns, 0.25)],
    ['forward', 2 * m * k * n, () => kernels.exports.multiply(m, k, n, a, b, out, scratch)],
    ['data gradient', 2 * m * k * n, () => kernels.exports.multiplyRightTransposed(m, n, k, a, b, out, scratch)],
    ['weight gradient', 2 * m * k * n, () => kernels.exports.multiplyLeftTransposed(k, m, n, a, b, out, scratch)],
  ];
  const rates = contenders.map(([, flop, work]) => {
    turn(flop, work);
    return [] as number[];
  });
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, [, flop, work]] of contenders.entries()) rates[i]?.push(turn(flop, work));
  const most = median(rates[0] ?? []);
  for (const [i, [called]] of contenders.entries()) {
    const rate = median(rates[i] ?? []);
    console.log(`  ${rate.toFixed(1).padStart(7)}  ${((100 * rate) / most).toFixed(0).padStart(3)} %  ${called}`);
  }
}

console.log(`GFLOP a second of CPU time, (${m}, ${k}) @ (${k}, ${n}) with packing; Node ${process.version}`);
for (const name of availableKernels()) await measure(name);
