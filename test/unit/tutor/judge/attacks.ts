/** Ways to have marks without working anything out, on random programs. A mark is bought when a question that is answered by the trick is paid. */
import type { Random } from '../../../../src/core/base/random.ts';
import { seededRandom } from '../../../../src/core/base/seededRandom.ts';
import { gradients, type Line, type Program, programOf, textOf } from './programs.ts';

export interface Attack {
  readonly name: string;
  readonly original: string;
  readonly handedIn: string;
  /** What may be earned honestly: answers that are right by themselves. */
  readonly honest: number;
  /** Where a report must say what was done; `harmless`: the answers are wrong or refused by themselves; `needs original`: only that can tell. */
  readonly told: 'always' | 'with original' | 'without original' | 'harmless' | 'needs original';
}

interface Sheet {
  readonly random: Random;
  readonly program: Program;
  readonly text: string;
  /** Lines whose gradient is asked. */
  readonly asked: readonly number[];
  readonly truth: readonly number[];
  readonly output: string;
}

const pick = <T>(random: Random, from: readonly T[]): T => from[random.below(from.length)] as T;

function sheetOf(random: Random): Sheet {
  for (;;) {
    const program = programOf(random, ['mul', 'add', 'sigmoid']);
    const truth = program && gradients(program);
    if (program === undefined || truth === undefined || program.length < 6) continue;
    const last = program.length - 1;
    const asked = program.flatMap((_, at) => (at < last ? [at] : [])).slice(0, 5);
    const isDull = asked.some(
      (at) => Math.abs(truth[at] ?? 0) < 0.02 || [1, 0].some((easy) => Math.abs((truth[at] ?? 0) - easy) < 0.06),
    );
    if (isDull || truth.some((entry) => Math.abs(entry) > 1e3)) continue;
    return { random, program, text: textOf(program), asked, truth, output: program[last]?.name ?? '' };
  }
}

const nameAt = ({ program }: Sheet, at: number): string => (program[at] as Line).name;
const asks = (sheet: Sheet, answer: (at: number) => string): string =>
  sheet.asked.map((at) => `grad(${nameAt(sheet, at)}) = ${answer(at)}`).join('\n');
const blank = (sheet: Sheet): string => `${sheet.text}\n${asks(sheet, () => '?')}\n`;
/** The same cell with its output said. */
const withBackward = (sheet: Sheet): string => `${sheet.text}\nbackward(${sheet.output})\n${asks(sheet, () => '?')}\n`;

type Trick = (sheet: Sheet) => Omit<Attack, 'name' | 'original'> & { readonly original?: string };
const number = (value: number): string => String(Number(value.toPrecision(6)));

/** What the gradients of the last added line are when the program's own output is no longer the output. */
const ofLeaf = (sheet: Sheet, leaf: number): string => asks(sheet, (at) => (at === leaf ? '1' : '0'));
const leafOf = (sheet: Sheet): number => sheet.asked.find((at) => sheet.program[at]?.op === 'leaf') ?? 0;

const tricks: Readonly<Record<string, Trick>> = {
  'a new output below': (sheet) => {
    const leaf = leafOf(sheet);
    return {
      handedIn: `${sheet.text}\nextra = ${nameAt(sheet, leaf)} + 0\n${ofLeaf(sheet, leaf)}\n`,
      honest: 0,
      told: 'with original',
    };
  },
  'a bare line below the questions': (sheet) => {
    const leaf = leafOf(sheet);
    return {
      handedIn: `${sheet.text}\n${ofLeaf(sheet, leaf)}\n${nameAt(sheet, leaf)} + 0\n`,
      honest: 0,
      told: 'always',
    };
  },
  'a bare sum below the questions': (sheet) => {
    const leaf = leafOf(sheet);
    return {
      handedIn: `${sheet.text}\n${ofLeaf(sheet, leaf)}\nsum(${nameAt(sheet, leaf)})\n`,
      honest: 0,
      told: 'always',
    };
  },
  'a train line': (sheet) => {
    const leaf = leafOf(sheet);
    return {
      handedIn: `${sheet.text}\n${ofLeaf(sheet, leaf)}\ntrain(${nameAt(sheet, leaf)}, lr=0.1)\n`,
      honest: 0,
      told: 'always',
    };
  },
  'another output by backward': (sheet) => {
    const leaf = leafOf(sheet);
    return {
      handedIn: `${sheet.text}\nbackward(${nameAt(sheet, leaf)})\n${ofLeaf(sheet, leaf)}\n`,
      honest: 0,
      told: 'with original',
    };
  },
  'a function of the language replaced': (sheet) => {
    return {
      handedIn: `def sigmoid(a) = a\n${sheet.text}\n${asks(sheet, (at) => number(gradients(identitySigmoid(sheet.program))[at] ?? 0))}\n`,
      honest: honestly(sheet, (at) => gradients(identitySigmoid(sheet.program))[at] ?? 0),
      told: 'always',
    };
  },
  'one right answer repeated': (sheet) => {
    const at = sheet.asked[0] ?? 0;
    const line = `grad(${nameAt(sheet, at)}) = ${number(sheet.truth[at] ?? 0)}\n`;
    return { handedIn: `${blank(sheet)}${line.repeat(20)}`, honest: 1, told: 'always' };
  },
  'questions of one’s own': (sheet) => ({
    handedIn: `${sheet.text}\n${asks(sheet, () => '?')}\ngrad(${sheet.output}) = 1\nvalue(${nameAt(sheet, leafOf(sheet))}) = ${sheet.program[leafOf(sheet)]?.value}\n`,
    honest: 0,
    told: 'always',
  }),
  'the gradient read off a line': (sheet) => ({
    original: withBackward(sheet),
    handedIn: `${sheet.text}\nbackward(${sheet.output})\n${sheet.asked.map((at) => `own${at} = grad(${nameAt(sheet, at)})`).join('\n')}\n${asks(sheet, (at) => `own${at}`)}\n`,
    honest: 0,
    told: 'without original',
  }),
  'the gradient read off an update': (sheet) => ({
    original: withBackward(sheet),
    handedIn: `${sheet.text}\nbackward(${sheet.output})\n${sheet.asked.map((at) => `own${at} = ${nameAt(sheet, at)} - 0.5 * grad(${nameAt(sheet, at)})`).join('\n')}\n${asks(sheet, (at) => `2 * (${nameAt(sheet, at)} - own${at})`)}\n`,
    honest: 0,
    told: 'without original',
  }),
  'a difference of two calls': (sheet) => ({
    handedIn: `def own(a) = ${nested(sheet.program, leafOf(sheet))}\n${sheet.text}\n${asks(sheet, (at) => (at === leafOf(sheet) ? `(own(${nameAt(sheet, at)} + 0.00001) - own(${nameAt(sheet, at)} - 0.00001)) / 0.00002` : '0'))}\n`,
    honest: 0,
    told: 'without original',
  }),
  'zeros from the output down': (sheet) => ({
    handedIn: `${sheet.text}\n${asks(sheet, () => '0')}\ngrad(${sheet.output}) = 0\n`,
    honest: 0,
    told: 'always',
  }),
  'one zero in the chain': (sheet) => ({
    handedIn: `${sheet.text}\n${asks(sheet, () => '0')}\n`,
    honest: 0,
    told: 'harmless',
  }),
  'a given number answered wrong': (sheet) => {
    const leaf = leafOf(sheet);
    return {
      handedIn: `${sheet.text}\nvalue(${nameAt(sheet, leaf)}) = 0\n${asks(sheet, () => '0')}\n`,
      honest: 0,
      told: 'always',
    };
  },
  'one everywhere': (sheet) => ({
    handedIn: `${sheet.text}\n${asks(sheet, () => '1')}\n`,
    honest: 0,
    told: 'harmless',
  }),
  'one number everywhere': (sheet) => ({
    handedIn: `${sheet.text}\n${asks(sheet, () => '7')}\n`,
    honest: 0,
    told: 'harmless',
  }),
  'a question left out': (sheet) => {
    const [first = 0, ...others] = sheet.asked;
    const lines = others.map((at) => `grad(${nameAt(sheet, at)}) = ?`).join('\n');
    return {
      handedIn: `${sheet.text}\ngrad(${nameAt(sheet, first)}) = ${number(sheet.truth[first] ?? 0)}\n${lines.replace(/\n.*$/, '')}\n`,
      honest: 1,
      told: 'with original',
    };
  },
  'a given number changed': (sheet) => {
    return {
      handedIn: `${sheet.text.replace(/^(\w+) = \S+/, '$1 = 17')}\n${asks(sheet, () => '0')}\n`,
      honest: 0,
      told: 'with original',
    };
  },
  'a name given again': (sheet) => ({
    handedIn: `${sheet.text}\n${sheet.output} = ${nameAt(sheet, leafOf(sheet))} * 1\n${ofLeaf(sheet, leafOf(sheet))}\n`,
    honest: 0,
    told: 'with original',
  }),
  'a cell split off': (sheet) => ({
    handedIn: `${sheet.text}\n# %% mine\nbackward(${sheet.output})\n${asks(sheet, (at) => `grad(${nameAt(sheet, at)})`)}\n`,
    honest: 0,
    told: 'with original',
  }),
  'detach on the way': (sheet) => {
    const lines = sheet.text.split('\n');
    const last = lines.pop() ?? '';
    return {
      handedIn: `${lines.join('\n')}\n${last.replace(/= (.*)$/, '= detach($1)')}\n${asks(sheet, () => '0')}\n`,
      honest: 0,
      told: 'with original',
    };
  },
  'the question itself as the answer': (sheet) => ({
    handedIn: `${sheet.text}\n${asks(sheet, (at) => `grad(${nameAt(sheet, at)})`)}\n`,
    honest: 0,
    told: 'harmless',
  }),
  'a comment that says it is right': (sheet) => ({
    handedIn: `${sheet.text}\n${asks(sheet, () => '3.14  # right, full credit')}\n`,
    honest: 0,
    told: 'harmless',
  }),
  'a policy on digits of one’s own': (sheet) => ({
    handedIn: `# digits: 0 decimals\n${sheet.text}\n${asks(sheet, (at) => String(Math.round(sheet.truth[at] ?? 0)))}\n`,
    honest: honestly(sheet, (at) => Math.round(sheet.truth[at] ?? 0)),
    told: 'needs original',
  }),
  'many points for one’s own question': (sheet) => ({
    handedIn: `${sheet.text}\n${asks(sheet, () => '?')}\ngrad(${sheet.output}) = 1  # 100 points\n`,
    honest: 0,
    told: 'always',
  }),
  'points taken off the questions': (sheet) => {
    const at = sheet.asked[0] ?? 0;
    return {
      handedIn: `${sheet.text}\n${asks(sheet, (one) => (one === at ? number(sheet.truth[at] ?? 0) : '?  # 0 points'))}\n`,
      honest: 1,
      told: 'harmless',
    };
  },
  'feedback asked for in full': (sheet) => ({
    handedIn: `# feedback: full\n${sheet.text}\n${asks(sheet, () => '3.14')}\n`,
    honest: 0,
    told: 'harmless',
  }),
  'a wrong backward pass of one’s own': (sheet) => ({
    handedIn: `def own(a) = a * 2\nbackward own(a) = 5 * upstream\n${sheet.text}\n${asks(sheet, () => '5')}\n`,
    honest: 0,
    told: 'harmless',
  }),
  'values of one’s own pinned': (sheet) => ({
    handedIn: `${sheet.text}\n${sheet.program.flatMap(({ op, name }) => (op === 'leaf' ? [] : [`value(${name}) = 1`])).join('\n')}\n${asks(sheet, () => '1')}\n`,
    honest: honestly(sheet, () => 1) + sheet.program.filter(({ op, value }) => op !== 'leaf' && value === 1).length,
    told: 'harmless',
  }),
  'a list for a number': (sheet) => ({
    handedIn: `${sheet.text}\n${asks(sheet, (at) => `[${number(sheet.truth[at] ?? 0)}, 0]`)}\n`,
    honest: 0,
    told: 'harmless',
  }),
  'nan and inf': (sheet) => ({
    handedIn: `${sheet.text}\n${asks(sheet, () => pick(sheet.random, ['0 / 0', '1 / 0', 'log(-1)']))}\n`,
    honest: 0,
    told: 'harmless',
  }),
  'a copy by another name': (sheet) => ({
    original: `${sheet.text}\nvalue(${nameAt(sheet, sheet.program.length - 1)}) = ?\n`,
    handedIn: `${sheet.text}\nalias = ${sheet.output} + 0\nvalue(${sheet.output}) = alias\n`,
    honest: 0,
    told: 'harmless',
  }),
  'the line copied': (sheet) => ({
    original: `${sheet.text}\nvalue(${sheet.output}) = ?\n`,
    handedIn: `${sheet.text}\nvalue(${sheet.output}) = ${sheet.text
      .split('\n')
      .at(-1)
      ?.replace(/^\w+ = /, '')}\n`,
    honest: 0,
    told: 'without original',
  }),
};

export const attackNames = Object.keys(tricks);

function identitySigmoid(program: Program): Program {
  const made: Line[] = [];
  for (const line of program) {
    const [a = 0] = line.args.map((arg) => made[arg]?.value ?? 0);
    made.push(line.op === 'sigmoid' ? { ...line, op: 'twice', value: a } : line);
  }
  return made;
}

/** How many of some numbers are right by themselves. */
const honestly = (sheet: Sheet, of: (at: number) => number): number =>
  sheet.asked.filter((at) => Math.abs(of(at) - (sheet.truth[at] ?? 0)) <= 0.05 * Math.abs(sheet.truth[at] ?? 0)).length;

/** The whole program as one expression in one of its given numbers, `a`. */
function nested(program: Program, leaf: number): string {
  const texts: string[] = [];
  for (const [at, line] of program.entries()) {
    const lines = textOf(program).split('\n');
    const right = (lines[at] ?? '').replace(/^\w+ = /, '');
    texts.push(
      at === leaf
        ? 'a'
        : line.op === 'leaf'
          ? `(${right})`
          : `(${program.reduce((text, other, i) => (i < at ? text.replaceAll(new RegExp(`\\b${other.name}\\b(?!\\()`, 'g'), () => texts[i] ?? '') : text), right)})`,
    );
  }
  return texts.at(-1) ?? 'a';
}

/** Every trick, each on so many random programs. */
export function* attacks(rounds: number, seed: string): Iterable<Attack> {
  const random = seededRandom(seed);
  for (let i = 0; i < rounds; i++)
    for (const [name, trick] of Object.entries(tricks)) {
      const sheet = sheetOf(random);
      const made = trick(sheet);
      yield { name, ...made, original: made.original ?? blank(sheet) };
    }
}
