// The reliability campaign: `npm run campaign -- [seed] [share of the long run] [words of a part's name]`. A whole run with its own seed writes the table.
import { writeFile } from 'node:fs/promises';
import { parts } from '../campaign/parts.ts';
import { inRoot } from './project.ts';
import { say, seconds } from './report.ts';

const [seed = 'campaign', given = '1', wanted = ''] = process.argv.slice(2);
const share = Number(given);

const rows: { readonly line: string; readonly inputs: number; readonly faults: number }[] = [];
const chosen = parts.filter(({ name }) => name.includes(wanted));
const start = performance.now();
for (const { name, what, long, run } of chosen) {
  const before = process.cpuUsage();
  const { inputs, refused, slowest, faults } = await run(seed, Math.max(1, Math.round(long * share)));
  const { user, system } = process.cpuUsage(before);
  const cpu = (user + system) / 1e6;
  say(`${name}: ${inputs} inputs, ${faults.length} faults, ${seconds(cpu * 1000)} of processor time`);
  for (const fault of faults) say(`  ${fault.replaceAll('\n', '\n  ')}`);
  const figures = [
    inputs.toLocaleString('en'),
    refused.toLocaleString('en'),
    `${Math.ceil(slowest)} ms`,
    `${Math.ceil(cpu)} s`,
    faults.length,
  ];
  rows.push({ line: `| ${name} | ${what} | ${figures.join(' | ')} |`, inputs, faults: faults.length });
}
const total = rows.reduce((sum, { inputs }) => sum + inputs, 0);
const faults = rows.reduce((sum, row) => sum + row.faults, 0);
say(`${total} inputs, ${faults} faults, ${seconds(performance.now() - start)}`);
if (share >= 1 && wanted === '')
  await writeFile(
    inRoot('test', 'campaign', 'README.md'),
    `# The reliability campaign

Random inputs, the same ones for the same seed. A fault is an exception, a hang (20 s of processor time for one input), a process or
worker left running, an answer that does not come, or a promise that is broken. A short run is part of \`npm test\`; a long one is

    npm run campaign -- [seed] [share of the long run] [part]

Seed “${seed}”, Node ${process.versions.node}: **${total.toLocaleString('en')} inputs, ${faults} faults**.

| part | what is fed, and what must hold | inputs | refused with a reason | slowest | processor time | faults |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
${rows.map(({ line }) => line).join('\n')}
`,
  );
process.exitCode = faults > 0 ? 1 : 0;
