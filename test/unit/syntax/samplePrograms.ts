/** Programs that use the whole language, without an error. */
export const SAMPLE_PROGRAMS: readonly string[] = [
  `# %% A simple example
x = -2; y = 5; z = -4
q = x + y
f = q * z
`,
  `# Text above the first marker
# %% [markdown] Reading
# Some *text* with $x^2$
#
# and a list:
# - one

# %% [practice] Sigmoid neuron
w0 = 2; x0 = -1  # weights and inputs
w1 = -3; x1 = -2
w2 = -3
f = 1 / (1 + exp(-(w0 * x0 + w1 * x1 + w2)))
grad(w0) = ?
grad(x0) = 0.39
value(f) = ?
grad(w1) = -x1 * f * (1 - f)
`,
  `def neuron(w, x, b) = sigmoid(dot(w, x) + b)
backward neuron(w, x, b, upstream) = (
    upstream * x,
    upstream * w,
    upstream,  # the bias passes it on
)
def square2(x) = x ^ 2
backward square2(x, upstream) = 2 · x × upstream
h = neuron([1, 2], [.5, 1e-3], 1_000)
backward(h)
`,
  `# %% Training
X, y = spiral(n=300, classes=3, noise=0.2, seed=1)
W1 = param(he(2, 16)); b1 = param(zeros(16))
W2 = param(he(16, 3)); b2 = param(zeros(3))
h = relu(fc(X, W1, b1))
scores = fc(h, W2, b2)
loss = cross_entropy(scores, y) + 1e-3 * (sum(W1**2) + sum(W2**2))
acc = accuracy(scores, y)
train(loss, lr=[0.1, 0.3], momentum=0.9,
    batch=32, epochs=20,

    # reproducible
    optimizer="sgd", metric=acc, shuffle=true)
grad(W1)[0, 1] = ?
# %% [pause] Think first
A = [[1, 2], [3, 4]]
B = A[0, 1:] @ A.T[:, 0] - A[:1, 0] - A.T.T[1]
C = where(A >= 2, A, -A) == A
α = A − 1; café = α
sum(A, axis=0, keepdims=true)
`,
  `v = beta * v0 + grad(W)
W1 = W - lr * v
f = -x**2 + -x**-y**2 - (-x)**2
m = max(a, b) < min(a, b)
(x + y) * z
[1, 2]
-x
`,
  `import numpy as np
from torch.nn import functional as F
W -= lr * (dW + reg * W)
h = np.maximum(0, X.dot(W) + b); s = F.softmax(h, dim=1)
l = -np.log(P[np.arange(N), y]).mean(axis=(0, 1), keepdims=True)
N, D = X.shape
v = X[:, None] + X[::2, ...] + X[::-1][None] + X.T.sum(0) + len(X) / X.size
a, b = b, (a + pi)
backward(y, v)
loss.backward()
`,
  `x = 1
def lstm(x, h, c):
    z = concat(x, h) @ W + bb   # the gates

    i, f, o, g = split(z, 4)
    return sigmoid(o) * tanh(c), c

backward lstm(x, h, c, u1, u2):
\tt = u1 * h; t += u2
\treturn t, (u1 + u2) * x, -t
def sq(a): return a * a
for t in range(6):
    h, c = lstm(X[t], h, c)
    for k in range(2): h = h * 2; c -= k
  # a remark further left
    L = sum(h)
f = L
`,
];

/** The same programs with other ends of lines and a byte order mark. */
export const DRESSED_PROGRAMS: readonly string[] = SAMPLE_PROGRAMS.flatMap((text) => [
  text,
  text.replaceAll('\n', '\r\n'),
  text.replaceAll('\n', '\r'),
  `\ufeff${text}`,
  text.trimEnd(),
]);
