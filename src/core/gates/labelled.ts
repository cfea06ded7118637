import { showShape } from '../base/show.ts';
import { type Numbers, type Shape, sizeOf, type Tensor } from '../tensor/tensor.ts';
import { defineGate, type GateSpec } from './defineGate.ts';
import type { Gate } from './gate.ts';

/** One row of scores and its label: scores stand at `from` … `from + width - 1`. */
export interface LabelledRow {
  readonly from: number;
  readonly width: number;
  readonly label: number;
}

type LabelledSpec = Pick<GateSpec, 'name' | 'symbol' | 'rules' | 'prose' | 'examples'> &
  Partial<Pick<Gate, 'expansion' | 'counts' | 'differentiable' | 'kernel'>> & {
    /** The loss of one row; the gate is the mean of all rows. */
    readonly loss: (scores: Numbers, row: LabelledRow) => number;
    readonly pull: (scores: Numbers, row: LabelledRow, upstream: number, into: Numbers) => void;
    readonly push: (scores: Numbers, row: LabelledRow, moves: Numbers) => number;
  };

const widthOf = (scores: Shape): number => scores.at(-1) ?? 1;
/** Rows of scores behind the mean. */
const examplesIn = ([scores = []]: readonly Shape[]): number => sizeOf(scores.slice(0, -1));

function shapeProblem(name: string, scores: Shape, labels: Shape): string | undefined {
  const cannot = `${name} of scores ${showShape(scores)} and labels ${showShape(labels)}`;
  if (scores.length === 0 || scores.length > 2)
    return `${cannot}: scores have one row for each example and one column for each class, (n, classes)`;
  if (labels.length === scores.length && labels.at(-1) === widthOf(scores) && labels.length === 2)
    return `${cannot}: labels are class numbers, one for each row, not rows of 0 and 1`;
  if (labels.length !== scores.length - 1) return `${cannot}: there must be one label for each row of scores`;
  return labels[0] === (scores.length === 2 ? scores[0] : undefined)
    ? undefined
    : `${cannot}: ${scores[0]} rows of scores, but ${labels[0]} labels`;
}

function labelProblem(scores: Tensor, labels: Tensor): string | undefined {
  const classes = widthOf(scores.shape);
  const row = labels.data.findIndex((label: number) => !Number.isInteger(label) || label < 0 || label >= classes);
  if (row < 0) return undefined;
  const label = labels.data[row] ?? 0;
  const place = labels.shape.length === 0 ? `label ${label}` : `label ${label} in row ${row}`;
  return Number.isInteger(label)
    ? `${place} is out of range: ${classes} classes are numbered 0 to ${classes - 1}`
    : `${place} is not a whole number: labels are class numbers from 0 to ${classes - 1}`;
}

function forEachRow(scores: Tensor, labels: Tensor, each: (row: LabelledRow) => void): void {
  const width = widthOf(scores.shape);
  for (let i = 0; i < labels.data.length; i++) each({ from: i * width, width, label: labels.data[i] ?? 0 });
}

/** Scores of shape (n, classes) and labels (n,), or one row of scores and one label: the mean over the rows. */
export const labelled = ({ loss, pull, push, ...spec }: LabelledSpec): Gate =>
  defineGate({
    differentiable: [true, false],
    counts: (shapes) => ({ n: examplesIn(shapes), classes: widthOf(shapes[0] ?? []) }),
    ...spec,
    params: ['scores', 'labels'],
    pattern: undefined,
    shape([scores = [], labels = []]) {
      const problem = shapeProblem(spec.name, scores, labels);
      return problem === undefined ? [] : { problem };
    },
    check: ([scores, labels]) => scores && labels && labelProblem(scores, labels),
    value([scores, labels], out) {
      if (!scores || !labels) return;
      let total = 0;
      forEachRow(scores, labels, (row) => {
        total += loss(scores.data, row);
      });
      out.data[0] = total / labels.data.length;
    },
    pullback({ inputs: [scores, labels], upstream }, [into]) {
      if (!scores || !labels || !into) return;
      const each = (upstream.data[0] ?? 0) / labels.data.length;
      forEachRow(scores, labels, (row) => pull(scores.data, row, each, into.data));
    },
    tangent({ inputs: [scores, labels] }, [moves], out) {
      out.data[0] = 0;
      if (!scores || !labels || !moves) return;
      let total = 0;
      forEachRow(scores, labels, (row) => {
        total += push(scores.data, row, moves.data);
      });
      out.data[0] = total / labels.data.length;
    },
  });
