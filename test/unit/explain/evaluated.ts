import type { NodeId } from '../../../src/core/autodiff/tape/node.ts';
import { plainSurroundings } from '../../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../../src/core/evaluate/evaluate.ts';
import type { Evaluation } from '../../../src/core/evaluate/evaluation.ts';
import { type ChainRule, chainRule } from '../../../src/core/explain/chainRule.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';

export const evaluated = (text: string): Evaluation => evaluateDocument(parseDocument(text), plainSurroundings);

export function nodeNamed(evaluation: Evaluation, name: string): NodeId {
  for (const { bindings } of evaluation.statements.toReversed())
    for (const binding of bindings) if (binding.name === name && binding.node !== undefined) return binding.node;
  throw new Error(`no value is called ${name}`);
}

/** The story of a name's gradient, of its cell's output. */
export function storyOf(text: string, name: string): ChainRule {
  const evaluation = evaluated(text);
  const output = evaluation.cells[0]?.output;
  if (output === undefined) throw new Error('the cell has no output');
  return chainRule(evaluation, nodeNamed(evaluation, name), output);
}

export const linesOf = (text: string, name: string): readonly string[] =>
  storyOf(text, name).lines.map((line) => line.plain);
