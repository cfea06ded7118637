// Writes the table of how the tutor's words and marks stand up to a judge of its own: `node test/tools/run.mjs judge [programs]`.
import { writeFile } from 'node:fs/promises';
import { type Judged, type Kind, type Outcome, shareOf, type Tally, tallyOf } from '../unit/tutor/judge/judge.ts';
import { inRoot } from './project.ts';
import { say } from './report.ts';

const COUNT = Number(process.argv[2] ?? 5000);
const SEEDS = ['judge', 'judge two'];
const SHOWN = 12;

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

const tallies = SEEDS.map((seed) => ({ seed, tally: tallyOf(COUNT, seed) }));
const count = ({ counts }: Tally, kind: Kind, ...outcomes: readonly Outcome[]): number =>
  outcomes.reduce((sum, outcome) => sum + (counts.get(`${kind}: ${outcome}`) ?? 0), 0);

const rows: readonly (readonly [string, (tally: Tally) => string | number])[] = [
  ['programs', ({ programs }) => programs],
  ['answers', ({ answers }) => answers],
  ['messages with something false', ({ falsehoods }) => falsehoods.length],
  ['right answers', ({ counts }) => counts.get('right') ?? 0],
  ['… called wrong', (tally) => count(tally, 'right', 'called wrong')],
  ['wrong answers by a known rule', ({ counts }) => counts.get('rule') ?? 0],
  ['… called right', (tally) => count(tally, 'rule', 'called right')],
  ['… named right', (tally) => percent(shareOf(tally, 'rule', 'named'))],
  ['… among several that fit', (tally) => percent(shareOf(tally, 'rule', 'several'))],
  ['… another that gives the same number', (tally) => percent(shareOf(tally, 'rule', 'fits too'))],
  ['… named wrongly, or not at all', (tally) => percent(shareOf(tally, 'rule', 'named wrongly', 'not named'))],
  ['random wrong answers', ({ counts }) => counts.get('random') ?? 0],
  ['… called right', (tally) => count(tally, 'random', 'called right')],
  ['… a mistake named although there was none', (tally) => percent(shareOf(tally, 'random', 'named without cause'))],
  ['steps after an own wrong result', ({ counts }) => counts.get('follow') ?? 0],
  ['… right by it, and refused', (tally) => count(tally, 'follow', 'refused')],
  ['… with a slip on top, and not named', (tally) => count(tally, 'follow', 'not named')],
];

const text = `# What the tutor says, read by a judge

Random programs on numbers; their truth comes from a reverse mode written for this test, which can be told to break a rule. Right
answers in five forms, wrong ones by 29 rules (everywhere, or only where the asked value is used), numbers drawn at random, and steps
that follow from an own wrong result, half of them with a slip on top. Every message is read: each number in it must be true or be
said to be the learner's, and what it says of how an answer came about must give that answer. Written by

    npm run judge

| | ${tallies.map(({ seed }) => `seed “${seed}”`).join(' | ')} |
| --- | ${tallies.map(() => '---:').join(' | ')} |
${rows.map(([name, of]) => `| ${[name, ...tallies.map(({ tally }) => of(tally))].join(' | ')} |`).join('\n')}
`;

await writeFile(inRoot('test', 'tutor', 'judge.md'), text);
const told = ({ kind, outcome, code, mistakes, falsehoods, text: program, message }: Judged): string =>
  `${kind}: ${outcome} ${code} (${mistakes.join(', ')}) ${falsehoods.join('; ')}\n${program}\n${message}\n`;
for (const { seed, tally } of tallies) {
  say(`seed ${seed}: ${tally.answers} answers, ${tally.falsehoods.length} messages with something false`);
  for (const one of [...tally.falsehoods, ...tally.faults].slice(0, SHOWN)) say(told(one));
}
process.exitCode = tallies.some(
  ({ tally }) =>
    tally.falsehoods.length > 0 ||
    count(tally, 'right', 'called wrong') + count(tally, 'rule', 'called right') > 0 ||
    shareOf(tally, 'rule', 'named', 'several', 'fits too') < 0.995 ||
    shareOf(tally, 'random', 'named without cause') > 0.01,
)
  ? 1
  : 0;
