/** The options of `train(loss, …)`, checked: what they mean, what they may be, and what they are when left out. */

export type Optimizer = 'sgd' | 'nesterov' | 'rmsprop' | 'adam';

export interface TrainOptions {
  /** Learning rates; more than one compares runs. */
  readonly lr: readonly number[];
  /** β in v ← dW + β·v; more than one compares runs. */
  readonly momentum: readonly number[];
  readonly optimizer: Optimizer;
  readonly weightDecay: number;
  /** Rows of a minibatch; undefined: the whole set. */
  readonly batch: number | undefined;
  /** Multiplies lr after each epoch. */
  readonly lrDecay: number;
  /** Exactly one of the two is given. */
  readonly epochs: number | undefined;
  readonly steps: number | undefined;
  readonly shuffle: boolean;
  readonly seed: number;
  /** Fraction of the rows held out. */
  readonly validate: number;
  readonly precision: 'float32' | 'float64';
}

export type TrainOptionName =
  | 'lr'
  | 'momentum'
  | 'optimizer'
  | 'weight_decay'
  | 'batch'
  | 'lr_decay'
  | 'epochs'
  | 'steps'
  | 'shuffle'
  | 'seed'
  | 'validate'
  | 'metric'
  | 'precision';

export interface TrainOptionSpec {
  readonly name: TrainOptionName;
  /** As shown: `0`, `"sgd"`, `whole set`. */
  readonly initial: string;
  readonly takes: string;
  readonly meaning: string;
  readonly values?: readonly string[];
}

/** What other programs call them. */
export const optionsElsewhere: ReadonlyMap<string, TrainOptionName> = new Map([
  ['learning_rate', 'lr'],
  ['eta', 'lr'],
  ['alpha', 'lr'],
  ['beta', 'momentum'],
  ['nesterov', 'optimizer'],
  ['adam', 'optimizer'],
  ['l2', 'weight_decay'],
  ['batch_size', 'batch'],
  ['n_epochs', 'epochs'],
  ['iterations', 'steps'],
  ['max_iter', 'steps'],
  ['random_state', 'seed'],
  ['validation_split', 'validate'],
  ['dtype', 'precision'],
]);

export const trainOptions: readonly TrainOptionSpec[] = [
  {
    name: 'lr',
    initial: 'required',
    takes: 'a number above 0, or a list of them',
    meaning: 'learning rate: W ← W − lr·v. A list compares runs.',
  },
  {
    name: 'momentum',
    initial: '0',
    takes: 'a number from 0 to below 1, or a list of them',
    meaning: 'β in v ← dW + β·v: the share of the velocity kept from step to step. A list compares runs.',
  },
  {
    name: 'optimizer',
    initial: '"sgd"',
    takes: '"sgd", "nesterov", "rmsprop" or "adam"',
    meaning: 'the rule that turns gradients into steps.',
    values: ['sgd', 'nesterov', 'rmsprop', 'adam'],
  },
  { name: 'weight_decay', initial: '0', takes: 'a number, 0 or more', meaning: 'adds weight_decay · W to dW.' },
  {
    name: 'batch',
    initial: 'whole set',
    takes: 'a whole number from 1 to the number of rows',
    meaning: 'rows in a minibatch; the rows of all data are drawn together.',
  },
  { name: 'lr_decay', initial: '1', takes: 'a number above 0', meaning: 'multiplies lr after each epoch.' },
  { name: 'epochs', initial: '100', takes: 'a whole number, 1 or more', meaning: 'how many times all rows are seen.' },
  {
    name: 'steps',
    initial: 'none',
    takes: 'a whole number, 1 or more',
    meaning: 'how many updates are made, in place of epochs.',
  },
  {
    name: 'shuffle',
    initial: 'true',
    takes: 'true or false',
    meaning: 'draws the rows in a new order each epoch; false takes them in order.',
    values: ['true', 'false'],
  },
  { name: 'seed', initial: '0', takes: 'a whole number', meaning: 'seeds the order of the minibatches.' },
  {
    name: 'validate',
    initial: '0',
    takes: 'a fraction from 0 to below 1',
    meaning: 'share of the rows held out and reported beside the training loss.',
  },
  {
    name: 'metric',
    initial: 'none',
    takes: 'the name of a scalar of the cell',
    meaning: 'such as metric=acc; told after each epoch, 200 times at most, of the rows held out or all.',
  },
  {
    name: 'precision',
    initial: '"float32"',
    takes: '"float32" or "float64"',
    meaning: 'number type of the run; "float64" for exact lessons.',
    values: ['float32', 'float64'],
  },
];
