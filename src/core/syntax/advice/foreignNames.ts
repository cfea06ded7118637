/** Names that people bring along from mathematics, NumPy and PyTorch, and what to write instead. */
interface ForeignName {
  readonly message: string;
  /** What may simply stand in its place. */
  readonly instead?: string;
}

const sameAs = (instead: string): ForeignName => ({ message: `write ${instead}`, instead });
const advice = (message: string): ForeignName => ({ message });

const layer = advice('a fully connected layer is fc(X, W, b)');
const list = advice('a vector is written [1, 2], a matrix [[1, 2], [3, 4]]');
const shown = advice('every line shows its value: write the name alone');
const lines = advice('layers are lines of their own: h = relu(fc(X, W1, b1)), scores = fc(h, W2, b2)');
const trained = advice('a line train(loss, lr=0.1, optimizer="adam") trains every param(…)');
const labels = advice(
  'random labels are floor(3 * rand(64)); those of a data set come with it: X, y = spiral(n=64, classes=3)',
);
const drawn = advice('train(…) draws the rows in a new order in each epoch');
const logarithm = advice('divide: log(x) / log(10)');

/** Functions that only others have. */
export const foreignFunctions: ReadonlyMap<string, ForeignName> = new Map([
  ['sigma', sameAs('sigmoid')],
  ['σ', sameAs('sigmoid')],
  ['logistic', sameAs('sigmoid')],
  ['ln', sameAs('log')],
  ['hstack', sameAs('concat')],
  ['CrossEntropyLoss', sameAs('cross_entropy')],
  ['MSELoss', sameAs('mse')],
  ['log10', logarithm],
  ['tan', advice('write sin(x) / cos(x)')],
  ['sinh', advice('write (exp(x) - exp(-x)) / 2')],
  ['cosh', advice('write (exp(x) + exp(-x)) / 2')],
  ['einsum', advice('a sum over a shared axis is a matrix product, A @ B, or sum(A * B, axis=…)')],
  ['sort', advice('the order of entries depends on the values; max and min pick the ends')],
  ['det', advice('matrices are multiplied with @, and not inverted')],
  ['inv', advice('matrices are multiplied with @, and not inverted')],
  ['log2', advice('divide: log(x) / log(2)')],
  ['log_2', advice('divide: log(x) / log(2)')],
  ['array', list],
  ['tensor', list],
  ['matrix', list],
  ['vector', list],
  ['print', shown],
  ['show', shown],
  ['display', shown],
  ['vstack', advice('stack(a, b) puts vectors into rows, concat(a, b, axis=0) joins matrices')],
  ['row_stack', advice('stack(a, b) puts vectors into rows, concat(a, b, axis=0) joins matrices')],
  ['prod', advice('write the factors out, x[0] * x[1]; of entries above 0 it is exp(sum(log(x)))')],
  ['repeat', advice('tile(x, 2) puts a whole tensor beside itself; x[[0, 0, 1, 1]] takes each entry twice')],
  ['append', advice('a list cannot grow: give each value a name, or fill the rows of a tensor with H = put(H[t], h)')],
  ['randint', labels],
  ['choice', labels],
  ['permutation', drawn],
  ['randperm', drawn],
  ['shuffle', drawn],
  ['Sequential', lines],
  ['Module', lines],
  ['ModuleList', lines],
  ['zero_grad', advice('gradients are computed afresh each time, so the line is not needed')],
  ['step', trained],
  ['DataLoader', advice('train(loss, lr=0.1, batch=32) draws minibatches of the rows of data')],
  ['manual_seed', advice('a random function has a seed of its own: randn(3, 4, seed=0)')],
  ['gather', advice('P[arange(len(y)), y] picks one entry of each row')],
  ['pad', advice('put the entries into zeros: put(zeros(4, 4)[1:3, 1:3], x)')],
  ['SGD', trained],
  ['Adam', trained],
  ['AdamW', trained],
  ['RMSprop', trained],
  ['Adagrad', trained],
  ['ReLU', sameAs('relu')],
  ['Sigmoid', sameAs('sigmoid')],
  ['Tanh', sameAs('tanh')],
  ['Softmax', sameAs('softmax')],
  ['Dropout', sameAs('dropout')],
  ['Embedding', sameAs('embedding')],
  ['LayerNorm', sameAs('layer_norm')],
  ['BatchNorm1d', sameAs('batch_norm')],
  ['Conv2d', sameAs('conv2d')],
  ['BCELoss', sameAs('bce')],
  ['BCEWithLogitsLoss', sameAs('bce_with_logits')],
  ['Linear', layer],
  ['linear', layer],
  ['Dense', layer],
  ['dense', layer],
]);

/** Constants that only others have. */
export const foreignConstants: ReadonlyMap<string, ForeignName> = new Map([
  ['T', advice('the transpose is written A.T')],
]);

const LIBRARIES: ReadonlySet<string> = new Set([
  'np',
  'numpy',
  'torch',
  'jnp',
  'math',
  'nn',
  'scipy',
  'tf',
  'jax',
  'F',
]);
const MODULES: ReadonlySet<string> = new Set([
  'linalg',
  'random',
  'nn',
  'functional',
  'special',
  'numpy',
  'math',
  'keras',
]);
/** What stands behind `F.`, so that a value may be called F and have methods. */
const FUNCTIONAL =
  /^(?:[a-z_]*relu6?|gelu|silu|mish|elu|celu|selu|glu|sigmoid|logsigmoid|tanh|softplus|softsign|softmax|softmin|log_softmax|hardtanh|(?:binary_)?cross_entropy|.*_loss|.*_with_logits|.*_norm|normalize|dropout\w*|conv\w*|.*_pool\dd|embedding|linear|one_hot|pad|unfold|fold|cosine_similarity|pairwise_distance|scaled_dot_product_attention|interpolate)$/;

/** A library that people import under this name: `np` of `np.exp`. */
export const isLibrary = (name: string): boolean => LIBRARIES.has(name);
/** A part of a library: `linalg` of `np.linalg.norm`. */
export const isModule = (name: string): boolean => MODULES.has(name);
const ATTRIBUTES: ReadonlySet<string> = new Set(['shape', 'size', 'ndim', 'grad', 'data', 'values']);
/** What may follow a value and a point without brackets, besides T. */
export const isAttribute = (name: string): boolean => ATTRIBUTES.has(name);

/** A function of PyTorch's `functional`. */
export const isFunctional = (name: string): boolean => FUNCTIONAL.test(name);
