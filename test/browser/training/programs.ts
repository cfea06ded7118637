/** Distill's banana valley, with the course's two momenta from one start. */
export const BANANA = `# %% The banana valley
x = param(-1.21); y = param(0.853)
f = (1 - x)^2 + 20*(3*y - x^2)^2
train(f, lr=0.003, momentum=[0, 0.99], steps=150, precision="float64")
`;

export const spirals = (options: string): string => `# %% Three spirals
X, y = spiral(n=300, classes=3, seed=1)
W1 = param(he(2, 16, seed=2)); b1 = param(zeros(16))
W2 = param(he(16, 16, seed=3)); b2 = param(zeros(16))
W3 = param(he(16, 3, seed=4)); b3 = param(zeros(3))
h1 = relu(fc(X, W1, b1))
h2 = relu(fc(h1, W2, b2))
s = fc(h2, W3, b3)
acc = accuracy(s, y)
loss = cross_entropy(s, y)
train(loss, ${options})
`;
