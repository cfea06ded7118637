/** Numbers of a training cell that can be changed without another line: where they are in the text, and what they may be. */
import type { Span } from '../base/span.ts';
import type { DataSet } from '../makers/dataSet.ts';
import type { Argument, Call, Document, Expression, Train } from '../syntax/tree.ts';
import { partsOf } from '../syntax/tree.ts';
import { hasMomentum, optimizerNames } from './trainOptions.ts';

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
/** Of a cell with a train(…) line; several values of an option compare runs and have no setting. */
export function runSettings(document: Document, cell: number, dataSets: readonly DataSet[]): readonly RunSetting[] {
  const { first = 0, last = 0 } = document.cells[cell] ?? {};
  const settings: RunSetting[] = [];
  const layers: Dimensions[] = [];
  for (let index = first; index < last; index++) {
    const tree = document.statements[index]?.tree;
    const start = document.starts[index] ?? 0;
    if (tree?.kind === 'train') settings.push(...optionSettings(tree, start));
    if (tree?.kind !== 'assignment') continue;
    const name = tree.targets[0]?.name ?? '';
    if (tree.value.kind === 'call') settings.push(...noiseSettings(tree.value, name, start, dataSets));
    const sizes = sizesOf(tree.value);
    if (sizes)
      layers.push({ name, sizes: sizes.map(({ value, from, to }) => ({ value, from: from + start, to: to + start })) });
  }
  return [...settings, ...widthsOf(layers)];
}

const isText = (value: Expression, text: string): boolean => value.kind === 'string' && value.value === text;
const numberIn = (value: Expression): number | undefined => (value.kind === 'number' ? value.value : undefined);

/** The setting whose number an argument writes; none where that is no number, or one that its slider cannot have. */
function written(name: string, range: Range, { value }: Argument, start: number): readonly RunSetting[] {
  const number = numberIn(value);
  if (number === undefined || (range.scale === 'logarithmic' && number <= 0)) return [];
  const places = [{ from: value.from + start, to: value.to + start }];
  return [{ name, value: number, ...range, ...reached(range, number), places, before: '' }];
}

/** A setting that is not written yet: its place is behind the last argument, where a comma at the end stays the last. */
function unwritten(name: string, option: string, range: Range, { args, to }: Call | Train, start: number): RunSetting {
  const place = (args.at(-1)?.to ?? to - 1) + start;
  const before = `${args.length === 0 ? '' : ', '}${option}=`;
  return { name, value: undefined, ...range, places: [{ from: place, to: place }], before };
}

function optionSettings(train: Train, start: number): readonly RunSetting[] {
  const given = (name: string): Argument | undefined => train.args.find((option) => option.name?.name === name);
  const optimizer = given('optimizer')?.value;
  const rule = optimizer === undefined ? 'sgd' : optimizerNames.find((one) => isText(optimizer, one));
  return OPTIONS.flatMap(([name, range]): readonly RunSetting[] => {
    if (name === 'momentum' && (rule === undefined || !hasMomentum(rule))) return [];
    const option = given(name);
    if (option) return written(name, range, option, start);
    // A batch that is left out is the whole set, which is no number of rows.
    return name === 'lr' || name === 'batch' ? [] : [unwritten(name, name, range, train, start)];
  });
}

/** A number beyond the usual ones stays within reach. */
const reached = ({ from, to }: Range, value: number): Pick<Range, 'from' | 'to'> => ({
  from: Math.min(from, value),
  to: Math.max(to, value),
});

/** How far the points of a data set stray, where it has such an option: by name or by place. */
function noiseSettings(call: Call, of: string, start: number, dataSets: readonly DataSet[]): readonly RunSetting[] {
  const options = dataSets.find((set) => set.name === call.callee.name)?.options ?? [];
  const place = options.findIndex((option) => option.name === 'noise');
  const initial = options[place]?.initial;
  if (typeof initial !== 'number') return [];
  const range = { ...NOISE, initial };
  const name = `noise of ${of}`;
  const given =
    call.args.find((argument) => argument.name?.name === 'noise') ??
    call.args.filter((argument) => argument.name === undefined)[place];
  return given ? written(name, range, given, start) : [unwritten(name, 'noise', range, call, start)];
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
