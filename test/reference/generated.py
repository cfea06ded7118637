"""Random programs from a seed: graphs of scalars, and of tensors of small shapes. Badly conditioned ones are left out."""
import math
import random
import re

import torch

from bp import run
from tables import literal

SCALARS, TENSORS = 100, 70
UNARY = [
    "exp({0} * 0.3)", "sin({0})", "cos({0})", "tanh({0})", "sigmoid({0})", "relu({0})", "leaky_relu({0}, slope=0.1)",
    "softplus({0})", "gelu({0})", "square({0})", "abs({0})", "sqrt(square({0}) + 0.5)", "log(softplus({0}) + 0.2)",
    "clip({0}, -1.5, 1.5)", "{0} ** 3 * 0.1", "(square({0}) + 1) ** -0.5", "-{0}", "1.3 ** {0}", "({0} - 0.4) * 0.7",
]
BINARY = [
    "{0} + {1}", "{0} - {1}", "{0} * {1}", "{0} * {1}", "{0} / (square({1}) + 1)", "{0} / (2 + tanh({1}))", "max({0}, {1})",
    "min({0}, {1})", "where({0} > {1}, {0}, {1} * 2)", "sigmoid({1}) ** {0}", "-{0} ** 2 + {1}", "({0} + {1}) ^ 2 / 4",
    "({0} > {1}) * {0} + {1}", "{0} · {1} − {0}",
]


def scalar_text(source):
    names = []
    lines = []
    for i in range(source.randint(2, 5)):
        names.append(f"x{i}")
        lines.append(f"x{i} = {round(source.uniform(-2.5, 2.5), 2)}")
    inputs = len(names)
    for i in range(source.randint(5, 22)):
        first, second = source.choice(names), source.choice(names[-4:])
        form = source.choice(UNARY) if source.random() < 0.45 else source.choice(BINARY)
        names.append(f"t{i}")
        lines.append(f"t{i} = " + form.format(first, second))
    lines.append("f = " + " + ".join(f"{name} * {round(source.uniform(-1, 1), 2)}" for name in names[inputs - 1:]))
    return "\n".join(lines) + "\n"


def small(source):
    return lambda: round(source.uniform(-2, 2), 2)


SHAPES = [(3,), (2,), (1,), (), (2, 3), (3, 3), (3, 1), (1, 3), (2, 2), (2, 1, 3), (3, 2), (2, 3, 3)]


def fits(first, second):
    return all(a == b or 1 in (a, b) for a, b in zip(reversed(first), reversed(second)))


def matmul_pairs(shapes):
    names = [name for name in shapes if shapes[name]]
    return [
        (a, b) for a in names for b in names
        if shapes[a][-1] == shapes[b][-min(2, len(shapes[b]))] and fits(shapes[a][:-2], shapes[b][:-2])
    ]


def reshapings(shape):
    """Calls that turn one tensor into another shape; {0} stands for its name."""
    size, last = math.prod(shape), shape[-1]
    forms = ["flatten({0})", "{0}.T", "softmax({0})", "log_softmax({0})", "mean({0}, axis=0, keepdims=true)",
             "sum({0}, axis=-1)", "max({0}, axis=0)", "min({0}, axis=-1, keepdims=true)", "concat({0}, {0} * 2, axis=-1)",
             "stack({0}, -{0})", "{0}[-1]", "{0} - mean({0}, axis=-1, keepdims=true)", "norm({0}, axis=0) + 0.1"]
    if last > 1:
        forms.append("{0}[1:]" if len(shape) == 1 else "{0}[:, :1]")
    if size % 2 == 0:
        forms.append(f"reshape({{0}}, 2, {size // 2})")
    return forms


def tensor_expression(source, shapes):
    name = source.choice(list(shapes))
    pairs = matmul_pairs(shapes)
    chance = source.random()
    if chance < 0.3 and pairs:
        first, second = source.choice(pairs)
        return f"tanh({first} @ {second} * 0.5)"
    if chance < 0.6 and shapes[name]:
        return source.choice(reshapings(shapes[name])).format(name)
    partners = [other for other in shapes if fits(shapes[name], shapes[other])]
    if chance < 0.85:
        return source.choice(BINARY).format(name, source.choice(partners))
    return source.choice(UNARY).format(name)


def tensor_text(source):
    shapes, lines = {}, []
    for i in range(source.randint(3, 5)):
        shapes[f"x{i}"] = source.choice(SHAPES)
        lines.append(f"x{i} = {literal(shapes[f'x{i}'], small(source))}")
    for i in range(source.randint(4, 9)):
        lines.append(f"t{i} = " + tensor_expression(source, shapes))
        shape = tuple(run("\n".join(lines) + "\nf = sum(square(x0))\n")[0][f"t{i}"].shape)
        if math.prod(shape) > 40 or len(shape) > 3:
            lines.pop()
            continue
        shapes[f"t{i}"] = shape
    parts = [name for name in shapes if name.startswith("t")] or ["x0"]
    uses = [f"sum({name} * {literal(shapes[name], small(source))})" if shapes[name] else f"{name} * 0.5" for name in parts]
    return "\n".join(lines) + "\nf = " + " + ".join(uses) + "\n"


def answers(text):
    names, gradients, _, _ = run(text)
    return [*names.values(), *(gradient for gradient in gradients.values() if gradient is not None)]


def steady(text):
    """Finite, and not moved by more than rounding when every input moves by a part in 10^13."""
    moved = re.sub(r"\d+\.\d+", lambda number: repr(float(number[0]) * (1 + 1e-13)), text)
    for before, after in zip(answers(text), answers(moved)):
        size = before.detach().abs().clamp(min=1e-3)
        if not torch.isfinite(before).all() or size.max() > 1e6 or ((before - after).detach().abs() > 1e-11 * size).any():
            return False
    return True


def series(source, make, count, group):
    found = 0
    while found < count:
        text = make(source)
        if steady(text):
            found += 1
            yield {"name": f"{group} {found}", "group": group, "text": text}


def generated_programs():
    yield from series(random.Random(1), scalar_text, SCALARS, "random scalars")
    yield from series(random.Random(2), tensor_text, TENSORS, "random tensors")
