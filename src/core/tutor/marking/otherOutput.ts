import type { NodeId } from '../../autodiff/tape/tape.ts';
import { labelOf } from '../../explain/formula/label.ts';
import { partial } from '../../explain/formula/written.ts';
import { sameShape } from '../../tensor/tensor.ts';
import { answerCloseness } from './closeness.ts';
import { type Asked, graphOf } from './question.ts';
import type { WrittenAnswer } from './writtenAnswer.ts';

/** Among many results one has the number by chance. */
const MOST_RESULTS = 12;

/** The answer is the gradient of another result of the cell: what the cell's own output is, and how it is chosen. */
export function otherOutputWords(asked: Asked, given: WrittenAnswer): string | undefined {
  const { evaluation, cell, node, output, pick, result } = asked;
  if (result.asks !== 'grad' || output === undefined) return undefined;
  if (given.entries.every(({ value }) => value === 0)) return undefined;
  const fits = (other: NodeId): boolean => {
    const graph = graphOf(evaluation, other);
    if (!graph.reaches(node)) return false;
    const gradient = graph.run(node, {}, {}).gradient;
    return (
      gradient !== undefined &&
      sameShape(pick(gradient).shape, asked.shape) &&
      answerCloseness(given, pick(gradient)) !== 'no'
    );
  };
  const other = otherResults(asked, cell, node, output).find(fits);
  if (other === undefined) return undefined;
  const [of, by] = [labelOf(evaluation, other), labelOf(evaluation, node)];
  const name = labelOf(evaluation, output).plain.text;
  return `That is ${partial(of, by).plain.text}; this cell's gradients are of ${name}. A line backward(${of.plain.text}) would make them those of ${of.plain.text}.`;
}

/** Single numbers with a name that the cell computes, the last ones first. */
function otherResults({ evaluation }: Asked, cell: number, node: NodeId, output: NodeId): readonly NodeId[] {
  const { document, tape } = evaluation;
  const { first, last } = document.cells[cell] ?? { first: 0, last: 0 };
  return (
    evaluation.statements
      .slice(first, last)
      // What stands alone on its line has no name.
      .flatMap(({ bindings }) =>
        bindings.flatMap(({ name, node: id }) => (name === '' || id === undefined ? [] : [id])),
      )
      .filter((id) => id !== output && id !== node && tape.isScalar(id) && tape.gateOf(id) !== undefined)
      .reverse()
      .slice(0, MOST_RESULTS)
  );
}
