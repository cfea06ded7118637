import type { NodeId } from '../../../autodiff/tape/node.ts';
import type { Evaluation } from '../../../evaluate/evaluation.ts';
import { gates } from '../../../gates/index.ts';
import { makerNamed, makers } from '../../../makers/index.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { ATOM, PRODUCT_STRENGTH } from '../../formula/piece.ts';
import { type OptionTexts, type Python, pythonAtom, pythonOf } from './pythonFormula.ts';
import { pythonNumber, pythonTensor, type SideFile } from './pythonValues.ts';

const KEYWORDS =
  'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
  'import in is lambda match case type nonlocal not or pass raise return try while with yield self';

/**
 * Every name that a Python text defines at its outermost level, calls, or takes something from: a variable of the same name
 * would take its place. Read from the text itself, so that no name is forgotten.
 */
function namesUsed(text: string): readonly string[] {
  const defined = [...text.matchAll(/^(?:def|class) +(\w+)|^(\w+) *(?==|,)/gm)].map(([, a, b]) => a ?? b ?? '');
  const imported = [...text.matchAll(/^(?:from \w+ )?import (.+)$/gm)].flatMap(([, names = '']) => names.split(/, */));
  const called = [...text.matchAll(/(?<![.\w])([A-Za-z_]\w*)(?=\s*[.([])/g)].map(([, name = '']) => name);
  return [...defined, ...imported, ...called];
}

/** What gates and makers write. */
const written = (): readonly string[] =>
  [...gates, ...makers].map(({ prose }) => prose.pytorch.replaceAll(/\{\w+\}/g, ''));

/** Gives every thing a Python name of its own, as near to its own name as Python allows. */
class PythonNames {
  private readonly given = new Set<string>();
  private readonly taken: ReadonlySet<string>;
  private count = 0;

  /** `around`: the rest of the script. */
  constructor(around: readonly string[]) {
    this.taken = new Set([
      ...KEYWORDS.split(' '),
      ...[...written(), ...around, 'dtype = torch.float64'].flatMap(namesUsed),
    ]);
  }

  /** `name` undefined: a fresh temporary one. */
  take(name: string | undefined): string {
    // Python reads identifiers in this normal form, so two that differ before may be one after.
    const plain = (name ?? '').normalize('NFKC').replaceAll('#', '_');
    const usual = /^[\p{XIDS}_][\p{XIDC}_]*$/u.test(plain) ? plain : `v${++this.count}`;
    // Names with two underscores in front mean something to Python.
    const start = usual.startsWith('__') ? `bp${usual}` : usual;
    let free = start;
    for (let i = 2; this.taken.has(free) || this.given.has(free); i++)
      free = this.taken.has(start) && i === 2 ? `${start}_` : `${start}_${i}`;
    this.given.add(free);
    return free;
  }
}

/** A value that the script begins with. */
export interface PythonLeaf {
  readonly node: NodeId;
  readonly name: string;
  /** A tensor's literal, or what reads it from a file. */
  readonly value: string;
}

export interface PythonModel {
  readonly params: readonly PythonLeaf[];
  /** Rows of these are drawn in minibatches. */
  readonly data: readonly PythonLeaf[];
  /** Everything else that has a name or is no single number. */
  readonly constants: readonly PythonLeaf[];
  /** `h = torch.relu(X @ W + b)`, in the order of the text. */
  readonly lines: readonly string[];
  /** How many gates draw numbers in training. */
  readonly random: number;
  /** The Python expression of a node. */
  readonly of: (node: NodeId) => string;
  /** Name of the Python variable that holds a node's value, where there is one. */
  readonly variable: (node: NodeId) => string | undefined;
  readonly notes: readonly string[];
}

/** What goes into a script beside the evaluation. */
interface PythonParts {
  readonly trains: boolean;
  readonly files: SideFile[];
  /** Begins the names of files. */
  readonly script: string;
  /** The rest of the script, whose names stay its own. */
  readonly around: readonly string[];
  /** Arrays in float32, half as large. */
  readonly single?: boolean;
  /** All rows of data of which the evaluation has the first ones. */
  readonly whole?: ReadonlyMap<NodeId, Tensor> | undefined;
}

/** Longer expressions get a variable of their own. */
const LONGEST = 80;

/**
 * The part of the tape that `targets` depend on, as Python. `trains`: only parameters change, and values that do not depend on
 * them or on data are worked out already; else every input is a variable.
 */
export function pythonLines(
  evaluation: Evaluation,
  targets: readonly NodeId[],
  { trains, files, script, around, single = false, whole = new Map() }: PythonParts,
): PythonModel {
  const { tape } = evaluation;
  const bodies = new Map(tape.boxes.filter((box) => box.body >= 0).map((box) => [box.output, box.body]));
  const inputsOf = (node: NodeId): readonly NodeId[] => {
    const body = bodies.get(node);
    if (body !== undefined) return [body];
    return tape.gateOf(node) ? tape.inputsOf(node) : (tape.derivations.get(node)?.inputs ?? []);
  };
  /** Also what options follow from, which for other rows may be other numbers. */
  const sourcesOf = (node: NodeId): readonly NodeId[] => {
    const setting = trains && !bodies.has(node) ? tape.settings.get(node) : undefined;
    return setting === undefined ? inputsOf(node) : [...inputsOf(node), ...setting.inputs];
  };
  const needed = feeding(targets, sourcesOf);
  const uses = new Map<NodeId, number>();
  for (const node of needed) for (const input of sourcesOf(node)) uses.set(input, (uses.get(input) ?? 0) + 1);

  const names = new PythonNames(around);
  let random = 0;
  const written = new Map<NodeId, Python>();
  const variables = new Map<NodeId, string>();
  const varies = new Set<NodeId>();
  const [params, data, constants]: [PythonLeaf[], PythonLeaf[], PythonLeaf[]] = [[], [], []];
  const lines: string[] = [];
  const notes: string[] = bodies.size > 0 ? ['backward passes written in the file are replaced by PyTorch’s own'] : [];

  for (const node of needed) {
    const inputs = inputsOf(node);
    if (sourcesOf(node).some((input) => varies.has(input)) && !isFixed(node)) compute(node, inputs);
    else leaf(node);
  }
  return {
    params,
    data,
    constants,
    lines,
    random,
    of: (node) => written.get(node)?.text ?? 'None',
    variable: (node) => variables.get(node),
    notes,
  };

  /** What follows from a shape alone, and has no words of Python here: the number or the tensor itself is written. */
  function isFixed(node: NodeId): boolean {
    if (tape.gateOf(node) !== undefined || bodies.has(node)) return false;
    if (tape.derivations.get(node)?.axis !== undefined) return false;
    const expression = tape.expressionOf(node);
    const name = expression?.kind === 'call' ? expression.callee.name : '';
    return name !== 'detach' && makerNamed(name) === undefined;
  }

  function leaf(node: NodeId): void {
    const role = tape.roleOf(node);
    const label = tape.paramNames.get(node) ?? evaluation.nameOf(node);
    const isVariable = role === 'param' || role === 'data' || role === 'labels' || (!trains && tape.isReached(node));
    if (!isVariable && label === undefined && tape.isScalar(node)) {
      const text = pythonNumber(tape.scalarAt(node));
      written.set(node, { text, strength: text.startsWith('-') ? PRODUCT_STRENGTH : ATOM, number: true });
      return;
    }
    const name = names.take(label);
    const value = pythonTensor(whole.get(node) ?? tape.valueOf(node), { name: `${script}_${name}`, files, single });
    const list = role === 'param' ? params : role === 'data' || role === 'labels' ? data : constants;
    list.push({ node, name, value });
    if (isVariable) varies.add(node);
    variables.set(node, name);
    written.set(node, pythonAtom(name));
  }

  function compute(node: NodeId, inputs: readonly NodeId[]): void {
    varies.add(node);
    const python = expressionOf(node, inputs);
    const name = evaluation.nameOf(node);
    const inlined = name === undefined && (uses.get(node) ?? 0) < 2 && python.text.length <= LONGEST;
    if (inlined) {
      written.set(node, python);
      return;
    }
    const variable = names.take(name);
    // A second name for the same tensor would share its gradient.
    const isAlias = inputs.some((input) => variables.get(input) === python.text);
    lines.push(`${variable} = ${python.text}${isAlias ? '.clone()' : ''}`);
    variables.set(node, variable);
    written.set(node, pythonAtom(variable));
  }

  function expressionOf(node: NodeId, inputs: readonly NodeId[]): Python {
    const operands = inputs.map((input) => written.get(input) ?? pythonAtom('None'));
    const [first = pythonAtom('None')] = operands;
    const gate = tape.gateOf(node);
    if (gate === undefined) return derived(node, operands);
    if (bodies.has(node)) return first;
    const template = trains ? gate.drawn?.pytorch.replace('{place}', String(random++)) : undefined;
    return pythonOf(
      template === undefined ? gate : { ...gate, pytorchAt: () => template },
      operands,
      tape.optionsAt(node),
      inputs.map((input) => tape.shapeOf(input)),
      optionTexts(node),
    );
  }

  /** Sizes that follow the rows, as Python: `X.shape[0]` in `x.reshape(X.shape[0], -1)`. */
  function optionTexts(node: NodeId): OptionTexts {
    const { inputs = [], slots = [] } = tape.settings.get(node) ?? {};
    return (option, at) => {
      const i = slots.findIndex((slot) => slot.option === option && slot.at === at);
      const input = inputs[i];
      if (input === undefined || !varies.has(input) || !tape.isScalar(input)) return undefined;
      const text = written.get(input)?.text;
      return text === undefined || isSize(text) ? text : `int(${text})`;
    };
  }

  /** `detach(x)`, `onehot(y, 3)`: follows from its operands without a gradient. */
  function derived(node: NodeId, operands: readonly Python[]): Python {
    const expression = tape.expressionOf(node);
    const maker = expression?.kind === 'call' ? makerNamed(expression.callee.name) : undefined;
    const [first = pythonAtom('None')] = operands;
    const whole = first.strength === ATOM ? first.text : `(${first.text})`;
    const axis = tape.derivations.get(node)?.axis;
    if (axis !== undefined) return pythonAtom(`${whole}.shape[${axis}]`);
    if (maker === undefined) return pythonAtom(`${whole}.detach()`);
    const text = maker.prose.pytorch
      .replaceAll(/\{([ab])\}/g, (_, slot: string) => {
        const operand = operands[slot === 'a' ? 0 : 1];
        if (operand === undefined) return '';
        return operand.number ? String(Math.trunc(Number(operand.text))) : operand.text;
      })
      .replaceAll('{sizes}', operands.map(makerArgument).join(', '))
      .replaceAll('dtype=torch.float64', 'dtype=dtype')
      .replaceAll('.double()', '.to(dtype)');
    return pythonAtom(text);
  }
}

/** Everything that feeds the targets, inputs first. */
function feeding(targets: readonly NodeId[], inputsOf: (node: NodeId) => readonly NodeId[]): readonly NodeId[] {
  const found = new Set<NodeId>();
  const pending = [...targets];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    pending.push(...inputsOf(node));
  }
  return [...found].sort((a, b) => a - b);
}

/** An argument of a maker; a whole number without a point, which sizes must not have. */
const makerArgument = ({ number, text }: Python): string =>
  number && Number.isInteger(Number(text)) ? String(Number(text)) : text;

/** Whether Python has it as a whole number already. */
const isSize = (text: string): boolean => /\.shape\[-?\d+\]$/.test(text) && !/[\s(]/.test(text);
