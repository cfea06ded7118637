"""Writes trainings.json: cells that end in train(...), with the losses and parameters that torch.optim gives."""
import ast
import json
import math
import re
import sys
from pathlib import Path

import torch

sys.dont_write_bytecode = True

from bp import ASSIGNMENT, Program, cells_of
from programs import nested, plain
from training_cases import training_cases

HERE = Path(__file__).parent
PRECISIONS = {"float32": torch.float32, "float64": torch.float64}
ROLE = re.compile(r"(param|data)\((.*)\)\s*$", re.S)


class Cell:
    """The statements of one training: initial parameters, data, the lines computed anew at each step, options."""

    def __init__(self, text):
        (statements,) = cells_of(text)
        call = ast.parse(statements.pop(), mode="eval").body
        self.loss = call.args[0].id
        self.options = {option.arg: option_value(option.value) for option in call.keywords}
        assert self.options.pop("shuffle") is False
        torch.set_default_dtype(PRECISIONS[self.options.get("precision", "float32")])
        self.parameters, self.data, self.lines = {}, {}, []
        for statement in statements:
            if statement.startswith("def "):
                self.lines.append((None, statement))
                continue
            name, source = ASSIGNMENT.fullmatch(statement).groups()
            role = ROLE.fullmatch(source.strip())
            if role is None:
                self.lines.append((name, source))
                continue
            value = Program(track=False).evaluate(role[2]).clone()
            if role[1] == "param":
                self.parameters[name] = value.requires_grad_(True)
            else:
                self.data[name] = value

    def rows(self):
        counts = {len(table) for table in self.data.values()}
        assert len(counts) <= 1, "all data have the same rows"
        return counts.pop() if counts else 1

    def loss_of(self, first, last):
        program = Program(track=False)
        program.names.update(self.parameters)
        program.names.update({name: table[first:last] for name, table in self.data.items()})
        for name, source in self.lines:
            if name is None:
                program.define(source)
            else:
                program.names[name] = program.evaluate(source)
        return program.names[self.loss]


def option_value(node):
    return {"true": True, "false": False}[node.id] if isinstance(node, ast.Name) else ast.literal_eval(node)


def optimiser_of(options, parameters):
    kind, decay = options.get("optimizer", "sgd"), options.get("weight_decay", 0)
    momentum = options.get("momentum", 0)
    if kind == "rmsprop":
        return torch.optim.RMSprop(parameters, lr=options["lr"], alpha=0.99, eps=1e-8, weight_decay=decay)
    if kind == "adam":
        return torch.optim.Adam(parameters, lr=options["lr"], betas=(0.9, 0.999), eps=1e-8, weight_decay=decay)
    return torch.optim.SGD(parameters, lr=options["lr"], momentum=momentum, weight_decay=decay, nesterov=kind == "nesterov")


def batches(rows, options):
    """(epoch, first row, row after the last) of each step, rows in order."""
    size = options.get("batch", rows)
    epochs, steps = options.get("epochs", 100), options.get("steps")
    epoch, done = 0, 0
    while epoch < epochs if steps is None else done < steps:
        for first in range(0, rows, size):
            if steps is not None and done == steps:
                return
            yield epoch, first, min(first + size, rows)
            done += 1
        epoch += 1


def train(text, nudge=0.0):
    """Losses before each update, the last finite parameters, and how the run ended."""
    cell = Cell(text)
    parameters = list(cell.parameters.values())
    with torch.no_grad():
        for parameter in parameters:
            parameter.mul_(1 + nudge)
    optimiser = optimiser_of(cell.options, parameters)
    losses, kept = [], [parameter.detach().clone() for parameter in parameters]
    for epoch, first, last in batches(cell.rows(), cell.options):
        optimiser.param_groups[0]["lr"] = cell.options["lr"] * cell.options.get("lr_decay", 1) ** epoch
        optimiser.zero_grad()
        loss = cell.loss_of(first, last)
        losses.append(loss.item())
        if not math.isfinite(losses[-1]):
            return losses, dict(zip(cell.parameters, kept)), "diverged"
        loss.backward()
        optimiser.step()
        if all(torch.isfinite(parameter).all() for parameter in parameters):
            kept = [parameter.detach().clone() for parameter in parameters]
    reached = [name for name, parameter in cell.parameters.items() if parameter.grad is not None]
    return losses, {name: value for name, value in zip(cell.parameters, kept) if name in reached}, "done"


def precision_of(text):
    return "float64" if '"float64"' in text else "float32"


def gap(first, second):
    """The largest difference between two runs, relative to each loss and to each parameter's largest entry."""
    worst = 0.0
    for one, other in zip(first[0], second[0]):
        if math.isfinite(one) and math.isfinite(other):
            worst = max(worst, abs(one - other) / max(abs(one), 1e-6))
    for name, one in first[1].items():
        size = max(1e-6, one.abs().max().item())
        worst = max(worst, (one - second[1][name]).abs().max().item() / size)
    return worst


def check_steady(name, text, answer):
    """A run that rounding moves by nearly the promised tolerance would test nothing but luck."""
    precision = precision_of(text)
    limit = {"float64": 1e-10, "float32": 2e-5}[precision]
    if precision == "float64":
        moved = train(text, nudge=1e-15)
    elif answer[2] == "diverged":
        moved = train(text, nudge=1e-7)
    else:
        moved = train(text.replace('"float32"', '"float64"'))
    torch.set_default_dtype(PRECISIONS[precision])
    far = gap(answer, ([*moved[0]], {key: value.to(answer[1][key].dtype) for key, value in moved[1].items()}))
    if len(moved[0]) != len(answer[0]) or moved[2] != answer[2] or far > limit:
        raise SystemExit(f"{name}: {far:.1e}, {moved[2]} after {len(moved[0])}, not {len(answer[0])} steps")
    return far


def record(name, text):
    answer = train(text)
    losses, parameters, stopped = answer
    far = check_steady(name, text, answer)
    print(f"{len(losses):5d} steps, {losses[0]:10.4g} to {losses[-1]:10.4g}, {far:.0e}, {stopped}: {name}")
    return {
        "name": name, "text": text, "precision": precision_of(text), "steps": len(losses), "loss": plain(losses),
        "parameters": {key: nested(value) for key, value in parameters.items()}, "stopped": stopped,
    }


def main():
    torch.set_num_threads(1)
    records = [record(name, text) for name, text in training_cases()]
    assert len({entry["name"] for entry in records}) == len(records), "two trainings share a name"
    lines = [json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in records]
    (HERE / "trainings.json").write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    print(len(lines))


if __name__ == "__main__":
    main()
