"""The trainings of trainings.json: networks with drawn weights, two-number surfaces, and runs that go wrong."""
import random

from tables import literal

TWO_LAYERS = """h = relu(fc(X, W1, b1))
s = fc(h, W2, b2)
loss = cross_entropy(s, y)
"""
BANANA = """x = param(-1.21); y = param(0.853)
f = (1 - x)^2 + 20 * (3 * y - x^2)^2
"""
RAVINE = """x = param(6); y = param(3)
f = 0.5 * (x^2 + 50 * y^2)
"""
LINE = """X = data([[0.5], [1], [1.5], [2], [2.5], [3], [3.5]]); t = data([1.1, 1.9, 3.2, 3.9, 5.1, 6.2, 6.8])
w = param([0.1]); b = param(0)
p = X @ w + b
loss = mse(p, t)
"""


def drawn(shape, scale, source):
    return literal(shape, lambda: round(source.gauss(0, scale), 3))


def points(seed, rows, inputs, classes):
    """Examples around one centre for each class, in a fixed shuffled order."""
    source = random.Random(seed)
    centres = [[source.uniform(-1.5, 1.5) for _ in range(inputs)] for _ in range(classes)]
    labels = [i % classes for i in range(rows)]
    source.shuffle(labels)
    table = [[round(centre + source.gauss(0, 0.6), 2) for centre in centres[label]] for label in labels]
    return f"X = data({table}); y = data({labels})\n"


def layers(seed, sizes, scale=0.7):
    source = random.Random(seed)
    lines = ""
    for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:]), start=1):
        lines += f"W{i} = param({drawn((inputs, outputs), scale, source)}); b{i} = param({drawn((outputs,), 0.1, source)})\n"
    return lines


def zero_layers(sizes):
    lines = ""
    for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:]), start=1):
        lines += f"W{i} = param(zeros({inputs}, {outputs})); b{i} = param(zeros({outputs}))\n"
    return lines


def cell(body, options, precision="float64", loss="loss"):
    return f'# %% Training\n{body}train({loss}, {options}, shuffle=false, precision="{precision}")\n'


CLASSES = points(1, 20, 2, 3) + layers(2, [2, 8, 3]) + TWO_LAYERS

OPTIMISERS = {
    "plain SGD, whole set": "lr=0.1, epochs=40",
    "plain SGD, minibatches": "lr=0.1, batch=5, epochs=10",
    "SGD, a ragged last batch": "lr=0.1, batch=6, epochs=10",
    "SGD, batch of one": "lr=0.02, batch=1, epochs=3",
    "momentum 0.9, minibatches": "lr=0.05, momentum=0.9, batch=5, epochs=10",
    "momentum 0.99, whole set": "lr=0.01, momentum=0.99, epochs=60",
    "momentum and weight decay": "lr=0.05, momentum=0.9, weight_decay=0.01, batch=5, epochs=10",
    "weight decay alone": "lr=0.1, weight_decay=0.1, epochs=40",
    "lr decay, ragged batches": "lr=0.2, lr_decay=0.8, batch=6, epochs=10",
    "momentum, weight decay, lr decay, ragged batches": "lr=0.1, momentum=0.8, weight_decay=0.005, lr_decay=0.9, batch=7, epochs=10",
    "Nesterov, minibatches": 'lr=0.05, momentum=0.9, optimizer="nesterov", batch=5, epochs=10',
    "Nesterov, weight decay, lr decay": 'lr=0.05, momentum=0.8, optimizer="nesterov", weight_decay=0.01, lr_decay=0.95, batch=6, epochs=10',
    "RMSprop, minibatches": 'lr=0.01, optimizer="rmsprop", batch=5, epochs=10',
    "RMSprop, weight decay, ragged batches": 'lr=0.005, optimizer="rmsprop", weight_decay=0.02, batch=6, epochs=10',
    "Adam, minibatches": 'lr=0.02, optimizer="adam", batch=5, epochs=10',
    "Adam, weight decay, lr decay, ragged batches": 'lr=0.03, optimizer="adam", weight_decay=0.02, lr_decay=0.9, batch=6, epochs=10',
    "steps that end inside an epoch": "lr=0.1, batch=6, steps=17",
    "one step": "lr=0.1, momentum=0.9, steps=1",
    "a batch as large as the set": "lr=0.1, batch=20, epochs=15",
    "100 epochs where nothing is said": "lr=0.05, momentum=0.5",
}

SINGLES = {
    "float32: plain SGD, minibatches": "lr=0.1, batch=5, epochs=10",
    "float32: momentum, weight decay, ragged batches": "lr=0.05, momentum=0.9, weight_decay=0.01, batch=6, epochs=8",
    "float32: Nesterov": 'lr=0.05, momentum=0.9, optimizer="nesterov", batch=5, epochs=8',
    "float32: RMSprop": 'lr=0.01, optimizer="rmsprop", batch=5, epochs=8',
    "float32: Adam, lr decay": 'lr=0.02, optimizer="adam", lr_decay=0.9, batch=6, epochs=8',
}

THREE = points(3, 18, 3, 3) + layers(4, [3, 6, 5, 3]) + """a = tanh(fc(X, W1, b1))
h = relu(fc(a, W2, b2))
s = fc(h, W3, b3)
loss = cross_entropy(s, y)
"""
ACTIVATIONS = points(5, 12, 2, 2) + layers(6, [2, 5, 5, 2]) + """a = gelu(fc(X, W1, b1))
h = leaky_relu(softplus(fc(a, W2, b2)) - 0.5, slope=0.1)
s = fc(h, W3, b3)
loss = cross_entropy(s, y)
"""
HINGE = points(7, 15, 2, 3) + layers(8, [2, 3]) + "s = fc(X, W1, b1)\nloss = hinge(s, y) + 0.01 * sum(square(W1))\n"
NEURON = """X = data([[0.5, 1.2], [-1, 0.3], [2, -0.5], [-0.7, -1.1], [1.5, 0.8]]); t = data([1, 0, 1, 0, 1])
w = param([0.2, -0.3]); b = param(0.1)
p = sigmoid(X @ w + b)
loss = -mean(t * log(p) + (1 - t) * log(1 - p))
"""
EXCLUSIVE_OR = """X = data([[0, 0], [0, 1], [1, 0], [1, 1]]); t = data([[0], [1], [1], [0]])
W1 = param([[0.9, -0.7, 0.4], [-0.6, 0.8, 0.5]]); b1 = param([0.1, -0.1, 0.2])
W2 = param([[1.1], [0.9], [-0.7]]); b2 = param([0.05])
p = sigmoid(fc(tanh(fc(X, W1, b1)), W2, b2))
loss = mse(p, t)
"""
DEFINED = points(9, 12, 2, 2) + layers(10, [2, 4, 2]) + """def hidden(X, W, b) = tanh(X @ W + b)
def penalty(W) = 0.05 * sum(abs(W))
loss = cross_entropy(hidden(X, W1, b1) @ W2 + b2, y) + penalty(W1)
"""
SHAPES = points(11, 10, 4, 3) + """U = param([[0.5, -0.2], [0.1, 0.7]]); V = param([[0.3, 0.4], [-0.6, 0.2]]); W = param([[0.2, -0.4, 0.5], [0.3, 0.1, -0.2], [0.6, 0.3, 0.1], [-0.1, 0.4, 0.2]])
left = tanh(X[:, 0:2] @ U); right = max(X[:, 2:] @ V.T, 0.1)
h = concat(left, right, axis=1)
z = (h - mean(h, axis=1, keepdims=true)) / (norm(h, axis=1, keepdims=true) + 0.5)
loss = -mean(sum(log_softmax(z @ W) * onehot(y, 3), axis=1))
"""
SCALE = points(12, 24, 6, 10) + layers(13, [6, 8, 10], 0.001) + TWO_LAYERS


def surfaces():
    for beta in (0, 0.5, 0.9, 0.99):
        yield f"the banana at momentum {beta}", cell(BANANA, f"lr=0.003, momentum={beta}, steps=150", loss="f")
        yield f"the ravine at momentum {beta}", cell(RAVINE, f"lr=0.02, momentum={beta}, steps=150", loss="f")
    yield "the ravine zig-zags", cell(RAVINE, "lr=0.037, steps=100", loss="f")
    yield "the ravine by Nesterov", cell(RAVINE, 'lr=0.02, momentum=0.9, optimizer="nesterov", steps=100', loss="f")
    yield "the banana by Adam", cell(BANANA, 'lr=0.05, optimizer="adam", steps=100', loss="f")
    yield "the banana by RMSprop", cell(BANANA, 'lr=0.01, optimizer="rmsprop", steps=60', loss="f")
    vector = "p = param([6, 3])\nf = 0.5 * (p[0]^2 + 50 * p[1]^2)\n"
    yield "the ravine as a vector of two", cell(vector, "lr=0.02, momentum=0.9, steps=60", loss="f")
    half = "w = param(1)\nf = 0.5 * w ** 2\n"
    yield "half of w squared, six steps", cell(half, "lr=0.1, momentum=0.9, steps=6", loss="f")
    yield "half of w squared, lr decays without data", cell(half, "lr=0.1, momentum=0.9, lr_decay=0.5, steps=6", loss="f")


def models():
    yield "three layers", cell(THREE, "lr=0.1, momentum=0.9, batch=6, epochs=8")
    yield "three layers, Adam, ragged batches", cell(THREE, 'lr=0.01, optimizer="adam", batch=5, epochs=8')
    yield "gelu, softplus and leaky_relu", cell(ACTIVATIONS, "lr=0.1, momentum=0.5, batch=4, epochs=8")
    yield "hinge with its own regularisation", cell(HINGE, "lr=0.05, momentum=0.9, batch=4, epochs=8")
    yield "a line by mean squared error", cell(LINE, "lr=0.05, momentum=0.5, batch=3, epochs=15")
    yield "a line, last batch of one", cell(LINE, "lr=0.05, batch=2, epochs=15")
    yield "a line by Adam", cell(LINE, 'lr=0.1, optimizer="adam", batch=3, epochs=10')
    yield "a sigmoid neuron", cell(NEURON, "lr=0.5, momentum=0.5, batch=2, epochs=20")
    yield "exclusive or", cell(EXCLUSIVE_OR, "lr=0.5, momentum=0.9, epochs=60")
    yield "defs and an absolute-value penalty", cell(DEFINED, "lr=0.1, batch=5, epochs=10")
    yield "slices, concat, norm, onehot", cell(SHAPES, "lr=0.2, momentum=0.8, batch=4, epochs=10")
    yield "ten classes from weights of scale 1e-3", cell(SCALE, "lr=0.3, momentum=0.9, weight_decay=0.001, lr_decay=0.95, batch=8, epochs=10")
    yield "float32: three layers", cell(THREE, "lr=0.1, momentum=0.9, batch=5, epochs=6", "float32")
    yield "float32: a line by mean squared error", cell(LINE, "lr=0.05, momentum=0.5, batch=3, epochs=15", "float32")
    yield "float32: the banana, 30 steps", cell(BANANA, "lr=0.003, momentum=0.9, steps=30", "float32", "f")
    yield "float32: hinge", cell(HINGE, "lr=0.05, batch=4, epochs=8", "float32")
    yield "float32: a sigmoid neuron", cell(NEURON, "lr=0.5, batch=2, epochs=20", "float32")


def edges():
    data = points(14, 12, 2, 3)
    yield "zero start: only the last bias moves", cell(data + zero_layers([2, 4, 3]) + TWO_LAYERS, "lr=0.5, momentum=0.5, batch=5, epochs=6")
    linear = "s = fc(X, W1, b1)\nloss = cross_entropy(s, y)\n"
    yield "zero start of a linear classifier", cell(data + zero_layers([2, 3]) + linear, "lr=0.2, batch=5, epochs=8")
    dead = "X = data([[1, 2], [2, 1]]); y = data([0, 1])\nW1 = param([[-1, -2], [-0.5, -1]]); b1 = param([-1, -1]); W2 = param([[1, 2], [3, 4]]); b2 = param([0, 0.5])\n"
    yield "dead relus", cell(dead + TWO_LAYERS, "lr=0.5, weight_decay=0.1, epochs=20")
    yield "a set of one example", cell(points(15, 1, 2, 3) + layers(16, [2, 4, 3]) + TWO_LAYERS, "lr=0.1, momentum=0.9, epochs=12")
    yield "a parameter that only weight decay could move stays out", cell("unused = param([1, 2])\n" + LINE, "lr=0.05, weight_decay=0.1, batch=3, epochs=5")
    yield "a frozen branch by detach", cell(LINE.replace("X @ w + b", "detach(X @ w) + X @ w * 0.5 + b"), "lr=0.05, batch=3, epochs=5")
    yield "diverging: a line with lr 2", cell(LINE, "lr=2, epochs=300")
    yield "diverging: the ravine beyond its border", cell(RAVINE, "lr=0.05, steps=3000", loss="f")
    yield "diverging: the banana in six steps", cell(BANANA, "lr=0.02, steps=50", loss="f")
    yield "diverging: a logarithm runs out of its domain", cell("w = param(14.3)\nf = w - 2 * log(w - 0.3)\n", "lr=10, steps=50", loss="f")
    yield "float32 diverging: a line with lr 2", cell(LINE, "lr=2, batch=3, epochs=100", "float32")


def training_cases():
    for name, options in OPTIMISERS.items():
        yield name, cell(CLASSES, options)
    for name, options in SINGLES.items():
        yield name, cell(CLASSES, options, "float32")
    yield from surfaces()
    yield from models()
    yield from edges()
