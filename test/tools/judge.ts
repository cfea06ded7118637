// Writes the tables of how the tutor's words and marks stand up to a judge of its own: `node test/tools/run.mjs judge [programs]`.
// With seeds of one's own, `judge 300 monday tuesday`, it prints every fault and leaves the table as it is.
import { writeFile } from 'node:fs/promises';
import { faultOf, outcomes } from '../unit/tutor/judge/attackTable.ts';
import {
  type Judged,
  judged,
  type Kind,
  type Outcome,
  shareOf,
  type Tally,
  tallyOf,
} from '../unit/tutor/judge/judge.ts';
import { judgedFormulas, judgedTensors } from '../unit/tutor/judge/tensorJudge.ts';
import { judgedUpdates } from '../unit/tutor/judge/updates.ts';
import { inRoot } from './project.ts';
import { say } from './report.ts';

const COUNT = Number(process.argv[2] ?? 2500);
const ownSeeds = process.argv.slice(3);
const SEEDS = ownSeeds.length > 0 ? ownSeeds : ['judge', 'judge two'];
const SHOWN = ownSeeds.length > 0 ? 1000 : 12;

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const count = ({ counts }: Tally, kind: Kind, ...outcomes: readonly Outcome[]): number =>
  outcomes.reduce((sum, outcome) => sum + (counts.get(`${kind}: ${outcome}`) ?? 0), 0);

/** What is judged: how many programs of `COUNT`, and how. */
const streams: readonly (readonly [string, number, (programs: number, seed: string) => Iterable<Judged>])[] = [
  ['numbers', COUNT, judged],
  ['lists, matrices', Math.round(COUNT * 0.6), judgedTensors],
  ['updates', Math.round(COUNT * 0.4), judgedUpdates],
  ['formulas', Math.round(COUNT * 0.4), judgedFormulas],
];
const tallies = streams.map(([name, programs, stream]) => ({
  name,
  tallies: SEEDS.map((seed) => tallyOf(programs, stream(programs, seed))),
}));
const columns = tallies.flatMap(({ name, tallies: seeds }) =>
  seeds.map((tally, i) => ({ name: `${name}, seed ${i + 1}`, tally })),
);

type Row = readonly [string, (tally: Tally) => string | number];
const rows: readonly Row[] = [
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
  ['other wrong answers', ({ counts }) => counts.get('random') ?? 0],
  ['… called right', (tally) => count(tally, 'random', 'called right')],
  ['… a mistake named although there was none', (tally) => percent(shareOf(tally, 'random', 'named without cause'))],
  ['steps after an own wrong result', ({ counts }) => counts.get('follow') ?? 0],
  ['… right by it, and refused', (tally) => count(tally, 'follow', 'refused')],
  ['… with a slip on top, and not named', (tally) => count(tally, 'follow', 'not named')],
];

const ROUNDS = 20;
const attempts = outcomes(ROUNDS, 'judge');
const attackRows = [...new Set(attempts.map(({ attack }) => attack.name))].map((name) => {
  const own = attempts.filter(({ attack }) => attack.name === name);
  const share = (is: (one: (typeof own)[number]) => boolean): string => `${own.filter(is).length} of ${own.length}`;
  return [
    name,
    share(({ bought }) => bought > 1e-9),
    share(({ told }) => told),
    share(({ toldWithout }) => toldWithout),
    own[0]?.attack.told ?? '',
  ].join(' | ');
});

const text = `# What the tutor says, read by a judge

Random programs; their truth comes from a reverse mode written for this test, which can be told to break a rule. *Numbers*: right
answers in five forms, wrong ones by 29 rules (everywhere, or only where the asked value is used), numbers drawn at random, and steps
that follow from an own wrong result, half of them with a slip on top. *Lists, matrices*: layers, batches, losses, sums over an axis,
with single entries, one entry off, a factor, the dash of a word processor, and a last digit that is off by three. *Updates*: steps
with and without momentum. *Formulas*: the gradient in another spelling (right), and a formula that is right only at the numbers of
the text (other wrong answers). Every message is read: each number in it must be true or be said to be the learner's, and what it says
of how an answer came about must give that answer. A number off by three in its second or third digit may be right as on slides, where
every gate rounds to two decimals: those are among the other wrong answers called right. Written by

    npm run judge

| | ${columns.map(({ name }) => name).join(' | ')} |
| --- | ${columns.map(() => '---:').join(' | ')} |
${rows.map(([name, of]) => `| ${[name, ...columns.map(({ tally }) => of(tally))].join(' | ')} |`).join('\n')}

# What marks can be bought for

Each attack on ${ROUNDS} random programs, checked against the original and without it. *Bought*: it earned more than the answers that
are right by themselves (what follows from an own slip aside). *Told*: the report names a problem. *Must be told*: where the attack
could earn something; a harmless one leaves the answers wrong, or is refused as an answer.

| attack | bought | told, with the original | told, without it | must be told |
| --- | ---: | ---: | ---: | --- |
${attackRows.map((row) => `| ${row} |`).join('\n')}
`;

if (ownSeeds.length > 0) say(text);
else await writeFile(inRoot('test', 'tutor', 'judge.md'), text);
const told = ({ kind, outcome, code, mistakes, falsehoods, text: program, message }: Judged): string =>
  `${kind}: ${outcome} ${code} (${mistakes.join(', ')}) ${falsehoods.join('; ')}\n${program}\n${message}\n`;
for (const { name, tally } of columns) {
  say(`${name}: ${tally.answers} answers, ${tally.falsehoods.length} messages with something false`);
  for (const one of [...tally.falsehoods, ...tally.faults].slice(0, SHOWN)) say(told(one));
}
const bought = attempts.flatMap((outcome) => faultOf(outcome) ?? []);
for (const one of bought.slice(0, SHOWN)) say(one);
const isFaulty = columns.some(
  ({ tally }) =>
    tally.falsehoods.length > 0 ||
    count(tally, 'right', 'called wrong') + count(tally, 'rule', 'called right') > 0 ||
    shareOf(tally, 'rule', 'named', 'several', 'fits too') < 0.995 ||
    shareOf(tally, 'random', 'named without cause') > 0.01,
);
process.exitCode = isFaulty || bought.length > 0 ? 1 : 0;
