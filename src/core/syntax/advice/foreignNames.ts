/** Names that people bring along from mathematics, NumPy and PyTorch, and what to write instead. */
export interface ForeignName {
  readonly message: string;
  /** What may simply stand in its place. */
  readonly instead?: string;
}

const sameAs = (instead: string): ForeignName => ({ message: `write ${instead}`, instead });
const advice = (message: string): ForeignName => ({ message });

const layer = advice('a fully connected layer is fc(X, W, b)');
const list = advice('a vector is written [1, 2], a matrix [[1, 2], [3, 4]]');
const shown = advice('every line shows its value: write the name alone');
const power = advice('a power is written x ** 2');
const logarithm = advice('divide: log(x) / log(10)');

/** Functions that only others have. */
export const foreignFunctions: ReadonlyMap<string, ForeignName> = new Map([
  ['sigma', sameAs('sigmoid')],
  ['σ', sameAs('sigmoid')],
  ['logistic', sameAs('sigmoid')],
  ['expit', sameAs('sigmoid')],
  ['ln', sameAs('log')],
  ['average', sameAs('mean')],
  ['absolute', sameAs('abs')],
  ['hstack', sameAs('concat')],
  ['concatenate', sameAs('concat')],
  ['cat', sameAs('concat')],
  ['identity', sameAs('eye')],
  ['CrossEntropyLoss', sameAs('cross_entropy')],
  ['MSELoss', sameAs('mse')],
  ['mse_loss', sameAs('mse')],
  ['log10', logarithm],
  ['log2', advice('divide: log(x) / log(2)')],
  ['log_2', advice('divide: log(x) / log(2)')],
  ['len', advice('a shape is shown when the pointer rests on a name')],
  ['array', list],
  ['tensor', list],
  ['matrix', list],
  ['vector', list],
  ['transpose', advice('the transpose is written A.T')],
  ['matmul', advice('a matrix product is written A @ B')],
  ['mm', advice('a matrix product is written A @ B')],
  ['multiply', advice('entries are multiplied with *: a * b')],
  ['add', advice('values are added with +: a + b')],
  ['pow', power],
  ['power', power],
  ['print', shown],
  ['show', shown],
  ['display', shown],
  ['Linear', layer],
  ['linear', layer],
  ['Dense', layer],
  ['dense', layer],
]);

/** Constants that only others have. */
export const foreignConstants: ReadonlyMap<string, ForeignName> = new Map([
  ['e', advice('for e to the power of x write exp(x); e itself is exp(1)')],
  ['T', advice('the transpose is written A.T')],
  ['pi', { message: 'write the number, 3.141592653589793', instead: '3.141592653589793' }],
  ['π', { message: 'write the number, 3.141592653589793', instead: '3.141592653589793' }],
]);

const LIBRARIES = new Set(['np', 'numpy', 'torch', 'F', 'nn', 'math', 'jnp', 'jax', 'tf', 'random', 'plt']);

/** What to write for `np.exp` and its like; undefined where `owner` is no library. */
export function withoutLibrary(owner: string, name: string): string | undefined {
  if (!LIBRARIES.has(owner)) return undefined;
  const foreign = foreignFunctions.get(name) ?? foreignConstants.get(name);
  if (foreign) return `nothing needs importing: ${foreign.message}`;
  return name === 'random'
    ? 'nothing needs importing: write rand(…) or randn(…)'
    : `nothing needs importing: write ${name} without ${owner} and the point`;
}
