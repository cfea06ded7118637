import { type CodeAction, CodeActionKind } from 'vscode-languageserver-types';
import { nodeOfExpression } from '../../../core/evaluate/places.ts';
import { type Gate, expansionOf as gatesBehind, type Options, type OptionValue } from '../../../core/gates/gate.ts';
import { gateOfCall } from '../../../core/gates/index.ts';
import { parseExpression } from '../../../core/syntax/document.ts';
import { printMinimal } from '../../../core/syntax/format/printer.ts';
import { substituted } from '../../../core/syntax/substitution.ts';
import type { Call, Def, Expression } from '../../../core/syntax/tree.ts';
import type { Shape } from '../../../core/tensor/tensor.ts';
import { defAbove } from '../../document/defAbove.ts';
import type { DocumentState } from '../../document/documentState.ts';
import { type ActionSource, action, withParts } from './action.ts';
import { needsBrackets } from './needsBrackets.ts';

/** A call written in simpler gates, from the gate's own expansion, or in the formula of its def. */
export const expandGate: ActionSource = ({ state, found }): readonly CodeAction[] => {
  if (found === undefined) return [];
  const at = found.path.findLastIndex(({ kind }) => kind === 'call');
  const call = found.path[at];
  if (call?.kind !== 'call') return [];
  const def = defAbove(state.document, found.index, call.callee.name);
  const opened = def ? bodyOf(def, call) : expansionOf(state, found.index, call);
  if (opened === undefined) return [];
  const written = printMinimal(opened);
  return [
    action(
      state,
      def ? `Write ${call.callee.name} out as its formula` : `Expand ${call.callee.name} into its gates`,
      CodeActionKind.RefactorInline,
      [
        {
          from: found.start + call.from,
          to: found.start + call.to,
          text: needsBrackets(opened, call, found.path[at - 1]) ? `(${written})` : written,
        },
      ],
    ),
  ];
};

/** What stands where each param and option stands; undefined where the call does not fit. */
function sortedArguments(call: Call, params: readonly string[]): ReadonlyMap<string, Expression> | undefined {
  const given = new Map<string, Expression>();
  let place = 0;
  for (const { name, value } of call.args) {
    const param = name?.name ?? params[place++];
    if (param === undefined || given.has(param)) return undefined;
    given.set(param, value);
  }
  return given;
}

function bodyOf(def: Def, call: Call): Expression | undefined {
  const params = def.params.map(({ name }) => name);
  const given = sortedArguments(call, params);
  if (given === undefined || given.size !== params.length || !params.every((param) => given.has(param)))
    return undefined;
  return substituted(def.body, (name) => given.get(name));
}

function expansionOf(state: DocumentState, statement: number, call: Call): Expression | undefined {
  const positional = call.args.filter(({ name }) => name === undefined);
  const gate = gateOfCall(call.callee.name, positional.length);
  if (gate?.expansion === undefined || gate.variadic) return undefined;
  const options = gate.options.filter(({ positional: byPlace }) => byPlace).map(({ name }) => name);
  const given = sortedArguments(call, [...gate.params, ...options]);
  if (given === undefined || !gate.params.every((param) => given.has(param))) return undefined;
  const at = shapesAt(state, statement, gate, call, given);
  if (at === undefined) return undefined;
  const counts: Readonly<Record<string, number>> = gate.counts?.(at.shapes, at.options) ?? {};
  let formula = gatesBehind(gate, at.shapes, at.options) ?? '';
  for (const { name, initial } of gate.options)
    if (!given.has(name) && (initial === undefined || initial === false))
      formula = formula.replaceAll(`, ${name}=${name}`, '');
  const { expression, problems } = parseExpression(formula);
  if (formula === '' || problems.length > 0 || callsDefs(state, statement, expression)) return undefined;
  return substituted(expression, (name) => {
    const value = given.get(name);
    if (value) return value;
    const count = counts[name];
    if (count !== undefined) return number(count);
    const initial = gate.options.find((option) => option.name === name)?.initial;
    return initial === undefined ? undefined : literal(initial);
  });
}

/** What the expansion depends on; undefined where it does and the call has no value. */
function shapesAt(
  { evaluation }: DocumentState,
  statement: number,
  gate: Gate,
  call: Call,
  given: ReadonlyMap<string, Expression>,
): { readonly shapes: readonly Shape[]; readonly options: Options } | undefined {
  if (gate.counts === undefined && gate.expansionAt === undefined) return { shapes: [], options: {} };
  const whole = nodeOfExpression(evaluation, statement, call);
  const shapes = gate.params.map((param) => {
    const operand = given.get(param);
    const node = operand && nodeOfExpression(evaluation, statement, operand);
    return node === undefined ? undefined : evaluation.tape.shapeOf(node);
  });
  const options = whole === undefined ? {} : evaluation.tape.optionsAt(whole);
  return shapes.every((shape) => shape !== undefined) ? { shapes, options } : undefined;
}

/** A def may have taken the name of a function that the expansion calls. */
const callsDefs = (state: DocumentState, statement: number, expression: Expression): boolean =>
  [...withParts(expression)].some(
    (part) => part.kind === 'call' && defAbove(state.document, statement, part.callee.name) !== undefined,
  );

const number = (value: number): Expression => ({ kind: 'number', value, from: 0, to: 0 });

const literal = (value: OptionValue): Expression =>
  typeof value === 'number'
    ? number(value)
    : typeof value === 'boolean'
      ? { kind: 'name', name: String(value), from: 0, to: 0 }
      : { kind: 'list', entries: value.map(number), from: 0, to: 0 };
