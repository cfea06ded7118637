"""The benchmark's networks in PyTorch on one thread: reads `sizes batch rows` and then counts of updates, answers CPU seconds."""
import glob
import os
import sys
import time

import torch

torch.set_num_threads(1)


def build(sizes, batch, rows):
    torch.manual_seed(1)
    features = torch.rand(rows, sizes[0]) * 2 - 1
    labels = torch.arange(rows) % sizes[-1]
    order = (torch.arange(rows) * 7919) % rows
    layers = []
    for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        layers += [torch.nn.Linear(inputs, outputs)] + ([torch.nn.ReLU()] if i < len(sizes) - 2 else [])
    model = torch.nn.Sequential(*layers)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    done = 0

    def run(updates):
        nonlocal done
        for _ in range(updates):
            first = done % (rows // batch) * batch
            picked = order[first : first + batch]
            optimiser.zero_grad()
            loss = torch.nn.functional.cross_entropy(model(features[picked]), labels[picked])
            loss.backward()
            optimiser.step()
            done += 1

    return run


libraries = [os.path.realpath(path) for path in glob.glob("/usr/lib/*/libblas.so.3")]
blas = "OpenBLAS" if any("openblas" in path for path in libraries) else "the reference BLAS" if libraries else "its own BLAS"
print(f"{torch.__version__} with {blas}", flush=True)
run = None
for line in sys.stdin:
    words = line.split()
    if words[0] == "network":
        *sizes, batch, rows = map(int, words[1:])
        run = build(sizes, batch, rows)
        print("ready", flush=True)
    else:
        start = time.process_time()
        run(int(words[1]))
        print(time.process_time() - start, flush=True)
