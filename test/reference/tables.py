"""Programs for every pairing of shapes: broadcasting, matrix products, reductions; and chains and forks of any length."""
import random
from itertools import cycle

BROADCASTS = [
    ((3,), (3,)), ((), (3,)), ((3,), ()), ((), (2, 3)), ((2, 3), ()), ((1,), (3,)), ((3,), (1,)), ((1,), (2, 3)),
    ((3, 3), (3,)), ((3,), (3, 3)), ((3, 3), (3, 1)), ((3, 1), (3, 3)), ((3, 3), (1, 3)), ((1, 3), (3, 3)),
    ((1, 3), (3, 1)), ((3, 1), (1, 3)), ((3, 1), (3,)), ((3,), (3, 1)), ((3, 3), (1, 1)), ((3, 3), (3, 3)),
    ((2, 3), (3,)), ((2, 3), (2, 1)), ((2, 3), (1, 3)), ((2, 1), (1, 3)), ((2, 1), (3,)), ((2, 2), (2,)),
    ((2, 2), (2, 1)), ((2, 1, 3), (4, 1)), ((2, 3, 3), (3,)), ((2, 3, 3), (3, 3)), ((2, 3, 3), (3, 1)),
    ((3, 3, 3), (3, 1, 1)), ((3, 3, 3), (1, 3, 1)), ((3, 3, 3), (3, 3)), ((2, 1, 3), (1, 4, 1)), ((2, 2, 2), ()),
    ((1, 1, 1), (2, 3)), ((2, 1, 2, 1), (3, 1, 2)),
]
OPERATIONS = [
    ("a + b", "sum"), ("a - b", "difference"), ("a * b", "product"), ("a / b", "quotient"), ("a ** b", "power"),
    ("max(a, b)", "max"), ("min(a, b)", "min"), ("where(a > b, a * b, b)", "where"),
]
PRODUCTS = [
    ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((3, 3), (3, 3)), ((2, 2), (2,)), ((2,), (2, 2)),
    ((1, 3), (3, 1)), ((3, 1), (1, 3)), ((1, 1), (1, 1)), ((2, 2, 3), (2, 3, 2)), ((2, 2, 3), (3, 2)),
    ((2, 3), (2, 3, 2)), ((2, 2, 3), (3,)), ((3,), (2, 3, 2)), ((1, 2, 3), (4, 3, 2)), ((3, 3, 3), (3, 3, 3)),
    ((3, 3, 3), (3, 3)), ((3, 3), (3, 3, 3)), ((2, 1, 2, 3), (1, 2, 3, 2)), ((2, 2, 2, 3), (3, 2)), ((2, 2, 2, 2), (2,)),
]
REDUCTIONS = ["sum", "mean", "max", "min", "norm"]
REDUCED = [
    ((4,), None, False), ((4,), 0, False), ((4,), -1, True), ((2, 3), None, False), ((2, 3), None, True),
    ((2, 3), 0, False), ((2, 3), 1, False), ((2, 3), 0, True), ((2, 3), 1, True), ((3, 3), 0, False), ((3, 3), 1, False),
    ((3, 3), -1, True), ((3, 3), -2, False), ((2, 3, 2), 0, False), ((2, 3, 2), 1, True), ((2, 3, 2), -1, False),
    ((2, 2, 2), -3, False),
]


def literal(shape, draw):
    if not shape:
        return repr(draw())
    return "[" + ", ".join(literal(shape[1:], draw) for _ in range(shape[0])) + "]"


def spread(first, second):
    longest = max(len(first), len(second))
    padded = [(1,) * (longest - len(shape)) + tuple(shape) for shape in (first, second)]
    return tuple(max(sizes) for sizes in zip(*padded))


def product_shape(first, second):
    rows, columns = first[-2:-1], second[-1:] if len(second) > 1 else ()
    return spread(first[:-2], second[:-2]) + rows + columns


def worded(shape):
    return "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"


def signed(random_source):
    return lambda: round(random_source.uniform(0.3, 3) * random_source.choice([-1, 1]), 2)


def weighted(result, shape, draw):
    return f"c = {result}\nf = " + (f"sum(c * {literal(shape, draw)})" if shape else "c * 1.5") + "\n"


def broadcast_programs(random_source):
    operations = cycle(OPERATIONS)
    draw = signed(random_source)
    for first, second in BROADCASTS:
        for operation, word in (next(operations), next(operations)):
            base = (lambda: abs(draw())) if word == "power" else draw
            text = f"a = {literal(first, base)}\nb = {literal(second, draw)}\n"
            name = f"{word} of {worded(first)} and {worded(second)}"
            yield {"name": name, "group": "broadcasting", "text": text + weighted(operation, spread(first, second), draw)}


def matmul_programs(random_source):
    draw = signed(random_source)
    for first, second in PRODUCTS:
        text = f"a = {literal(first, draw)}\nb = {literal(second, draw)}\n"
        name = f"{worded(first)} @ {worded(second)}"
        yield {"name": name, "group": "matmul", "text": text + weighted("a @ b", product_shape(first, second), draw)}


def reduced_shape(shape, axis, keep):
    if axis is None:
        return (1,) * len(shape) if keep else ()
    kept = list(shape)
    kept[axis] = 1
    return tuple(kept) if keep else tuple(size for place, size in enumerate(shape) if place != axis % len(shape))


def reduction_programs(random_source):
    draw = signed(random_source)
    for shape, axis, keep in REDUCED:
        for function in REDUCTIONS:
            options = ("" if axis is None else f", axis={axis}") + (", keepdims=true" if keep else "")
            text = f"a = {literal(shape, draw)}\n"
            result = weighted(f"{function}(a{options})", reduced_shape(shape, axis, keep), draw)
            yield {"name": f"{function} of {worded(shape)}{options}", "group": "reductions", "text": text + result}


def chain(start, line, length):
    lines = [start, *(line.format(now=i + 1, before=i) for i in range(length)), f"f = x{length} * 2"]
    return "\n".join(lines) + "\n"


def chain_programs(_):
    chains = {
        "200 sines, a name each": chain("x0 = 0.5", "x{now} = sin(x{before}) * 1.02", 200),
        "200 logistic steps": chain("x0 = 0.3; r = 2.5", "x{now} = r * x{before} * (1 - x{before})", 200),
        "60 tanh layers of two": chain("x0 = [0.4, -0.7]; W = [[1.1, -0.4], [0.3, 0.9]]", "x{now} = tanh(W @ x{before})", 60)
        .replace("f = x60 * 2", "f = dot(x60, [1, -2])"),
        "50 doublings by forks": chain("x0 = 1.5", "x{now} = x{before} + x{before}", 50),
        "a name assigned 200 times": "w = 0.9\nx = 0.1\n" + "x = x * w + 0.05\n" * 200 + "f = x ** 2\n",
        "a sum of 200 terms": "x = 0.7\nf = " + " + ".join(f"x * {i}" for i in range(1, 201)) + "\n",
        "a product of 60 factors": "x = 1.01\nf = " + " * ".join(["x"] * 60) + "\n",
        "a difference of 100 terms": "x = 0.7; y = 0.3\nf = " + " - ".join(["x", "y"] * 50) + "\n",
        "100 nested calls": "x = 0.7\nf = " + "tanh(" * 100 + "x" + ")" * 100 + "\n",
        "100 nested brackets": "x = 0.7\nf = " + "(" * 100 + "x" + " * 1.01 + 0.01)" * 100 + "\n",
        "Fibonacci by forks": "a0 = 1; a1 = 1.5\n" + "".join(f"a{i} = a{i - 1} + a{i - 2}\n" for i in range(2, 60)),
        "one value into forty": "x = 0.3\n" + "".join(f"y{i} = x * {i} + 1\n" for i in range(40))
        + "f = " + " * ".join(f"sigmoid(y{i})" for i in range(0, 40, 10)) + " + " + " + ".join(f"y{i}" for i in range(40)) + "\n",
    }
    for name, text in chains.items():
        yield {"name": name, "group": "chains", "text": text}


def table_programs():
    random_source = random.Random(504)
    for make in (broadcast_programs, matmul_programs, reduction_programs, chain_programs):
        yield from make(random_source)
