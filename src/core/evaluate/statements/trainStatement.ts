import { ancestors } from '../../autodiff/ancestors.ts';

import type { NodeId } from '../../autodiff/tape/node.ts';
import { showShape } from '../../base/show.ts';
import { closestName } from '../../semantics/closestName.ts';
import {
  hasMomentum,
  MOST_RUNS,
  type OptimizerKind,
  optimizerNames,
  optionsElsewhere,
  scheduleNames,
  type TrainOptionName,
  type TrainOptions,
  trainOptions,
} from '../../semantics/trainOptions.ts';
import type { Argument, Expression, Train } from '../../syntax/tree.ts';
import { type Context, evaluate, fail, report } from '../context.ts';
import type { TrainingResult } from '../evaluation.ts';

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
  const metric = readScalar(context, 'metric', given.get('metric'));
  const test = readScalar(context, 'test', given.get('test'));
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
  if (broken || options === undefined || metric === 'broken' || test === 'broken') return undefined;
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
  const large = Math.max(0, ...(options.batch ?? []));
  if (rows !== undefined && large > rows)
    return fail(
      context,
      'train-option',
      given.get('batch') ?? statement,
      `batch is ${large}, but there are only ${rows} rows`,
    );
  return { loss, lossName: nameOf(first.value), options, metric, test, params };
}

const nameOf = (expression: Expression): string => (expression.kind === 'name' ? expression.name : 'loss');

/** Rows of the data that feeds a node, with those that are not shown; undefined where there is none. */
function batchRows({ tape }: Context, loss: NodeId): number | undefined {
  for (const node of ancestors(tape, loss))
    if (tape.roleOf(node) === 'data') return tape.dataFacts.get(node)?.rows ?? tape.shapeOf(node)[0];
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
  const distinct = <T>(name: TrainOptionName, values: readonly T[]): readonly T[] => {
    const twice = values.find((value, i) => values.indexOf(value) < i);
    if (twice !== undefined) {
      broken = true;
      fail(
        context,
        'train-option',
        given.get(name) ?? statement,
        `${name} has ${twice} twice: each would be the same run`,
      );
    }
    return values;
  };
  const several = (
    name: TrainOptionName,
    initial: readonly number[],
    allowed: (value: number) => boolean,
  ): readonly number[] => {
    const values = numbers(name) ?? (given.has(name) ? undefined : initial);
    if (values === undefined) return initial;
    if (values.length > MOST_RUNS) {
      broken = true;
      const many = `${name} has ${values.length} values, but at most ${MOST_RUNS} runs go side by side`;
      fail(context, 'train-option', given.get(name) ?? statement, many);
    } else if (values.length === 0 || !values.every(allowed)) bad(given.get(name), name);
    else return distinct(name, values);
    return initial;
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
  const words = <T extends string>(name: TrainOptionName, initial: T, allowed: readonly T[]): readonly T[] => {
    const argument = given.get(name);
    if (argument === undefined) return [initial];
    const { value } = argument;
    const entries = value.kind === 'list' ? value.entries : [value];
    const found = entries.map((entry) => {
      const typed = entry.kind === 'string' ? entry.value : entry.kind === 'name' ? entry.name : '';
      return allowed.find((candidate) => candidate === typed.toLowerCase());
    });
    if (found.length > 0 && found.every((one) => one !== undefined)) return distinct(name, found);
    bad(argument, name);
    return [initial];
  };
  const word = <T extends string>(name: TrainOptionName, initial: T, allowed: readonly T[]): T => {
    const [found = initial, more] = words(name, initial, allowed);
    if (more !== undefined) bad(given.get(name), name);
    return found;
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
  const positive = (value: number): boolean => value > 0 && Number.isFinite(value);
  const notNegative = (value: number): boolean => value >= 0 && Number.isFinite(value);
  const options: TrainOptions = {
    lr: several('lr', [0.1], positive),
    momentum: several('momentum', [0], (value) => value >= 0 && value < 1),
    optimizer: words<OptimizerKind>('optimizer', 'sgd', optimizerNames),
    weightDecay: several('weight_decay', [0], notNegative),
    batch: given.has('batch') ? several('batch', [], counted) : undefined,
    lrDecay: one('lr_decay', 1, positive),
    epochs: given.has('steps') ? undefined : one('epochs', 100, counted),
    steps: one('steps', undefined, counted),
    schedule: word('schedule', 'constant', scheduleNames),
    warmup: one('warmup', 0, (value) => Number.isInteger(value) && value >= 0),
    clipNorm: one('clip_norm', undefined, positive),
    shuffle: word('shuffle', 'true', ['true', 'false']) === 'true',
    seed: several('seed', [0], Number.isInteger),
    validate: one('validate', 0, (value) => value >= 0 && value < 1),
    patience: one('patience', undefined, counted),
    precision: word('precision', 'float32', ['float32', 'float64']),
  };
  if (broken) return undefined;
  const runs = [
    options.lr,
    options.momentum,
    options.optimizer,
    options.weightDecay,
    options.batch ?? [0],
    options.seed,
  ];
  const count = runs.reduce((product, { length }) => product * length, 1);
  if (count > MOST_RUNS)
    return fail(
      context,
      'train-option',
      statement.callee,
      `the lists make ${count} runs, but at most ${MOST_RUNS} go side by side: shorten one of them`,
    );
  if (options.patience !== undefined && options.validate === 0)
    return fail(
      context,
      'train-option',
      given.get('patience') ?? statement,
      'patience waits for a lower loss on rows that are held out: hold some out with validate=0.2',
    );
  const beta = given.get('momentum');
  if (beta && options.momentum.some((value) => value > 0) && !options.optimizer.some(hasMomentum))
    report(
      context,
      'momentum-unused',
      'warning',
      beta,
      `${options.optimizer.join(' and ')} ${options.optimizer.length > 1 ? 'do' : 'does'} not use momentum: leave it out`,
    );
  return options;
}

/** `metric` and `test`: a single number. */
function readScalar(
  context: Context,
  name: 'metric' | 'test',
  argument: Argument | undefined,
): NodeId | undefined | 'broken' {
  if (argument === undefined) return undefined;
  const node = evaluate(context, argument.value);
  if (node === undefined) return 'broken';
  if (context.tape.isScalar(node)) return node;
  const takes =
    name === 'metric'
      ? 'metric takes the name of a scalar of the cell, such as metric=acc'
      : 'test takes the name of a scalar, such as test=test_acc';
  fail(context, 'train-option', argument.value, takes);
  return 'broken';
}
