/**
 * The wire of the graph: a snapshot of the computational graph of one output, cards that explain one gate, and the
 * messages between the panel and its host. The panel draws what it is given and sends intents back; it computes no
 * value and no gradient.
 */
import type { WireNumber, WireSpan } from './wire.ts';

/** A tensor as a picture needs it: everything for a small one, a summary and a thumbnail for a big one. */
export interface TensorView {
  readonly shape: readonly number[];
  /** Names of the axes, where a comment of the text gives them. */
  readonly axes?: readonly string[];
  /** Row by row, present when there are at most 64 entries. */
  readonly entries?: readonly WireNumber[];
  readonly summary?: {
    readonly min: WireNumber;
    readonly max: WireNumber;
    readonly mean: WireNumber;
    readonly norm: WireNumber;
  };
  /** At most 16 × 16 block means, row by row, when there are more than 64 entries. */
  readonly thumbnail?: { readonly rows: number; readonly columns: number; readonly entries: readonly WireNumber[] };
}

/** What is known of a gradient. Zero always comes with its reason; `none`: nothing flows here (labels, constants). */
export type GradientView =
  | { readonly state: 'number'; readonly tensor: TensorView }
  | { readonly state: 'zero'; readonly tensor: TensorView; readonly reason: string }
  | { readonly state: 'none'; readonly reason: string }
  /** Would give an answer away in a practice cell. */
  | { readonly state: 'hidden' };

export type ValueView =
  | { readonly state: 'number'; readonly tensor: TensorView }
  | { readonly state: 'hidden' }
  /** An error keeps it from being computed: its own, or one further up. */
  | { readonly state: 'waiting'; readonly own?: true };

export type NodeRole = 'input' | 'param' | 'data' | 'constant' | 'gate' | 'copy';

export interface Badge {
  readonly kind: 'saturated' | 'off' | 'kink' | 'nan' | 'own-backward' | 'wrong-backward';
  readonly text: string;
}

export interface GraphNode {
  /** The same for the same expression before and after an edit of numbers. */
  readonly id: string;
  readonly role: NodeRole;
  /** The gate's name in the registry (`mul`, `sigmoid`), `copy`, or empty for a leaf. */
  readonly gate: string;
  /** Inside the circle: `+`, `×`, `max`; the number itself for a constant; the name for a leaf. */
  readonly symbol: string;
  /** The name that the text gives this value (`q`), else undefined. */
  readonly name?: string;
  /** The expression's own text, shortened; `x + y`. */
  readonly text: string;
  readonly value: ValueView;
  readonly gradient: GradientView;
  /** `gradient distributor` … */
  readonly pattern?: string;
  /** The role argued from the numbers. */
  readonly chip?: string;
  /** The whole matrix of a small vector function that is no function of single numbers: `∂y/∂x`, row by row. */
  readonly jacobian?: { readonly name: string; readonly rows: readonly (readonly WireNumber[])[] };
  readonly badges: readonly Badge[];
  /** Where it stands in the text; undefined for what the text does not show (inside an opened sigmoid). */
  readonly span?: WireSpan;
  /** Innermost box that it stands in. */
  readonly box?: string;
  /** A scalar leaf whose literal can be changed by scrubbing. */
  readonly scrub?: { readonly literal: WireSpan; readonly value: number };
}

export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** Which operand of `to` it is, from 0: inputs are drawn in this order, top to bottom. */
  readonly port: number;
  /** The value that travels along it forward: that of `from`. */
  readonly value: ValueView;
  /** The message that travels along it backward: local × upstream at `to`, for this operand. */
  readonly gradient: GradientView;
  /** Nothing is learned here (data, constants, labels): drawn quietly. */
  readonly quiet: boolean;
}

/** Gates that can be drawn as one: a `def` call, a sigmoid, a layer, a long sum with its terms, lines of a long text. Closed, it is one gate with the box's symbol. */
export interface GraphBox {
  readonly id: string;
  readonly parent?: string;
  readonly kind: 'def' | 'gate' | 'run' | 'lines';
  /** `neuron(w, x, b)`, `sigmoid`. */
  readonly title: string;
  readonly symbol: string;
  readonly pattern?: string;
  readonly chip?: string;
  /** The node inside whose value is the box's. */
  readonly output: string;
  readonly span?: WireSpan;
  /** Nodes inside, however deep. */
  readonly size: number;
  readonly badges: readonly Badge[];
}

/** A number of the text that the reader tries out in place of the one that is written: id of the leaf → number. */
export interface ScrubMessage {
  readonly node: string;
  readonly value: number;
}

export interface GraphSnapshot {
  readonly uri: string;
  /** The number that is tried out in it. What is asked about its nodes is asked with the same number. */
  readonly scrub?: ScrubMessage;
  /** Version of the document that it was made from. */
  readonly version: number;
  /** `f`, or the text of the selected expression. */
  readonly title: string;
  /** The output node's id; gradients are of it. */
  readonly output: string;
  /** As written: `f`. */
  readonly outputName: string;
  /** In forward order: every node after all that feed it. Copy gates and boxes' insides included. */
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly boxes: readonly GraphBox[];
  /** Shown above the picture: an error in the cell, too many gates, trained parameters in use. */
  readonly notes: readonly string[];
  /** The picture is of an earlier text, because the present one has an error there. */
  readonly stale: boolean;
  /** A line of the cell below the output has an error: it is being written, and perhaps another output is meant. */
  readonly unfinished: boolean;
  readonly digits: number;
  /** The questions of the text about values of the picture: they can be answered there. */
  readonly asked?: readonly AskedHere[];
  /** The error that keeps the output from being computed, where the picture shows it. */
  readonly problem?: GraphProblem;
}

/** A question of the text, at the value in the picture that it is about. */
export interface AskedHere {
  readonly node: string;
  readonly asks: 'value' | 'gradient';
  /** What is asked for: `q`, `∂f/∂x`. */
  readonly name: string;
  /** Where the answer stands in the text. */
  readonly answer: WireSpan;
  /** As it is written; empty while the question is open. */
  readonly written: string;
  /** `waiting`: it is marked once the learner has said how sure they are. */
  readonly verdict: 'open' | 'right' | 'wrong' | 'waiting';
  /** What the tutor says of it. */
  readonly message?: string;
}

/** An error in its place in the picture. */
export interface GraphProblem {
  /** The gate that has it. */
  readonly node: string;
  readonly message: string;
  /** From 1. */
  readonly line: number;
  readonly span: WireSpan;
  /** What would mend it, each as one edit of the text. */
  readonly fixes?: readonly GraphFix[];
}
export interface GraphFix {
  readonly title: string;
  readonly edits: readonly { readonly from: number; readonly to: number; readonly text: string }[];
}

/** Why there is no graph, in the learner's words. */
export interface NoGraph {
  readonly reason: string;
}

/** What a step says about one gate. TeX is KaTeX's dialect, without delimiters. */
export interface Card {
  readonly node: string;
  readonly phase: 'forward' | 'backward';
  readonly title: string;
  readonly pattern?: string;
  /** Read by screen readers and usable as a caption: a whole sentence with the numbers in it. */
  readonly sentence: string;
  readonly formulas: readonly CardFormula[];
  /** At a copy gate: the sum as it grows, `0 → 3 → 5`, one entry for each message. */
  readonly ledger?: readonly { readonly from: string; readonly message: string; readonly sum: string }[];
  readonly insight?: string;
  readonly remarks: readonly string[];
}
export interface CardFormula {
  /** What it is for: `forward`, `∂f/∂x`. */
  readonly label: string;
  readonly symbols: string;
  /** What the symbols come to, to be written after `=`; empty where the numbers are not told. */
  readonly numbers: string;
  /** The shapes of a matrix product, written after it: `(3, 64) @ (64, 4) = (3, 4)`. */
  readonly shapes?: string;
  /** The local gradient as a number, where it is one. */
  readonly local?: string;
  /** The same as plain text. */
  readonly plain: string;
  /** The operand whose gradient it is. */
  readonly port?: number;
}

/** Part of a tensor's grid at full precision. */
export interface GridPage {
  readonly node: string;
  readonly which: 'value' | 'gradient';
  readonly shape: readonly number[];
  readonly firstRow: number;
  /** As rows of the last axis; leading axes are run together. */
  readonly rows: readonly (readonly WireNumber[])[];
}

/** How one entry came about: the entries of the operands that made it, each with its share. */
export interface EntryStory {
  readonly node: string;
  readonly which: 'value' | 'gradient';
  readonly index: readonly number[];
  readonly value: WireNumber;
  readonly parts: readonly {
    readonly node: string;
    readonly which: 'value' | 'gradient';
    readonly indices: readonly (readonly number[])[];
  }[];
  /** `dW[1, 2] = x[0, 1]·dh[0, 2] + …` as TeX with symbols, and with numbers. */
  readonly symbols: string;
  readonly numbers: string;
  readonly plain: string;
  /** How it is computed number by number, to be drawn; absent where it is no sum, product or single gate of entries. */
  readonly graph?: GraphSnapshot;
}

/** Every path from a leaf to the output, as products of local gradients. Scalars only. */
export interface PathsView {
  readonly leaf: string;
  readonly paths: readonly {
    readonly nodes: readonly string[];
    readonly product: string;
    readonly value: WireNumber;
  }[];
  readonly sum: WireNumber;
  readonly pathCount: number;
  readonly edgeCount: number;
  /** More paths than are listed. */
  readonly cut: boolean;
}

/** From the host to the graph panel. */
export type ToGraphPanel =
  /** `selection`: where in the text it was asked for, kept by the panel so that it can be asked for again after a reload. */
  | { readonly type: 'graph'; readonly snapshot: GraphSnapshot; readonly selection?: WireSpan }
  | { readonly type: 'noGraph'; readonly reason: string }
  /** The cursor in the text stands on this gate (undefined: on none). */
  | { readonly type: 'cursor'; readonly node: string | undefined }
  /** Answers carry the version and the number tried out of the question: those of other numbers are shown as such. */
  | { readonly type: 'card'; readonly version: number; readonly scrub?: ScrubMessage; readonly card: Card }
  | { readonly type: 'grid'; readonly version: number; readonly scrub?: ScrubMessage; readonly page: GridPage }
  | { readonly type: 'entry'; readonly version: number; readonly scrub?: ScrubMessage; readonly story: EntryStory }
  | { readonly type: 'paths'; readonly version: number; readonly scrub?: ScrubMessage; readonly paths: PathsView }
  /** `takesKeys`: the reader has asked to step here, so the panel takes the focus. Without it the keys stay in the text. */
  | { readonly type: 'step'; readonly to: StepMove; readonly takesKeys?: true }
  /** The reader sees a graph for the first time: says how to read it. */
  | { readonly type: 'legend' }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'exported'; readonly format: ExportFormat; readonly text: string };

export type StepMove = 'first' | 'previous' | 'next' | 'last' | 'play';
export type ExportFormat = 'svg' | 'png' | 'latex' | 'tikz' | 'pytorch' | 'text';

/** From the graph panel to the host: intents only. `version` is the snapshot's that the reader was looking at. */
export type FromGraphPanel =
  | { readonly type: 'ready' }
  /** Whether the keys that the reader presses arrive in the panel, which has asked for them. */
  | { readonly type: 'focused'; readonly has: boolean }
  | { readonly type: 'select'; readonly version: number; readonly node: string }
  /** The step that is shown lights up in the text; undefined: none. */
  | { readonly type: 'atStep'; readonly version: number; readonly node: string | undefined }
  | {
      readonly type: 'card';
      readonly version: number;
      readonly scrub?: ScrubMessage;
      readonly node: string;
      readonly phase: 'forward' | 'backward';
    }
  | {
      readonly type: 'grid';
      readonly version: number;
      readonly scrub?: ScrubMessage;
      readonly node: string;
      readonly which: 'value' | 'gradient';
      readonly firstRow: number;
    }
  | {
      readonly type: 'entry';
      readonly version: number;
      readonly scrub?: ScrubMessage;
      readonly node: string;
      readonly which: 'value' | 'gradient';
      readonly index: readonly number[];
    }
  | { readonly type: 'paths'; readonly version: number; readonly scrub?: ScrubMessage; readonly leaf: string }
  /** While dragging: shows everything for this value, the text stays. */
  | { readonly type: 'scrub'; readonly version: number; readonly node: string; readonly value: number }
  /** On release: writes the number into the text. */
  | { readonly type: 'scrubCommit'; readonly version: number; readonly node: string; readonly value: number }
  | { readonly type: 'scrubCancel'; readonly version: number }
  | { readonly type: 'pin'; readonly on: boolean }
  | { readonly type: 'pause'; readonly on: boolean }
  /** Writes an answer into the text, in place of the one that is there, and has it marked. `question`: index in `asked`. */
  | { readonly type: 'answer'; readonly version: number; readonly question: number; readonly text: string }
  /** Puts the cursor where the error is. */
  | { readonly type: 'goToProblem'; readonly version: number }
  /** Mends the error by one of the fixes that the snapshot offers. */
  | { readonly type: 'fix'; readonly version: number; readonly fix: number }
  | { readonly type: 'newWindow' }
  /** Shows the cell's gradients by three methods. */
  | { readonly type: 'check' }
  /** SVG, PNG (base64) and text are made in the panel and sent along; the others are made by the host. */
  | {
      readonly type: 'export';
      readonly version: number;
      readonly format: ExportFormat;
      readonly to: 'clipboard' | 'file';
      readonly content?: string;
    }
  /** Kept over hiding and reload. */
  | { readonly type: 'log'; readonly text: string };

/** Where a gate or a box stands in the text; for a gate inside an opened function, where the function is called. */
export function gateSpan({ nodes, boxes }: GraphSnapshot, id: string): WireSpan | undefined {
  const node = nodes.find((candidate) => candidate.id === id);
  let box = boxes.find((candidate) => candidate.id === (node?.box ?? id));
  let span = node?.span ?? box?.span;
  while (span === undefined && box?.parent !== undefined) {
    const { parent } = box;
    box = boxes.find((candidate) => candidate.id === parent);
    span = box?.span;
  }
  return span;
}

/** A number as one would type it: at most six significant digits. */
export const plainNumber = (value: number): string => String(Number(value.toPrecision(6)));

/** How the names of files end that a graph is exported to. */
export const exportEndings: Readonly<Record<ExportFormat, string>> = {
  svg: 'svg',
  png: 'png',
  latex: 'tex',
  tikz: 'tex',
  pytorch: 'py',
  text: 'txt',
};
