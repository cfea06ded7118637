/** What a notebook shows below a cell: made by the extension, drawn by the notebook's renderer. */
import type { Language } from '../core/base/words.ts';
import type { LineEnd } from './language.ts';

export const CELL_OUTPUT = 'application/vnd.backprop.cell+json';
export const CELL_RENDERER = 'backprop-cell';

/** The content of an output that the editor keeps: which one it is. What it shows is sent as it changes. */
export interface CellOutput {
  readonly id: string;
}

export interface CellLine extends Pick<LineEnd, 'gradient'> {
  /** The value, or the line's own words where it is its value. */
  readonly text: string;
  /** `follows`: right, if the learner's own earlier answers were. */
  readonly kind: LineEnd['kind'] | 'follows';
}

export interface CellCurve {
  /** `β = 0.99`; empty where there is one run. */
  readonly label: string;
  /** Whether each loss is that of the step's minibatch instead of all training rows. */
  readonly ofMinibatches: boolean;
  /** Step and finite loss. */
  readonly points: readonly (readonly [step: number, loss: number])[];
}

export interface CellContent {
  readonly lines: readonly CellLine[];
  /** SVG of the graph whose output is in the cell; empty where there is none. */
  readonly graph: string;
  readonly curves: readonly CellCurve[];
}

/** The extension to every renderer of a notebook. */
export interface ToCellRenderer {
  readonly id: string;
  readonly content: CellContent;
  /** With the first content of an output that is shown: the renderer may be new. */
  readonly language?: Language;
}

/** A renderer shows an output for the first time. */
export interface FromCellRenderer {
  readonly shown: string;
}

export const asFromCellRenderer = (message: unknown): FromCellRenderer | undefined => {
  const shown = (message as { readonly shown?: unknown } | null | undefined)?.shown;
  return typeof shown === 'string' ? { shown } : undefined;
};
