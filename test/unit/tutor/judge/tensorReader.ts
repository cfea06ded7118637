/** Reads what the tutor says about an answer of rows and matrices: claims are worked out again, other numbers must be known ones. */
import { each, type Grid, gridRuleAt, number, sameGrid } from './grids.ts';
import { backward, type GridSlip, gridSlips, moved, type Network } from './networks.ts';

const NUM = '[−-]?\\d+(?:\\.\\d+)?(?:e[−-]?\\d+)?';
const read = (text: string): number => Number(text.replaceAll('−', '-'));

/** Within half a unit of the last printed place. */
function isShown(truth: number, printed: string, units = 0.51): boolean {
  const [mantissa = '', exponent = '0'] = printed.replaceAll('−', '-').replace(/^-/, '').split('e');
  const decimals = mantissa.includes('.') ? mantissa.length - mantissa.indexOf('.') - 1 : 0;
  const unit = decimals === 0 && exponent === '0' && mantissa.length < 4 ? 0 : 10 ** (Number(exponent) - decimals);
  return Math.abs(truth - read(printed)) <= units * unit + 6e-6 * Math.abs(truth) + 1e-12;
}

/** Whether a number as JavaScript writes it is `truth` rounded at its own last place, or at the second decimal with a zero left out. */
export function isRounded(entry: number, truth: number): boolean {
  const [mantissa = '', exponent = '0'] = String(entry).split('e');
  const decimals = mantissa.includes('.') ? mantissa.length - mantissa.indexOf('.') - 1 : 0;
  const unit = 10 ** (Number(exponent) - decimals);
  const off = Math.abs(entry - truth);
  const digits = mantissa.replaceAll(/\D/g, '').replace(/^0+/, '').length;
  return (
    off <= 1e-9 * Math.abs(truth) + 2e-13 ||
    (off <= 0.501 * unit && off <= 0.05 * Math.abs(truth) && (digits >= 2 || off <= 0.00501))
  );
}

const numbersIn = (text: string): readonly string[] =>
  text.match(new RegExp(`(?<![\\w.\\p{L}])${NUM}(?![\\w\\p{L}])`, 'gu')) ?? [];

export interface Question {
  readonly network: Network;
  /** The node whose gradient is asked. */
  readonly at: number;
  /** The one entry that is asked. */
  readonly entry?: number | undefined;
  /** The answer as numbers. */
  readonly answer: Grid;
  /** Whether it was written in names. */
  readonly isFormula?: boolean;
  /** The formula at other numbers of the text. */
  readonly formula?: ((network: Network) => Grid) | undefined;
}

export const truthOf = ({ network, at, entry }: Question): Grid => {
  const whole = backward(network).gradients[at] ?? each((network[at] ?? { value: number(0) }).value, () => 0);
  return entry === undefined ? whole : number(whole.data[entry] ?? 0);
};

/** What is false in a message. */
export function falsehoodsIn(question: Question, mistakes: readonly string[], message: string): readonly string[] {
  const found: string[] = [];
  const { network, at, answer } = question;
  const truth = truthOf(question);
  const say = (is: boolean, what: string): void => {
    if (!is) found.push(what);
  };
  let rest = message;
  const take = (pattern: string, check: (...groups: string[]) => void): void => {
    rest = rest.replace(new RegExp(pattern, 'gu'), (_, ...groups: unknown[]) => {
      check(...groups.filter((group) => typeof group === 'string').slice(0, -1));
      return ' ';
    });
  };
  const near = (a: number, b: number, by = 2e-3): boolean =>
    Math.abs(a - b) <= by * Math.max(Math.abs(a), Math.abs(b)) + 1e-9;
  const all = (a: Grid, b: Grid, of: (a: number, b: number) => boolean): boolean =>
    sameGrid(a.shape, b.shape) && a.data.every((entry, i) => of(entry, b.data[i] ?? 0));

  take(`You wrote ([^:]*?)(?=[.:] [A-Za-z0-9∂]|$)`, (wrote = '') => {
    if (question.isFormula && /[A-Za-z]/.test(wrote)) return;
    const printed = numbersIn(wrote);
    if (wrote.startsWith('a ')) {
      say(wrote.endsWith(`(${answer.shape.join(', ')})`), `the answer is no ${wrote}`);
      return;
    }
    say(
      printed.length === answer.data.length &&
        answer.data.every((entry, i) => Math.abs(entry - read(printed[i] ?? '')) <= 6e-4 * Math.abs(entry)),
      `the answer is not ${wrote}`,
    );
  });
  take(`It gives the right number here`, () => say(all(answer, truth, near), 'it does not give the right number here'));
  take(
    `at (\\w+)(?:\\[([\\d, ]+)\\])? = (${NUM}) (?:entry \\[([\\d, ]+)\\] of )?yours is (${NUM}), (?:that of )?the gradient (${NUM})`,
    (...groups) => checkCounter(question, rest, groups, message, say),
  );
  take(
    `(?:It is|that is) (${NUM}) times too (large|small)(, and its sign is wrong)?`,
    (by = '', which = '', sign = '') => {
      const factor = (which === 'large' ? read(by) : 1 / read(by)) * (sign === '' ? 1 : -1);
      say(
        all(answer, truth, (a, b) => near(a, factor * b, 0.011)),
        `it is not ${by} times too ${which}`,
      );
    },
  );
  take('The size is right, the sign is wrong', () =>
    say(
      all(answer, truth, (a, b) => near(a, -b)),
      'the sign is not what is wrong',
    ),
  );
  take(`Every entry is (\\w+) = (${NUM}) times the right one`, (_name = '', by = '') =>
    say(
      all(answer, truth, (a, b) => near(a, b * read(by))),
      `not ${by} times`,
    ),
  );
  take(`Every entry must be multiplied by (\\w+) = (${NUM}) once more`, (_name = '', by = '') =>
    say(
      all(answer, truth, (a, b) => near(a * read(by), b)),
      `not ${by} once more`,
    ),
  );
  take(
    `(\\d+) of (\\d+) entries are right; look again at ((?:\\[[\\d, ]+\\](?:, )?)+)( …)?`,
    (right = '', of = '', places = '') => {
      // As on slides, where every gate rounds, more may be right than is rounded right.
      const close = answer.data.filter((entry, i) => near(entry, truth.data[i] ?? 0, 0.05)).length;
      const wrong = answer.data.flatMap((entry, i) => (isRounded(entry, truth.data[i] ?? 0) ? [] : [i]));
      say(
        Number(of) === answer.data.length &&
          Number(right) >= answer.data.length - wrong.length &&
          Number(right) <= close,
        `not ${right} of ${of} are right`,
      );
      const named = [...places.matchAll(/\[([\d, ]+)\]/g)].map(([, index = '']) => flat(truth.shape, index));
      say(
        named.every((i) => wrong.includes(i)),
        `an entry at ${places} is right`,
      );
    },
  );
  take(
    `To tell them apart, try (\\w+)(?:\\[([\\d, ]+)\\])? = (${NUM}): the first would give (.*?)\\.$`,
    (name = '', index = '', value = '', answers = '') => {
      if (Number.isNaN(read(value))) return;
      const leaf = network.findIndex((node) => node.name === name);
      const node = network[leaf];
      if (node === undefined) {
        say(false, `there is no ${name}`);
        return;
      }
      const place = index === '' || /^[−\d.]/.test(index) === false ? 0 : flat(node.value.shape, index);
      const there = moved(
        network,
        new Map([[leaf, each(node.value, (entry, i) => (i === place ? read(value) : entry))]]),
      );
      const isThis = (one: Grid): boolean => all(one, answer, (a, b) => near(a, b));
      for (const [i, text] of answers.split(', the next ').entries()) {
        const code = mistakes[i] ?? '';
        const slips = gridSlips.filter(
          (slip) => slip.code === code && candidates(network, question, slip).some(isThis),
        );
        if (slips.length === 0) continue;
        say(
          slips.some((slip) =>
            candidates(there, question, slip).some(
              (one) =>
                numbersIn(text).length === one.data.length &&
                one.data.every((entry, k) => isShown(entry, numbersIn(text)[k] ?? '', 0.6)),
            ),
          ),
          `at the second point ${code} does not give ${text}`,
        );
      }
    },
  );
  take(`your ∂\\w+/∂(?:\\w+|\\([^=]*?\\)) = (?:\\[[^A-Za-z]*\\]|${NUM})`, () => undefined);
  const counts = new Set(
    network.flatMap(({ op, args, attributes, value }) => {
      const a = network[args[0] ?? 0]?.value ?? value;
      if (op === 'mean') return [attributes.axis === undefined ? a.data.length : (a.shape[attributes.axis] ?? 1)];
      if (op === 'mse') return [a.data.length];
      if (op === 'entropy') return [attributes.labels?.length ?? 1];
      return op === 'div' ? [network[args[1] ?? 0]?.value.data[0] ?? 0] : [];
    }),
  );
  take(`1/(\\d+)`, (n = '') =>
    say(
      counts.has(Number(n)) || [...counts].some((one) => [...counts].some((two) => one * two === Number(n))),
      `nothing is divided by ${n}`,
    ),
  );
  take(`each entry was used (\\d+) times, and the (\\d+) messages`, (n = '', m = '') => {
    const uses = network.flatMap(({ args, value }) =>
      args.includes(at) ? [value.data.length / (network[at]?.value.data.length ?? 1)] : [],
    );
    say(n === m && uses.includes(Number(n)), `it was not used ${n} times`);
  });
  take(`\\((\\d+(?:, \\d+)*,?)\\)`, (sides = '') => {
    const shape = sides
      .split(',')
      .filter((side) => side.trim() !== '')
      .map(Number);
    const shapes = [answer.shape, ...network.map(({ value }) => value.shape)];
    say(
      shape.length === 1 && !sides.endsWith(',') ? true : shapes.some((one) => sameGrid(one, shape)),
      `nothing has the shape (${sides})`,
    );
  });
  checkFork(question, message, say);
  take(
    '1 − tanh²?|\\(1 − σ\\)·σ|1 − σ|p·\\(1 − p\\)|x² is 2·x|[Tt]he 2 of|above 0|exactly 0|below 0|taken as 0|taken off|1 off every|1 is|at most 5 % off|10 %|−a?1?/x²|slope of 1|a 1\\b',
    () => undefined,
  );
  take(`\\[[\\d, ]+\\]`, () => undefined);
  const known = knownNumbers(network).concat(answer.data, truth.data);
  for (const printed of numbersIn(rest))
    if (!known.some((one) => isShown(one, printed) || isShown(-one, printed)))
      found.push(`where does ${printed} come from?`);
  return found;
}

const flat = (shape: readonly number[], index: string): number =>
  index
    .split(',')
    .map(Number)
    .reduce((sum, place, axis) => sum * (shape[axis] ?? 1) + place, 0);

/** What a slip gives, everywhere and in one place. */
export function candidates(network: Network, { at, entry }: Question, slip: GridSlip): readonly Grid[] {
  return [undefined, at, ...network.map((_, i) => i)].flatMap((near) => {
    const grid = backward(network, slip, near).gradients[at];
    if (grid === undefined) return [];
    return [entry === undefined ? grid : number(grid.data[entry] ?? 0)];
  });
}

function checkCounter(
  { network, at, entry, formula }: Question,
  _rest: string,
  groups: readonly string[],
  message: string,
  say: (is: boolean, what: string) => void,
): void {
  const [, name = '', index, value = '', place, yours = '', gradient = ''] =
    new RegExp(
      `at (\\w+)(?:\\[([\\d, ]+)\\])? = (${NUM}) (?:entry \\[([\\d, ]+)\\] of )?yours is (${NUM}), (?:that of )?the gradient (${NUM})`,
      'u',
    ).exec(message) ?? [];
  const leaf = network.findIndex((node) => node.name === name);
  const node = network[leaf];
  if (node === undefined) {
    say(false, `there is no ${name} (${groups.join()})`);
    return;
  }
  const where = index === undefined ? 0 : flat(node.value.shape, index);
  const there = moved(network, new Map([[leaf, each(node.value, (one, i) => (i === where ? read(value) : one))]]));
  const truth = backward(there).gradients[at] ?? number(0);
  const k = entry ?? (place === undefined ? 0 : flat(truth.shape, place));
  say(isShown(truth.data[k] ?? 0, gradient), `the gradient is not ${gradient} at ${name} = ${value}`);
  if (formula)
    say(
      isShown(formula(there).data[entry === undefined ? k : 0] ?? 0, yours),
      `the formula does not give ${yours} at ${name} = ${value}`,
    );
}

function checkFork(question: Question, message: string, say: (is: boolean, what: string) => void): void {
  const { network, at, answer } = question;
  const fork = /that is the message through .*? alone\. (\w+) also feeds (.*?)\. Forks add: (.*?)\.$/u.exec(
    message.replace(/ So it is at .*$| Or .*$/u, ''),
  );
  if (fork === null || network[at]?.name !== fork[1]) return;
  const lists = [...(fork[2] ?? '').matchAll(/\(([^()]*)\)/g)]
    .map(([, list = '']) => numbersIn(list).map(read))
    .filter((list) => list.length === answer.data.length);
  const total = numbersIn(fork[3] ?? '').map(read);
  say(
    total.length === answer.data.length &&
      answer.data.every((entry, i) => {
        const sum = lists.reduce((a, list) => a + (list[i] ?? 0), entry);
        const size = lists.reduce((a, list) => a + Math.abs(list[i] ?? 0), Math.abs(entry));
        return Math.abs(sum - (total[i] ?? 0)) <= 2e-3 * size + 1e-9;
      }),
    'the fork does not add up',
  );
  const truth = truthOf(question);
  say(
    truth.data.every((entry, i) => isShown(entry, numbersIn(fork[3] ?? '')[i] ?? '', 0.6)),
    'the total is not the gradient',
  );
}

/** Values, gradients, messages and slopes of the true pass. */
function knownNumbers(network: Network): readonly number[] {
  const { gradients, messages } = backward(network);
  const slopes = network.flatMap(({ op, args, attributes, value }) => {
    const operands = args.map((arg) => network[arg]?.value ?? number(0));
    return op === 'leaf'
      ? []
      : gridRuleAt(op)
          .back(
            operands,
            each(value, () => 1),
            value,
            attributes,
          )
          .flatMap(({ data }) => data);
  });
  return network
    .flatMap(({ value, attributes }, i) => [
      ...value.data,
      ...(gradients[i]?.data ?? []),
      ...(messages[i] ?? []).flatMap(({ message }) => message.data),
      ...(attributes.labels ?? []),
    ])
    .concat(
      slopes,
      network.flatMap(({ value }) => value.shape),
    );
}
