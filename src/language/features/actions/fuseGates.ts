import { type CodeAction, CodeActionKind } from 'vscode-languageserver-types';
import type { Span } from '../../../core/base/span.ts';
import { nodeOfExpression, statementAt } from '../../../core/evaluate/places.ts';
import { type Gate, isShapeProblem, type Options, type OptionValue } from '../../../core/gates/gate.ts';
import { gates } from '../../../core/gates/index.ts';
import { makerNamed } from '../../../core/makers/index.ts';
import { freeNames } from '../../../core/semantics/freeNames.ts';
import { type NamedThing, occurrencesIn, placeAt } from '../../../core/semantics/occurrences.ts';
import type { NodeAt } from '../../../core/syntax/cursor/nodeAt.ts';
import { parseExpression } from '../../../core/syntax/document.ts';
import { printMinimal } from '../../../core/syntax/format/printer.ts';
import type { Expression } from '../../../core/syntax/tree.ts';
import { sameShape } from '../../../core/tensor/tensor.ts';
import { defAbove } from '../../document/defAbove.ts';
import type { DocumentState } from '../../document/documentState.ts';
import { type ActionSource, action, dependsOnPlace, removalOf, standsAlone } from './action.ts';
import { type Looked, type Match, type MatchContext, matchPattern, type Placed } from './patternMatch.ts';

const isRandom = (name: string): boolean => makerNamed(name)?.random ?? false;

interface Fusion {
  readonly gate: Gate;
  readonly name: string;
  readonly pattern: Expression;
}

let known: readonly Fusion[] | undefined;

/** Every gate that opens into simpler ones, with what it opens into. Read when first asked for, as a server has little time to start. */
function fusions(): readonly Fusion[] {
  known ??= gates.flatMap((gate) => {
    if (gate.expansion === undefined || gate.spelling.kind !== 'call') return [];
    const { expression, problems } = parseExpression(gate.expansion);
    return problems.length > 0 ? [] : [{ gate, name: gate.spelling.name, pattern: expression }];
  });
  return known;
}

/** A cursor in a long sum stands inside as many expressions. */
const MOST_AROUND = 12;

/** Gates that together are one gate of the language, on one line or one after the other: writes the one. */
export const fuseGates: ActionSource = ({ state, found }): readonly CodeAction[] => {
  if (found === undefined) return [];
  const around = surroundingsOf(state, found);
  const titles = new Set<string>();
  return found.path.slice(-MOST_AROUND).flatMap((part) =>
    fusions().flatMap((fusion): readonly CodeAction[] => {
      if (part.kind === 'name' || defAbove(state.document, found.index, fusion.name)) return [];
      const candidate: Placed = { expression: part, statement: found.index };
      const match = matchPattern(fusion.gate, fusion.pattern, candidate, around);
      const text = match && fusedText(state, candidate, fusion, match);
      if (match === undefined || text === undefined || titles.has(text)) return [];
      titles.add(text);
      const span = { from: found.start + part.from, to: found.start + part.to };
      const spare = linesNotNeeded(state, found.index, match.through);
      return [
        action(state, `Fuse into ${text}`, CodeActionKind.RefactorInline, [
          { ...span, text },
          ...spare.map((statement) => removalOf(state, statement)),
        ]),
      ];
    }),
  );
};

function surroundingsOf(state: DocumentState, found: NodeAt): MatchContext {
  const { evaluation, document } = state;
  const hasParams = found.statement.tree.kind === 'def' || found.statement.tree.kind === 'backwardRule';
  return {
    isFlat({ expression, statement }) {
      const node = nodeOfExpression(evaluation, statement, expression);
      return node !== undefined && evaluation.tape.shapeOf(node).length <= 1;
    },
    formulaOf(name, statement): Looked | undefined {
      if (hasParams) return undefined;
      const start = document.starts[statement] ?? 0;
      const place = placeAt(document, start + name.from);
      const tree = place && document.statements[place.thing.statement]?.tree;
      if (tree?.kind !== 'assignment' || tree.targets.length !== 1 || place?.thing.kind !== 'value') return undefined;
      if (dependsOnPlace(tree.value, isRandom)) return undefined;
      return { read: place.span, placed: { expression: tree.value, statement: place.thing.statement } };
    },
  };
}

/** The call in the place of its gates; undefined where the shapes are others, or a name means something else there. */
function fusedText(
  state: DocumentState,
  candidate: Placed,
  { gate, name }: Fusion,
  { bound }: Match,
): string | undefined {
  const { evaluation } = state;
  const { tape } = evaluation;
  const operands = gate.params.map((param) => bound.get(param));
  if (!operands.every((operand) => operand !== undefined)) return undefined;
  if (!operands.every((operand) => meansTheSame(state, operand, candidate.statement))) return undefined;
  const options = optionsOf(gate, bound);
  if (options === undefined) return undefined;
  const nodes = operands.map(({ expression, statement }) => nodeOfExpression(evaluation, statement, expression));
  const whole = nodeOfExpression(evaluation, candidate.statement, candidate.expression);
  if (whole === undefined || !nodes.every((node) => node !== undefined)) {
    if (gate.scalar === undefined) return undefined;
  } else {
    const shapes = nodes.map((node) => tape.shapeOf(node));
    const shape = gate.shape(shapes, options);
    if (isShapeProblem(shape) || !sameShape(shape, tape.shapeOf(whole))) return undefined;
    for (const [count, value] of Object.entries(gate.counts?.(shapes, options) ?? {})) {
      const given = bound.get(count)?.expression;
      if (given !== undefined && (given.kind !== 'number' || given.value !== value)) return undefined;
    }
  }
  const given = gate.options.flatMap((option) => {
    const value = bound.get(option.name);
    return value === undefined ? [] : [`${option.name}=${printMinimal(value.expression)}`];
  });
  return `${name}(${[...operands.map(({ expression }) => printMinimal(expression)), ...given].join(', ')})`;
}

function optionsOf(gate: Gate, bound: ReadonlyMap<string, Placed>): Options | undefined {
  const options: Record<string, OptionValue> = {};
  for (const { name, initial } of gate.options) {
    const given = bound.get(name)?.expression;
    const value = given === undefined ? initial : literalOf(given);
    if (given !== undefined && value === undefined) return undefined;
    if (value !== undefined) options[name] = value;
  }
  return options;
}

function literalOf(expression: Expression): OptionValue | undefined {
  if (expression.kind === 'number') return expression.value;
  if (expression.kind === 'unary' && expression.operand.kind === 'number')
    return expression.operator === '-' ? -expression.operand.value : expression.operand.value;
  return expression.kind === 'name' && (expression.name === 'true' || expression.name === 'false')
    ? expression.name === 'true'
    : undefined;
}

/** Do the names of a formula stand for the same values at another statement? */
function meansTheSame({ document }: DocumentState, { expression, statement }: Placed, there: number): boolean {
  if (statement === there) return true;
  const all = occurrencesIn(document);
  const here = all.before(statement);
  const then = all.before(there);
  return [...freeNames([expression])].every((name) => here.get(name) === then.get(name));
}

/** Statements whose name was read by the fused gates only, or by others of them. */
function linesNotNeeded(state: DocumentState, target: number, through: readonly Span[]): readonly number[] {
  if (through.length === 0) return [];
  const { document } = state;
  const all = occurrencesIn(document);
  const read = new Set(through.map(({ from }) => from));
  const spare = new Set<NamedThing>();
  for (const { from } of through) {
    const thing = all.at(from)?.thing;
    if (thing && standsAlone(state, thing.statement)) spare.add(thing);
  }
  const readerOf = (span: Span): number => statementAt(document, span.from);
  for (let changed = true; changed; ) {
    changed = false;
    const going = new Set([...spare].map(({ statement }) => statement));
    for (const thing of spare)
      if (
        !thing.reads.every((span) => going.has(readerOf(span)) || (read.has(span.from) && readerOf(span) === target))
      ) {
        spare.delete(thing);
        changed = true;
      }
  }
  return [...spare].map(({ statement }) => statement);
}
