"""Reads .bp text and computes it with PyTorch: an expression is Python's once the other spellings are replaced."""
import ast
import re

import torch

from functions import FUNCTIONS, number_of, transposed

SPELLINGS = {"^": "**", "·": "*", "×": "*", "−": "-"}
OPERATORS = {
    ast.Add: lambda a, b: a + b, ast.Sub: lambda a, b: a - b, ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b, ast.Pow: lambda a, b: torch.pow(a, b), ast.MatMult: torch.matmul,
}
COMPARISONS = {
    ast.Lt: torch.lt, ast.LtE: torch.le, ast.Gt: torch.gt, ast.GtE: torch.ge, ast.Eq: torch.eq, ast.NotEq: torch.ne,
}
DEFINITION = re.compile(r"def\s+(\w+)\(([^)]*)\)\s*=(.*)", re.S)
ASSIGNMENT = re.compile(r"(\w+)\s*=(?!=)(.*)", re.S)
OUTPUT = re.compile(r"backward\((\w+)\)\s*$")


def cells_of(text):
    """The statements of each cell, in order."""
    cells, statement, depth = [[]], "", 0
    for line in text.split("\n"):
        if line.startswith("# %%"):
            cells.append([])
            continue
        for letter in re.sub(r"#.*", "", line) + "\n":
            depth += (letter in "([") - (letter in ")]")
            if depth == 0 and letter in ";\n":
                if statement.strip():
                    cells[-1].append(statement.strip())
                statement = ""
            else:
                statement += SPELLINGS.get(letter, letter)
    return [cell for cell in cells if cell]


class Program:
    """The environment of one run over the statements."""

    def __init__(self, track=True):
        self.names, self.functions, self.gradients = {}, {}, {}
        self.track = track

    def constant(self, value):
        return torch.tensor(float(value))

    def evaluate(self, source, scope=None):
        return self.visit(ast.parse(source.strip(), mode="eval").body, self.names if scope is None else scope)

    def visit(self, node, scope):
        kind = type(node).__name__
        return getattr(self, f"visit_{kind}")(node, scope)

    def visit_Constant(self, node, scope):
        return node.value if isinstance(node.value, str) else self.constant(node.value)

    def visit_Name(self, node, scope):
        if node.id in scope:
            return scope[node.id]
        if node.id in ("true", "false"):
            return node.id == "true"
        return self.names[node.id]

    def visit_UnaryOp(self, node, scope):
        value = self.visit(node.operand, scope)
        return -value if isinstance(node.op, ast.USub) else value

    def visit_BinOp(self, node, scope):
        left, right = self.visit(node.left, scope), self.visit(node.right, scope)
        return OPERATORS[type(node.op)](left, right)

    def visit_Compare(self, node, scope):
        (operator,), (right,) = node.ops, node.comparators
        result = COMPARISONS[type(operator)](self.visit(node.left, scope), self.visit(right, scope))
        return result.to(torch.get_default_dtype())

    def visit_List(self, node, scope):
        return torch.stack([self.visit(entry, scope) for entry in node.elts])

    def visit_Attribute(self, node, scope):
        assert node.attr == "T"
        return transposed(self.visit(node.value, scope))

    def visit_Subscript(self, node, scope):
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return self.visit(node.value, scope)[tuple(self.index(part, scope) for part in parts)]

    def index(self, part, scope):
        if not isinstance(part, ast.Slice):
            return number_of(self.visit(part, scope))
        ends = [end and number_of(self.visit(end, scope)) for end in (part.lower, part.upper, part.step)]
        return slice(*ends)

    def visit_Call(self, node, scope):
        name = node.func.id
        if name == "grad":
            return self.gradients[node.args[0].id].clone()
        arguments = [self.visit(argument, scope) for argument in node.args]
        options = {option.arg: self.visit(option.value, scope) for option in node.keywords}
        if name in self.functions:
            parameters, body = self.functions[name]
            return self.evaluate(body, dict(zip(parameters, arguments)))
        return FUNCTIONS[name](*arguments, **options)

    def assign(self, name, value):
        """A value of its own: a leaf where nothing differentiable reaches it; says whether something does."""
        reached = value.requires_grad
        value = value.clone() if reached else value.detach().clone().requires_grad_(self.track)
        if self.track and reached:
            value.retain_grad()
        self.names[name] = value
        return reached

    def define(self, statement):
        name, parameters, body = DEFINITION.fullmatch(statement).groups()
        self.functions[name] = ([part.strip() for part in parameters.split(",")], body)

    def differentiate(self, output):
        """The gradients of `output`, under the newest names."""
        leaves = {name: value for name, value in self.names.items() if value.requires_grad}
        found = torch.autograd.grad(self.names[output], list(leaves.values()), retain_graph=True, allow_unused=True)
        self.gradients = dict(zip(leaves, found))
        return self.gradients


def run(text):
    """Values and gradients by name: each name's newest assignment, under the output of its cell."""
    program, home, pending = Program(), {}, []
    gradients, outputs, output = {}, {}, None
    for cell in cells_of(text):
        chosen, last, before = None, None, dict(program.names)
        for statement in cell:
            if statement.startswith("def "):
                program.define(statement)
            elif statement.startswith("backward "):
                continue
            elif found := OUTPUT.fullmatch(statement):
                chosen = found.group(1)
                program.differentiate(chosen)
            elif found := ASSIGNMENT.fullmatch(statement):
                name = found.group(1)
                reached = program.assign(name, program.evaluate(found.group(2)))
                last = name if reached and program.names[name].dim() == 0 else last
            else:
                program.evaluate(statement)
        pending += [name for name in program.names if program.names[name] is not before.get(name)]
        if chosen is None and last is None:
            continue
        output = chosen or last
        found = program.differentiate(output)
        for name in pending:
            gradients[name], outputs[name] = found.get(name), output
        pending = []
    return program.names, gradients, outputs, output
