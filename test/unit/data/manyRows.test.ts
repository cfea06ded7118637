import { describe, expect, it } from 'vitest';
import { plainSurroundings } from '../../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../../src/core/evaluate/evaluate.ts';
import type { Evaluation } from '../../../src/core/evaluate/evaluation.ts';
import { type FiguresOfLine, figuresOf, SMALL_BUDGET } from '../../../src/core/evaluate/partialRows.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { dataSets } from '../../../src/data/index.ts';

/** Sorted by class, as many tables are: the first 1,000 rows hold one class only. */
const rows = Array.from({ length: 3000 }, (_, row) => {
  const label = Math.floor(row / 1000);
  return `${label + Math.sin(row)},${Math.cos(3 * row) - label},${label}`;
});
const bytes = new TextEncoder().encode(rows.join('\n'));
const text = `X, y = csv("sorted.csv")
W = param([[0, 0, 0], [0, 0, 0]]); b = param([1, 0, 0])
scores = fc(X, W, b); loss = cross_entropy(scores, y)
acc = accuracy(scores, y)`;

const evaluated = (maxRows: number): Evaluation =>
  evaluateDocument(parseDocument(text), {
    ...plainSurroundings,
    dataSets,
    maxRows,
    files: { read: () => ({ state: 'ready', bytes, size: bytes.length }) },
  });

function lineOf(evaluation: Evaluation, name: string, budget = SMALL_BUDGET): FiguresOfLine {
  const statement = evaluation.statements.findIndex(({ bindings }) => bindings.some((one) => one.name === name));
  const node = evaluation.statements[statement]?.bindings.find((one) => one.name === name)?.node ?? -1;
  return figuresOf(evaluation, statement, node, evaluation.cells[0]?.output, budget);
}

describe('a data set of more rows than are shown', () => {
  const shown = evaluated(1000);
  const all = evaluated(Number.POSITIVE_INFINITY);
  const valueIn = ({ evaluation, node }: FiguresOfLine) => Array.from(evaluation.tape.valueOf(node).data);
  const gradientIn = ({ evaluation, node }: FiguresOfLine) =>
    Array.from(evaluation.gradients(evaluation.cells[0]?.output ?? -1).of(node)?.data ?? []);

  it('shows rows drawn over the whole file', () => {
    const labels = valueIn(lineOf(shown, 'y'));
    for (const label of [0, 1, 2]) expect(labels.filter((one) => one === label).length).toBeGreaterThan(250);
  });

  it('marks what is of the rows that are shown', () => {
    for (const name of ['X', 'y', 'scores']) expect(lineOf(shown, name).rows).toEqual([1000, 3000]);
  });

  it('takes all rows for what does not grow with them', () => {
    for (const name of ['loss', 'acc', 'W', 'b']) {
      const [own, right] = [lineOf(shown, name), lineOf(all, name)];
      expect(own.rows).toBeUndefined();
      expect(valueIn(own)).toEqual(valueIn(right));
      expect(gradientIn(own)).toEqual(gradientIn(right));
    }
  });

  it('marks those as well where all rows cost too much', () => {
    const dear = evaluated(999);
    const budget = { ...SMALL_BUDGET, work: 1000 };
    for (const name of ['loss', 'acc', 'W']) expect(lineOf(dear, name, budget).rows).toEqual([999, 3000]);
  });
});
