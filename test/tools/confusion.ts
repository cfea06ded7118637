// Writes the table of which mistakes the tutor names: `node test/tools/run.mjs confusion [answers]`.
import { writeFile } from 'node:fs/promises';
import { type Confused, confused, type Named } from '../unit/tutor/confusion.ts';
import { inRoot } from './project.ts';
import { say } from './report.ts';

const COUNT = Number(process.argv[2] ?? 6000);
const SEED = 'confusion table';

interface Row {
  readonly tally: Record<Named, number>;
  /** What was named instead, and how often. */
  readonly instead: Map<string, number>;
}

const rows = new Map<string, Row>();
const kinds = new Map<string, number>();
const total: Record<Named, number> = { right: 0, several: 0, unknown: 0, wrong: 0 };

function count({ answer, mark, named, column }: Confused): void {
  const row = rows.get(answer.code) ?? { tally: { right: 0, several: 0, unknown: 0, wrong: 0 }, instead: new Map() };
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

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;
const line = (name: string, tally: Record<Named, number>, others: string): string => {
  const whole = tally.right + tally.several + tally.unknown + tally.wrong;
  const cells = [tally.right, tally.several, tally.unknown, tally.wrong].map((part) => percent(part, whole));
  return `| ${[name, whole, ...cells, others].join(' | ')} |`;
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
`;

await writeFile(inRoot('test', 'tutor', 'confusion.md'), text);
say(
  `named ${percent(total.right, COUNT)}, several ${percent(total.several, COUNT)}, unknown ${percent(total.unknown, COUNT)}, wrong ${percent(total.wrong, COUNT)}`,
);
process.exitCode = total.right / COUNT < 0.95 || total.wrong / COUNT > 0.02 ? 1 : 0;
