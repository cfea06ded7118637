/** Training throughput of a whole step beside its peers: the same machine, the same run, turn by turn, medians of CPU time. */
import { type Contender, type Network, networks } from './chains.ts';
import { ours } from './ours.ts';
import { tensorflow } from './tensorflow.ts';
import { Torch } from './torch.ts';

const ROUNDS = 9;
/** Seconds of CPU time that a turn should take. */
const TURN = 0.4;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Updates that take about one turn. */
async function pace(contender: Contender): Promise<number> {
  let updates = 1;
  for (;;) {
    const took = await contender.run(updates);
    if (took > TURN / 8) return Math.max(1, Math.round((updates * TURN) / took));
    updates *= 4;
  }
}

async function race(contenders: readonly Contender[], { batch }: Network): Promise<readonly number[]> {
  const updates: number[] = [];
  for (const contender of contenders) updates.push(await pace(contender));
  const rates = contenders.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, contender] of contenders.entries()) {
      const count = updates[i] ?? 1;
      rates[i]?.push((count * batch) / (await contender.run(count)));
    }
  return rates.map(median);
}

const torch = await Torch.open();
const thousands = (rate: number): string => Math.round(rate).toLocaleString('en');
console.log(
  `Samples a second of CPU time, medians of ${ROUNDS} turns; Node ${process.version}, V8 ${process.versions.v8}`,
);
for (const network of networks) {
  const contenders = [ours(network), await tensorflow(network), ...(torch ? [await torch.contender(network)] : [])];
  const [own = 0, ...peers] = await race(contenders, network);
  console.log(`\n${network.sizes.join('-')}, batch ${network.batch}`);
  console.log(`  ${thousands(own).padStart(12)}  ${contenders[0]?.name}`);
  for (const [i, rate] of peers.entries()) {
    const wanted = i === 0 ? network.target.tensorflow : network.target.torch;
    const ratio = (own / rate).toPrecision(3);
    console.log(`  ${thousands(rate).padStart(12)}  ${contenders[i + 1]?.name}: ${ratio} times (wanted: ${wanted})`);
  }
  for (const contender of contenders) contender.dispose();
}
torch?.close();
