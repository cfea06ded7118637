/**
 * The contract of a hover: everything that there is to say about a place in the text, as data. `hoverMarkdown` and
 * `gatePicture` show it; the editor's side adds pictures and links.
 */

import type { NodeId } from '../../autodiff/tape/node.ts';
import type { Span } from '../../base/span.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import type { Pattern } from '../../gates/gate.ts';
import type { DataSet } from '../../makers/dataSet.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { ChainRule } from '../chainRule.ts';
import type { Written } from '../formula/written.ts';

/** What would give an answer away, and is not told. */
export interface Hiding {
  value(node: NodeId): boolean;
  gradient(node: NodeId): boolean;
  /** Its sizes and settings. */
  shape(node: NodeId): boolean;
}
export const nothingHidden: Hiding = { value: () => false, gradient: () => false, shape: () => false };

export interface HoverOptions {
  /** Significant digits. */
  readonly digits: number;
  readonly hidden: Hiding;
  readonly dataSets: readonly DataSet[];
  /** What was found about the learner's own backward pass at a statement; undefined while it has not been checked. */
  readonly verdictOn?: (statement: number) => string | undefined;
  /** The last hint that the learner took for the question at a statement. */
  readonly hintOn?: (statement: number) => string | undefined;
}

export interface HoverAt {
  readonly evaluation: Evaluation;
  readonly options: HoverOptions;
}

/** A value or a gradient: short for people, and with every digit. */
export interface Quantity {
  readonly tensor: Tensor;
  readonly short: string;
  /** Min, mean, max and norm of a tensor that is not written out. */
  readonly facts: string;
  /** Every digit of up to 64 entries. */
  readonly exact: string;
}

export type GradientStory =
  | { readonly state: 'number'; readonly name: string; readonly quantity: Quantity }
  /** Zero and nothing come with the reason. */
  | { readonly state: 'zero' | 'none'; readonly name: string; readonly reason: string }
  | { readonly state: 'hidden'; readonly name: string };

export interface GateStory {
  readonly name: string;
  readonly symbol: string;
  readonly pattern: Pattern | undefined;
  readonly summary: string;
  readonly insight: string;
  /** The gate's role argued from its numbers. */
  readonly chip: string | undefined;
}

/** The entry of a list that the cursor is on. */
export interface HoveredEntry {
  /** `W[1, 0]` */
  readonly name: string;
  readonly index: readonly number[];
  readonly value: string;
  /** `∂L/∂W[1, 0] = 0.4`; empty where there is none, or where it is not told. */
  readonly gradient: string;
}

/** One wire of the gate, for its picture: forward value above, gradient (the message on this wire) below. */
export interface Wire {
  readonly name: string;
  readonly value: string;
  readonly gradient: string;
}
export interface GateWires {
  readonly symbol: string;
  /** A copy gate, drawn the other way round: the value comes in as `output`, its uses leave as `inputs`. */
  readonly fork?: boolean;
  readonly inputs: readonly Wire[];
  readonly output: Wire;
}

/** About a value: a name, an operator, a call, a bracketed part, a literal. */
export interface ValueHover {
  readonly kind: 'value';
  /** In the whole text. */
  readonly span: Span;
  readonly node: NodeId;
  /** `q = x + y`, `W1 · trainable parameter` */
  readonly title: string;
  /** A number, an input, a trainable parameter … */
  readonly role: string;
  readonly shape: readonly number[];
  /** Names of the axes, where a comment gives them. */
  readonly axes: readonly string[] | undefined;
  /** `∂y/∂x` of a small vector function with its rows; undefined elsewhere. */
  readonly jacobian: { readonly name: string; readonly rows: readonly string[] } | undefined;
  /** How the value comes about: `q = x + y = −2 + 5 = 3`. */
  readonly forward: Written;
  /** Undefined where it would give an answer away. */
  readonly value: Quantity | undefined;
  /** Undefined where the cell differentiates nothing. */
  readonly gradient: GradientStory | undefined;
  readonly gate: GateStory | undefined;
  /** Undefined where there is none, or where it would give an answer away. */
  readonly chain: ChainRule | undefined;
  readonly entry: HoveredEntry | undefined;
  readonly wires: GateWires | undefined;
  /** Kinks, saturation, dead gates, infinite values: a clause each. */
  readonly remarks: readonly string[];
  /** In the editor: the function that the cursor is on, when the value is a call's. */
  readonly page: PageHover | undefined;
}

/** About a word of the language: a function, an option, a data set, a cell, a statement's word. */
export interface PageHover {
  readonly kind: 'page';
  readonly span: Span;
  readonly node: undefined;
  /** `sigmoid(x)`, `momentum=0`, `spiral(n=300, classes=3, noise=0.1, seed=)` */
  readonly signature: string;
  readonly summary: string;
  readonly formula: Written | undefined;
  /** `dx = upstream · (1 − out) · out`, one for each operand. */
  readonly rules: readonly Written[];
  readonly pattern: Pattern | undefined;
  readonly insight: string;
  /** How shapes go together, in words. */
  readonly shapes: string;
  readonly example: string;
  /** Further lines, such as options with their defaults. */
  readonly facts: readonly { readonly name: string; readonly initial: string; readonly meaning: string }[];
}

export type Hover = ValueHover | PageHover;
