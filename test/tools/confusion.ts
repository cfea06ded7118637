// Writes the table of which mistakes the tutor names: `node test/tools/run.mjs confusion [answers]`.
import { writeFile } from 'node:fs/promises';
import { type Confused, confused, type Named } from '../unit/tutor/confusion.ts';
import { inRoot } from './project.ts';
import { say } from './report.ts';

const COUNT = Number(process.argv[2] ?? 6000);
const SEED = 'confusion table';
/** Other programs and answers: the figures are no luck of one seed. */
const OTHER_SEEDS = ['a', 'b', 'c', 'd'];

const noTally = (): Record<Named, number> => ({ right: 0, several: 0, unknown: 0, wrong: 0 });

interface Row {
  readonly tally: Record<Named, number>;
  /** What was named instead, and how often. */
  readonly instead: Map<string, number>;
}

const rows = new Map<string, Row>();
const kinds = new Map<string, number>();
const total = noTally();

function count({ answer, mark, named, column }: Confused): void {
  const row = rows.get(answer.code) ?? { tally: noTally(), instead: new Map() };
  rows.set(answer.code, row);
  row.tally[named]++;
  total[named]++;
  kinds.set(answer.kind, (kinds.get(answer.kind) ?? 0) + 1);
  if (named === 'right') return;
  const other =
    column === 'several' ? mark.mistakes.join(' or ') : column === 'pair' ? mark.mistakes.join(' and ') : column;
  row.instead.set(other, (row.instead.get(other) ?? 0) + 1);
}

for (const one of confused(COUNT, SEED)) count(one);

const elsewhere = OTHER_SEEDS.map((seed) => {
  const tally = noTally();
  for (const { named } of confused(COUNT, seed)) tally[named]++;
  return { seed, tally };
});

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;
const shares = ({ right, several, unknown, wrong }: Record<Named, number>): readonly string[] =>
  [right, several, unknown, wrong].map((part) => percent(part, right + several + unknown + wrong));
const line = (name: string, tally: Record<Named, number>, others: string): string => {
  const whole = tally.right + tally.several + tally.unknown + tally.wrong;
  return `| ${[name, whole, ...shares(tally), others].join(' | ')} |`;
};
const others = ({ instead }: Row): string =>
  [...instead]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 4)
    .map(([name, times]) => `${name} ${times}`)
    .join(', ');

const text = `# Which mistake the tutor names

${COUNT} wrong answers to random programs (${[...kinds].map(([kind, times]) => `${times} ${kind}`).join(', ')}), each made by one known mistake, with arithmetic
that shares no code with the tutor. A third of the mistakes at gates are made only at the gates that use the asked value, the rest
everywhere. Seven answers in ten stand beside one or two others of the same learner. "Several": more than one mistake gives this very
answer, and the tutor says so. Written by

    npm run confusion

| mistake | answers | named | several | unknown | named wrongly | what else |
| --- | ---: | ---: | ---: | ---: | ---: | --- |
${[...rows]
  .sort(([a], [b]) => a.localeCompare(b))
  .map(([code, row]) => line(`\`${code}\``, row.tally, others(row)))
  .join('\n')}
${line('**all**', total, '')}

The same with other seeds, ${COUNT} answers each:

| seed | named | several | unknown | named wrongly |
| --- | ---: | ---: | ---: | ---: |
${elsewhere.map(({ seed, tally }) => `| ${[seed, ...shares(tally)].join(' | ')} |`).join('\n')}
`;

await writeFile(inRoot('test', 'tutor', 'confusion.md'), text);
say(
  `named ${percent(total.right, COUNT)}, several ${percent(total.several, COUNT)}, unknown ${percent(total.unknown, COUNT)}, wrong ${percent(total.wrong, COUNT)}`,
);
for (const { seed, tally } of elsewhere) say(`seed ${seed}: named ${shares(tally)[0]}, wrong ${shares(tally)[3]}`);
process.exitCode = [total, ...elsewhere.map(({ tally }) => tally)].some(
  ({ right, wrong }) => right / COUNT < 0.95 || wrong / COUNT > 0.02,
)
  ? 1
  : 0;
