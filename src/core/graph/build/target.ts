/** What is to be drawn. */

import type { Withheld } from '../../explain/withheld.ts';

export type GraphTarget =
  /** Everything that feeds the output of a cell; `cell` is its index in the document. */
  | { readonly kind: 'cell'; readonly cell: number }
  /** The sub-expression that a selection covers, or that the cursor stands on. Offsets in the whole text. */
  | { readonly kind: 'selection'; readonly from: number; readonly to: number }
  /** The body of a `def`, with the numbers of its first call; `statement` is the def's index in the document. */
  | { readonly kind: 'def'; readonly statement: number };

export interface GraphRequest {
  readonly uri: string;
  readonly version: number;
  readonly target: GraphTarget;
  /** Significant digits in chips, reasons and formulas. */
  readonly digits: number;
  /** What would give an answer away: nodes whose value or gradient is not shown. */
  readonly hidden?: Withheld;
  /** Shown above the picture, before the graph's own notes. */
  readonly notes?: readonly string[];
}
