/** Reads what the tutor says about an answer: every number must be true, or said to be the learner's, and sums must add up. */
import { gradients, type Program, ruleAt } from './programs.ts';

export interface Reading {
  readonly falsehoods: readonly string[];
}

const NUM = '[−-]?\\d+(?:\\.\\d+)?(?:e-?\\d+)?';
const num = (text: string): number => Number(text.replace('−', '-'));

/** Within half a unit of the last place that is printed, and a little. */
function isShown(truth: number | undefined, printed: string, units = 0.51): boolean {
  if (truth === undefined) return false;
  const [mantissa = '', exponent = '0'] = printed.replace(/^[−-]/, '').split('e');
  const decimals = mantissa.includes('.') ? mantissa.length - mantissa.indexOf('.') - 1 : 0;
  const unit = decimals === 0 && exponent === '0' && mantissa.length < 4 ? 0 : 10 ** (Number(exponent) - decimals);
  return Math.abs(truth - num(printed)) <= units * unit + 6e-6 * Math.abs(truth) + 1e-12;
}

interface Facts {
  readonly value: (name: string) => number | undefined;
  readonly gradient: (name: string) => number | undefined;
  readonly program: Program;
  readonly truth: readonly number[];
}

function factsOf(program: Program): Facts {
  const truth = gradients(program);
  const at = (name: string): number => program.findIndex((line) => line.name === name);
  return { program, truth, value: (name) => program[at(name)]?.value, gradient: (name) => truth[at(name)] };
}

/** `written`: the answer in the text. `asked`: the line whose gradient is asked. */
export function read(program: Program, asked: string, written: string, message: string): Reading {
  const facts = factsOf(program);
  const falsehoods: string[] = [];
  let rest = message.replace(/To tell them apart, try .*$/, '').replace('at most 5 % off', '');
  const say = (is: boolean, what: string): void => {
    if (!is) falsehoods.push(what);
  };
  const take = (pattern: string, check: (...groups: string[]) => void): void => {
    rest = rest.replace(new RegExp(pattern, 'gu'), (_, ...groups: unknown[]) => {
      check(...groups.filter((group) => typeof group === 'string'));
      return ' ';
    });
  };
  const ONE = '([\\p{L}]\\w*)';
  take(`You wrote (${NUM})`, (answer = '') => say(num(answer) === Number(written), `the answer is not ${answer}`));
  // Equations between printed numbers.
  take(`\\(?(${NUM})\\)? ([+·]) \\(?(${NUM})\\)? = (${NUM})`, (a = '', op = '', b = '', c = '') =>
    say(isShown(op === '+' ? num(a) + num(b) : num(a) * num(b), c, 1.01), `${a} ${op} ${b} is not ${c}`),
  );
  take(`It is (${NUM}) times too (large|small)(, and its sign is wrong)?`, () => undefined);
  checkClaims(facts, asked, written, message, say);
  take(`your ∂${ONE}/∂${ONE} = ${NUM}`, () => undefined);
  take(`your (?:${ONE} = )?${NUM}`, () => undefined);
  take(`∂${ONE}/∂${ONE} = (${NUM})`, (_of, by = '', n = '') =>
    say(isShown(facts.gradient(by), n), `the gradient of ${by} is not ${n}`),
  );
  take(`that passes upstream|power by|by one|flows back`, () => undefined);
  take(`with (?:σ|tanh) = (${NUM})`, (n = '') =>
    say(
      program.some(({ op, value }) => (op === 'sigmoid' || op === 'tanh') && isShown(value, n)),
      `no σ is ${n}`,
    ),
  );
  take(`the value σ = (${NUM})`, (n = '') =>
    say(
      program.some(({ op, value }) => op === 'sigmoid' && isShown(value, n)),
      `no σ is ${n}`,
    ),
  );
  take(`the slope at the output (${NUM}) instead of at ${ONE}`, (n = '', x = '') =>
    say(
      program.some(({ op, args, value }) => op === 'sigmoid' && program[args[0] ?? 0]?.name === x && isShown(value, n)),
      `the output at ${x} is not ${n}`,
    ),
  );
  take(`the value that came out, (${NUM})`, (n = '') =>
    say(
      program.some(({ op, value }) => op === 'exp' && isShown(value, n)),
      `no exp is ${n}`,
    ),
  );
  take(`its local gradient for ${ONE} is [^=.]*?= (${NUM})`, (x = '', n = '') =>
    say(
      localsOf(facts, x).some((local) => isShown(local, n)),
      `no local gradient for ${x} is ${n}`,
    ),
  );
  take(`its local gradient for ${ONE} is (${NUM})(?![\\d /·²])`, (x = '', n = '') =>
    say(
      localsOf(facts, x).some((local) => isShown(local, n)),
      `no local gradient for ${x} is ${n}`,
    ),
  );
  take(`sends ${ONE} its local gradient alone, (${NUM})`, (x = '', n = '') =>
    say(
      localsOf(facts, x).some((local) => isShown(local, n)),
      `no local gradient for ${x} is ${n}`,
    ),
  );
  take(`${ONE}’s own value, (${NUM}),`, (x = '', n = '') => say(isShown(facts.value(x), n), `${x} is not ${n}`));
  take(`upstream (${NUM}) (?:at|wrong way at) ${ONE}`, (n = '', gate = '') =>
    say(isShown(facts.gradient(gate), n), `upstream at ${gate} is not ${n}`),
  );
  take(
    `at ${ONE}\\. A mul gate swaps: ${ONE} gets the other input, (?:${ONE} = )?(${NUM})(?:, times upstream (${NUM}))?`,
    () => undefined,
  );
  // Messages of a fork, with what they went through.
  const through = `(?:the \\w+ (?:factor|term|operand) of )?${ONE}`;
  take(`(${NUM}) through ${through}`, (n = '') =>
    say(
      program.some(({ name }) => messagesTo(facts, name).some((one) => isShown(one, n))),
      `no message is ${n}`,
    ),
  );
  take(`(?:through|feeds|and|,) ${through} \\((${NUM})\\)`, (_gate = '', n = '') =>
    say(
      program.some(({ name }) => messagesTo(facts, name).some((one) => isShown(one, n))),
      `no message is ${n}`,
    ),
  );
  take(`${ONE} = (${NUM})`, (x = '', n = '') => say(isShown(facts.value(x), n), `${x} is not ${n}`));
  take(
    `(?:too (?:large|small)|slope (?:were|of) 1|of it does|above 0|gets 0|exactly 0|below 0|taken as 0|1 − tanh²?|\\(1 − σ\\)·σ|1 − σ|−?1/x²|−1/x|x² is 2·x|The 2 of|the 2 of|n·x\\^\\(n − 1\\)|Only 0\\.01|elsewhere only 0\\.01)`,
    () => undefined,
  );
  // What is left must hold no number that nobody vouched for.
  const known = new Set(
    program
      .flatMap(({ value }, i) => [value, facts.truth[i] ?? 0])
      .concat(program.flatMap((_, i) => localsOf(facts, program[i]?.name ?? ''))),
  );
  for (const number of rest.match(new RegExp(`(?<![\\w.\\p{L}])${NUM}(?![\\w\\p{L}])`, 'gu')) ?? [])
    if (![...known].some((one) => isShown(one, number) || isShown(-one, number)) && num(number) !== Number(written))
      falsehoods.push(`where does ${number} come from?`);
  return { falsehoods };
}

/** The slopes of all gates that use a line, for it. */
function localsOf({ program }: Facts, name: string): readonly number[] {
  return program.flatMap(({ op, args, value }) => {
    const [a = 0, b = 0] = args.map((arg) => program[arg]?.value ?? 0);
    return args.flatMap((arg, port) =>
      program[arg]?.name === name ? (ruleAt(op).slopes(a, b, value)[port] ?? []) : [],
    );
  });
}

/** What is sent back to a line through each of its uses. */
function messagesTo({ program, truth }: Facts, name: string): readonly number[] {
  return program.flatMap(({ op, args, value }, gate) => {
    const [a = 0, b = 0] = args.map((arg) => program[arg]?.value ?? 0);
    return args.flatMap((arg, port) =>
      program[arg]?.name === name ? [(ruleAt(op).slopes(a, b, value)[port] ?? 0) * (truth[gate] ?? 0)] : [],
    );
  });
}

/** What a sentence states about how the answer came about must give the answer. */
function checkClaims(
  facts: Facts,
  asked: string,
  written: string,
  message: string,
  say: (is: boolean, what: string) => void,
): void {
  const answer = Number(written);
  const near = (value: number): boolean => Math.abs(value - answer) <= 2e-3 * Math.abs(answer) + 1e-9;
  const number = (pattern: string): readonly string[] | undefined => new RegExp(pattern, 'u').exec(message)?.slice(1);
  const up = `(?:upstream |your ∂\\w+/∂\\w+ = )(${NUM})`;
  const swap = number(
    `that uses (\\w+)’s own value, (?:your )?(${NUM}), at \\w+\\. A mul gate swaps: .* times ${up}\\.`,
  );
  if (swap) say(near(num(swap[1] ?? '') * num(swap[2] ?? '')), `own value × upstream is not ${written}`);
  const both = number(`that lets (\\w+) have ${up} at`);
  if (both) say(near(num(both[1] ?? '')), `upstream is not ${written}`);
  const alone = number(`that is what (\\w+) does with (\\w+) alone`);
  if (alone) say(localsOf(facts, asked).some(near), `the local gradient alone is not ${written}`);
  const fork = number(
    `that is the message through ([^.]*?) alone\\. ${asked} also feeds (.*?)\\. Forks add: (${NUM})\\.`,
  );
  if (fork) {
    const total = num(fork[2] ?? '');
    const others = [...(fork[1] ?? '').matchAll(new RegExp(`\\((${NUM})\\)`, 'gu'))].map((one) => num(one[1] ?? ''));
    say(
      Math.abs(answer + others.reduce((a, b) => a + b, 0) - total) <= 3e-3 * (Math.abs(total) + Math.abs(answer)),
      'the fork does not add up',
    );
    say(isShown(facts.gradient(asked), fork[2] ?? '', 1.01), `the fork’s total is not the gradient of ${asked}`);
  }
  const times = number(`(?:It is|that is) (${NUM}) times too (large|small)(, and its sign is wrong)?`);
  if (times) {
    const right = facts.gradient(asked) ?? 0;
    const by = num(times[0] ?? '') * (times[2] === undefined ? 1 : -1);
    say(
      Math.abs(times[1] === 'large' ? right * by - answer : right / by - answer) <= 0.011 * Math.abs(answer),
      `it is not ${times[0]} times too ${times[1]}`,
    );
  }
  if (message.includes('the sign is wrong'))
    say(isShown(-(facts.gradient(asked) ?? 0), written), 'the sign is not what is wrong');
}
