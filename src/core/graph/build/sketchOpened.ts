import { messagesOf } from '../../autodiff/messages.ts';
import type { NodeId } from '../../autodiff/tape/node.ts';
import type { Tape } from '../../autodiff/tape/tape.ts';
import type { Piece } from '../../explain/formula/piece.ts';
import { plainPiece } from '../../explain/formula/plain.ts';
import { texName, texPiece } from '../../explain/formula/tex.ts';
import { atom, tensorWritten, type WrittenPiece } from '../../explain/formula/written.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { feedersOf } from '../cards/inputsShown.ts';
import type { BoxInMaking, NodeInMaking, Sketch } from './draft.ts';
import { calledName, literalText, shortText } from './labels.ts';
import type { OpenableGate, OpenedGate } from './openGate.ts';
import type { ResolvedTarget } from './resolveTarget.ts';
import type { GraphRequest } from './target.ts';

interface Opening {
  /** The gate's own node, which becomes the last of the gates behind it. */
  readonly whole: NodeInMaking;
  readonly operands: readonly NodeInMaking[];
  readonly application: OpenableGate;
  readonly opened: OpenedGate;
  readonly request: GraphRequest;
  readonly target: ResolvedTarget;
}

/** What lies deeper in a label is written as dots. */
const DEEPEST = 6;

/** Draws the gates behind a gate, in a box. */
export function sketchOpened(sketch: Sketch, opening: Opening): void {
  const { whole, operands, application, opened, request } = opening;
  const { gate, options } = application;
  const { tape, output, gradients } = opened;
  const { digits } = request;
  const box: BoxInMaking = {
    id: `${whole.id}()`,
    kind: 'gate',
    parent: whole.box,
    title: gate.name,
    symbol: gate.symbol,
    gate,
    options,
    operands: [...operands],
    output: whole.id,
    span: whole.span,
    size: 0,
  };
  sketch.boxes.push(box);
  const plainNames = new Map<string, Piece>();
  const texNames = new Map<string, Piece>();
  gate.params.forEach((param, i) => {
    const words = operands[i]?.words ?? atom(param, texName(param));
    plainNames.set(param, words.plain);
    texNames.set(param, words.tex);
  });
  const inside = new Map<NodeId, NodeInMaking>(opened.params.map((leaf, i) => [leaf, operands[i] ?? whole]));
  const isNeeded = needed(tape, output);
  for (let id = 0; id <= output; id++) {
    if (!isNeeded(id) || inside.has(id)) continue;
    const fresh = id === output ? asOutput(id) : innerNode(id);
    sketch.nodes.push(fresh);
    inside.set(id, fresh);
    const messages = gradients ? messagesOf(tape, gradients, id) : [];
    const inputs = feedersOf(tape, id);
    fresh.operandValues = inputs.map((input) => tape.valueOf(input));
    for (const [port, input] of inputs.entries()) {
      const operand = inside.get(input);
      if (operand) sketch.use(operand, { to: fresh, port, message: messages[port] });
    }
  }

  function asOutput(id: NodeId): NodeInMaking {
    whole.gate = tape.gateOf(id);
    whole.options = tape.optionsAt(id);
    whole.symbol = whole.gate?.symbol ?? '';
    whole.box = box;
    return whole;
  }

  /** An expression of the expansion with the operands' own words in it. */
  function written(expression: Expression | undefined, value: Tensor): WrittenPiece {
    if (expression === undefined) return tensorWritten(value, digits);
    return { plain: plainPiece(expression, plainNames, DEEPEST), tex: texPiece(expression, texNames, DEEPEST) };
  }

  function innerNode(id: NodeId): NodeInMaking {
    const innerGate = tape.gateOf(id);
    const value = tape.valueOf(id);
    const gradient = gradients?.of(id);
    const expression = tape.expressionOf(id);
    const constant = opened.constants.get(id);
    const words = constant === undefined ? written(expression, value) : atom(constant, texName(constant));
    const isDerived = innerGate === undefined && feedersOf(tape, id).length > 0;
    const word = isDerived ? calledName(expression) : undefined;
    return {
      id: `${whole.id}/${id}`,
      role: innerGate || isDerived ? 'gate' : 'constant',
      gate: innerGate,
      options: tape.optionsAt(id),
      copies: undefined,
      node: undefined,
      value,
      gradient,
      whyNone: gradient === undefined ? opening.target.whyNone || 'a constant takes no gradient' : '',
      symbol: innerGate?.symbol ?? word ?? constant ?? literalText(value, digits),
      name: constant,
      words,
      label: words.plain.text,
      text: shortText(words.plain.text),
      span: undefined,
      box,
      hidden: {
        value: whole.hidden.value || operands.some((operand) => operand.hidden.value),
        gradient: whole.hidden.gradient || operands.some((operand) => operand.hidden.gradient),
      },
      quiet: innerGate === undefined,
      operandValues: [],
      into: [],
      out: [],
    };
  }
}

function needed(tape: Tape, output: NodeId): (id: NodeId) => boolean {
  const marks = new Uint8Array(output + 1);
  marks[output] = 1;
  for (let id = output; id >= 0; id--) if (marks[id] === 1) for (const input of feedersOf(tape, id)) marks[input] = 1;
  return (id) => marks[id] === 1;
}
