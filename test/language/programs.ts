/** Programs with every construct that NumPy and PyTorch brought along, for tests that change or translate them. */
export const programs: readonly string[] = [
  `x = [1, 2, 0.5]
y = softmax(x)
J = jacobian(y, x)
A = zeros(2, 3)
A = put(A[0, 1], x[1])
A = put(A[1], x)
cache = (x, A)
def g(a, c):
    """Two lines
    of description."""
    u, v = c
    return sum(a * u), (a, u)
h, more = g(x, cache)
k = more[1]
print("h =", h)
`,
  `X = randn(6, 3, seed=1)  # (batch, in)
W = param(randn(3, 4, seed=2))  # (in, out)
b = param(zeros(4))  # (out,)
y = [0, 1, 2, 3, 0, 1]
N, D = X.shape
scores = np.dot(X, W) + b  # (batch, out)
p = F.softmax(scores, dim=1)
loss = -np.log(p[np.arange(N), y]).mean() + 0.1 * (W ** 2).sum()
dscores = p
dscores -= onehot(y, 4)
dscores /= N
dW = X.T.dot(dscores)
train(loss, lr=0.1, steps=3)
`,
  `import numpy as np
W = linspace(-0.5, 0.5, 32).reshape(4, 8); b = zeros(8)
def cell(x, h, c):
    i, f, o, g = split(concat(x, h) @ W + b, 4)
    c1 = sigmoid(f) * c + sigmoid(i) * tanh(g)
    return sigmoid(o) * tanh(c1), c1
backward cell(x, h, c, dh, dc):
    s = sum(dh) + sum(dc)
    return x * s, h * s, c * s
X = [[0.1, 0.2], [0.3, -0.1]]
h = zeros(2); c = zeros(2)
for t in range(len(X)):
    h, c = cell(X[t], h, c)
f = sum(h)
`,
  `x = linspace(-1, 1, 32).reshape(1, 2, 4, 4)
w = linspace(-0.5, 0.5, 36).reshape(2, 2, 3, 3)
y = relu(conv2d(x, w, padding=1))
z = max_pool2d(y, 2)
v = z.reshape(z.shape[0], -1)
q = layer_norm(v, ones(8), zeros(8))
d = dropout(q, 0.5, seed=3)
E = [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]
e1 = E[[2, 0, 2]]
r = where(e1 > 0.2, e1, 0)
f = sum(d) + sum(r) + logsumexp(v[0]) + var(q)
`,
];
