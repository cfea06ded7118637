import type { ReadonlySignal } from '@preact/signals';
import type { Picture } from '../../../src/core/picture/picture.ts';
import type { Step } from '../../../src/core/picture/steps.ts';
import type { VisibleNode } from '../../../src/core/picture/visibleGraph.ts';
import type { FromGraphPanel, GraphSnapshot } from '../../../src/protocol/graph.ts';
import type { EditorHost } from '../../shared/editorHost.ts';

/** What is laid over the picture at its side. */
export type Sheet =
  | { readonly kind: 'grid'; readonly node: string; readonly which: 'value' | 'gradient' }
  | { readonly kind: 'paths'; readonly leaf: string };

/** What stepper, scrubber, answers and viewport read of the model that holds them. */
export interface ShownGraph {
  readonly host: EditorHost<FromGraphPanel>;
  /** The version of the text that the reader is looking at. */
  readonly version: number;
  readonly snapshot: ReadonlySignal<GraphSnapshot | undefined>;
  readonly picture: ReadonlySignal<Picture | undefined>;
  readonly steps: ReadonlySignal<readonly Step[]>;
  readonly stepper: { readonly now: Step | undefined };
  readonly viewport: { readonly kept: ReadonlySignal<unknown>; reveal(node: string): void };
  readonly sheet: ReadonlySignal<Sheet | undefined>;
  readonly cursor: ReadonlySignal<string | undefined>;
  readonly cursorNode: ReadonlySignal<string | undefined>;
  readonly chosen: ReadonlySignal<string | undefined>;
  node(id: string | undefined): VisibleNode | undefined;
  roomChanged(): void;
}
