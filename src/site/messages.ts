import type { FromGraphPanel, ToGraphPanel } from '../protocol/graph.ts';
import type { LineEnd } from '../protocol/language.ts';
import type { SavedParameter } from '../protocol/training.ts';
import type { WireSpan } from '../protocol/wire.ts';

/** From the page to the worker that holds its text. Offsets count UTF-16 units from the start of the text. */
export type ToEngine =
  | { readonly type: 'text'; readonly version: number; readonly text: string; readonly selection: WireSpan }
  /** In a text that has not changed. */
  | { readonly type: 'cursor'; readonly selection: WireSpan }
  | { readonly type: 'hover'; readonly id: number; readonly offset: number }
  | { readonly type: 'graph'; readonly intent: FromGraphPanel }
  /** Marks at once, without waiting for a pause. */
  | { readonly type: 'judge' }
  | { readonly type: 'hint' | 'reveal'; readonly offset: number }
  /** Parameters that stand in for the text's; an empty list takes them back. */
  | { readonly type: 'trained'; readonly parameters: readonly SavedParameter[] };

export interface ShownProblem extends WireSpan {
  /** From 1. */
  readonly line: number;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
}

/** What a name is, for its colour. */
export interface ShownName extends WireSpan {
  readonly role: 'input' | 'trainable' | 'data' | 'output' | 'function';
}

export interface ShownMark {
  /** From 0. */
  readonly line: number;
  readonly kind: 'right' | 'wrong' | 'follows';
}

/** Everything that stands in the text without being part of it. */
export interface Shown {
  readonly version: number;
  readonly lines: readonly LineEnd[];
  readonly problems: readonly ShownProblem[];
  readonly names: readonly ShownName[];
  readonly marks: readonly ShownMark[];
  readonly questions: number;
  readonly right: number;
  /** Cells that train. */
  readonly training: readonly (WireSpan & {
    readonly cell: number;
    readonly title: string;
    readonly problem?: string;
  })[];
}

export type FromEngine =
  | ({ readonly type: 'shown' } & Shown)
  | ({ readonly type: 'hover'; readonly id: number; readonly markdown: string | undefined } & WireSpan)
  | { readonly type: 'graph'; readonly message: ToGraphPanel }
  | { readonly type: 'select'; readonly version: number; readonly span: WireSpan }
  /** One edit that can be undone. */
  | {
      readonly type: 'edit';
      readonly version: number;
      readonly edits: readonly (WireSpan & { readonly text: string })[];
      readonly judges: boolean;
    }
  | { readonly type: 'file'; readonly ending: string; readonly content: string | Uint8Array; readonly copies: boolean }
  | { readonly type: 'notice'; readonly text: string };
