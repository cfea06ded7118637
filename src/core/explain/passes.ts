import type { NodeId } from '../autodiff/tape/node.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import { type ChainRule, chainRule } from './chainRule.ts';
import { labelOf } from './formula/label.ts';
import type { Written } from './formula/written.ts';
import { type ForwardStep, forwardStep } from './forwardStep.ts';

/** Both passes of a cell, told step by step. */
export interface Passes {
  readonly title: string;
  readonly output: NodeId;
  readonly outputName: Written;
  /** Inputs and gates in the order in which they are computed; constants inside formulas are left out. */
  readonly forward: readonly { readonly node: NodeId; readonly step: ForwardStep }[];
  /** From the output back to the inputs. */
  readonly backward: readonly ChainRule[];
  /** Steps left out, because there are more than anybody reads. */
  readonly leftOut: number;
}

const MOST_STEPS = 500;

/** Undefined where the cell has no output. */
export function passesOf(evaluation: Evaluation, cell: number, digits: number): Passes | undefined {
  const { tape, document } = evaluation;
  const output = evaluation.cells[cell]?.output;
  if (output === undefined) return undefined;
  const needed = feeding(evaluation, output).filter((node) => isTold(evaluation, node));
  const told = needed.slice(-MOST_STEPS);
  const reached = evaluation.gradients(output);
  return {
    title: document.cells[cell]?.title ?? '',
    output,
    outputName: { plain: labelOf(evaluation, output).plain.text, tex: labelOf(evaluation, output).tex.text },
    forward: told.map((node) => ({ node, step: forwardStep(evaluation, node, digits) })),
    backward: told
      .toReversed()
      .filter(
        (node) => reached.reaches(node) || (tape.roleOf(node) !== 'constant' && evaluation.nameOf(node) !== undefined),
      )
      .map((node) => chainRule(evaluation, node, output, digits)),
    leftOut: needed.length - told.length,
  };
}

const isTold = ({ tape, nameOf }: Evaluation, node: NodeId): boolean =>
  tape.roleOf(node) !== 'constant' || nameOf(node) !== undefined || tape.derivations.has(node);

/** Everything that the output depends on, in the order of the tape. */
function feeding({ tape }: Evaluation, output: NodeId): readonly NodeId[] {
  const found = new Set<NodeId>();
  const pending = [output];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    pending.push(...(tape.gateOf(node) ? tape.inputsOf(node) : (tape.derivations.get(node)?.inputs ?? [])));
  }
  return [...found].sort((a, b) => a - b);
}
