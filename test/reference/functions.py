"""The functions of the .bp language over PyTorch tensors (float64 unless a training says otherwise)."""
import math

import torch


def number_of(value):
    """A whole-number argument such as an axis, a size or a class count."""
    return int(value.item()) if isinstance(value, torch.Tensor) else int(value)


def truth_of(value):
    return bool(value.item()) if isinstance(value, torch.Tensor) else bool(value)


def labels_of(labels):
    return labels.detach().to(torch.int64)


def reduction(whole, along):
    def reduce(x, axis=None, keepdims=False):
        keep = truth_of(keepdims)
        if axis is None:
            result = whole(x)
            return result.reshape([1] * x.dim()) if keep else result
        return along(x, number_of(axis), keep)
    return reduce


def every_axis(x):
    return tuple(range(x.dim()))


sum_of = reduction(lambda x: x.sum(), lambda x, axis, keep: x.sum(dim=axis, keepdim=keep))
mean_of = reduction(lambda x: x.mean(), lambda x, axis, keep: x.mean(dim=axis, keepdim=keep))
largest = reduction(lambda x: torch.amax(x, every_axis(x)), lambda x, axis, keep: torch.amax(x, axis, keep))
smallest = reduction(lambda x: torch.amin(x, every_axis(x)), lambda x, axis, keep: torch.amin(x, axis, keep))
norm_of = reduction(
    lambda x: torch.linalg.vector_norm(x),
    lambda x, axis, keep: torch.linalg.vector_norm(x, dim=axis, keepdim=keep),
)


def max_of(x, other=None, **options):
    return largest(x, **options) if other is None else torch.maximum(*torch.broadcast_tensors(x, other))


def min_of(x, other=None, **options):
    return smallest(x, **options) if other is None else torch.minimum(*torch.broadcast_tensors(x, other))


def leaky_relu(x, slope=0.01):
    """slope at 0 too, as torch.nn.functional.leaky_relu; the slope is a constant."""
    return torch.nn.functional.leaky_relu(x, negative_slope=float(slope))


def softplus(x):
    """log(1 + exp x) exactly; torch's own softplus turns into x above 20."""
    return torch.maximum(x, torch.zeros_like(x)) + torch.log1p(torch.exp(-torch.abs(x)))


def gelu(x):
    return torch.nn.functional.gelu(x)


def where(mask, a, b):
    return torch.where(mask.detach() != 0, a, b)


def clip(x, lo, hi):
    return torch.clamp(x, min=float(lo), max=float(hi))


def cross_entropy(scores, labels):
    return torch.nn.functional.cross_entropy(scores, labels_of(labels))


def hinge(scores, labels):
    """Weston-Watkins: the sum over wrong classes of relu(s_j - s_y + 1), then the mean over the batch."""
    rows = scores.reshape(-1, scores.shape[-1])
    right = labels_of(labels).reshape(-1, 1)
    margins = torch.relu(rows - rows.gather(1, right) + 1)
    wrong = torch.ones_like(margins).scatter(1, right, 0.0)
    return (margins * wrong).sum(dim=1).mean()


def accuracy(scores, labels):
    hits = scores.detach().argmax(dim=-1) == labels_of(labels)
    return hits.to(scores.dtype).mean()


def mse(prediction, target):
    return ((prediction - target) ** 2).mean()


def onehot(labels, classes):
    table = torch.nn.functional.one_hot(labels_of(labels), number_of(classes))
    return table.to(labels.dtype)


def concat(*parts, axis=0):
    return torch.cat(parts, dim=number_of(axis))


def stack(*parts, axis=0):
    return torch.stack(parts, dim=number_of(axis))


def reshape(x, *sizes):
    return x.reshape([number_of(size) for size in sizes])


def transposed(x):
    return x.permute(*reversed(range(x.dim()))) if x.dim() > 1 else x


def filled(value):
    def make(*sizes):
        return torch.full([number_of(size) for size in sizes], value, dtype=torch.get_default_dtype())
    return make


def eye(size):
    return torch.eye(number_of(size))


def arange(*bounds):
    start, stop, step = (0.0, *bounds, 1.0) if len(bounds) == 1 else (*bounds, 1.0)[:3]
    count = max(0, math.ceil((float(stop) - float(start)) / float(step)))
    return torch.tensor([float(start) + i * float(step) for i in range(count)])


def linspace(start, stop, count):
    return torch.linspace(float(start), float(stop), number_of(count))


FUNCTIONS = {
    "exp": torch.exp, "log": torch.log, "sqrt": torch.sqrt, "square": torch.square, "abs": torch.abs,
    "sign": torch.sign, "sin": torch.sin, "cos": torch.cos, "tanh": torch.tanh, "sigmoid": torch.sigmoid,
    "relu": torch.relu, "leaky_relu": leaky_relu, "softplus": softplus, "gelu": gelu,
    "sum": sum_of, "mean": mean_of, "max": max_of, "min": min_of, "norm": norm_of,
    "where": where, "clip": clip, "dot": torch.dot, "outer": torch.outer,
    "fc": lambda x, W, b: x @ W + b,
    "softmax": lambda x: torch.softmax(x, dim=-1), "log_softmax": lambda x: torch.log_softmax(x, dim=-1),
    "cross_entropy": cross_entropy, "hinge": hinge, "accuracy": accuracy, "mse": mse, "onehot": onehot,
    "concat": concat, "stack": stack, "reshape": reshape, "flatten": lambda x: x.reshape(-1),
    "zeros": filled(0.0), "ones": filled(1.0), "eye": eye, "arange": arange, "linspace": linspace,
    "detach": lambda x: x.detach(), "param": lambda x: x, "data": lambda x: x,
}
