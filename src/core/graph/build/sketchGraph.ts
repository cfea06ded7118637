import type { Gradients } from '../../autodiff/gradients.ts';
import { messagesOf } from '../../autodiff/messages.ts';
import type { CallBox, NodeId } from '../../autodiff/tape/node.ts';
import { NO_OPTIONS, type Tape } from '../../autodiff/tape/tape.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import { spanOfNode, textOfNode } from '../../evaluate/places.ts';
import { labelOf } from '../../explain/formula/label.ts';
import { texName } from '../../explain/formula/texName.ts';
import { atom, type WrittenPiece } from '../../explain/formula/written.ts';
import { whyNone } from '../../explain/zeroReason.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { feedersOf } from '../cards/inputsShown.ts';
import { type BoxInMaking, type NodeInMaking, Sketch } from './draft.ts';
import { calledName, callLook, lookOfLeaf, shortText } from './labels.ts';
import { type OpenableGate, openGate } from './openGate.ts';
import type { ResolvedTarget } from './resolveTarget.ts';
import { sketchOpened } from './sketchOpened.ts';
import { stableIds } from './stableIds.ts';
import type { GraphRequest } from './target.ts';

/** In graphs of more nodes than this no gate is opened: they are read folded. */
const OPEN_BELOW = 1500;
/** Entries of the operands and the value of a gate that is opened. */
const OPEN_UP_TO = 200_000;

/** Nodes and their uses as the tape has them, gates with an expansion opened; copy gates are put in later. */
export function sketchGraph(
  evaluation: Evaluation,
  request: GraphRequest,
  target: ResolvedTarget,
): { readonly sketch: Sketch; readonly made: ReadonlyMap<NodeId, NodeInMaking> } {
  const { tape } = evaluation;
  const { gradients } = target;
  const ids = stableIds(evaluation);
  const sketch = new Sketch();
  const made = new Map<NodeId, NodeInMaking>();
  const drawn = new Set(target.nodes);
  const callBoxes = new Map<number, BoxInMaking | undefined>();

  for (const node of target.nodes) {
    const isLeaf = target.leaves.has(node);
    const fresh = isLeaf ? leafOf(node) : nodeOf(node);
    made.set(node, fresh);
    if (isLeaf) {
      sketch.nodes.push(fresh);
      continue;
    }
    const operands = feedersOf(tape, node).flatMap((input) => made.get(input) ?? []);
    fresh.operandValues = operands.map((operand) => operand.value);
    const messages = gradients ? messagesOf(tape, gradients, node) : [];
    const application = target.nodes.length <= OPEN_BELOW ? applicationOf(tape, node, gradients, messages) : undefined;
    const opened = application && openGate(application);
    if (opened) sketchOpened(sketch, { whole: fresh, operands, application, opened, request, target });
    else {
      sketch.nodes.push(fresh);
      for (const [port, operand] of operands.entries())
        sketch.use(operand, { to: fresh, port, message: messages[port] });
    }
  }
  return { sketch, made };

  function nodeOf(node: NodeId): NodeInMaking {
    const gate = tape.gateOf(node);
    const isAlias = gate?.spelling.kind === 'unwritten';
    const name = evaluation.nameOf(node);
    if (gate)
      return {
        ...common(node, name),
        role: isAlias ? 'copy' : 'gate',
        gate: isAlias ? undefined : gate,
        copies: isAlias ? 'uses' : undefined,
        symbol: gate.symbol,
        quiet: false,
      };
    const look = lookOfLeaf(evaluation, node, name, request.digits);
    const computed = feedersOf(tape, node).length > 0;
    return {
      ...common(node, name),
      role: computed ? 'gate' : look.role,
      gate: undefined,
      copies: undefined,
      symbol: (computed ? calledName(tape.expressionOf(node)) : undefined) ?? look.symbol,
      quiet: look.quiet,
    };
  }

  /** A value from elsewhere, drawn without what feeds it. */
  function leafOf(node: NodeId): NodeInMaking {
    const name = target.leafNames.get(node) || evaluation.nameOf(node);
    const look = lookOfLeaf(evaluation, node, name, request.digits);
    return {
      ...common(node, name),
      role: look.role,
      gate: undefined,
      copies: undefined,
      symbol: look.symbol,
      quiet: look.quiet,
    };
  }

  function common(
    node: NodeId,
    name: string | undefined,
  ): Omit<NodeInMaking, 'role' | 'gate' | 'copies' | 'symbol' | 'quiet'> {
    const value = tape.valueOf(node);
    const text = textOfNode(evaluation, node);
    const gradient = gradients?.of(node);
    const param = target.leafNames.get(node);
    const words = param ? nameWritten(param) : labelOf(evaluation, node);
    return {
      id: ids.ofNode(node),
      options: tape.optionsAt(node),
      node,
      value,
      gradient,
      whyNone: gradient === undefined ? target.whyNone || whyNone(evaluation, target.output, node) : '',
      name,
      words,
      label: words.plain.text,
      text: shortText(text),
      span: spanOfNode(evaluation, node),
      box: target.leaves.has(node) ? undefined : callBoxOf(tape.boxAt(node)),
      hidden: {
        value: request.hidden?.values.has(node) ?? false,
        gradient: request.hidden?.gradients.has(node) ?? false,
      },
      operandValues: [],
      into: [],
      out: [],
    };
  }

  /** The drawn box of a call: that of the call, or the next one around it that is drawn whole. */
  function callBoxOf(index: number): BoxInMaking | undefined {
    const call = tape.boxes[index];
    if (call === undefined) return undefined;
    if (callBoxes.has(index)) return callBoxes.get(index);
    const parent = callBoxOf(call.parent);
    // A picture of a part of the body has the body's gates on the page itself.
    const isPart = target.output >= call.first && target.output < call.last;
    const output = drawn.has(call.output) ? call.output : isPart ? -1 : lastDrawn(call, index);
    if (index === target.withoutBox || output < 0 || call.body >= 0) {
      callBoxes.set(index, parent);
      return parent;
    }
    const box: BoxInMaking = {
      id: ids.ofBox(index),
      kind: 'def',
      parent,
      ...callLook(evaluation, call),
      gate: undefined,
      options: NO_OPTIONS,
      operands: call.args.flatMap((arg) => made.get(arg) ?? []),
      output: ids.ofNode(output),
      size: 0,
    };
    callBoxes.set(index, box);
    sketch.boxes.push(box);
    return box;
  }

  /** Of a call with several results, and of a turn: the last of its gates that is drawn; −1: none. */
  function lastDrawn({ first, last }: CallBox, index: number): NodeId {
    for (let id = last - 1; id >= first; id--) if (drawn.has(id) && tape.boxAt(id) === index) return id;
    return -1;
  }
}

function applicationOf(
  tape: Tape,
  node: NodeId,
  gradients: Gradients | undefined,
  messages: readonly (Tensor | undefined)[],
): OpenableGate | undefined {
  const gate = tape.gateOf(node);
  if (gate?.expansion === undefined) return undefined;
  const inputs = tape.inputsOf(node).map((input) => tape.valueOf(input));
  const out = tape.valueOf(node);
  const size = inputs.reduce((total, { data }) => total + data.length, out.data.length);
  if (size > OPEN_UP_TO) return undefined;
  return { gate, options: tape.optionsAt(node), inputs, out, upstream: gradients?.of(node), messages };
}

const nameWritten = (name: string): WrittenPiece => atom(name, texName(name));
