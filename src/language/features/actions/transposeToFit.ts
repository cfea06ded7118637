import { type CodeAction, CodeActionKind } from 'vscode-languageserver-types';
import { showShape } from '../../../core/base/show.ts';
import { nodeOfExpression } from '../../../core/evaluate/places.ts';
import { type Gate, isShapeProblem, type Options } from '../../../core/gates/gate.ts';
import { gateOfCall, gateOfOperator } from '../../../core/gates/index.ts';
import { nodeAt } from '../../../core/syntax/cursor/nodeAt.ts';
import { printExpression } from '../../../core/syntax/format/printer.ts';
import type { Expression } from '../../../core/syntax/tree.ts';
import type { Shape } from '../../../core/tensor/tensor.ts';
import type { DocumentState } from '../../document/documentState.ts';
import { type ActionSource, action, type Change } from './action.ts';

const NO_OPTIONS: Options = {};

/** Where shapes do not fit: the transposes, and the exchange of factors, with which they would. */
export const transposeToFit: ActionSource = ({ state, problems }) =>
  problems
    .filter(({ code }) => code === 'shapes')
    .flatMap((problem) => {
      const from = state.offsetAt(problem.range.start);
      const to = state.offsetAt(problem.range.end);
      const found = nodeAt(state.document, from);
      const place = found?.path.find((part) => found.start + part.from === from && found.start + part.to === to);
      if (found === undefined || place === undefined || found.statement.tree.kind === 'def') return [];
      const applied = applicationOf(place);
      if (applied === undefined) return [];
      const { gate, operands } = applied;
      const shapes = operands.map((operand) => shapeOf(state, found.index, operand));
      if (!shapes.every((shape) => shape !== undefined)) return [];
      const fits = remediesOf(state, found.start, applied, shapes).filter(
        ({ becomes }) => !isShapeProblem(gate.shape(becomes, NO_OPTIONS)),
      );
      return fits.map(({ title, changes, becomes }): CodeAction => {
        const shape = gate.shape(becomes, NO_OPTIONS);
        const gives = isShapeProblem(shape) ? '' : ` (gives ${showShape(shape)})`;
        return action(state, `${title}${gives}`, CodeActionKind.QuickFix, changes, {
          diagnostics: [problem],
          isPreferred: fits.length === 1,
        });
      });
    });

interface Application {
  readonly gate: Gate;
  readonly operands: readonly Expression[];
}

function applicationOf(place: Expression): Application | undefined {
  if (place.kind === 'binary') {
    const gate = gateOfOperator(place.operator);
    return gate && { gate, operands: [place.left, place.right] };
  }
  if (place.kind !== 'call' || place.args.some(({ name }) => name !== undefined)) return undefined;
  const gate = gateOfCall(place.callee.name, place.args.length);
  return gate?.params.length === place.args.length && gate.options.length === 0
    ? { gate, operands: place.args.map(({ value }) => value) }
    : undefined;
}

const shapeOf = ({ evaluation }: DocumentState, statement: number, operand: Expression): Shape | undefined => {
  const node = nodeOfExpression(evaluation, statement, operand);
  return node === undefined ? undefined : evaluation.tape.shapeOf(node);
};

interface Remedy {
  readonly title: string;
  readonly changes: readonly Change[];
  readonly becomes: readonly Shape[];
}

function remediesOf(
  state: DocumentState,
  start: number,
  { gate, operands }: Application,
  shapes: readonly Shape[],
): readonly Remedy[] {
  const remedies = operands.flatMap((operand, i): readonly Remedy[] => {
    const shape = shapes[i] ?? [];
    if (shape.length !== 2) return [];
    const becomes = shapes.with(i, shape.toReversed());
    const title =
      operand.kind === 'transpose' ? `Leave ${nameOf(operand.operand)} untransposed` : `Transpose ${nameOf(operand)}`;
    return [{ title, changes: [transposed(state, start, operand)], becomes }];
  });
  const [a, b] = operands;
  if (gate.spelling.kind === 'infix' && gate.spelling.operator === '@' && a && b) {
    const text = (part: Expression): string => state.document.text.slice(start + part.from, start + part.to);
    const exchanged = (to: Expression, from: Expression): Change => ({
      from: start + to.from,
      to: start + to.to,
      text: from.kind === 'binary' ? `(${text(from)})` : text(from),
    });
    remedies.push({
      title: 'Exchange the factors',
      changes: [exchanged(a, b), exchanged(b, a)],
      becomes: shapes.toReversed(),
    });
  }
  return remedies;
}

const nameOf = (operand: Expression): string => {
  const text = printExpression(operand);
  return text.length > 24 ? `${text.slice(0, 23)}…` : text;
};

function transposed({ document }: DocumentState, start: number, operand: Expression): Change {
  const from = start + operand.from;
  const to = start + operand.to;
  if (operand.kind === 'transpose') return { from: start + operand.operand.to, to, text: '' };
  const text = document.text.slice(from, to);
  const isTight = operand.kind !== 'binary' && operand.kind !== 'unary' && operand.kind !== 'number';
  return { from, to, text: isTight ? `${text}.T` : `(${text}).T` };
}
