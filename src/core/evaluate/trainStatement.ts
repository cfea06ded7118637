import { ancestors } from '../autodiff/ancestors.ts';
import type { NodeId } from '../autodiff/tape/tape.ts';
import { showShape } from '../base/show.ts';
import { closestName } from '../semantics/closestName.ts';
import {
  type Optimizer,
  optionsElsewhere,
  type TrainOptionName,
  type TrainOptions,
  trainOptions,
} from '../semantics/trainOptions.ts';
import type { Argument, Expression, Train } from '../syntax/tree.ts';
import { type Context, fail, report } from './context.ts';
import type { TrainingResult } from './evaluation.ts';
import { evaluate } from './expressions.ts';

type Given = ReadonlyMap<TrainOptionName, Argument>;

/** `train(loss, lr=…)`: everything is checked here, before any run. */
export function evaluateTrain(context: Context, statement: Train): TrainingResult | undefined {
  const positional = statement.args.filter((argument) => argument.name === undefined);
  const [first] = positional;
  if (first === undefined)
    return fail(context, 'train-loss', statement.callee, 'train needs the loss first: train(loss, lr=0.1)');
  if (positional[1])
    return fail(context, 'too-many-arguments', positional[1], 'after the loss, train takes options by name: lr=0.1');
  const { given, broken } = sortOptions(context, statement);
  const loss = evaluate(context, first.value);
  const options = readOptions(context, statement, given);
  const metric = readMetric(context, given.get('metric'));
  if (loss === undefined) return undefined;
  const { tape } = context;
  if (!tape.isScalar(loss)) {
    return fail(
      context,
      'output-tensor',
      first,
      `the loss has shape ${showShape(tape.shapeOf(loss))}, but only a single number can be minimised: take its mean or sum`,
      {
        kind: 'wrap',
        functions: ['mean', 'sum'],
      },
    );
  }
  if (broken || options === undefined || metric === 'broken') return undefined;
  const params = [...ancestors(tape, loss)].filter((node) => tape.roleOf(node) === 'param').reverse();
  if (params.length === 0)
    report(
      context,
      'no-params',
      'warning',
      first,
      'the loss depends on no param(…), so there is nothing to train: write W = param(randn(3, 4))',
    );
  const rows = batchRows(context, loss);
  const { batch } = options;
  if (
    batch !== undefined &&
    rows !== undefined &&
    batch > rows &&
    context.surroundings.maxRows === Number.POSITIVE_INFINITY
  )
    return fail(
      context,
      'train-option',
      given.get('batch') ?? statement,
      `batch is ${batch}, but there are only ${rows} rows`,
    );
  return { loss, lossName: nameOf(first.value), options, metric, params };
}

const nameOf = (expression: Expression): string => (expression.kind === 'name' ? expression.name : 'loss');

/** Rows of the data that feeds a node; undefined where there is none. */
function batchRows({ tape }: Context, loss: NodeId): number | undefined {
  for (const node of ancestors(tape, loss)) if (tape.roleOf(node) === 'data') return tape.shapeOf(node)[0];
  return undefined;
}

function sortOptions(context: Context, statement: Train): { readonly given: Given; readonly broken: boolean } {
  const given = new Map<TrainOptionName, Argument>();
  let broken = false;
  for (const argument of statement.args) {
    if (argument.name === undefined) continue;
    const { name } = argument.name;
    const spec = trainOptions.find((option) => option.name === name);
    if (spec === undefined) {
      broken = true;
      const known = trainOptions.map((option) => option.name);
      const close = optionsElsewhere.get(name) ?? closestName(name, known);
      fail(
        context,
        'unknown-option',
        argument.name,
        `train has no option ${name}; ${close ? `did you mean ${close}?` : `it takes ${known.join(', ')}`}`,
        close ? { kind: 'replace', text: close, title: `Change to ${close}` } : undefined,
      );
      // So that no learning rate is missed as well.
      if (close === 'lr') given.set(close, argument);
    } else if (given.has(spec.name)) {
      broken = true;
      fail(context, 'given-twice', argument, `${name} is given twice`);
    } else given.set(spec.name, argument);
  }
  return { given, broken };
}

function readOptions(context: Context, statement: Train, given: Given): TrainOptions | undefined {
  let broken = false;
  const bad = (argument: Argument | undefined, name: TrainOptionName): undefined => {
    broken = true;
    const spec = trainOptions.find((option) => option.name === name);
    return fail(context, 'train-option', argument?.value ?? statement, `${name} takes ${spec?.takes}`);
  };
  const numbers = (name: TrainOptionName): readonly number[] | undefined => {
    const argument = given.get(name);
    if (argument === undefined) return undefined;
    if (argument.value.kind === 'string') return bad(argument, name);
    const node = evaluate(context, argument.value);
    if (node === undefined) {
      broken = true;
      return undefined;
    }
    return [...context.tape.valueOf(node).data];
  };
  const several = (
    name: TrainOptionName,
    initial: readonly number[],
    allowed: (value: number) => boolean,
  ): readonly number[] => {
    const values = numbers(name) ?? (given.has(name) ? undefined : initial);
    if (values === undefined) return initial;
    if (values.length === 0 || values.length > 64 || !values.every(allowed)) bad(given.get(name), name);
    return values;
  };
  const one = <T extends number | undefined>(
    name: TrainOptionName,
    initial: T,
    allowed: (value: number) => boolean,
  ): number | T => {
    const values = numbers(name);
    if (values === undefined) return initial;
    const [value] = values;
    if (value === undefined || values.length > 1 || !allowed(value)) {
      bad(given.get(name), name);
      return initial;
    }
    return value;
  };
  const word = <T extends string>(name: TrainOptionName, initial: T, allowed: readonly T[]): T => {
    const argument = given.get(name);
    if (argument === undefined) return initial;
    const { value } = argument;
    const typed = value.kind === 'string' ? value.value : value.kind === 'name' ? value.name : '';
    const found = allowed.find((candidate) => candidate === typed.toLowerCase());
    if (found === undefined) bad(argument, name);
    return found ?? initial;
  };
  if (!given.has('lr')) {
    broken = true;
    fail(context, 'train-option', statement.callee, 'train needs a learning rate: train(loss, lr=0.1)');
  }
  if (given.has('epochs') && given.has('steps')) {
    broken = true;
    fail(context, 'train-option', given.get('steps') ?? statement, 'give either epochs or steps, not both');
  }
  const counted = (value: number): boolean => Number.isInteger(value) && value >= 1;
  const options: TrainOptions = {
    lr: several('lr', [0.1], (value) => value > 0 && Number.isFinite(value)),
    momentum: several('momentum', [0], (value) => value >= 0 && value < 1),
    optimizer: word<Optimizer>('optimizer', 'sgd', ['sgd', 'nesterov', 'rmsprop', 'adam']),
    weightDecay: one('weight_decay', 0, (value) => value >= 0 && Number.isFinite(value)),
    batch: one('batch', undefined, counted),
    lrDecay: one('lr_decay', 1, (value) => value > 0 && Number.isFinite(value)),
    epochs: given.has('steps') ? undefined : one('epochs', 100, counted),
    steps: one('steps', undefined, counted),
    shuffle: word('shuffle', 'true', ['true', 'false']) === 'true',
    seed: one('seed', 0, (value) => Number.isInteger(value)),
    validate: one('validate', 0, (value) => value >= 0 && value < 1),
    precision: word('precision', 'float32', ['float32', 'float64']),
  };
  return broken ? undefined : options;
}

function readMetric(context: Context, argument: Argument | undefined): NodeId | undefined | 'broken' {
  if (argument === undefined) return undefined;
  const node = evaluate(context, argument.value);
  if (node === undefined) return 'broken';
  if (context.tape.isScalar(node)) return node;
  fail(context, 'train-option', argument.value, 'metric takes the name of a scalar of the cell, such as metric=acc');
  return 'broken';
}
