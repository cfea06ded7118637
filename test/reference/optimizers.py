"""Writes optimizers.json: 100 random trainings with AdamW, Adagrad, schedules, warm-up and clip_norm, as torch.optim makes them."""
import json
import random
import sys
from pathlib import Path

import torch

sys.dont_write_bytecode = True

from programs import nested
from trainings import Cell, batches

HERE = Path(__file__).parent
STEPS = 14


def literal(draw, rows, columns):
    return "[" + ", ".join("[" + ", ".join(f"{draw.gauss(0, 1):.3f}" for _ in range(columns)) + "]" for _ in range(rows)) + "]"


def text_of(draw):
    optimizer = draw.choice(["sgd", "nesterov", "rmsprop", "adam", "adamw", "adamw", "adagrad", "adagrad"])
    rate = {"sgd": 0.3, "nesterov": 0.1, "rmsprop": 0.02, "adam": 0.05, "adamw": 0.05, "adagrad": 0.2}[optimizer]
    options = {"lr": round(rate * draw.uniform(0.3, 2), 4), "optimizer": optimizer}
    if optimizer in ("sgd", "nesterov"):
        options["momentum"] = draw.choice([0.5, 0.9]) if optimizer == "nesterov" else draw.choice([0, 0.5, 0.9])
    if draw.random() < 0.5:
        options["weight_decay"] = round(draw.uniform(0.001, 0.2), 3)
    if draw.random() < 0.7:
        options["schedule"] = draw.choice(["cosine", "linear", "step"])
    if draw.random() < 0.5:
        options["warmup"] = draw.randint(1, 6)
    if draw.random() < 0.5:
        options["clip_norm"] = round(draw.uniform(0.05, 2), 3)
    if draw.random() < 0.3:
        options["lr_decay"] = round(draw.uniform(0.7, 1), 2)
    if draw.random() < 0.7:
        options["batch"] = draw.randint(1, 6)
    written = ", ".join(f'{name}="{value}"' if isinstance(value, str) else f"{name}={value}" for name, value in options.items())
    units = draw.randint(2, 4)
    return f"""X = data({literal(draw, 7, 2)})
t = data({literal(draw, 7, 1)})
W1 = param({literal(draw, 2, units)})
b1 = param({literal(draw, 1, units)[1:-1]})
W2 = param({literal(draw, units, 1)})
b2 = param([{draw.gauss(0, 1):.3f}])
loss = mse(fc({draw.choice(["tanh", "sigmoid"])}(fc(X, W1, b1)), W2, b2), t)
train(loss, {written}, steps={STEPS}, shuffle=false, precision="float64")
"""


def optimiser_of(options, parameters):
    kind, lr, decay = options["optimizer"], options["lr"], options.get("weight_decay", 0)
    optim = torch.optim
    if kind == "rmsprop":
        return optim.RMSprop(parameters, lr=lr, alpha=0.99, eps=1e-8, weight_decay=decay)
    if kind == "adam":
        return optim.Adam(parameters, lr=lr, weight_decay=decay)
    if kind == "adamw":
        return optim.AdamW(parameters, lr=lr, weight_decay=decay)
    if kind == "adagrad":
        return optim.Adagrad(parameters, lr=lr, weight_decay=decay)
    return optim.SGD(parameters, lr=lr, momentum=options.get("momentum", 0), weight_decay=decay, nesterov=kind == "nesterov")


def followed(scheduler_of, lr, count):
    """The rates of `count` updates, as a scheduler of torch.optim sets them."""
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)
    scheduler = scheduler_of(optimiser)
    rates = []
    for _ in range(count):
        rates.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        scheduler.step()
    return rates


def rates_of(options):
    lr, warmup = options["lr"], options.get("warmup", 0)
    schedules = torch.optim.lr_scheduler
    rest = STEPS - warmup
    rising = followed(
        lambda one: schedules.LinearLR(one, start_factor=1 / warmup, end_factor=1, total_iters=max(1, warmup - 1)), lr, warmup
    ) if warmup > 1 else [lr] * warmup
    after = {
        "cosine": lambda one: schedules.CosineAnnealingLR(one, T_max=rest),
        "linear": lambda one: schedules.LinearLR(one, start_factor=1, end_factor=0, total_iters=rest),
        "step": lambda one: schedules.StepLR(one, step_size=-(-rest // 3), gamma=0.1),
        "constant": lambda one: schedules.ConstantLR(one, factor=1),
    }[options.get("schedule", "constant")]
    return rising + followed(after, lr, rest)


def train(text):
    cell = Cell(text)
    parameters = list(cell.parameters.values())
    optimiser, rates = optimiser_of(cell.options, parameters), rates_of(cell.options)
    clip, losses, clipped = cell.options.get("clip_norm"), [], 0
    for step, (epoch, first, last) in enumerate(batches(cell.rows(), cell.options)):
        optimiser.param_groups[0]["lr"] = rates[step] * cell.options.get("lr_decay", 1) ** epoch
        optimiser.zero_grad()
        loss = cell.loss_of(first, last)
        losses.append(loss.item())
        loss.backward()
        if clip is not None:
            clipped += int(torch.nn.utils.clip_grad_norm_(parameters, clip).item() > clip)
        optimiser.step()
    return losses, {name: nested(value.detach()) for name, value in cell.parameters.items()}, clipped


def main():
    draw = random.Random(14)
    cases = []
    for number in range(100):
        text = text_of(draw)
        losses, parameters, clipped = train(text)
        options = text[text.index("train(loss, ") + 12 : text.index(", steps=")]
        cases.append({"name": f"{number + 1}: {options}", "text": text, "loss": losses, "parameters": parameters, "clipped": clipped})
    lines = ",\n".join(json.dumps(case) for case in cases)
    (HERE / "optimizers.json").write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
