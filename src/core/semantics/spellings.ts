/** What a call means, however NumPy, PyTorch or the language spells it: a matter of its text alone. */
import type { Gate } from '../gates/gate.ts';
import { calls, gateOfCall, gateOfOperator, gateSpelled } from '../gates/index.ts';
import { makers } from '../makers/index.ts';
import type { Argument, Call, Expression, Name } from '../syntax/tree.ts';

/** Functions that NumPy or PyTorch call by another name. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['maximum', 'max'],
  ['minimum', 'min'],
  ['fmax', 'max'],
  ['fmin', 'min'],
  ['amax', 'max'],
  ['amin', 'min'],
  ['concatenate', 'concat'],
  ['cat', 'concat'],
  ['absolute', 'abs'],
  ['fabs', 'abs'],
  ['average', 'mean'],
  ['expit', 'sigmoid'],
  ['identity', 'eye'],
  ['ravel', 'flatten'],
  ['view', 'reshape'],
  ['clamp', 'clip'],
  ['mse_loss', 'mse'],
  ['binary_cross_entropy', 'bce'],
  ['binary_cross_entropy_with_logits', 'bce_with_logits'],
  ['one_hot', 'onehot'],
  ['inner', 'dot'],
  ['vdot', 'dot'],
  ['range', 'arange'],
  ['random', 'rand'],
  ['random_sample', 'rand'],
  ['permute', 'transpose'],
  ['chunk', 'split'],
  ['unsqueeze', 'expand_dims'],
  ['swish', 'silu'],
  ['standard_normal', 'randn'],
]);

/** Functions that are operators here. */
const OPERATORS: ReadonlyMap<string, string> = new Map([
  ['matmul', '@'],
  ['mm', '@'],
  ['bmm', '@'],
  ['mv', '@'],
  ['add', '+'],
  ['subtract', '-'],
  ['sub', '-'],
  ['multiply', '*'],
  ['mul', '*'],
  ['divide', '/'],
  ['true_divide', '/'],
  ['div', '/'],
  ['power', '**'],
  ['float_power', '**'],
  ['pow', '**'],
]);

/** Functions that only say how numbers are kept, or whether they take gradients. */
const SAME: ReadonlySet<string> = new Set([
  'array',
  'asarray',
  'tensor',
  'as_tensor',
  'from_numpy',
  'Tensor',
  'FloatTensor',
  'float64',
  'float32',
]);
const SAME_METHODS: ReadonlySet<string> = new Set([
  'clone',
  'copy',
  'item',
  'float',
  'double',
  'long',
  'astype',
  'numpy',
  'tolist',
  'cpu',
  'cuda',
  'to',
  'type',
  'contiguous',
  'requires_grad_',
  'detach_',
  'values',
  'data',
]);
/** Functions of Python itself that keep a number as it is. */
const SAME_NUMBERS: ReadonlySet<string> = new Set(['float', 'int']);

/** Facts about a shape: `x.shape`, `len(x)`, `x.size`; and tensors of the shape of another. */
const SIZES: ReadonlySet<string> = new Set(['shape', 'size', 'ndim', 'len', 'dim', 'numel', 'zeros_like', 'ones_like']);

const OTHER_OPTIONS: ReadonlyMap<string, string> = new Map([
  ['dim', 'axis'],
  ['dims', 'axis'],
  ['keepdim', 'keepdims'],
  ['negative_slope', 'slope'],
  ['a_min', 'lo'],
  ['a_max', 'hi'],
  ['min', 'lo'],
  ['max', 'hi'],
  ['kernel_size', 'size'],
  ['correction', 'ddof'],
  ['bias', 'b'],
]);
/** Options of others that change no value. */
const PASSED_OVER: ReadonlySet<string> = new Set([
  'dtype',
  'requires_grad',
  'device',
  'copy',
  'out',
  'inplace',
  'training',
]);

/** Whether an option of NumPy's or PyTorch's changes no value. */
export const isPassedOver = (option: string): boolean => PASSED_OVER.has(option);

export type SizeName = 'shape' | 'size' | 'ndim' | 'len' | 'zeros_like' | 'ones_like';

/** Functions that work along the last axis; along another one, the axes are swapped before and after. */
export const worksAlongLast: ReadonlySet<string> = new Set(['softmax', 'log_softmax']);

/** What a call is of, and its arguments in the language's own order and names. */
export interface Meaning {
  readonly kind: 'gate' | 'maker' | 'same' | 'size' | 'other';
  /** In the language's own spelling. */
  readonly name: string;
  /** Of kind `gate`. */
  readonly gate: Gate | undefined;
  readonly args: readonly Argument[];
}

const makerNames: ReadonlySet<string> = new Set(makers.map(({ name }) => name));
const meanings = new WeakMap<Call, Meaning>();

/** What a call means where no function of the text has its name. */
export function meaningOf(call: Call): Meaning {
  let found = meanings.get(call);
  if (found === undefined) {
    found = read(call);
    meanings.set(call, found);
  }
  return found;
}

/** What a function is called here that NumPy or PyTorch calls `written`, `@` for `matmul`; the same where they agree. */
export const ownNameOf = (written: string): string =>
  calls.has(written) || makerNames.has(written)
    ? written
    : (OTHER_NAMES.get(written) ?? OPERATORS.get(written) ?? written);

/** What NumPy and PyTorch call a function or an operator of the language. */
export const otherNamesOf = (own: string): readonly string[] =>
  [...OTHER_NAMES, ...OPERATORS].flatMap(([written, meant]) => (meant === own ? [written] : []));

/** Whether a name is called in a way that the language understands, its own names included. */
export const isUnderstood = (name: string): boolean =>
  calls.has(name) || makerNames.has(name) || OTHER_NAMES.has(name) || OPERATORS.has(name) || SIZES.has(name);

function read(call: Call): Meaning {
  const { form } = call;
  const written = call.callee.name;
  const isForeign = form === 'method' || form === 'library';
  const isKnown = calls.has(written) || makerNames.has(written);
  const name = isKnown ? written : (OTHER_NAMES.get(written) ?? written);
  const given = ownArguments(call);
  const args = isForeign && name === 'split' && given.length === 2 ? [...given, alongRows(call)] : given;
  if (isForeign && name === 'transpose' && isPair(args))
    return { kind: 'gate', name: 'swapaxes', gate: gateOfCall('swapaxes', 1), args };
  if (calls.has(name)) {
    const gate = gateOf(call, written, name, args);
    return { kind: 'gate', name, gate, args: gate?.variadic ? spread(args) : args };
  }
  if (makerNames.has(name)) return { kind: 'maker', name, gate: undefined, args: sized(args) };
  const operator = OPERATORS.get(written);
  if (operator !== undefined)
    return { kind: 'gate', name: operator, gate: gateOfOperator(operator), args: operands(args) };
  if (written === 'negative' || written === 'neg')
    return { kind: 'gate', name: '-', gate: gateSpelled('prefix'), args: operands(args) };
  if (isForeign && (written === 't' || written === 'transpose') && args.length === 1)
    return { kind: 'gate', name: '.T', gate: gateSpelled('transpose'), args };
  if (
    (isForeign && SAME.has(written)) ||
    ((form === 'method' || form === 'attribute') && SAME_METHODS.has(written)) ||
    (form === 'plain' && SAME_NUMBERS.has(written))
  )
    return { kind: 'same', name: written, gate: undefined, args };
  const size = sizeName(written);
  if (size !== undefined && args.length > 0) return { kind: 'size', name: size, gate: undefined, args };
  return { kind: 'other', name, gate: undefined, args };
}

/** NumPy and PyTorch cut along the first axis where none is named, the language along the last. */
const alongRows = ({ from, to }: Call): Argument => ({
  name: { kind: 'name', name: 'axis', from, to: from },
  value: { kind: 'number', value: 0, from, to },
  from,
  to,
});

/** `x.transpose(1, 2)`, which swaps two axes in PyTorch, and in NumPy too where there are no others. */
const isPair = (args: readonly Argument[]): boolean =>
  args.length === 3 && args.slice(1).every(({ name, value }) => name === undefined && isWholeLiteral(value));

const isWholeLiteral = (given: Expression): boolean =>
  given.kind === 'number' || (given.kind === 'unary' && given.operand.kind === 'number');

function sizeName(written: string): SizeName | undefined {
  if (!SIZES.has(written)) return undefined;
  if (written === 'dim') return 'ndim';
  return written === 'numel' ? 'size' : (written as SizeName);
}

/** `x.max(0)` and `np.max(x, 0)` are along an axis; `max(x, 0)` compares. */
function gateOf({ form }: Call, written: string, name: string, args: readonly Argument[]): Gate | undefined {
  const positional = args.filter((argument) => argument.name === undefined);
  const second = positional[1]?.value;
  const isAlongAxis =
    written === 'amax' ||
    written === 'amin' ||
    ((form === 'method' || form === 'library') && written === name && second !== undefined && isAxis(second));
  const many = isAlongAxis && (name === 'max' || name === 'min') ? 1 : positional.length;
  // An operand by its name counts: conv2d(x, w, b=bias).
  const byName = args.filter(({ name: given }) =>
    calls.get(name)?.some((gate) => given !== undefined && gate.params.includes(given.name)),
  ).length;
  return gateOfCall(name, many + byName);
}

const isAxis = (given: Expression): boolean =>
  isWholeLiteral(given) || given.kind === 'tuple' || (given.kind === 'name' && given.name === 'None');

/** PyTorch's variance divides by n − 1 unless it is told otherwise; a method may be of either library and is NumPy's. */
const dividesByLess = ({ callee, args, library }: Call): boolean =>
  library === 'torch' &&
  (callee.name === 'var' || callee.name === 'std') &&
  !args.some(({ name }) => name?.name === 'unbiased' || name?.name === 'correction');

function ownArguments(call: Call): readonly Argument[] {
  const { callee, form } = call;
  // PyTorch's layer_norm names the shape that it normalises, which is the last axis here.
  const shaped = form === 'library' && callee.name === 'layer_norm' ? call.args[1] : undefined;
  const isShape = shaped?.value.kind === 'tuple' || shaped?.value.kind === 'list' || shaped?.value.kind === 'number';
  const args = isShape ? call.args.filter((argument) => argument !== shaped) : call.args;
  if (args.every(({ name }) => name === undefined)) return dividesByLess(call) ? [...args, lessOne(call)] : args;
  const own: Argument[] = [];
  for (const argument of args) {
    const { name } = argument;
    if (name?.name === 'unbiased' && argument.value.kind === 'name')
      own.push({ ...lessOne(call), value: numberAt(call, argument.value.name.toLowerCase() === 'true' ? 1 : 0) });
    else if (name?.name === 'reduction' && argument.value.kind === 'string' && argument.value.value === 'mean')
      continue;
    else if (name === undefined) own.push(argument);
    else if (!PASSED_OVER.has(name.name) || form === 'plain') {
      const other = OTHER_OPTIONS.get(name.name);
      const renamed: Name = other === undefined ? name : { ...name, name: other };
      own.push({ ...argument, name: renamed });
    }
  }
  if (dividesByLess(call)) own.push(lessOne(call));
  return own;
}

const numberAt = ({ from, to }: Call, value: number): Expression => ({ kind: 'number', value, from, to });
const lessOne = (call: Call): Argument => ({
  name: { kind: 'name', name: 'ddof', from: call.from, to: call.from },
  value: numberAt(call, 1),
  from: call.from,
  to: call.to,
});

/** `concat([a, b])` joins what stands in the brackets, as in NumPy and PyTorch; a second value is then the axis. */
function spread(args: readonly Argument[]): readonly Argument[] {
  const [first, second, ...rest] = args;
  const list = first?.value;
  if (first?.name !== undefined || (list?.kind !== 'list' && list?.kind !== 'tuple')) return args;
  const isAlone = second === undefined || second.name !== undefined;
  if (!isAlone && (!isAxis(second.value) || rest.length > 0)) return args;
  const entries = list.entries.map((value): Argument => ({ name: undefined, value, from: value.from, to: value.to }));
  if (second === undefined) return entries;
  const axis = isAlone ? second : { ...second, name: axisName(second) };
  return [...entries, axis, ...rest];
}

const axisName = ({ from }: Argument): Name => ({ kind: 'name', name: 'axis', from, to: from });

/** Names of others for what has its place here: `zeros(size=(3, 4))`, `linspace(0, 1, num=5)`. */
const PLACED: ReadonlySet<string> = new Set(['size', 'shape', 'num', 'steps', 'num_classes']);

/** Sizes may stand in a bracket of their own, `zeros((3, 4))`, or behind `size=`. */
const sized = (args: readonly Argument[]): readonly Argument[] =>
  args.flatMap((argument) => {
    const { name, value } = argument;
    if (name !== undefined && !PLACED.has(name.name)) return [argument];
    const parts = value.kind === 'tuple' ? value.entries : [value];
    return name === undefined && value.kind !== 'tuple'
      ? [argument]
      : parts.map((part): Argument => ({ name: undefined, value: part, from: part.from, to: part.to }));
  });

const operands = (args: readonly Argument[]): readonly Argument[] => args.filter(({ name }) => name === undefined);
