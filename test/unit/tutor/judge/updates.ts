/** Update lines of single numbers and of lists, answered right, by a wrong form, and by nothing in particular. */
import type { Random } from '../../../../src/core/base/random.ts';
import { seededRandom } from '../../../../src/core/base/seededRandom.ts';
import { isRight, type Judged, marksOf } from './judge.ts';

const pick = <T>(random: Random, from: readonly T[]): T => from[random.below(from.length)] as T;
const round = (value: number, digits: number): number => Number(value.toPrecision(digits));

type List = readonly number[];
const zip = (a: List, b: List, of: (a: number, b: number) => number): List => a.map((one, i) => of(one, b[i] ?? 0));

interface Step {
  readonly lr: number;
  readonly beta: number;
}
/** What one step makes of velocity and weights. */
type Form = (v: List, g: List, w: List, step: Step) => { readonly v: List; readonly w: List };

const right: Form = (v, g, w, { lr, beta }) => {
  const next = zip(v, g, (a, b) => beta * a + b);
  return { v: next, w: zip(w, next, (a, b) => a - lr * b) };
};
const wrong: readonly { readonly code: string; readonly form: Form }[] = [
  {
    code: 'ascent',
    form: (v, g, w, { lr, beta }) => {
      const next = zip(v, g, (a, b) => beta * a + b);
      return { v: next, w: zip(w, next, (a, b) => a + lr * b) };
    },
  },
  {
    code: 'momentum-ema',
    form: (v, g, w, { lr, beta }) => {
      const next = zip(v, g, (a, b) => beta * a + (1 - beta) * b);
      return { v: next, w: zip(w, next, (a, b) => a - lr * b) };
    },
  },
  {
    code: 'momentum-lr-inside',
    form: (v, g, w, { lr, beta }) => {
      const next = zip(v, g, (a, b) => beta * a - lr * b);
      return { v: next, w: zip(w, next, (a, b) => a + b) };
    },
  },
  {
    code: 'momentum-sign',
    form: (v, g, w, { lr, beta }) => {
      const next = zip(v, g, (a, b) => beta * a - b);
      return { v: next, w: zip(w, next, (a, b) => a - lr * b) };
    },
  },
];

const NUM = '[−-]?\\d+(?:\\.\\d+)?(?:e[−-]?\\d+)?';

/** Every number must be one of the program's, the answer's, or of what the sentence says it is made of. */
function falsehoodsIn(message: string, known: List, times: number | undefined): readonly string[] {
  const claimed = /(?:It is|that is) ([\d.]+) times too (large|small)(, and its sign is wrong)?/.exec(message);
  const by = claimed && (claimed[2] === 'large' ? Number(claimed[1]) : 1 / Number(claimed[1])) * (claimed[3] ? -1 : 1);
  if (by && Math.abs(by - (times ?? 0)) > 0.011 * Math.abs(by)) return [`it is not ${claimed?.[0]}`];
  const rest = message.replaceAll(/1 − β|v0|w0|10 %|5 %|[\d.]+ times too/g, ' ');
  return (rest.match(new RegExp(`(?<![\\w.\\p{L}])${NUM}(?![\\w\\p{L}])`, 'gu')) ?? []).flatMap((printed) => {
    const value = Number(printed.replaceAll('−', '-'));
    const isKnown = known.some((one) => Math.abs(Math.abs(one) - Math.abs(value)) <= 6e-4 * Math.abs(one) + 1e-9);
    return isKnown ? [] : [`where does ${printed} come from?`];
  });
}

/** `w1 = w - lr * v1` asked for, with the loss that its gradient comes from or without. */
export function* judgedUpdates(count: number, seed: string): Iterable<Judged> {
  const random = seededRandom(seed);
  const small = (): number => (random.below(2) === 0 ? 1 : -1) * (1 + random.below(40) / 10);
  for (let i = 0; i < count; i++) {
    const size = random.below(3) === 0 ? 1 + random.below(3) : 0;
    const list = (): List => Array.from({ length: Math.max(1, size) }, small);
    const shown = (of: List): string => (size > 0 ? `[${of.join(', ')}]` : String(of[0]));
    const step = { lr: pick(random, [0.1, 0.5, 0.01, 0.2]), beta: pick(random, [0.9, 0.8, 0.5]) };
    const [w, v] = [list(), list()];
    const target = list();
    const hasLoss = random.below(2) === 0;
    const hasMomentum = random.below(3) > 0;
    // L = ½·Σ(w − t)², so that dL/dw = w − t.
    const g = hasLoss ? zip(w, target, (a, b) => a - b) : list();
    const spread = size > 0 ? 'sum((w - t) ** 2)' : '(w - t) ** 2';
    const loss = hasLoss ? [`t = ${shown(target)}`, `L = 0.5 * ${spread}`, 'backward(L)'] : [];
    const velocity = hasMomentum ? [`v0 = ${shown(v)}`, `beta = ${step.beta}`] : [];
    const gradient = hasLoss ? 'grad(w)' : 'g';
    const lines = [
      `w = ${shown(w)}`,
      `lr = ${step.lr}`,
      ...loss,
      ...velocity,
      ...(hasLoss ? [] : [`g = ${shown(g)}`]),
      ...(hasMomentum ? [`v1 = beta * v0 + ${gradient}`, 'w1 = w - lr * v1'] : [`w1 = w - lr * ${gradient}`]),
    ];
    const plain = { ...step, beta: 0 };
    const truth = hasMomentum
      ? right(v, g, w, step)
      : right(
          v.map(() => 0),
          g,
          w,
          plain,
        );
    const one = pick(random, wrong.slice(0, hasMomentum ? wrong.length : 1));
    const slipped = hasMomentum
      ? one.form(v, g, w, step)
      : one.form(
          v.map(() => 0),
          g,
          w,
          plain,
        );
    const asks = hasMomentum && random.below(2) === 0 && one.code !== 'ascent' ? 'v1' : 'w1';
    const of = (made: { readonly v: List; readonly w: List }): List => (asks === 'v1' ? made.v : made.w);
    const isFar = (a: List): boolean =>
      zip(a, of(truth), (x, y) => Math.abs(x - y)).some((off, k) => off > 0.06 * Math.abs(of(truth)[k] ?? 0) + 0.006);
    const ask = (answer: List): { text: string; line: string } => {
      const line = `value(${asks}) = ${shown(answer)}`;
      return { text: [...lines, line].join('\n'), line };
    };
    const judge = (kind: Judged['kind'], answer: List, code: string): Judged | undefined => {
      const { text } = ask(answer);
      const mark = marksOf(text).at(-1);
      if (mark === undefined) throw new Error(`no question in\n${text}`);
      const known = [
        ...v.map((one) => step.beta * one),
        ...w,
        ...v,
        ...target,
        ...g,
        step.lr,
        step.beta,
        1 - step.beta,
        ...of(truth),
        ...answer,
        ...truth.v,
        ...truth.w,
        ...slipped.v,
        ...slipped.w,
        0,
        1,
        size,
        answer.length,
        0.5,
        2,
      ];
      const outcome =
        kind === 'right'
          ? isRight(mark)
            ? 'right'
            : 'called wrong'
          : isRight(mark)
            ? 'called right'
            : kind === 'rule'
              ? mark.mistakes[0] === code && mark.mistakes.length === 1
                ? 'named'
                : mark.mistakes.some((found) => found === code)
                  ? 'several'
                  : mark.mistakes.length > 0 || /times too|sign is wrong|value of|gradient of|alone/.test(mark.message)
                    ? 'fits too'
                    : 'not named'
              : mark.mistakes.length > 0
                ? 'named without cause'
                : 'right';
      return {
        kind,
        code,
        text,
        message: mark.message,
        mistakes: mark.mistakes,
        outcome,
        falsehoods: isRight(mark) ? [] : falsehoodsIn(mark.message, known, (answer[0] ?? 0) / (of(truth)[0] ?? 1)),
      };
    };
    const made = [
      judge(
        'right',
        of(truth).map((entry) => round(entry, 4 + random.below(3))),
        '',
      ),
      isFar(of(slipped))
        ? judge(
            'rule',
            of(slipped).map((entry) => round(entry, 6)),
            one.code,
          )
        : undefined,
    ];
    const drawn = of(truth).map((entry) => round(entry * (0.3 + 2.4 * random.uniform()), 3));
    if (isFar(drawn)) made.push(judge('random', drawn, ''));
    for (const found of made) if (found) yield found;
  }
}
