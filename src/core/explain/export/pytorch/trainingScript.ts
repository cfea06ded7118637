import { fileNameText, pythonString } from '../../../base/quoting.ts';
import { showShape } from '../../../base/show.ts';
import type { Evaluation, TrainingResult } from '../../../evaluate/evaluation.ts';
import type { TrainOptions } from '../../../semantics/trainOptions.ts';
import { type RunOptions, variantsOf } from '../../../semantics/trainVariants.ts';
import { type PythonLeaf, type PythonModel, pythonLines } from './pythonLines.ts';
import { indent, pythonNumber, type SideFile } from './pythonValues.ts';
import type { PytorchExport, WholeData } from './scriptHead.ts';
import { headOf, NAMELESS, type ScriptName } from './scriptHead.ts';
import { splitRowsPython, standardizedAgain, trainingLoop } from './trainingLoop.ts';

/** Draws the rows of minibatches as the trainer does: the same generator from the same seeds. */
const rowOrderPython = `
class Draws:
    """The tutor's own random numbers (xoroshiro128+), so that minibatches are the same ones."""

    MASK = 0xFFFFFFFF

    def __init__(self, seed):
        self.s01, self.s00, self.s11, self.s10 = (self.hashed(seed, salt) for salt in (1, 2, 3, 4))

    @classmethod
    def hashed(cls, text, salt):
        value = (0x811C9DC5 ^ salt) * 0x9E3779B1 & cls.MASK
        for letter in text:
            value = (value ^ ord(letter)) * 0x01000193 & cls.MASK
        value = (value ^ value >> 16) * 0x85EBCA6B & cls.MASK
        value = (value ^ value >> 13) * 0xC2B2AE35 & cls.MASK
        return value ^ value >> 16

    def next(self):
        s01, s00, mask = self.s01, self.s00, self.MASK
        drawn = s00 + self.s10 + 0x80000000 & mask
        a0, a1 = self.s10 ^ s00, self.s11 ^ s01
        self.s00 = (s00 << 24 ^ s01 >> 8 ^ a0 ^ a0 << 16) & mask
        self.s01 = (s01 << 24 ^ s00 >> 8 ^ a1 ^ (a1 << 16 | a0 >> 16)) & mask
        self.s10 = (a1 << 5 ^ a0 >> 27) & mask
        self.s11 = (a0 << 5 ^ a1 >> 27) & mask
        return drawn

    def below(self, count):
        limit = 2**32 // count * count if count > 2 else 2**32
        drawn = self.next()
        while drawn >= limit:
            drawn = self.next()
        return drawn % count

    def shuffled(self, rows):
        rows = list(rows)
        for i in range(len(rows) - 1, 0, -1):
            j = self.below(i + 1)
            rows[i], rows[j] = rows[j], rows[i]
        return rows
`.trim();

/** What gates draw that are random in training: any word of a stream is had without those before it. */
const droppedPython = `
def dropped(x, p, seed, step, place):
    """Dropout with the tutor's own numbers, others at every step; none in step 0, which is outside of training."""
    if step == 0:
        return x
    mask = Draws.MASK
    word = Draws.hashed(f"dropout {seed} {step} {place}", 1)
    word = word + torch.arange(x.numel(), device=x.device) * 0x9E3779B9 & mask
    word = (word ^ word >> 16) * 0x21F0AAAD & mask
    word = (word ^ word >> 15) * 0x735A2D97 & mask
    kept = (word ^ word >> 15) >= math.ceil(p * 2**32)
    return x * kept.view(x.shape) * (1 / (1 - p))
`.trim();

/** A module with the parameters as they are, and the loop that the tutor's trainer runs. */
export function trainingScript(
  evaluation: Evaluation,
  cell: number,
  training: TrainingResult,
  about: ScriptName,
  whole: WholeData = new Map(),
): PytorchExport {
  const files: SideFile[] = [];
  const { options, metric } = training;
  const targets = metric === undefined ? [training.loss] : [training.loss, metric];
  const around = [
    headOf(NAMELESS, '', true, '', ['import copy', 'import math', 'import os']).join('\n'),
    ...[
      rowOrderPython,
      splitRowsPython,
      standardizedAgain,
      droppedPython,
      optimizerLines,
      trainingLoop,
      constantsOf(options, 0, false).join('\n'),
    ],
    'from torch import distributed, nn\nclass Model(nn.Module):\n    super().__init__()\nDATA = (',
  ];
  const single = options.precision === 'float32';
  const made = pythonLines(evaluation, targets, { trains: true, files, script: about.name, around, single, whole });
  const trained = new Set(training.params);
  const model: PythonModel = {
    ...made,
    params: made.params.filter((param) => trained.has(param.node)),
    constants: [...made.constants, ...made.params.filter((param) => !trained.has(param.node))],
  };
  const rows = rowsOf(evaluation, model, whole);
  const { standardized } = evaluation.tape;
  const inUnits = new Set(
    options.validate > 0
      ? model.data.flatMap(({ node }) => {
          const from = standardized.get(node);
          return from && from.x === from.by ? [node] : [];
        })
      : [],
  );
  const script = [
    ...headOf(
      about,
      'The same model, numbers and training run.',
      files.length > 0,
      options.precision,
      ['import copy', 'import math', 'import os'],
      [
        '',
        'or, with every minibatch shared among several processes or machines, with',
        '',
        `    torchrun --nproc_per_node=2 ${fileNameText(about.name)}.py`,
      ],
    ),
    'from torch import distributed, nn',
    '',
    ...constantsOf(options, rows, model.random > 0),
    '',
    '',
    rowOrderPython,
    '',
    '',
    splitRowsPython,
    '',
    '',
    ...(model.random > 0 ? [droppedPython, '', ''] : []),
    ...moduleOf(evaluation, training, model),
    '',
    '',
    ...(inUnits.size > 0 ? [standardizedAgain, '', ''] : []),
    ...model.data.map(({ node, name, value }) => `${name} = ${inUnits.has(node) ? `standardized(${value})` : value}`),
    `DATA = (${model.data.map(({ name }) => `${name},`).join(' ')})`,
    '',
    '',
    optimizerLines,
    '',
    '',
    trainingLoop,
    '',
  ];
  return {
    script: moveImports(script).join('\n'),
    files,
    notes: [...model.notes, ...(whole.size > 0 ? [] : rowNotes(evaluation, cell)), ...testNote(training)],
  };
}

/** Imports stand together, above the first assignment. */
function moveImports(lines: readonly string[]): readonly string[] {
  const line = 'from torch import distributed, nn';
  return lines.filter((one) => one !== line).flatMap((one) => (one === 'import torch' ? [one, line] : [one]));
}

const rowsOf = ({ tape }: Evaluation, { data }: PythonModel, whole: WholeData): number =>
  data.reduce((rows, { node }) => Math.max(rows, (whole.get(node)?.shape ?? tape.shapeOf(node))[0] ?? 0), 0);

const testNote = ({ test }: TrainingResult): readonly string[] =>
  test === undefined ? [] : ['the scalar of test= is not measured by the script'];

function rowNotes({ document, statements, tape }: Evaluation, cell: number): readonly string[] {
  const last = document.cells[cell]?.last ?? 0;
  return statements.slice(0, last).flatMap(({ rows, bindings }) => {
    const [first] = bindings;
    const shown = first?.node === undefined ? undefined : tape.shapeOf(first.node)[0];
    return rows !== undefined && shown !== undefined && shown < rows
      ? [`${first?.name} holds the first ${shown} of ${rows} rows only`]
      : [];
  });
}

/** What runs may differ in, by its name in the script. */
const differences: readonly (readonly [string, (run: RunOptions) => string])[] = [
  ['lr', ({ lr }) => pythonNumber(lr)],
  ['momentum', ({ momentum }) => pythonNumber(momentum)],
  ['optimizer', ({ optimizer }) => pythonString(optimizer)],
  ['weight_decay', ({ weightDecay }) => pythonNumber(weightDecay)],
  ['batch', ({ batch }) => String(batch ?? 'None')],
  ['seed', ({ seed }) => String(seed)],
];

function constantsOf(options: TrainOptions, rows: number, random: boolean): readonly string[] {
  const { epochs, steps, lrDecay, shuffle, validate, schedule, warmup, clipNorm, patience } = options;
  const runs = variantsOf(options).map(({ options: run }) => run);
  const [first] = runs;
  const several = differences.filter(
    ([name, of]) => name === 'lr' || name === 'momentum' || new Set(runs.map(of)).size > 1,
  );
  const initial = (name: string): string =>
    (first && differences.find(([other]) => other === name)?.[1](first)) ?? 'None';
  return [
    '# One run after the other, each from the same start.',
    'RUNS = [',
    ...runs.map((run) => `    {${several.map(([name, of]) => `"${name}": ${of(run)}`).join(', ')}},`),
    ']',
    `ROWS = ${rows}`,
    `OPTIMIZER = ${initial('optimizer')}`,
    `WEIGHT_DECAY = ${initial('weight_decay')}`,
    `BATCH = ${initial('batch')}  # None: all rows`,
    `EPOCHS = ${steps === undefined ? (epochs ?? 100) : 'None'}`,
    `STEPS = ${steps ?? 'None'}`,
    `LR_DECAY = ${pythonNumber(lrDecay)}`,
    `SCHEDULE = ${pythonString(schedule)}`,
    `WARMUP = ${warmup}`,
    `CLIP_NORM = ${clipNorm === undefined ? 'None' : pythonNumber(clipNorm)}`,
    `SHUFFLE = ${shuffle ? 'True' : 'False'}`,
    `SEED = ${initial('seed')}`,
    `VALIDATE = ${pythonNumber(validate)}`,
    `PATIENCE = ${patience ?? 'None'}`,
    `RANDOM = ${random ? 'True' : 'False'}  # whether dropout draws numbers in training`,
  ];
}

/**
 * Under which a module keeps a tensor: it has methods and members of many names. Of these only `requires_grad_` is another name with
 * one underscore more.
 */
const attribute = (name: string): string =>
  /^\p{L}\d*$/u.test(name) ? name : name === 'requires_grad' ? 'bp_requires_grad' : `${name}_`;

function moduleOf(evaluation: Evaluation, training: TrainingResult, model: PythonModel): readonly string[] {
  const { params, constants, data, lines } = model;
  const self = ({ name }: PythonLeaf): string => `${name} = self.${attribute(name)}`;
  const metric = training.metric === undefined ? 'None' : model.of(training.metric);
  const size = (leaf: PythonLeaf): string => {
    const shape = evaluation.tape.shapeOf(leaf.node);
    return shape.length === 0 ? 'a number' : `shape ${showShape(shape)}`;
  };
  return [
    'class Model(nn.Module):',
    '    def __init__(self):',
    '        super().__init__()',
    '        self.step = 0  # of training; 0: outside of it',
    ...params.map((leaf) => indent(`self.${attribute(leaf.name)} = nn.Parameter(${leaf.value})  # ${size(leaf)}`, 8)),
    ...constants.map((leaf) => indent(`self.register_buffer(${pythonString(attribute(leaf.name))}, ${leaf.value})`, 8)),
    '',
    `    def forward(self${data.map(({ name }) => `, ${name}`).join('')}):`,
    '        """The loss over some rows, and the metric."""',
    ...[...params, ...constants].map((leaf) => indent(self(leaf), 8)),
    ...lines.map((line) => indent(line, 8)),
    `        return ${model.of(training.loss)}, ${metric}`,
  ];
}

const optimizerLines = `
def make_optimizer(model, lr, momentum, name, weight_decay):
    shared = {"lr": lr, "weight_decay": weight_decay}
    if name == "nesterov":
        # PyTorch refuses Nesterov's step without momentum, where it is the plain one.
        return torch.optim.SGD(model.parameters(), momentum=momentum, nesterov=momentum > 0, **shared)
    if name == "rmsprop":
        return torch.optim.RMSprop(model.parameters(), alpha=0.99, eps=1e-8, momentum=momentum, **shared)
    if name == "adam":
        return torch.optim.Adam(model.parameters(), betas=(0.9, 0.999), eps=1e-8, **shared)
    if name == "adamw":
        return torch.optim.AdamW(model.parameters(), betas=(0.9, 0.999), eps=1e-8, **shared)
    if name == "adagrad":
        return torch.optim.Adagrad(model.parameters(), eps=1e-10, **shared)
    return torch.optim.SGD(model.parameters(), momentum=momentum, **shared)
`.trim();
