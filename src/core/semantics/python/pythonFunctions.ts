/**
 * Functions of NumPy and PyTorch that the language writes with others of its own: formulas, where `spellings.ts` has those
 * that only have another name.
 */
import { isLibrary } from '../../syntax/advice/foreignNames.ts';

/** A call as it stands in Python, its values in the language's spelling; a method has an owner. */
export interface PythonCall {
  readonly name: string;
  readonly owner: string | undefined;
  readonly args: readonly string[];
  readonly options: ReadonlyMap<string, string>;
}

/** The call in the language's own words; undefined where the call is of another kind. */
type Template = (call: PythonCall) => string | undefined;

/** All operands in order: the owner of a method is the first. */
const operandsOf = ({ owner, args }: PythonCall): readonly string[] =>
  owner === undefined || isLibrary(owner.split('.', 1)[0] ?? '') ? args : [owner, ...args];

/** A value as an operand of any operator. */
export const bracketed = (text: string): string =>
  /^[\p{L}\p{N}_.]+$|^[\p{L}_.]+\([^()]*\)$/u.test(text) ? text : `(${text})`;
const axisOf = ({ options }: PythonCall, given: string | undefined): string | undefined =>
  options.get('axis') ?? options.get('dim') ?? given;

const one =
  (write: (x: string) => string): Template =>
  (call) => {
    const [x, ...more] = operandsOf(call);
    return x === undefined || more.length > 0 ? undefined : write(x);
  };

/** Values in the list that a function of several tensors takes. */
function listed(text: string | undefined): readonly string[] | undefined {
  if (text === undefined || !/^[[(].*[\])]$/s.test(text)) return undefined;
  return splitTop(text.slice(1, -1));
}

/** Cuts at commas outside of brackets. */
export function splitTop(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if ('([{'.includes(c)) depth++;
    else if (')]}'.includes(c)) depth--;
    else if (c === ',' && depth === 0) {
      parts.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  const last = text.slice(from).trim();
  return last === '' ? parts : [...parts, last];
}

/** `tril(x)` and `triu(x)`: entries on one side of the diagonal. */
const triangle =
  (sign: '>=' | '<='): Template =>
  (call) => {
    const [x, more] = operandsOf(call);
    if (x === undefined || more !== undefined) return undefined;
    const ones = /^(?:\w+\.)*ones\(\(?\s*([^(),]+),\s*([^(),]+)\)?\)$/.exec(x);
    if (ones) return `arange(${ones[1]})[:, None] ${sign} arange(${ones[2]})`;
    return `where(arange(${x}.shape[0])[:, None] ${sign} arange(${x}.shape[1]), ${x}, 0)`;
  };

/** Two tensors and a pattern such as `ij,jk->ik`: a product of both with axes of their own, summed over those that are left out. */
const einsum: Template = (call) => {
  const [pattern, ...tensors] = call.args;
  const parts = /^"([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]*)"$/.exec(pattern?.replaceAll(' ', '') ?? '');
  const [a, b] = tensors;
  const [, left = '', right = '', out = ''] = parts ?? [];
  if (!parts || a === undefined || b === undefined || tensors.length > 2) return undefined;
  if (new Set(left).size < left.length || new Set(right).size < right.length) return undefined;
  const shared = [...left].filter((axis) => right.includes(axis) && !out.includes(axis));
  const [A, B] = [bracketed(a), bracketed(b)];
  const batch = [...out].filter((axis) => left.includes(axis) && right.includes(axis)).join('');
  if (shared.length === 1 && left.length <= 3 && right.length === left.length) {
    const [k] = shared;
    const [i, j] = [[...left].find((axis) => !right.includes(axis)), [...right].find((axis) => !left.includes(axis))];
    const swapped = (tensor: string): string => (batch === '' ? `${tensor}.T` : `swapaxes(${tensor}, -1, -2)`);
    if (out === `${batch}${i}${j}` && left.startsWith(batch) && right.startsWith(batch)) {
      const first = left === `${batch}${i}${k}` ? A : swapped(A);
      const second = right === `${batch}${k}${j}` ? B : swapped(B);
      return `${first} @ ${second}`;
    }
  }
  const order = [...out, ...new Set([...left, ...right].filter((axis) => !out.includes(axis)))];
  const laid = (tensor: string, axes: string): string => {
    const own = order.filter((axis) => axes.includes(axis));
    const places = own.map((axis) => axes.indexOf(axis));
    const turned = places.every((place, i) => place === i) ? tensor : `transpose(${tensor}, ${places.join(', ')})`;
    const slots = order.map((axis) => (axes.includes(axis) ? ':' : 'None'));
    while (slots.at(-1) === ':') slots.pop();
    return slots.every((slot) => slot === 'None') ? turned : `${turned}[${slots.join(', ')}]`;
  };
  const product = `${laid(A, left)} * ${laid(B, right)}`;
  const summed = order.slice(out.length).map((_, i) => out.length + i);
  if (summed.length === 0) return product;
  return out === ''
    ? `sum(${product})`
    : `sum(${product}, axis=${summed.length === 1 ? summed[0] : `(${summed.join(', ')})`})`;
};

/** `np.pad(x, ((0, 0), (1, 1)))`: zeros all around, with x put into the middle. */
function pad(call: PythonCall): string | undefined {
  const [x, widths = call.options.get('pad_width')] = operandsOf(call);
  const pairs = listed(widths)?.map(listed);
  if (x === undefined || pairs === undefined || !pairs.every((pair) => pair?.length === 2)) return undefined;
  const mode = call.options.get('mode') ?? call.args[2];
  if (mode !== undefined && !/constant/.test(mode)) return undefined;
  const sizes: string[] = [];
  const places: string[] = [];
  pairs.forEach((pair, axis) => {
    const [before = '0', after = '0'] = pair ?? [];
    const own = `${x}.shape[${axis}]`;
    const isNone = before === '0' && after === '0';
    sizes.push(isNone ? own : before === after ? `${own} + 2 * ${bracketed(before)}` : `${before} + ${own} + ${after}`);
    places.push(isNone ? ':' : before === '0' ? `:${own}` : `${before}:${before} + ${own}`);
  });
  return `put(zeros(${sizes.join(', ')})[${places.join(', ')}], ${x})`;
}

export const templates: ReadonlyMap<string, Template> = new Map<string, Template>([
  ['log1p', one((x) => `log(1 + ${bracketed(x)})`)],
  ['expm1', one((x) => `exp(${x}) - 1`)],
  ['log2', one((x) => `log(${x}) / log(2)`)],
  ['log10', one((x) => `log(${x}) / log(10)`)],
  ['tan', one((x) => `sin(${x}) / cos(${x})`)],
  ['sinh', one((x) => `(exp(${x}) - exp(-${bracketed(x)})) / 2`)],
  ['cosh', one((x) => `(exp(${x}) + exp(-${bracketed(x)})) / 2`)],
  ['reciprocal', one((x) => `1 / ${bracketed(x)}`)],
  ['rsqrt', one((x) => `1 / sqrt(${x})`)],
  ['relu6', one((x) => `clip(${x}, 0, 6)`)],
  ['softsign', one((x) => `${bracketed(x)} / (1 + abs(${x}))`)],
  ['logsigmoid', one((x) => `-softplus(-${bracketed(x)})`)],
  ['mish', one((x) => `${bracketed(x)} * tanh(softplus(${x}))`)],
  ['logical_not', one((x) => `1 - ${bracketed(x)}`)],
  ['Parameter', one((x) => `param(${x})`)],
  [
    'int',
    (call) =>
      call.owner === undefined ? one((x) => (/^floor\([^()]*\)$/.test(x) ? x : `floor(${x})`))(call) : undefined,
  ],
  [
    'float',
    (call) =>
      call.owner === undefined ? one((x) => x.replace(/^"([-+]?)(inf|nan)(?:inity)?"$/i, '$1$2'))(call) : undefined,
  ],
  ['pad', pad],
  ['empty', (call) => made(call, (sizes) => `zeros(${sizes})`)],
  ['empty_like', one((x) => `zeros_like(${x})`)],
  ['full_like', (call) => twoOf(call, (x, value) => `zeros_like(${x}) + ${bracketed(value)}`)],
  [
    'full',
    (call) => {
      const value = call.options.get('fill_value') ?? call.args[1];
      const sizes = sizesIn(call.options.get('size') ?? call.options.get('shape') ?? call.args[0]);
      return value === undefined || sizes === undefined ? undefined : `zeros(${sizes}) + ${bracketed(value)}`;
    },
  ],
  [
    'uniform',
    (call) =>
      drawnBetween(
        call,
        ['0', '1'],
        ['low', 'high'],
        (low, high, sizes) => `${low} + ${between(low, high)} * rand(${sizes})`,
      ),
  ],
  [
    'normal',
    (call) =>
      drawnBetween(
        call,
        ['0', '1'],
        ['loc', 'scale'],
        (mean, spread, sizes) => `${mean} + ${bracketed(spread)} * randn(${sizes})`,
      ),
  ],
  [
    'randint',
    (call) =>
      drawnBetween(
        call,
        undefined,
        ['low', 'high'],
        (low, high, sizes) => `${low} + floor(${between(low, high)} * rand(${sizes}))`,
      ),
  ],
  [
    'tensordot',
    (call) =>
      (call.options.get('axes') ?? call.options.get('dims') ?? call.args[2]) === '1'
        ? twoOf({ ...call, args: call.args.slice(0, 2) }, (a, b) => `${bracketed(a)} @ ${bracketed(b)}`)
        : undefined,
  ],
  ['broadcast_to', (call) => twoOf(call, (x, sizes) => `zeros(${sizesIn(sizes)}) + ${bracketed(x)}`)],
  [
    'expand',
    (call) => {
      const [x, ...sizes] = operandsOf(call);
      return x === undefined || sizes.length === 0 || sizes.some((size) => size === '-1')
        ? undefined
        : `zeros(${sizes.map((size) => sizesIn(size)).join(', ')}) + ${bracketed(x)}`;
    },
  ],
  [
    'repeat',
    (call) => {
      const [x, ...times] = operandsOf(call);
      return x === undefined || times.length < 2 || call.options.size > 0 || call.owner === 'np'
        ? undefined
        : `tile(${x}, ${times.join(', ')})`;
    },
  ],
  [
    'repeat_interleave',
    (call) =>
      call.options.size > 0
        ? undefined
        : twoOf(call, (x, times) => `${bracketed(x)}[floor(arange(len(${x}) * ${times}) / ${times})]`),
  ],
  [
    'gather',
    (call) => {
      const [x, axis, index] = operandsOf(call);
      const [, labels] =
        /^(?:(?:expand_dims|unsqueeze)\((?=.+, -?1\)$))?(.+?)(?:, -?1\)|\.unsqueeze\(-?1\)|\[:, None\])$/.exec(
          index ?? '',
        ) ?? [];
      return x === undefined || !/^(?:-?1)$/.test(axis ?? '') || labels === undefined
        ? undefined
        : `expand_dims(${bracketed(x)}[arange(len(${labels})), ${labels}], 1)`;
    },
  ],
  [
    'layer_norm',
    (call) => {
      const [x, size, gamma] = operandsOf(call);
      if (x === undefined || size === undefined || gamma !== undefined || call.options.has('weight')) return undefined;
      return `layer_norm(${x}, ones(${x}.shape[-1]), zeros(${x}.shape[-1]))`;
    },
  ],
  ['list', one((x) => x)],
  ['tril', triangle('>=')],
  ['triu', triangle('<=')],
  ['einsum', einsum],
  ['logical_and', (call) => twoOf(call, (a, b) => `${bracketed(a)} * ${bracketed(b)}`)],
  ['logical_or', (call) => twoOf(call, (a, b) => `max(${a}, ${b})`)],
  ['equal', (call) => twoOf(call, (a, b) => `${bracketed(a)} == ${bracketed(b)}`)],
  ['greater', (call) => twoOf(call, (a, b) => `${bracketed(a)} > ${bracketed(b)}`)],
  ['less', (call) => twoOf(call, (a, b) => `${bracketed(a)} < ${bracketed(b)}`)],
  ['nll_loss', (call) => twoOf(call, (a, b) => `-mean(${bracketed(a)}[arange(len(${b})), ${b}])`)],
  ['l1_loss', (call) => twoOf(call, (a, b) => `mean(abs(${a} - ${bracketed(b)}))`)],
  ['masked_fill', (call) => threeOf(call, (x, mask, value) => `where(${mask}, ${value}, ${x})`)],
  ['addmm', (call) => threeOf(call, (b, x, w) => `${x} @ ${w} + ${bracketed(b)}`)],
  ['linear', (call) => (call.owner === 'F' || call.owner?.endsWith('functional') ? linear(call) : undefined)],
  [
    'hstack',
    (call) => {
      const parts = listed(call.args[0]);
      return parts && `concat(${parts.join(', ')}, axis=-1)`;
    },
  ],
  [
    'cosine_similarity',
    (call) => {
      const [a, b, third] = operandsOf(call);
      if (a === undefined || b === undefined) return undefined;
      const axis = axisOf(call, third) ?? '1';
      return `sum(${bracketed(a)} * ${bracketed(b)}, axis=${axis}) / (norm(${a}, axis=${axis}) * norm(${b}, axis=${axis}))`;
    },
  ],
  [
    'flatten',
    (call) => {
      const [x, second] = operandsOf(call);
      const from = call.options.get('start_dim') ?? second;
      return x !== undefined && from === '1' ? `reshape(${x}, len(${x}), -1)` : undefined;
    },
  ],
]);

/** Sizes as they stand between the brackets of zeros(…): `(2, 3)` and `[2, 3]` without their own. */
const sizesIn = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : (listed(text)?.join(', ') ?? text);

function made(call: PythonCall, write: (sizes: string) => string): string | undefined {
  const sizes = call.args.length > 1 ? call.args.join(', ') : sizesIn(call.args[0] ?? call.options.get('shape'));
  return sizes === undefined ? undefined : write(sizes);
}

/** How far two bounds are apart, as a factor. */
function between(low: string, high: string): string {
  if (low === '0') return bracketed(high);
  const numbers = [low, high].map(Number);
  return numbers.every(Number.isFinite)
    ? String((numbers[1] ?? 0) - (numbers[0] ?? 0))
    : `(${high} - ${bracketed(low)})`;
}

/** Random numbers between two bounds, or around a mean: both stand before the sizes, by place or by name. */
function drawnBetween(
  { args, options }: PythonCall,
  initial: readonly [string, string] | undefined,
  names: readonly [string, string],
  write: (first: string, second: string, sizes: string) => string,
): string | undefined {
  // `randint(10, size=5)` begins at 0.
  const only = initial === undefined && args.length === 1 ? ['0', ...args] : args;
  const [first = options.get(names[0]) ?? initial?.[0], second = options.get(names[1]) ?? initial?.[1]] = only;
  const sizes = sizesIn(options.get('size') ?? only[2]);
  return first === undefined || second === undefined
    ? undefined
    : write(first, second, sizes ?? '1').replace(/^0 \+ /, '');
}

function twoOf(call: PythonCall, write: (a: string, b: string) => string): string | undefined {
  const [a, b] = operandsOf(call);
  return a === undefined || b === undefined ? undefined : write(a, b);
}
function threeOf(call: PythonCall, write: (a: string, b: string, c: string) => string): string | undefined {
  const [a, b, c] = operandsOf(call);
  return a === undefined || b === undefined || c === undefined ? undefined : write(a, b, c);
}
function linear(call: PythonCall): string | undefined {
  const [x, w, b = call.options.get('bias')] = operandsOf(call);
  if (x === undefined || w === undefined) return undefined;
  return `${bracketed(x)} @ ${bracketed(w)}.T${b === undefined ? '' : ` + ${bracketed(b)}`}`;
}
