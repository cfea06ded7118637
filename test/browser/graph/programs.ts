/** The texts that the panel is shown with. */
const simple = 'x = -2; y = 5; z = -4\nq = x + y\nf = q * z\n';

const neuron = `w0 = 2; x0 = -1; w1 = -3; x1 = -2; w2 = -3
f = sigmoid(w0 * x0 + w1 * x1 + w2)
`;

const fork = 'a = 2; b = 1\nc = a + b\nd = b + 1\ne = c * d\n';

/** Both values are used several times, on the way to one output. */
const copies = 'a = 3; b = 1\nc = a * b\nd = a + b\nf = c * d - a\n';

/** A matrix, a vector, and the square of the length of their product. */
const vectors = 'W = [[0.1, 0.5], [-0.3, 0.8]]; x = [0.2, 0.4]\nq = W @ x\nf = sum(q ** 2)\n';

/** A fully connected layer with 3 inputs and 4 outputs. */
const connected = `x = [1, -2, 0.5]
W = param([[1, 0, -2, 1], [2, -1, 1, 0], [-1, 3, 1, 2]])
b = param([0.1, -0.2, 0.3, 0])
h = relu(fc(x, W, b))
L = sum(h)
`;

const practice = 'x = 3; y = -4; z = 2; w = -1\nf = 2 * (x * y + max(z, w))\n';

const staged = `x = 3; y = -4
sigy = sigmoid(y)
num = x + sigy
sigx = sigmoid(x)
xpy = x + y
xpysqr = xpy ** 2
den = sigx + xpysqr
invden = 1 / den
f = num * invden
`;

/** A fully connected layer, two examples in a batch, with its bias broadcast. */
const layer = `X = [[1, -2, 0.5, 3], [2, 1, -1, 0]]
W = param([[1, 0, -2], [2, -1, 1], [-1, 3, 1], [0, 2, -1]])
b = param([0.1, -0.2, 0.3])
s = fc(X, W, b)
L = sum(s * [[2, -1, 0.5], [1, 1, -2]])
`;

const twoLayer = `X, y = blobs(n=60, classes=4, seed=1)
W1 = param(he(2, 32, seed=2)); b1 = param(zeros(32))
W2 = param(he(32, 4, seed=3)); b2 = param(zeros(4))
h = relu(fc(X, W1, b1))
scores = fc(h, W2, b2)
loss = cross_entropy(scores, y)
`;

const softmax = `X = [[16, -6]]
W1 = param([[0.18, 0.04], [0.1, 0.22]])
W2 = param([[0.19, -0.1, 0.1], [-0.02, -0.01, 0.04]])
h = relu(X @ W1)
s = h @ W2
L = cross_entropy(s, [2])
`;

const saturated = `w0 = 1; x0 = 5; w1 = 3; x1 = 8; w2 = -2
f = sigmoid(w0 * x0 + w1 * x1 + w2)
`;

const notANumber = 'x = -1; y = 2\np = log(x)\nf = p * y\n';

const sumOfAll = (from: number, to: number): string =>
  to - from === 1 ? `h${from}` : `(${sumOfAll(from, (from + to) >> 1)} + ${sumOfAll((from + to) >> 1, to)})`;

/** Five hundred gates in boxes inside boxes. */
const layers = (count: number): string => {
  const terms = Array.from(
    { length: 8 },
    (_, k) => `neuron(s, ${(k / 8).toFixed(3)}, ${(1 - k / 4).toFixed(2)}, x, y)`,
  );
  const lines = [
    'def neuron(w, v, b, x, y) = tanh(w * x + v * y + b)',
    `def layer(s, x, y) = ${terms.join(' + ')}`,
    'x0 = 0.5; x1 = -1.5',
  ];
  for (let k = 0; k < count; k++) lines.push(`h${k} = layer(${(k / count - 0.4).toFixed(2)}, x0, x1)`);
  lines.push(`f = ${sumOfAll(0, count)} ** 2`);
  return `${lines.join('\n')}\n`;
};

const neurons = (count: number): string => {
  const lines = ['def neuron(w, v, b, x0, x1) = tanh(w * x0 + v * x1 + b)', 'x0 = 0.5; x1 = -1.5'];
  for (let k = 0; k < count; k++) {
    const numbers = [Math.sin(k), Math.cos(k), k / count].map((number) => number.toFixed(3));
    lines.push(`h${k} = neuron(${numbers.join(', ')}, x0, x1)`);
  }
  lines.push(`f = ${sumOfAll(0, count)} ** 2`);
  return `${lines.join('\n')}\n`;
};

export const programs = {
  simple,
  neuron,
  fork,
  copies,
  vectors,
  practice,
  staged,
  connected,
  layer,
  twoLayer,
  softmax,
  saturated,
  notANumber,
  neurons: neurons(12),
  folded: layers(10),
  many: neurons(84),
} as const;
