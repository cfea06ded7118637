import { describe, expect, test } from 'vitest';
import { translatePython } from '../../../src/core/semantics/python/translate.ts';
import { openText } from '../../support/openText.ts';

/** Lines of Python and what becomes of them. */
const lines: readonly (readonly [string, string])[] = [
  ['h = np.maximum(0, X.dot(W) + b)', 'h = max(0, X @ W + b)'],
  ['dh[h <= 0] = 0', 'dh = where(h <= 0, 0, dh)'],
  ['dscores[range(N), y] -= 1', 'dscores -= onehot(y, dscores.shape[1])'],
  ['dx[np.arange(N), y] -= num_pos', 'dx = put(dx[arange(N), y], dx[arange(N), y] - num_pos)'],
  ['margins[np.arange(N), y] = 0', 'margins = put(margins[arange(N), y], 0)'],
  ['x[0] = 5', 'x = put(x[0], 5)'],
  ['h[:, t, :] = prev_h', 'h = put(h[:, t, :], prev_h)'],
  ['s = x.sum(axis=1, keepdims=True)', 's = sum(x, axis=1, keepdims=true)'],
  ['m = logits.max(1, keepdim=True).values', 'm = max(logits, axis=1, keepdims=true)'],
  ['W.data -= lr * W.grad', 'W -= lr * grad(W)'],
  ['w.data.add_(g, alpha=-lr)', 'w += (-lr) * g'],
  ['loss.backward()', 'backward(loss)'],
  ['y.backward(gradient=v)', 'backward(y, v)'],
  ['x = torch.tensor([1.0, 2.0], requires_grad=True)', 'x = [1, 2]'],
  ['C = np.einsum("ij,jk->ik", A, B)', 'C = A @ B'],
  ['c = np.einsum("bhd,bhd->bh", q, k)', 'c = sum(q * k, axis=2)'],
  ['s = np.einsum("i,j->ij", a, b)', 's = a[:, None] * b'],
  ['y = np.tan(x)', 'y = sin(x) / cos(x)'],
  ['n = (H + 2 * pad - HH) // stride + 1', 'n = floor((H + 2 * pad - HH) / stride) + 1'],
  ['y = x if x > 0 else 0.1 * x', 'y = where(x > 0, x, 0.1 * x)'],
  ['m = (x > 0) & (x < 1)', 'm = (x > 0) * (x < 1)'],
  ['inside = 0 < x < 1', 'inside = (0 < x) * (x < 1)'],
  ['f = lambda x: 1 / (1 + np.exp(-x))', 'def f(x) = 1 / (1 + exp(-x))'],
  ['out = torch.flatten(x, 1)', 'out = reshape(x, len(x), -1)'],
  ['k = K.transpose(-2, -1)', 'k = swapaxes(K, -2, -1)'],
  ["W1 = params['W1']", 'W1 = params_W1'],
  ['a = b = 0', 'b = 0\na = b'],
  ['loss = F.nll_loss(lp, y)', 'loss = -mean(lp[arange(len(y)), y])'],
  ['w = w.masked_fill(mask == 0, float("-inf"))', 'w = where(mask == 0, -inf, w)'],
  ['v = torch.var(x, 1)', 'v = var(x, axis=1, ddof=1)'],
  ['np.add.at(dE, ids, dout)', 'dE += onehot(flatten(ids), len(dE)).T @ reshape(dout, -1, dE.shape[1])'],
  ['x = np.full((2, 3), 0.5)', 'x = zeros(2, 3) + 0.5'],
  ['x = np.empty((2, 3))', 'x = zeros(2, 3)'],
  ['W = np.random.uniform(-1, 1, (2, 3))', 'W = -1 + 2 * rand(2, 3)'],
  ['W = np.random.normal(0, 0.1, size=(2, 3))', 'W = 0.1 * randn(2, 3)'],
  ['y = np.random.randint(3, size=5)', 'y = floor(3 * rand(5))'],
  ['y = x.expand(3, 2)', 'y = zeros(3, 2) + x'],
  ['y = x.repeat(3, 1)', 'y = tile(x, 3, 1)'],
  ['p = logp.gather(1, y.unsqueeze(1))', 'p = expand_dims(logp[arange(len(y)), y], 1)'],
  ['y = F.layer_norm(x, (4,))', 'y = layer_norm(x, ones(x.shape[-1]), zeros(x.shape[-1]))'],
  ['Y = F.one_hot(y, num_classes=3).float()', 'Y = onehot(y, 3)'],
  ['criterion = nn.CrossEntropyLoss()', 'def criterion(scores, labels) = cross_entropy(scores, labels)'],
  [
    'two = nn.Sequential(nn.Linear(1, 2, bias=False), nn.Linear(2, 3, bias=False))',
    'two_1_W = param(he(1, 2))\ntwo_2_W = param(he(2, 3))\ndef two(x) = (x @ two_1_W) @ two_2_W',
  ],
  ['act = nn.ReLU()', 'def act(x) = relu(x)'],
  ['fc1 = nn.Linear(4, 3, bias=False)', 'fc1_W = param(he(4, 3))\ndef fc1(x) = x @ fc1_W'],
  [
    'conv = nn.Conv2d(1, 8, 3, padding=1)',
    'conv_W = param(0.1 * randn(8, 1, 3, 3))\nconv_b = param(zeros(8))\ndef conv(x) = conv2d(x, conv_W, conv_b, padding=1)',
  ],
  [
    'model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))',
    'model_1_W = param(he(4, 8))\nmodel_1_b = param(zeros(8))\nmodel_3_W = param(he(8, 2))\nmodel_3_b = param(zeros(2))\ndef model(x) = relu(x @ model_1_W + model_1_b) @ model_3_W + model_3_b',
  ],
  [
    'class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(4, 3)\n        self.relu = nn.ReLU()\n    def forward(self, x):\n        return self.relu(self.fc(x))',
    'own_fc_W = param(he(4, 3))\nown_fc_b = param(zeros(3))\ndef own_fc(x) = x @ own_fc_W + own_fc_b\ndef own_relu(x) = relu(x)\ndef net(x) = own_relu(own_fc(x))',
  ],
  ['if __name__ == "__main__":\n    x = 2', 'x = 2'],
  ['import numpy as np', ''],
  ['print(f"loss {loss}")', ''],
  ['x, y = None, None', ''],
  ['a = [1, 2] + [3]', 'a = [1, 2, 3]'],
  ['y = [0] * 3', 'y = tile([0], 3)'],
  ['values, places = x.max(1)', 'values, places = max(x, axis=1), argmax(x, axis=1)'],
  ['c = torch.chunk(x, 3)', 'c = split(x, 3, axis=0)'],
  ['s = torch.std(x, dim=0)', 's = std(x, axis=0, ddof=1)'],
];

describe('Python in the language', () => {
  test.each(lines)('%s', (python, written) => {
    const { text, left } = translatePython(python);
    expect(left).toEqual([]);
    expect(text).toBe(written);
  });

  test.each([
    'm = np.triu(np.ones((2, 2)), k=1)',
    'c = torch.add(a, b, alpha=2)',
    'l = F.l1_loss(p, t, reduction="sum")',
    'n = np.linalg.norm(X, 1)',
    'a = torch.split(x, 2, dim=1)[0]',
    'e = np.split(X, 2)[1]',
    'm = x.max(1)[0]',
    'values, places = torch.min(x, 1)',
    'for i in range(9):\n    w = w - g\n    if w < 1:\n        break',
  ])('%j would mean something else here: it is kept as a comment', (python) => {
    const { text, left } = translatePython(python, () => true);
    expect(left).not.toEqual([]);
    expect(text.split('\n').every((line) => line.startsWith('#') || /^\w+ = \?$/.test(line))).toBe(true);
  });

  test('what a line that is kept would have given has no value below it', () => {
    const { text } = translatePython('x = 5\ni = 0\nwhile i < 3:\n    x = x / 2\n    i += 1\ny = x + 1');
    expect(text.split('\n').filter((line) => !line.startsWith('#'))).toEqual([
      'x = 5',
      'i = 0',
      'x = ?',
      'i = ?',
      'y = x + 1',
    ]);
    const { state } = openText(text);
    const y = state.evaluation.statements.at(-1)?.bindings[0];
    expect(y?.name).toBe('y');
    expect(y?.node).toBeUndefined();
  });

  test('blocks', () => {
    const { text, left } = translatePython(`
def softmax_loss(x, y):
    """Loss and gradient of softmax."""
    N = x.shape[0]
    p = np.exp(x - np.max(x, axis=1, keepdims=True))
    p /= np.sum(p, axis=1, keepdims=True)
    loss = -np.sum(np.log(p[np.arange(N), y])) / N
    dx = p.copy()
    dx[np.arange(N), y] -= 1
    dx /= N
    return loss, dx

loss = 0.0
for i in range(N):
    for j in range(C):
        if j == y[i]:
            continue
        margin = s[i, j] - s[i, y[i]] + 1
        if margin > 0:
            loss += margin  # hinge
if loss > 1:
    big = 1
else:
    big = 0
with torch.no_grad():
    w -= 0.1 * w.grad
`);
    expect(left).toEqual([]);
    expect(text.trim()).toBe(`def softmax_loss(x, y):
    # Loss and gradient of softmax.
    N = x.shape[0]
    p = exp(x - max(x, axis=1, keepdims=true))
    p /= sum(p, axis=1, keepdims=true)
    loss = -sum(log(p[arange(N), y])) / N
    dx = p
    dx -= onehot(y, dx.shape[1])
    dx /= N
    return loss, dx

loss = 0
for i in range(N):
    for j in range(C):
        margin = s[i, j] - s[i, y[i]] + 1
        loss = where((j != y[i]) * (margin > 0), loss + margin, loss)
big = where(loss > 1, 1, 0)
w -= 0.1 * grad(w)`);
  });

  test.each([
    // A branch of several lines, each after what it reads.
    ['if x > 0:\n    x = 0', 'x = where(x > 0, 0, x)'],
    [
      'if x > 0:\n    y = 1\n    z = y + 1\nelse:\n    y = 2\n    z = y - 1',
      'y = where(x > 0, 1, 2)\nz = where(x > 0, y + 1, y - 1)',
    ],
    ['if x:\n    y = 1\nelif x > 2:\n    w = 3', 'y = where(x, 1, y)\nw = where((x == 0) * (x > 2), 3, w)'],
    ['if not x:\n    y = 1', 'y = where(x == 0, 1, y)'],
    ['if x > 0 and not y < 1:\n    w = 1', 'w = where((x > 0) * (1 - (y < 1)), 1, w)'],
    [
      'for i in range(3):\n    if i == 1:\n        continue\n    if x > i:\n        y = 1\n    else:\n        y = 2',
      'for i in range(3):\n    y = where(i != 1, where(x > i, 1, 2), y)',
    ],
  ])('%j is a choice', (python, written) => {
    const { text, left } = translatePython(python, (name) => 'xyzw'.includes(name));
    expect(left).toEqual([]);
    expect(text).toBe(written);
  });

  test.each([
    // As lines one below the other these would mean something else.
    'if x > 0:\n    x = x - 1\n    y = y + 1',
    'if x > 5:\n    x = 1\nelif x > 0:\n    x = 2',
    'if x > 0:\n    y = 1\n    w = w + y\nelse:\n    y = 2',
    'if x > 0:\n    y = 1\n    z = y\nelse:\n    z = y\n    y = 2',
    'if x > 0:\n    y.backward()',
    'for i in range(3):\n    if x < 0:\n        continue\n    x = x + 1\n    y = y + x',
  ])('%j is left as it is', (python) => {
    const { text, left } = translatePython(python, (name) => 'xyzw'.includes(name));
    expect(left).not.toEqual([]);
    expect(text.split('\n').filter((line) => !/^\s*#|^\s*\w = \?$/.test(line))).toEqual([]);
  });

  test.each(['-', 'not ', '(', '1 if a else ', '2**'])('%j many times over is refused', (piece) => {
    const { left } = translatePython(`x = ${piece.repeat(5000)}1`);
    expect(left).toHaveLength(1);
  });

  test('what has no counterpart stays a comment that says why', () => {
    const { text, left } = translatePython('class Net:\n    pass\nxs = [x**2 for x in v]\ny = np.foo(x)\nz = x + 1');
    expect(left.map(({ line, code }) => [line, code])).toEqual([
      [0, 'class Net:'],
      [2, 'xs = [x**2 for x in v]'],
      [3, 'y = np.foo(x)'],
    ]);
    expect(text.split('\n').filter((line) => !line.startsWith('#'))).toEqual(['z = x + 1']);
    expect(text).toContain('# y = np.foo(x)   (there is no function foo)');
  });

  test.each([
    ['x = [[1, -2], [3, 4]]; x[x < 0] = 0', 'x = where(x < 0, 0, x)'],
    ['A = zeros(2, 3); A[0, 1] = 5', 'A = put(A[0, 1], 5)'],
    ['x = 3; y = 7 // x', 'y = floor(7 / x)'],
    ['x = 3\nif x > 2:\n    y = 1\nelse:\n    y = 0', 'y = where(x > 2, 1, 0)'],
    ['x = 3; y = np.log1p(x)', 'y = log(1 + x)'],
    ['np.random.seed(0)', 'a random function has a seed of its own'],
    ['optimizer.zero_grad()', 'gradients are computed afresh each time'],
    ['x = [1, 2]\nassert x.shape == (2,)', 'every line shows its value and its shape'],
    ['plt.plot(x)', 'this line is not needed'],
    ['params = {}', 'each value takes a name of its own'],
    ['criterion = nn.MSELoss()', 'def criterion(p, y) = mse(p, y)'],
    ['x = [1, 2]; x.data = x * 2', 'x = x * 2'],
    ['x = [1, 2]; w = x\nfor t in range(2):\n    w[0] = t', 'w = put(w[0], t)'],
  ])('the message of %j says the line to write', (text, written) => {
    const { state } = openText(text);
    const problem = state.evaluation.statements
      .flatMap(({ problems }) => problems)
      .find(({ severity }) => severity === 'error');
    expect(problem?.message).toContain(written);
    expect(problem?.suggestion).toMatchObject({ kind: 'replace' });
  });
});
