"""Writes programs.json: .bp programs with the values and gradients that PyTorch computes for them in float64."""
import json
import math
import sys
from pathlib import Path

import torch

sys.dont_write_bytecode = True

from bp import run
from elementwise import elementwise_programs
from generated import generated_programs
from layers import layer_programs
from tables import table_programs

HERE = Path(__file__).parent


# Where PyTorch multiplies what a where has cut off by an infinite slope, which gives nan, this language passes 0.
CUT_OFF = {
    "where hides a nan forward and cuts it off backward, unlike PyTorch": [0.0, 0.25],
    "where over a logarithm at 0": [1.0, 0.5],
    "where the masked branch overflows": [math.exp(1), 1.0],
}


def handwritten():
    for path in sorted((HERE / "cases").glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("=== ")[1:]:
            name, text = block.split("\n", 1)
            program = {"name": name, "group": path.stem, "text": text}
            if name in CUT_OFF:
                program["truth"] = {"gradients": {"x": CUT_OFF[name]}}
            yield program


def plain(value):
    """Nested lists of JSON numbers; JSON has no nan and no infinity."""
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return 0.0 if value == 0 else value


def nested(tensor):
    return None if tensor is None else plain(tensor.detach().tolist())


def record(program):
    names, gradients, outputs, output = run(program["text"])
    answer = {
        **program,
        "output": output,
        "values": {name: nested(value) for name, value in names.items()},
        "gradients": {name: nested(gradients.get(name)) for name in names},
    }
    others = {name: other for name, other in outputs.items() if other != output}
    return {**answer, "outputs": others} if others else answer


def main():
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    programs = [*handwritten(), *elementwise_programs(), *table_programs(), *generated_programs(), *layer_programs()]
    titles = [(program["group"], program["name"]) for program in programs]
    assert len(set(titles)) == len(titles), "two programs of one group share a name"
    lines = [json.dumps(record(program), ensure_ascii=False, separators=(",", ":")) for program in programs]
    (HERE / "programs.json").write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    counts = {}
    for group, _ in titles:
        counts[group] = counts.get(group, 0) + 1
    print(len(lines), counts)


if __name__ == "__main__":
    main()
