"""Programs for every elementwise function: ordinary points, kinks, ±40 and ±1000, and the infinities."""
import math

SMOOTH = {
    "exp": "exp(x)", "square": "square(x)", "abs": "abs(x)", "sign": "sign(x)", "sin": "sin(x)", "cos": "cos(x)",
    "tanh": "tanh(x)", "sigmoid": "sigmoid(x)", "relu": "relu(x)", "leaky_relu": "leaky_relu(x)",
    "leaky_relu with a slope": "leaky_relu(x, slope=0.2)", "softplus": "softplus(x)", "gelu": "gelu(x)",
    "log": "log(x)", "sqrt": "sqrt(x)", "clip": "clip(x, -1, 2)", "cube": "x ** 3", "reciprocal": "1 / x",
    "max with a constant": "max(x, 0.5)", "min with a constant": "min(x, 0.5)",
    "where": "where(x > 0.5, x ** 2, -x)", "power of two": "2 ** x", "x to the 1.5": "x ** 1.5",
    "x to the -0.5": "x ** -0.5",
}
POSITIVE = {"log", "sqrt", "x to the 1.5", "x to the -0.5"}
EXTREMES = [-1000, -40, 40, 1000]
BENDS = [-27, -8, 8, 21, 27]
ORDINARY = [-3.7, -2, -1.25, -1, -0.5, -0.1, 0.1, 0.25, 1, 1.5, 2, 3.3, 5]
POSITIVE_POINTS = [0.001, 0.1, 0.25, 1, 1.5, 2, 3.3, 5, 40, 1000]


def sigmoid_truth(x):
    tail = math.exp(-abs(x))
    return (1 / (1 + tail) if x > 0 else tail / (1 + tail), tail / (1 + tail) ** 2)


def tanh_truth(x):
    tail = math.exp(-2 * abs(x))
    return (math.copysign((1 - tail) / (1 + tail), x), 4 * tail / (1 + tail) ** 2)


def gelu_truth(x):
    area = math.erfc(-x / math.sqrt(2)) / 2
    return (x * area, area + x * math.exp(-x * x / 2) / math.sqrt(2 * math.pi))


# Where PyTorch's own formula cancels: (value, slope) without the cancellation.
TRUTHS = {"sigmoid": sigmoid_truth, "tanh": tanh_truth, "gelu": gelu_truth}


def listed(points):
    return "[" + ", ".join(str(point) for point in points) + "]"


def vector_program(title, formula, points, kind):
    weights = [round(1 + 0.5 * i * (-1) ** i, 2) for i in range(len(points))]
    text = f"x = {listed(points)}\ny = {formula}\nw = {listed(weights)}\nf = sum(y * w)\nbackward(f)\n"
    program = {"name": f"{title}, {kind}", "group": "elementwise", "text": text}
    if title in TRUTHS:
        pairs = [TRUTHS[title](point) for point in points]
        program["truth"] = {
            "values": {"y": [value for value, _ in pairs]},
            "gradients": {"x": [slope * weight for (_, slope), weight in zip(pairs, weights)]},
        }
    return program


def point_program(title, formula, point):
    text = f"x = {point}\nf = {formula}\n"
    program = {"name": f"{title} at {point}", "group": "elementwise points", "text": text}
    if title in TRUTHS:
        value, slope = TRUTHS[title](point)
        program["truth"] = {"values": {"f": value}, "gradients": {"x": slope}}
    return program


def elementwise_programs():
    for title, formula in SMOOTH.items():
        positive = title in POSITIVE
        yield vector_program(title, formula, POSITIVE_POINTS if positive else ORDINARY, "ordinary points")
        bends = BENDS if title in TRUTHS or title == "softplus" else []
        for point in [0, *([] if positive else EXTREMES), *bends]:
            yield point_program(title, formula, point)
        if positive:
            yield point_program(title, formula, -1)
