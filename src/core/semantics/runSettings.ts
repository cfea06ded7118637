/** Numbers of a training cell that can be changed without another line: where they are in the text, and what they may be. */
import type { Span } from '../base/span.ts';
import type { Argument, Call, Document, Expression } from '../syntax/tree.ts';
import { partsOf } from '../syntax/tree.ts';
import { hasMomentum, type OptimizerKind, optimizerNames } from './trainOptions.ts';

export interface RunSetting {
  /** `lr`, `momentum`, `batch`, `weight_decay`, `noise of X`, `units of W1`. */
  readonly name: string;
  /** Undefined: it is not written, and `initial` holds. */
  readonly value: number | undefined;
  readonly initial: number;
  readonly scale: 'logarithmic' | 'linear' | 'whole';
  readonly from: number;
  readonly to: number;
  /** In the whole text: each gets the new number, after `before` where the option is not written yet. */
  readonly places: readonly Span[];
  readonly before: string;
}

interface Range {
  readonly initial: number;
  readonly scale: RunSetting['scale'];
  readonly from: number;
  readonly to: number;
}

const OPTIONS: readonly (readonly [string, Range])[] = [
  ['lr', { initial: 0.1, scale: 'logarithmic', from: 1e-4, to: 10 }],
  ['momentum', { initial: 0, scale: 'linear', from: 0, to: 0.99 }],
  ['batch', { initial: 0, scale: 'whole', from: 1, to: 512 }],
  ['weight_decay', { initial: 0, scale: 'linear', from: 0, to: 0.1 }],
];
const NOISE: Range = { initial: 0, scale: 'linear', from: 0, to: 1 };
const UNITS: Range = { initial: 1, scale: 'whole', from: 1, to: 128 };
/** Made data sets whose points may stray, and by how much they do where `noise` is left out. */
const NOISY: ReadonlyMap<string, number> = new Map([
  ['xor', 0],
  ['moons', 0.1],
  ['circles', 0.05],
  ['blobs', 0.5],
  ['spiral', 0.2],
  ['line', 0.2],
  ['sine', 0.1],
]);

/** Of a cell with a train(…) line; several values of an option compare runs and have no setting. */
export function runSettings(document: Document, cell: number): readonly RunSetting[] {
  const { first = 0, last = 0 } = document.cells[cell] ?? {};
  const settings: RunSetting[] = [];
  const layers: Dimensions[] = [];
  for (let index = first; index < last; index++) {
    const tree = document.statements[index]?.tree;
    const start = document.starts[index] ?? 0;
    if (tree?.kind === 'train') settings.push(...optionSettings(tree.args, tree.to + start, start));
    if (tree?.kind !== 'assignment') continue;
    const name = tree.targets[0]?.name ?? '';
    if (tree.value.kind === 'call' && NOISY.has(tree.value.callee.name))
      settings.push(noiseOf(tree.value, name, start));
    const sizes = sizesOf(tree.value);
    if (sizes)
      layers.push({ name, sizes: sizes.map(({ value, from, to }) => ({ value, from: from + start, to: to + start })) });
  }
  return [...settings, ...widthsOf(layers)];
}

const numberIn = (value: Expression): number | undefined => (value.kind === 'number' ? value.value : undefined);

function optionSettings(options: readonly Argument[], end: number, start: number): readonly RunSetting[] {
  const given = (name: string): Argument | undefined => options.find((option) => option.name?.name === name);
  const optimizer = given('optimizer')?.value;
  const rules: readonly (OptimizerKind | undefined)[] =
    optimizer === undefined
      ? ['sgd']
      : [optimizerNames.find((one) => optimizer.kind === 'string' && optimizer.value === one)];
  return OPTIONS.flatMap(([name, range]): RunSetting[] => {
    if (name === 'momentum' && !rules.every((rule) => rule !== undefined && hasMomentum(rule))) return [];
    const option = given(name);
    if (option === undefined) {
      // A batch that is left out is the whole set, which is no number of rows.
      if (name === 'lr' || name === 'batch') return [];
      return [{ name, value: undefined, ...range, places: [{ from: end - 1, to: end - 1 }], before: `, ${name}=` }];
    }
    const value = numberIn(option.value);
    const place = { from: option.value.from + start, to: option.value.to + start };
    return value === undefined
      ? []
      : [{ name, value, ...range, ...reached(range, value), places: [place], before: '' }];
  });
}

/** A number beyond the usual ones stays within reach. */
const reached = ({ from, to }: Range, value: number): Pick<Range, 'from' | 'to'> => ({
  from: Math.min(from, value),
  to: Math.max(to, value),
});

function noiseOf({ callee, args, to }: Call, of: string, start: number): RunSetting {
  const initial = NOISY.get(callee.name) ?? 0;
  const name = `noise of ${of}`;
  const given = args.find((argument) => argument.name?.name === 'noise');
  if (given === undefined) {
    const end = to + start - 1;
    const before = args.length === 0 ? 'noise=' : ', noise=';
    return { name, value: undefined, ...NOISE, initial, places: [{ from: end, to: end }], before };
  }
  const value = numberIn(given.value);
  const places = value === undefined ? [] : [{ from: given.value.from + start, to: given.value.to + start }];
  return { name, value, ...NOISE, initial, ...reached(NOISE, value ?? 0), places, before: '' };
}

interface Size extends Span {
  readonly value: number;
}
interface Dimensions {
  readonly name: string;
  readonly sizes: readonly Size[];
}

/** The literal sizes of a parameter that is made by one maker, scaled or not: `param(0.1 * randn(2, 16, seed=1))`. */
function sizesOf(value: Expression): readonly Size[] | undefined {
  if (value.kind !== 'call' || value.callee.name !== 'param') return undefined;
  const makers: Call[] = [];
  const pending: Expression[] = value.args.map((argument) => argument.value);
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (part.kind === 'call') makers.push(part);
    else pending.push(...partsOf(part));
  }
  const [maker] = makers;
  if (maker === undefined || makers.length > 1) return undefined;
  const sizes = maker.args
    .filter((argument) => argument.name === undefined)
    .flatMap(({ value: size }) =>
      size.kind === 'number' ? [{ value: size.value, from: size.from, to: size.to }] : [],
    );
  return sizes.length === 1 || sizes.length === 2 ? sizes : undefined;
}

/** A width is what one matrix ends with and the next begins with; the vectors between them have it as well. */
function widthsOf(layers: readonly Dimensions[]): readonly RunSetting[] {
  const matrices = layers.flatMap((layer, place) => (layer.sizes.length === 2 ? [{ ...layer, place }] : []));
  return matrices.flatMap((layer, index): RunSetting[] => {
    const next = matrices[index + 1];
    const [own, following] = [layer.sizes[1], next?.sizes[0]];
    if (next === undefined || own === undefined || following === undefined || own.value !== following.value) return [];
    const between = layers
      .slice(layer.place + 1, next.place)
      .flatMap(({ sizes }) => (sizes.length === 1 ? sizes : []))
      .filter(({ value }) => value === own.value);
    // A bias may also stand behind the next matrix: without one between them, nothing is certain.
    if (between.length === 0 && layers.some(({ sizes }) => sizes.length === 1 && sizes[0]?.value === own.value))
      return [];
    const places = [own, ...between, following].map(({ from, to }) => ({ from, to }));
    return [
      { name: `units of ${layer.name}`, value: own.value, ...UNITS, ...reached(UNITS, own.value), places, before: '' },
    ];
  });
}
