import type { NodeId } from '../../autodiff/tape/node.ts';
import { NO_OPTIONS } from '../../autodiff/tape/tape.ts';
import type { OptionSlot } from '../../autodiff/tape/tapeParts.ts';
import type { Random } from '../../base/random.ts';
import type { Gate, OptionSpec, Options, OptionValue } from '../../gates/gate.ts';
import { gateOfCall, gateOfOperator } from '../../gates/index.ts';
import { makers } from '../../makers/index.ts';
import { isMakerProblem, type Maker, type MakerArguments } from '../../makers/maker.ts';
import { closestName } from '../../semantics/closestName.ts';
import { functionNames } from '../../semantics/functionTable.ts';
import { otherMeaning } from '../../semantics/otherMeanings.ts';
import { type Meaning, meaningOf, worksAlongLast } from '../../semantics/spellings.ts';
import { foreignFunctions } from '../../syntax/advice/foreignNames.ts';
import type { Argument, Call, Expression } from '../../syntax/tree.ts';
import { type Tensor, zeros } from '../../tensor/tensor.ts';
import {
  blame,
  type Context,
  evaluate,
  fail,
  guessName,
  operandOf,
  randomFor,
  remember,
  tooLarge,
} from '../context.ts';
import { applyGate } from './applyGate.ts';
import { callDef } from './callDef.ts';
import { callRole, isRole } from './leafRoles.ts';
import { callSize, followsOthers, wholeNumber } from './sizes.ts';
import { givenBelow } from './unknownName.ts';

const byName: ReadonlyMap<string, Maker> = new Map(makers.map((maker) => [maker.name, maker]));

/** `randn(3, 4, seed=1)`: a tensor made from numbers alone; nothing flows back through it. */
function callMaker(context: Context, call: Call, { name, args }: Meaning): NodeId | undefined {
  const maker = byName.get(name);
  if (maker === undefined) return undefined;
  const positional: Tensor[] = [];
  const named = new Map<string, Tensor>();
  const operands: (Tensor | number)[] = [];
  const nodes: NodeId[] = [];
  for (const argument of args) {
    if (argument.name && !maker.options.some((option) => option.name === argument.name?.name))
      return fail(
        context,
        'unknown-option',
        argument.name,
        `${maker.name} has no option ${argument.name.name}: it is written ${maker.signature}`,
      );
    const node = evaluate(context, argument.value);
    if (node === undefined) return undefined;
    operands.push(operandOf(context.tape, node));
    if (argument.name) named.set(argument.name.name, context.tape.valueOf(node));
    else {
      positional.push(context.tape.valueOf(node));
      nodes.push(node);
    }
  }
  const given = { positional, named };
  const shape = maker.shape(given);
  if (isMakerProblem(shape)) return fail(context, 'maker', call, shape.problem);
  const large = tooLarge(context, shape);
  if (large) return fail(context, 'too-large', call, large);
  const seed = named.get('seed')?.data[0];
  const random = randomFor(context, maker.random ? seed : undefined);
  if (maker.random && seed === undefined) operands.push(context.assigning.length === 0 ? 0 : hashOf(context.assigning));
  const { out } = remember(context, maker, operands, NO_OPTIONS, () => {
    const made = zeros(shape);
    maker.fill(made, given, random);
    return made;
  });
  const id = context.tape.pushLeaf('constant', out, call);
  if (!maker.random && nodes.length > 0)
    context.tape.derivations.set(id, {
      inputs: nodes,
      again: (inputs) => makeAgain(maker, { positional: inputs, named }, random),
    });
  return id;
}

function makeAgain(maker: Maker, given: MakerArguments, random: Random): Tensor | undefined {
  const shape = maker.shape(given);
  if (isMakerProblem(shape)) return undefined;
  const made = zeros(shape);
  maker.fill(made, given, random);
  return made;
}

/** Tells names apart when a remembered tensor is looked for. */
function hashOf(text: string): number {
  let hash = 7;
  for (let i = 0; i < text.length; i++) hash = (hash * 31 + text.charCodeAt(i)) | 0;
  return hash;
}

/** A call in an expression: of a `def`, a gate, a maker, or a role. A `def` may take a built-in function's name. */
export function evaluateCall(context: Context, call: Call): NodeId | undefined {
  const { name } = call.callee;
  if (call.form === 'plain') {
    const broken = context.brokenDefs.get(name);
    if (broken !== undefined) return blame(context, name, call.callee, broken);
    const definition = context.defs.get(name);
    if (definition) return callDef(context, call, definition);
  }
  const other = otherMeaning(call);
  if (other !== undefined) return fail(context, 'option-value', call, other);
  const meaning = meaningOf(call);
  switch (meaning.kind) {
    case 'gate':
      return callGate(context, call, meaning);
    case 'maker':
      return callMaker(context, call, meaning);
    case 'same':
      return callSame(context, call, meaning);
    case 'size':
      return callSize(context, call, meaning);
    case 'other':
      break;
  }
  if (isRole(name)) return callRole(context, call, name);
  const dataSet = context.surroundings.dataSets.find((set) => set.name === name);
  if (dataSet)
    return fail(
      context,
      'data-set-parts',
      call.callee,
      dataSet.parts.length === 1
        ? `${name}(…) reads a file and stands alone behind a name: write X = ${name}(…)`
        : `${name}(…) gives two parts: write X, y = ${name}(…)`,
    );
  return unknownFunction(context, call);
}

function unknownFunction(context: Context, call: Call): undefined {
  const { name } = call.callee;
  const binding = context.scope.get(name) ?? context.locals?.get(name);
  if (typeof binding === 'object' && binding.node === undefined)
    return blame(context, name, call.callee, binding.statement);
  if (binding !== undefined)
    return fail(
      context,
      'not-a-function',
      call.callee,
      `${name} is a value, not a function: to multiply write ${name} * (…)`,
    );
  if (name === 'train' || name === 'backward' || name === 'value')
    return fail(
      context,
      'statement-in-expression',
      call.callee,
      `${name}(…) is a statement of its own: put it on its own line`,
    );
  const below = context.lastGiving(name);
  if (below !== undefined && below > context.statement) return givenBelow(context, call.callee, below);
  const foreign = foreignFunctions.get(name);
  if (foreign)
    return fail(
      context,
      'unknown-function',
      call.callee,
      `there is no function ${name}: ${foreign.message}`,
      foreign.instead ? { kind: 'replace', text: foreign.instead, title: `Change to ${foreign.instead}` } : undefined,
    );
  const close = guessName(context, name, () => [
    ...context.defs.keys(),
    ...functionNames(context.surroundings.dataSets),
  ]);
  return fail(
    context,
    'unknown-function',
    call.callee,
    close
      ? `there is no function ${name}; did you mean ${close}?`
      : `there is no function ${name}; define it with def ${name}(x) = …`,
    close ? { kind: 'replace', text: close, title: `Change to ${close}` } : undefined,
  );
}

/** Which gate a call means and what its arguments are for: a matter of its text alone. */
const sortedCalls = new WeakMap<Call, { readonly gate: Gate; readonly sorted: Sorted }>();

/** `softmax(x, axis=0)`, `F.softmax(x, dim=1)`: the axis of a function that works along the last one. */
function axisArgument({ name, args }: Meaning): Expression | undefined {
  if (!worksAlongLast.has(name) || args.length !== 2) return undefined;
  const [, second] = args;
  return second?.name === undefined || second.name.name === 'axis' ? second?.value : undefined;
}

function callAlong(context: Context, call: Call, { gate, args }: Meaning, axis: Expression): NodeId | undefined {
  const [operand] = args;
  const node = operand && evaluate(context, operand.value);
  const given = isNone(axis) ? -1 : wholeNumber(context, axis);
  if (node === undefined || given === undefined || gate === undefined) return undefined;
  const { length } = context.tape.shapeOf(node);
  if (given < -length || given >= length)
    return fail(
      context,
      'option-value',
      axis,
      `axis ${given} does not exist: the operand has ${length} ${length === 1 ? 'axis' : 'axes'}`,
    );
  const at = given < 0 ? given + length : given;
  const swap = gateOfCall('swapaxes', 1);
  if (at === length - 1 || swap === undefined) return applyGate(context, gate, [node], NO_OPTIONS, call);
  const options = { axis1: at, axis2: length - 1 };
  const swapped = applyGate(context, swap, [node], options, call);
  const result = swapped === undefined ? undefined : applyGate(context, gate, [swapped], NO_OPTIONS, call);
  return result === undefined ? undefined : applyGate(context, swap, [result], options, call);
}

function callGate(context: Context, call: Call, meaning: Meaning): NodeId | undefined {
  const along = axisArgument(meaning);
  if (along !== undefined) return callAlong(context, call, meaning, along);
  let read = sortedCalls.get(call);
  if (read === undefined) {
    const { gate } = meaning;
    const sorted = gate && sortArguments(context, call, gate, meaning);
    if (gate === undefined || sorted === undefined) return undefined;
    read = { gate, sorted };
    sortedCalls.set(call, read);
  }
  const { sorted } = read;
  const inputs: NodeId[] = [];
  let broken = false;
  for (const operand of sorted.operands) {
    const node = evaluate(context, operand);
    if (node === undefined) broken = true;
    else inputs.push(node);
  }
  const gate = call.form !== 'plain' && call.callee.name === 'dot' ? productOf(context, inputs, read.gate) : read.gate;
  const following: FollowingNumber[] = [];
  const options = gate.options.length === 0 ? NO_OPTIONS : optionsOf(context, gate, sorted, following);
  const made = broken || options === undefined ? undefined : applyGate(context, gate, inputs, options, call);
  if (made !== undefined && options !== undefined && following.length > 0)
    context.tape.settings.set(made, { inputs: following.map(({ node }) => node), slots: following });
  return made;
}

/** A node that an option has numbers from, worked out from shapes or from other nodes. */
interface FollowingNumber extends OptionSlot {
  readonly node: NodeId;
}

/** More axes than this no tensor has. */
const MOST_NUMBERS = 64;

/**
 * NumPy's `dot` is the matrix product of what is no vector, and the plain product with a number. `inner` and `vdot` of matrices are no
 * matrix products: the language's own `dot` says of them that it takes vectors.
 */
function productOf({ tape }: Context, inputs: readonly NodeId[], dot: Gate): Gate {
  const ranks = inputs.map((input) => tape.shapeOf(input).length);
  if (ranks.every((rank) => rank === 1)) return dot;
  return gateOfOperator(ranks.includes(0) ? '*' : '@') ?? dot;
}

/** `np.array([1, 2])`, `x.clone()`: the very value. */
function callSame(context: Context, call: Call, { args, name }: Meaning): NodeId | undefined {
  const [value] = args;
  if (value === undefined) return fail(context, 'too-few-arguments', call, `${name} needs a value: ${name}(x)`);
  const node = evaluate(context, value.value);
  if (node === undefined || name !== 'int' || context.tape.valueOf(node).data.every(Number.isInteger)) return node;
  return fail(context, 'operand', call, 'int drops the fraction: write floor(x), whose gradient is 0');
}

interface Sorted {
  readonly operands: readonly Expression[];
  readonly positionalOptions: readonly Expression[];
  readonly namedOptions: ReadonlyMap<string, Argument>;
}

export const signatureOf = (gate: Gate, name: string): string => {
  const optional = gate.options.map((option) =>
    option.positional && option.initial === undefined && option.kind !== 'axes' ? option.name : `${option.name}=…`,
  );
  return `${name}(${[...gate.params, ...(gate.variadic ? ['…'] : []), ...optional].join(', ')})`;
};

/** Operands by position or by name, options by name or, where allowed, after the operands. */
function sortArguments(context: Context, call: Call, gate: Gate, { name, args }: Meaning): Sorted | undefined {
  const operands: (Expression | undefined)[] = [];
  const positionalOptions: Expression[] = [];
  const namedOptions = new Map<string, Argument>();
  const takesPositional = gate.options.filter((option) => option.positional);
  for (const argument of args) {
    if (argument.name === undefined) {
      if (namedOptions.size > 0)
        return fail(context, 'positional-after-option', argument, 'values without a name come before those with one');
      if (operands.length < gate.params.length || gate.variadic) operands.push(argument.value);
      else if (
        takesPositional.some((option) => option.kind === 'whole numbers') ||
        positionalOptions.length < takesPositional.length
      )
        positionalOptions.push(argument.value);
      else
        return fail(
          context,
          'too-many-arguments',
          argument,
          `too many values: ${signatureOf(gate, name)} takes ${gate.params.length}`,
        );
      continue;
    }
    const given = argument.name.name;
    const param = gate.params.indexOf(given);
    if (param >= 0) {
      if (operands[param] !== undefined) return fail(context, 'given-twice', argument, `${given} is given twice`);
      operands[param] = argument.value;
    } else if (gate.options.some((option) => option.name === given)) {
      if (namedOptions.has(given)) return fail(context, 'given-twice', argument, `${given} is given twice`);
      namedOptions.set(given, argument);
    } else {
      const close = closestName(given, [...gate.params, ...gate.options.map((option) => option.name)]);
      return fail(
        context,
        'unknown-option',
        argument.name,
        `${name} has no option ${given}${close ? `; did you mean ${close}?` : gate.options.length > 0 ? `; it takes ${gate.options.map((option) => option.name).join(', ')}` : ''}`,
        close ? { kind: 'replace', text: close, title: `Change to ${close}` } : undefined,
      );
    }
  }
  const complete: Expression[] = [];
  for (let i = 0; i < Math.max(gate.params.length, operands.length); i++) {
    const operand = operands[i];
    if (operand === undefined) {
      const missing = gate.params.slice(i).filter((_, k) => operands[i + k] === undefined);
      return fail(
        context,
        'too-few-arguments',
        call,
        `${name} needs ${missing.join(' and ')} as well: ${signatureOf(gate, name)}`,
      );
    }
    complete.push(operand);
  }
  return { operands: complete, positionalOptions, namedOptions };
}

function optionsOf(
  context: Context,
  gate: Gate,
  { positionalOptions, namedOptions }: Sorted,
  following: FollowingNumber[],
): Options | undefined {
  const options: Record<string, OptionValue> = {};
  const read = (spec: OptionSpec, given: readonly Expression[]): OptionValue | undefined => {
    const nodes: NodeId[] = [];
    const value = optionValue(context, spec, given, nodes);
    let at = 0;
    for (const node of nodes) {
      if (followsOthers(context, node))
        following.push({ option: spec.name, at: typeof value === 'object' ? at : undefined, node });
      at += context.tape.valueOf(node).data.length;
    }
    return value;
  };
  let place = 0;
  for (const spec of gate.options) {
    let value: OptionValue | undefined = spec.initial;
    const named = namedOptions.get(spec.name);
    if (named && isNone(named.value)) value = spec.initial;
    else if (named) {
      value = read(spec, [named.value]);
      if (value === undefined) return undefined;
    } else if (spec.positional && place < positionalOptions.length) {
      const taken =
        spec.kind === 'whole numbers' ? positionalOptions.slice(place) : positionalOptions.slice(place, place + 1);
      place += taken.length;
      if (taken[0] && !isNone(taken[0])) {
        value = read(spec, taken);
        if (value === undefined) return undefined;
      }
    }
    if (value !== undefined) options[spec.name] = value;
  }
  return options;
}

const isNone = (given: Expression): boolean => given.kind === 'name' && given.name === 'None';

/** Options are numbers that the text computes; they take no gradient. Adds the nodes whose values they are to `nodes`. */
function optionValue(
  context: Context,
  spec: OptionSpec,
  given: readonly Expression[],
  nodes: NodeId[],
): OptionValue | undefined {
  const [first] = given;
  if (first === undefined) return undefined;
  const bad = (what: string): undefined => fail(context, 'option-value', first, `${spec.name} takes ${what}`);
  if (spec.kind === 'true or false') {
    const word = first.kind === 'name' ? first.name.toLowerCase() : '';
    if (word === 'true' || word === 'false') return word === 'true';
    const node = evaluate(context, first);
    const value = node === undefined ? undefined : context.tape.scalarAt(node);
    return node === undefined ? undefined : value === 0 || value === 1 ? value === 1 : bad('true or false');
  }
  const numbers: number[] = [];
  for (const part of given.flatMap((one) => (one.kind === 'tuple' ? one.entries : [one]))) {
    const node = evaluate(context, part);
    if (node === undefined) return undefined;
    nodes.push(node);
    numbers.push(...context.tape.valueOf(node).data.subarray(0, MOST_NUMBERS));
  }
  const whole = numbers.every((value) => Number.isInteger(value));
  if (spec.kind === 'whole numbers') return whole ? numbers : bad('whole numbers');
  if (spec.kind === 'axes') {
    if (!whole) return bad('a whole number, or several in brackets');
    return numbers.length === 1 && first.kind !== 'tuple' && first.kind !== 'list' ? numbers[0] : numbers;
  }
  const [value] = numbers;
  if (value === undefined || numbers.length > 1) return bad(`one ${spec.kind}`);
  return spec.kind === 'whole number' && !whole ? bad('a whole number') : value;
}
