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


def batched(x, dims):
    """x with the axes of pictures and channels before its last `dims`, as PyTorch wants them."""
    return x.reshape([1] * (dims + 2 - x.dim()) + list(x.shape))


def convolution(dims):
    compute = torch.nn.functional.conv2d if dims == 2 else torch.nn.functional.conv1d

    def convolve(x, w, b=None, stride=1, padding=0):
        kernel = w if w.dim() > dims else w.reshape([1, 1, *w.shape])
        bias = None if b is None else b.expand(kernel.shape[0])
        out = compute(batched(x, dims), kernel, bias, stride=number_of(stride), padding=number_of(padding))
        if x.dim() == dims + 2:
            return out
        return out[0, 0] if x.dim() == dims and w.dim() == dims else out[0]
    return convolve


def pooling(compute):
    def pool(x, size, stride=None):
        step = number_of(size if stride is None else stride)
        out = compute(batched(x, 2), number_of(size), step)
        return out.reshape([*x.shape[:-2], *out.shape[-2:]])
    return pool


def batch_norm(x, gamma, beta, eps=1e-5):
    features = x.shape[1]
    return torch.nn.functional.batch_norm(
        x, None, None, gamma.expand(features), beta.expand(features), training=True, eps=float(eps))


def layer_norm(x, gamma, beta, eps=1e-5):
    return torch.nn.functional.layer_norm(x, x.shape[-1:], eps=float(eps)) * gamma + beta


def varied(root):
    def measure(x, axis=None, ddof=0, keepdims=False):
        dims = every_axis(x) if axis is None else number_of(axis)
        found = torch.var(x, dim=dims, correction=number_of(ddof), keepdim=truth_of(keepdims))
        return torch.sqrt(found) if root else found
    return measure


def logsumexp(x, axis=None, keepdims=False):
    return torch.logsumexp(x, dim=every_axis(x) if axis is None else number_of(axis), keepdim=truth_of(keepdims))


def argmax(x, axis=None, keepdims=False):
    found = x.detach().argmax() if axis is None else x.detach().argmax(dim=number_of(axis), keepdim=truth_of(keepdims))
    return found.to(x.dtype)


def split(x, parts, axis=-1, part=0):
    return torch.chunk(x, number_of(parts), dim=number_of(axis))[number_of(part)]


def cumsum(x, axis=None):
    return torch.cumsum(x.reshape(-1), 0) if axis is None else torch.cumsum(x, number_of(axis))


FUNCTIONS = {
    "silu": torch.nn.functional.silu, "elu": lambda x, alpha=1: torch.nn.functional.elu(x, float(alpha)),
    "floor": torch.floor, "round": torch.round, "var": varied(False), "std": varied(True),
    "logsumexp": logsumexp, "argmax": argmax,
    "bce": lambda p, y: torch.nn.functional.binary_cross_entropy(*torch.broadcast_tensors(p, y)),
    "bce_with_logits": lambda s, y: torch.nn.functional.binary_cross_entropy_with_logits(*torch.broadcast_tensors(s, y)),
    "conv1d": convolution(1), "conv2d": convolution(2),
    "max_pool2d": pooling(torch.nn.functional.max_pool2d), "avg_pool2d": pooling(torch.nn.functional.avg_pool2d),
    "batch_norm": batch_norm, "layer_norm": layer_norm, "dropout": lambda x, p=0.5, seed=0: x,
    "embedding": lambda ids, E: E[labels_of(ids)], "split": split, "cumsum": cumsum,
    "transpose": lambda x, *axes: x.permute([number_of(axis) for axis in axes]),
    "swapaxes": lambda x, i, j: x.swapaxes(number_of(i), number_of(j)),
    "squeeze": lambda x, axis=None: x.squeeze() if axis is None else x.squeeze(number_of(axis)),
    "expand_dims": lambda x, axis: x.unsqueeze(number_of(axis)),
    "tile": lambda x, *reps: torch.tile(x, [number_of(rep) for rep in reps]),
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
