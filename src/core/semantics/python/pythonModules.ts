/** Layers that PyTorch keeps as objects, as parameters and a function of the language: `fc1 = nn.Linear(4, 3)`. */
import { bracketed, splitTop } from './pythonFunctions.ts';

interface Module {
  /** Lines that give its parameters. */
  readonly lines: readonly string[];
  /** What it makes of its operands. */
  readonly call: (operands: string) => string;
  readonly params: string;
}

/** What a layer is, from the name that it has and its arguments by position or by name; undefined: it needs others. */
type Layer = (name: string, of: (place: number, option: string) => string | undefined) => Module | undefined;

const plain =
  (write: (x: string) => string, params = 'x'): Layer =>
  () => ({ lines: [], call: write, params });
const losses = (name: string): Layer => plain((operands) => `${name}(${operands})`, 'scores, labels');
const compared = (name: string): Layer => plain((operands) => `${name}(${operands})`, 'p, y');

const linear: Layer = (name, of) => {
  const [inputs, outputs] = [of(0, 'in_features'), of(1, 'out_features')];
  if (inputs === undefined || outputs === undefined) return undefined;
  const weights = `${name}_W = param(he(${inputs}, ${outputs}))`;
  return of(2, 'bias') === 'False'
    ? { lines: [weights], call: (x) => `${bracketed(x)} @ ${name}_W`, params: 'x' }
    : {
        lines: [weights, `${name}_b = param(zeros(${outputs}))`],
        call: (x) => `${bracketed(x)} @ ${name}_W + ${name}_b`,
        params: 'x',
      };
};

const conv2d: Layer = (name, of) => {
  const [inputs, outputs, size] = [of(0, 'in_channels'), of(1, 'out_channels'), of(2, 'kernel_size')];
  if (inputs === undefined || outputs === undefined || !/^\w+$/.test(size ?? '')) return undefined;
  const more = (['stride', 'padding'] as const).flatMap((option, i) => {
    const given = of(3 + i, option);
    return given === undefined ? [] : [`, ${option}=${given}`];
  });
  return {
    lines: [
      `${name}_W = param(0.1 * randn(${outputs}, ${inputs}, ${size}, ${size}))`,
      `${name}_b = param(zeros(${outputs}))`,
    ],
    call: (x) => `conv2d(${x}, ${name}_W, ${name}_b${more.join('')})`,
    params: 'x',
  };
};

const pool =
  (name: string): Layer =>
  (_, of) => {
    const size = of(0, 'kernel_size');
    const stride = of(1, 'stride');
    return size === undefined
      ? undefined
      : { lines: [], call: (x) => `${name}(${x}, ${size}${stride ? `, ${stride}` : ''})`, params: 'x' };
  };

const norm =
  (name: string): Layer =>
  (own, of) => {
    const size = of(0, name === 'layer_norm' ? 'normalized_shape' : 'num_features')?.replaceAll(/[()[\],]/g, '');
    return size === undefined
      ? undefined
      : {
          lines: [`${own}_gamma = param(ones(${size}))`, `${own}_beta = param(zeros(${size}))`],
          call: (x) => `${name}(${x}, ${own}_gamma, ${own}_beta)`,
          params: 'x',
        };
  };

const embedding: Layer = (name, of) => {
  const [count, size] = [of(0, 'num_embeddings'), of(1, 'embedding_dim')];
  return count === undefined || size === undefined
    ? undefined
    : {
        lines: [`${name}_E = param(randn(${count}, ${size}))`],
        call: (ids) => `embedding(${ids}, ${name}_E)`,
        params: 'ids',
      };
};

const LAYERS: ReadonlyMap<string, Layer> = new Map<string, Layer>([
  ['Linear', linear],
  ['Conv2d', conv2d],
  ['Embedding', embedding],
  ['LayerNorm', norm('layer_norm')],
  ['BatchNorm1d', norm('batch_norm')],
  ['MaxPool2d', pool('max_pool2d')],
  ['AvgPool2d', pool('avg_pool2d')],
  ['ReLU', plain((x) => `relu(${x})`)],
  ['LeakyReLU', plain((x) => `leaky_relu(${x})`)],
  ['Sigmoid', plain((x) => `sigmoid(${x})`)],
  ['Tanh', plain((x) => `tanh(${x})`)],
  ['GELU', plain((x) => `gelu(${x})`)],
  ['SiLU', plain((x) => `silu(${x})`)],
  ['ELU', plain((x) => `elu(${x})`)],
  ['Softplus', plain((x) => `softplus(${x})`)],
  ['Softmax', plain((x) => `softmax(${x})`)],
  ['LogSoftmax', plain((x) => `log_softmax(${x})`)],
  ['Identity', plain((x) => x)],
  ['Flatten', plain((x) => `reshape(${x}, len(${x}), -1)`)],
  ['Dropout', (_, of) => ({ lines: [], call: (x) => `dropout(${x}, ${of(0, 'p') ?? '0.5'})`, params: 'x' })],
  ['CrossEntropyLoss', losses('cross_entropy')],
  ['MSELoss', compared('mse')],
  ['BCELoss', compared('bce')],
  ['BCEWithLogitsLoss', compared('bce_with_logits')],
]);

/** `nn.Linear(4, 3)` and the like; undefined for any other value, and where something is asked that the language does not have. */
function moduleOf(name: string, value: string): Module | undefined {
  const [, layer = '', given = ''] = /^(?:(?:torch\.)?nn\.)?([A-Z]\w*)\((.*)\)$/s.exec(value.trim()) ?? [];
  const args = splitTop(given);
  if (layer === 'Sequential') return chain(name, args);
  const of = (place: number, option: string): string | undefined => {
    const named = args.find((arg) => new RegExp(`^${option}\\s*=`).test(arg));
    const positional = args.filter((arg) => !/^\w+\s*=[^=]/.test(arg))[place];
    return named?.replace(/^\w+\s*=\s*/, '') ?? positional;
  };
  return LAYERS.get(layer)?.(name, of);
}

/** `nn.Sequential(a, b, c)`: each layer has the output of the one before. */
function chain(name: string, parts: readonly string[]): Module | undefined {
  const modules = parts.map((part, i) => moduleOf(`${name}_${i + 1}`, part));
  if (modules.length === 0 || modules.some((module) => module === undefined)) return undefined;
  const all = modules.flatMap((module) => module ?? []);
  return {
    lines: all.flatMap(({ lines }) => lines),
    call: (x) => all.reduce((inner, { call }) => call(inner), x),
    params: 'x',
  };
}

/** The lines for `name = value` where the value is a layer of PyTorch's: its parameters, and a function by its name. */
export function layerLines(name: string, value: string): readonly string[] | undefined {
  const made = moduleOf(name, value);
  // A function by the name of one that it calls would call itself.
  if (made?.call(made.params).includes(`${name}(`)) return undefined;
  return made && [...made.lines, `def ${name}(${made.params}) = ${made.call(made.params)}`];
}
