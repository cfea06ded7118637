import type { CallBox } from '../autodiff/tape/callBox.ts';
import { NO_OPTIONS, type NodeId } from '../autodiff/tape/tape.ts';
import { gateSpelled } from '../gates/index.ts';
import type { Call, Expression } from '../syntax/tree.ts';
import { type Context, type Definition, fail } from './context.ts';
import { learnedGate } from './customBackward.ts';
import { evaluate } from './expressions.ts';

const DEEPEST_CALL = 200;

/** A call of a `def`: its body is evaluated with the params bound, and its nodes fold into one box. */
export function callDef(context: Context, call: Call, definition: Definition): NodeId | undefined {
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
    parent: outer.box,
    definedIn: definition.statement,
    call,
    args,
    first: tape.length,
    last: tape.length,
    output: -1,
    body: -1,
  };
  const saved = { locals: context.locals, callSpan: context.callSpan };
  tape.boxes.push(box);
  tape.origin = { ...outer, within: definition.statement, box: tape.boxes.length - 1 };
  context.callSpan ??= call;
  context.activeCalls.push(name);
  context.locals = new Map(tree.params.map((param, i) => [param.name, args[i] ?? -1]));
  const result = evaluate(context, tree.body);
  context.locals = saved.locals;
  context.activeCalls.pop();
  let output = result;
  if (result !== undefined && definition.rule) {
    const gate = learnedGate(context, definition, definition.rule, result);
    box.body = result;
    output = tape.push(
      gate,
      args,
      tape.isScalar(result) ? tape.scalarAt(result) : tape.valueOf(result),
      NO_OPTIONS,
      call,
    );
    tape.bodies.set(output, result);
  } else if (result !== undefined && result < box.first) {
    // The body is a bare param or name: a gate of its own keeps the box's value apart from the argument's.
    const copy = gateSpelled('unwritten');
    if (copy)
      output = tape.push(
        copy,
        [result],
        tape.isScalar(result) ? tape.scalarAt(result) : tape.valueOf(result),
        NO_OPTIONS,
        tree.body,
      );
  }
  context.callSpan = saved.callSpan;
  tape.origin = outer;
  box.last = tape.length;
  box.output = output ?? -1;
  return output;
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
