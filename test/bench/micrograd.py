"""The scalar program of scalars.ts in micrograd's style: nanoseconds of CPU time for each gate, rebuilt, forward and backward."""
import math
import sys
import time


class Value:
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents, self.pull = data, 0.0, set(parents), lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def pull():
            self.grad += out.grad
            other.grad += out.grad

        out.pull = pull
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def pull():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.pull = pull
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def pull():
            self.grad += (1 - t * t) * out.grad

        out.pull = pull
        return out

    def backward(self):
        order, seen, pending = [], {self}, [(self, iter(self.parents))]
        while pending:
            value, parents = pending[-1]
            parent = next(parents, None)
            if parent is None:
                order.append(value)
                pending.pop()
            elif parent not in seen:
                seen.add(parent)
                pending.append((parent, iter(parent.parents)))
        self.grad = 1.0
        for value in reversed(order):
            value.pull()


def program(gates):
    x, w, b = Value(0.5), Value(0.3), Value(0.1)
    value = x
    for i in range(gates // 4):
        step = value * w + b
        value = step.tanh() if i % 2 == 0 else step * x
        value = value + x
    value.backward()
    return value.data, x.grad


gates = int(sys.argv[1])
times = []
for _ in range(7):
    before = time.process_time_ns()
    result = program(gates)
    times.append((time.process_time_ns() - before) / gates)
print(sorted(times)[3], *result)
