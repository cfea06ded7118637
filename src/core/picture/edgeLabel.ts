import type { AskedHere, GradientView, TensorView, ValueView } from '../../protocol/graph.ts';
import { fromWire } from '../../protocol/wire.ts';
import { showNumber, showShape } from '../base/show.ts';
import type { Flow, LabelRoom } from '../layout/layout.ts';
import type { Measure } from './measure.ts';
import { type Thumbnail, thumbnailOf } from './thumbnail.ts';
import type { VisibleEdge } from './visibleGraph.ts';

/** What is written on one side of an edge. */
export interface EdgeText {
  /** `q`: the name, written before the number. */
  readonly name?: string;
  /** The number, or the shape of a tensor in brackets, so that no vector's length passes for a value; `·` where it is hidden. */
  readonly text: string;
  readonly thumbnail?: Thumbnail;
  /** Why a zero is zero. */
  readonly reason?: string;
  readonly nan: boolean;
  readonly width: number;
  readonly height: number;
}

/** Value above, gradient below: position carries the meaning, colour only repeats it. */
export interface EdgeLabel {
  readonly above: EdgeText | undefined;
  readonly below: EdgeText | undefined;
  readonly room: LabelRoom;
}

export const LINE_HEIGHT = 14;
/** Between the line and what is written above it, and below it (where the line back runs too). */
export const ABOVE_GAP = 5;
export const BELOW_GAP = 9;
const REASON_SIZE = 10;
const LONGEST_REASON = 26;
const LEAST_WIDTH = 34;
/** Of a box that an answer is typed into. Its room is kept once it is answered, so that nothing moves. */
export const ANSWER_WIDTH = 66;

export const HIDDEN_LABEL = '·';
export const UNKNOWN = '·';

export function edgeLabel(
  edge: VisibleEdge,
  constant: boolean,
  digits: number,
  measure: Measure,
  flow: Flow,
): EdgeLabel {
  const above = constant ? undefined : writtenValue(edge.value, edge.name, digits, measure);
  const below = writtenGradient(edge.gradient, digits, measure);
  if (flow === 'down') return { above, below, room: roomBeside(above, below, constant) };
  const width = Math.max(above?.width ?? 0, below?.width ?? 0);
  const room: LabelRoom = {
    width: constant && !below ? 16 : Math.max(LEAST_WIDTH, Math.ceil(width) + 6),
    above: above ? ABOVE_GAP + above.height : 6,
    below: below ? BELOW_GAP + below.height : 8,
  };
  return { above, below, room };
}

/** With room for a box where the value, or the gradient, is asked for. */
export function withAnswerRoom(label: EdgeLabel, asks: AskedHere['asks'], flow: Flow): EdgeLabel {
  const { width, above, below } = label.room;
  const [along, aside] = flow === 'right' ? [ANSWER_WIDTH + 8, LINE_HEIGHT + 5] : [LINE_HEIGHT + 10, ANSWER_WIDTH + 4];
  const room: LabelRoom = {
    width: Math.max(width, along),
    above: asks === 'value' ? Math.max(above, ABOVE_GAP + aside) : above,
    below: asks === 'gradient' ? Math.max(below, BELOW_GAP + aside) : below,
  };
  return { ...label, room };
}

/** Along a line downwards the value stands to its left, the gradient to its right. */
const roomBeside = (above: EdgeText | undefined, below: EdgeText | undefined, constant: boolean): LabelRoom => ({
  width: constant && !below ? 14 : 10 + Math.max(above?.height ?? LINE_HEIGHT, below?.height ?? LINE_HEIGHT),
  above: above ? ABOVE_GAP + Math.ceil(above.width) + 3 : 6,
  below: below ? BELOW_GAP + Math.ceil(below.width) + 3 : 8,
});

function writtenValue(value: ValueView, name: string | undefined, digits: number, measure: Measure): EdgeText {
  const label = name === undefined ? {} : { name: shorten(name, 14) };
  if (value.state !== 'number') return sized({ ...label, text: HIDDEN_LABEL, nan: false }, measure);
  return sized({ ...label, ...tensorText(value.tensor, digits, measure) }, measure);
}

function writtenGradient(gradient: GradientView, digits: number, measure: Measure): EdgeText | undefined {
  if (gradient.state === 'none') return undefined;
  if (gradient.state === 'hidden') return sized({ text: HIDDEN_LABEL, nan: false }, measure);
  const text = tensorText(gradient.tensor, digits, measure);
  if (gradient.state === 'zero') return sized({ ...text, reason: shorten(gradient.reason, LONGEST_REASON) }, measure);
  return sized(text, measure);
}

type Unsized = Omit<EdgeText, 'width' | 'height'>;

function tensorText(tensor: TensorView, digits: number, measure: Measure): Unsized {
  const only = tensor.entries?.[0];
  if (tensor.shape.length === 0 && only !== undefined) {
    const number = fromWire(only);
    return { text: showNumber(number, digits), nan: Number.isNaN(number) };
  }
  const thumbnail = thumbnailOf(tensor, (text) => measure(text, 'number', 10));
  const nan = tensor.entries?.includes('nan') === true || tensor.summary?.mean === 'nan';
  return {
    text: showShape(tensor.shape),
    nan,
    ...(thumbnail ? { thumbnail } : {}),
  };
}

function sized(written: Unsized, measure: Measure): EdgeText {
  const name = written.name === undefined ? 0 : measure(`${written.name} = `, 'name');
  const line = name + measure(written.text, 'number');
  const grid = written.thumbnail;
  const gridWidth = grid ? grid.columns * grid.cellWidth : 0;
  const gridHeight = grid ? grid.rows * grid.cellHeight + 3 : 0;
  const reason = written.reason === undefined ? 0 : measure(written.reason, 'word', REASON_SIZE);
  const height = LINE_HEIGHT + gridHeight + (reason > 0 ? REASON_SIZE + 2 : 0);
  return { ...written, width: Math.max(line, gridWidth, reason), height };
}

export function shorten(text: string, most: number): string {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : text;
}
