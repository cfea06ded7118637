"""Random programs over the functions of layers: convolutions, pools, norms, losses of probabilities, shapes."""
import random

from bp import run
from generated import series, small
from tables import literal

LAYERS = 60


def shape_of(lines, name):
    return tuple(run("\n".join(lines) + "\nf = sum(square(x))\n")[0][name].shape)


def convolved(source, shape, lines, name):
    dims = source.choice([1, 2]) if len(shape) > 1 else 1
    if len(shape) > dims + 2 or len(shape) < dims:
        return None
    channels = shape[-dims - 1] if len(shape) > dims else 1
    sides = [source.randint(1, min(3, size)) for size in shape[-dims:]]
    single = len(shape) == dims and source.random() < 0.5
    kernel = sides if single else [source.randint(1, 3), channels, *sides]
    lines.append(f"k{name} = {literal(tuple(kernel), small(source))}")
    bias = source.choice(["", f", b{name}"])
    if bias:
        lines.append(f"b{name} = {literal(() if single else (kernel[0],), small(source))}")
    stride, padding = source.randint(1, 2), source.randint(0, 1)
    return f"conv{dims}d({{0}}, k{name}{bias}, stride={stride}, padding={padding})"


def normed(source, shape, lines, name):
    kind = source.choice(["batch_norm", "layer_norm"])
    if len(shape) < 2 or (kind == "layer_norm" and shape[-1] < 2):
        return None
    width = shape[1] if kind == "batch_norm" else shape[-1]
    if kind == "batch_norm" and shape[0] * max(1, len(shape) > 2 and shape[2]) < 2:
        return None
    lines.append(f"g{name} = {literal((width,), small(source))}")
    lines.append(f"c{name} = {literal((width,), small(source))}")
    return f"{kind}({{0}}, g{name}, c{name}, eps=0.1)"


def looked_up(source, shape, lines, name):
    if len(shape) < 1:
        return None
    ids = [source.randrange(shape[0]) for _ in range(source.randint(1, 4))]
    return f"embedding({ids}, {{0}})"


def reduced(source, shape, lines, name):
    form = source.choice(["var({0}{1})", "logsumexp({0}{1})", "sqrt(var({0}{1}) + 0.3)", "std({0} + 0.1 * {0} ** 2{1}) + 0.2"])
    axis = source.choice([None, *range(-len(shape), len(shape))]) if shape else None
    along = "" if axis is None else f", axis={axis}" + source.choice(["", ", keepdims=true"])
    if not shape or (axis is None and max(shape) < 2) or (axis is not None and shape[axis] < 2):
        return None
    return form.replace("{1}", along)


def pooled(source, shape, lines, name):
    if len(shape) < 2 or len(shape) > 4 or min(shape[-2:]) < 2:
        return None
    return f"{source.choice(['max', 'avg'])}_pool2d({{0}}, 2{source.choice(['', ', 1'])})"


def arranged(source, shape, lines, name):
    forms = ["cumsum({0})", f"tile({{0}}, {source.randint(1, 2)})", "expand_dims({0}, 0)", "expand_dims({0}, -1)"]
    if len(shape) > 1:
        axes = list(range(len(shape)))
        source.shuffle(axes)
        if axes != [0, 1]:
            forms.append(f"transpose({{0}}, {', '.join(map(str, axes))})")
        forms += ["swapaxes({0}, 0, -1)", f"cumsum({{0}}, axis={source.randrange(len(shape))})"]
    if 1 in shape:
        forms.append(f"squeeze({{0}}, {shape.index(1)})")
    for axis, size in enumerate(shape):
        if size % 2 == 0:
            forms.append(f"split({{0}}, 2, axis={axis}, part={source.randint(0, 1)})")
    return source.choice(forms) if shape else None


def unit(source, shape, lines, name):
    return source.choice(["silu({0})", "elu({0})", "elu({0}, 0.5)", "round({0}) + {0}", "floor({0} * 2) * {0}", "dropout({0}, 0.3)",
                          "argmax({0}) + {0}" if shape else "silu({0}) * 2", "tanh({0})"])


MAKERS = [convolved, convolved, normed, looked_up, reduced, pooled, arranged, arranged, unit, unit]
SHAPES = [(4, 5), (2, 4, 4), (2, 2, 3, 4), (3, 4), (6,), (1, 3, 4), (2, 1, 4, 4), (4, 3)]


def layer_text(source):
    shape = source.choice(SHAPES)
    lines, name, parts = [f"x = {literal(shape, small(source))}"], "x", []
    for i in range(source.randint(2, 5)):
        fresh = []
        form = source.choice(MAKERS)(source, shape, fresh, i)
        if form is None:
            continue
        tried = [*lines, *fresh, f"t{i} = " + form.format(name)]
        try:
            made = shape_of(tried, f"t{i}")
        except RuntimeError:
            continue
        if len(made) > 4 or 0 in made:
            continue
        lines, name, shape = tried, f"t{i}", made
        parts.append(name)
    target = source.choice(["sigmoid", "logits", "mean"])
    wanted = literal(shape, lambda: float(source.randint(0, 1)))
    last = {"sigmoid": f"bce(sigmoid(tanh({name})), {wanted})", "logits": f"bce_with_logits(tanh({name}) * 3, {wanted})", "mean": f"mean({name} ** 2)"}
    return "\n".join(lines) + f"\nf = {last[target]}\n"


def weighty(text):
    """Whether no gradient is the rounding of a zero, as behind a norm that takes a sum away."""
    sizes = [gradient.abs().max() for gradient in run(text)[1].values() if gradient is not None]
    return all(size == 0 or size > 1e-6 for size in sizes)


def layer_programs(count=LAYERS, seed=4):
    source = random.Random(seed)

    def drawn(of):
        while not weighty(text := layer_text(of)):
            pass
        return text
    yield from series(source, drawn, count, "random layers")
