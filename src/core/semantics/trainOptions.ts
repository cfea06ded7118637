/** The options of `train(loss, …)`, checked: what they mean, what they may be, and what they are when left out. */

export const optimizerNames = ['sgd', 'nesterov', 'rmsprop', 'adam', 'adamw', 'adagrad'] as const;
export type OptimizerKind = (typeof optimizerNames)[number];

/** Optimisers whose rule has β; the others have their own averages, and β does nothing there. */
export const hasMomentum = (optimizer: OptimizerKind): boolean =>
  optimizer === 'sgd' || optimizer === 'nesterov' || optimizer === 'rmsprop';

export const scheduleNames = ['constant', 'cosine', 'step', 'linear'] as const;
/** How lr goes over the run, after the warm-up: `rateAt` of the trainer's timetable has the formulas. */
export type Schedule = (typeof scheduleNames)[number];

/** Runs that one train(…) may compare. */
export const MOST_RUNS = 64;

export interface TrainOptions {
  /** Learning rates; more than one compares runs. */
  readonly lr: readonly number[];
  /** β in v ← dW + β·v; more than one compares runs. */
  readonly momentum: readonly number[];
  /** More than one of these compares runs as well. */
  readonly optimizer: readonly OptimizerKind[];
  readonly weightDecay: readonly number[];
  /** Rows of a minibatch; undefined: the whole set. */
  readonly batch: readonly number[] | undefined;
  /** Multiplies lr after each epoch. */
  readonly lrDecay: number;
  /** Exactly one of the two is given. */
  readonly epochs: number | undefined;
  readonly steps: number | undefined;
  readonly schedule: Schedule;
  /** Updates over which lr rises from lr/warmup to lr; 0: none. */
  readonly warmup: number;
  /** Longest gradient, over all parameters together; undefined: any length. */
  readonly clipNorm: number | undefined;
  readonly shuffle: boolean;
  /** The rows held out are drawn by the first of several seeds, so that all runs are measured on the same. */
  readonly seed: readonly number[];
  /** Fraction of the rows held out. */
  readonly validate: number;
  /** Epochs without a lower validation loss after which a run stops; undefined: it runs to its end. */
  readonly patience: number | undefined;
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
  | 'schedule'
  | 'warmup'
  | 'clip_norm'
  | 'shuffle'
  | 'seed'
  | 'validate'
  | 'patience'
  | 'metric'
  | 'test'
  | 'precision';

interface TrainOptionSpec {
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
  ['lr_schedule', 'schedule'],
  ['scheduler', 'schedule'],
  ['warmup_steps', 'warmup'],
  ['max_norm', 'clip_norm'],
  ['clip_grad_norm', 'clip_norm'],
  ['clipnorm', 'clip_norm'],
  ['early_stopping', 'patience'],
  ['validation_split', 'validate'],
  ['dtype', 'precision'],
]);

const several = 'A list compares runs.';

export const trainOptions: readonly TrainOptionSpec[] = [
  {
    name: 'lr',
    initial: 'required',
    takes: `a number above 0, or a list of at most ${MOST_RUNS} of them`,
    meaning: `learning rate: W ← W − lr·v. ${several}`,
  },
  {
    name: 'momentum',
    initial: '0',
    takes: `a number from 0 to below 1, or a list of at most ${MOST_RUNS} of them`,
    meaning: `β in v ← dW + β·v: the share of the velocity kept from step to step. ${several}`,
  },
  {
    name: 'optimizer',
    initial: '"sgd"',
    takes: '"sgd", "nesterov", "rmsprop", "adam", "adamw" or "adagrad", or a list of them',
    meaning: `the rule that turns gradients into steps. ${several}`,
    values: optimizerNames,
  },
  {
    name: 'weight_decay',
    initial: '0',
    takes: 'a number, 0 or more, or a list of them',
    meaning: `adds weight_decay · W to dW; with "adamw" it shrinks W itself by lr · weight_decay. ${several}`,
  },
  {
    name: 'batch',
    initial: 'whole set',
    takes: 'a whole number from 1 to the number of rows, or a list of them',
    meaning: `rows in a minibatch; the rows of all data are drawn together. ${several}`,
  },
  { name: 'lr_decay', initial: '1', takes: 'a number above 0', meaning: 'multiplies lr after each epoch.' },
  {
    name: 'schedule',
    initial: '"constant"',
    takes: '"constant", "cosine", "step" or "linear"',
    meaning:
      'how lr changes over the updates of the run: "cosine" and "linear" fall to 0 at its end, "step" divides lr by 10 after each third.',
    values: scheduleNames,
  },
  {
    name: 'warmup',
    initial: '0',
    takes: 'a whole number of updates, 0 or more',
    meaning: 'updates over which lr rises evenly to its value; the schedule begins after them.',
  },
  {
    name: 'clip_norm',
    initial: 'none',
    takes: 'a number above 0',
    meaning: 'the longest gradient: where dW of all parameters together is longer, it is shortened to this length.',
  },
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
  {
    name: 'seed',
    initial: '0',
    takes: 'a whole number, or a list of them',
    meaning: `seeds the order of the minibatches and which rows are held out. ${several}`,
  },
  {
    name: 'validate',
    initial: '0',
    takes: 'a fraction from 0 to below 1',
    meaning: 'share of the rows held out; their loss is reported beside the training loss.',
  },
  {
    name: 'patience',
    initial: 'none',
    takes: 'a whole number, 1 or more',
    meaning:
      'stops the run when the validation loss has not fallen for so many epochs, and keeps the parameters of its lowest. Needs validate.',
  },
  {
    name: 'metric',
    initial: 'none',
    takes: 'the name of a scalar of the cell',
    meaning: 'such as metric=acc; measured on the rows held out, or on all where none are.',
  },
  {
    name: 'test',
    initial: 'none',
    takes: 'the name of a scalar, such as test=test_acc',
    meaning: 'a scalar of the file that is reported beside the loss: the accuracy on a test set of its own.',
  },
  {
    name: 'precision',
    initial: '"float32"',
    takes: '"float32" or "float64"',
    meaning: 'number type of the run; "float64" for exact lessons.',
    values: ['float32', 'float64'],
  },
];
