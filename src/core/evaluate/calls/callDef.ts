import type { CallBox, NodeId } from '../../autodiff/tape/node.ts';
import { NO_OPTIONS } from '../../autodiff/tape/tape.ts';
import type { Gate } from '../../gates/gate.ts';
import { gateOfCall, gateSpelled } from '../../gates/index.ts';
import { subscriptOptions } from '../../gates/subscripts.ts';
import type { Call, Def, Expression } from '../../syntax/tree.ts';
import { type Shape, sizeOf } from '../../tensor/tensor.ts';
import { type Context, type Definition, evaluate, fail } from '../context.ts';
import { packAgain, partsInPack } from '../several/packs.ts';
import { applyGate } from './applyGate.ts';
import { learnedGate } from './customBackward.ts';
import { runLines } from './loops.ts';

const DEEPEST_CALL = 200;

/** A call of a `def` with one result. */
export function callDef(context: Context, call: Call, definition: Definition): NodeId | undefined {
  const results = callDefFor(context, call, definition);
  if (results === undefined || results.length === 1) return results?.[0];
  return fail(
    context,
    'tuple-parts',
    call,
    `${call.callee.name} gives ${results.length} values: write ${resultNames(definition.tree).join(', ')} = ${call.callee.name}(…)`,
  );
}

const resultNames = ({ body }: Def): readonly string[] =>
  body.kind === 'tuple' ? body.entries.map((entry, i) => (entry.kind === 'name' ? entry.name : `r${i + 1}`)) : ['r'];

/** The results of a call of a `def`: its lines are evaluated with the params bound, and its nodes fold into one box. */
export function callDefFor(context: Context, call: Call, definition: Definition): readonly NodeId[] | undefined {
  const { name } = call.callee;
  const { tree } = definition;
  if (context.activeCalls.includes(name))
    return fail(
      context,
      'recursion',
      call.callee,
      `${name} calls itself; a def cannot be recursive, because its graph would never end`,
    );
  if (context.activeCalls.length >= DEEPEST_CALL)
    return fail(context, 'calls-too-deep', call.callee, `more than ${DEEPEST_CALL} functions call one another here`);
  const args = bindArguments(context, call, definition);
  if (args === undefined) return undefined;

  const { tape } = context;
  const outer = tape.origin;
  const box: CallBox = {
    name,
    kind: 'call',
    parent: outer.box,
    definedIn: definition.statement,
    call,
    args,
    first: tape.length,
    last: tape.length,
    output: -1,
    locals: NO_LOCALS,
    body: -1,
  };
  const saved = { locals: context.locals, callSpan: context.callSpan };
  tape.boxes.push(box);
  tape.origin = { ...outer, within: definition.statement, box: tape.boxes.length - 1 };
  context.callSpan ??= call;
  context.activeCalls.push(name);
  const locals = new Map(tree.params.map((param, i) => [param.name, args[i] ?? -1]));
  context.locals = locals;
  const bodies = tree.body.kind === 'tuple' ? tree.body.entries : [tree.body];
  const found = runLines(context, tree.block) ? bodies.map((body) => evaluate(context, body)) : [];
  const results = found.filter((result) => result !== undefined);
  box.locals = locals;
  context.locals = saved.locals;
  context.activeCalls.pop();
  let outputs: readonly NodeId[] | undefined;
  if (results.length === bodies.length)
    outputs = definition.rule
      ? learnedResults(context, definition, definition.rule, results, box)
      : results.map((result, i) => ownResult(context, result, box, bodies[i] ?? tree.body));
  context.callSpan = saved.callSpan;
  tape.origin = outer;
  box.last = tape.length;
  if (box.body < 0) box.output = outputs?.at(-1) ?? -1;
  return outputs;
}

const NO_LOCALS: ReadonlyMap<string, NodeId> = new Map();

/** A result that is a bare param or name: a gate of its own keeps the box's value apart from the argument's. */
function ownResult(context: Context, result: NodeId, box: CallBox, body: Expression): NodeId {
  const copy = gateSpelled('unwritten');
  const parts = partsInPack(context.tape, result);
  if (parts !== undefined) return result < box.first ? packAgain(context, parts, body) : result;
  return result < box.first && copy ? pushed(context, copy, [result], result, body) : result;
}

const pushed = ({ tape }: Context, gate: Gate, inputs: readonly NodeId[], like: NodeId, at: Expression): NodeId =>
  tape.push(gate, inputs, tape.isScalar(like) ? tape.scalarAt(like) : tape.valueOf(like), NO_OPTIONS, at);

/** The results of a call with a backward pass of the learner's. Several are packed into one vector, so that one gate gives them. */
function learnedResults(
  context: Context,
  definition: Definition,
  rule: NonNullable<Definition['rule']>,
  results: readonly NodeId[],
  box: CallBox,
): readonly NodeId[] | undefined {
  const { tape } = context;
  const shapes = results.map((result) => tape.shapeOf(result));
  const body = results.length === 1 ? results[0] : packed(context, results, box.call);
  if (body === undefined) return undefined;
  box.body = body;
  const gate = learnedGate(context, definition, rule, body, shapes);
  const output = pushed(context, gate, box.args, body, box.call);
  box.output = output;
  tape.bodies.set(output, body);
  if (results.length === 1) return [output];
  let at = 0;
  return shapes.map((shape) => {
    const from = at;
    at += sizeOf(shape);
    return unpacked(context, output, from, shape, box.call);
  });
}

function packed(context: Context, results: readonly NodeId[], at: Expression): NodeId | undefined {
  const flatten = gateOfCall('reshape', 1);
  const concat = gateOfCall('concat', results.length);
  if (flatten === undefined || concat === undefined) return undefined;
  const flat = results.map((result) => applyGate(context, flatten, [result], { sizes: [-1] }, at) ?? result);
  return applyGate(context, concat, flat, { axis: 0 }, at);
}

function unpacked(context: Context, from: NodeId, start: number, shape: Shape, at: Expression): NodeId {
  const index = gateSpelled('index');
  const reshape = gateOfCall('reshape', 1);
  if (index === undefined || reshape === undefined) return from;
  if (shape.length === 0) return applyGate(context, index, [from], subscriptOptions([{ at: start }]), at) ?? from;
  const slice = subscriptOptions([{ start, stop: start + sizeOf(shape) }]);
  const part = applyGate(context, index, [from], slice, at) ?? from;
  return shape.length === 1 ? part : (applyGate(context, reshape, [part], { sizes: [...shape] }, at) ?? part);
}

function bindArguments(context: Context, call: Call, { tree }: Definition): readonly NodeId[] | undefined {
  const { name } = call.callee;
  const places: (Expression | undefined)[] = tree.params.map(() => undefined);
  let next = 0;
  for (const argument of call.args) {
    if (argument.name === undefined) {
      if (next >= places.length)
        return fail(
          context,
          'too-many-arguments',
          argument,
          `${name} takes ${counted(tree.params.length)}, ${call.args.length} are given`,
        );
      places[next++] = argument.value;
      continue;
    }
    const given = argument.name.name;
    const at = tree.params.findIndex((param) => param.name === given);
    if (at < 0)
      return fail(
        context,
        'unknown-option',
        argument.name,
        `${name} has no parameter ${given}; it has ${tree.params.map((param) => param.name).join(', ')}`,
      );
    if (places[at] !== undefined) return fail(context, 'given-twice', argument, `${given} is given twice`);
    places[at] = argument.value;
  }
  const missing = tree.params.filter((_, i) => places[i] === undefined).map((param) => param.name);
  if (missing.length > 0)
    return fail(context, 'too-few-arguments', call, `${name} needs ${missing.join(' and ')} as well`);
  const nodes: NodeId[] = [];
  let broken = false;
  for (const place of places) {
    const node = place && evaluate(context, place);
    if (node === undefined) broken = true;
    else nodes.push(node);
  }
  return broken ? undefined : nodes;
}

const counted = (count: number): string => (count === 1 ? 'one value' : `${count} values`);
