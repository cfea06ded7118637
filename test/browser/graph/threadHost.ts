/** The panel's thread for layouts by itself, in a page. */
import type { LayoutInput } from '../../../src/core/layout/layout.ts';
import { LayoutThread } from '../../../webview/graph/canvas/layoutThread.ts';
import { randomGraph } from '../../unit/layout/graphShapes.ts';

export interface ThreadHost {
  readonly logged: string[];
  readonly busy: boolean;
  /** Asks for the picture of a random graph; of a broken one, nothing can be laid out. */
  show(size: number, broken?: boolean): void;
  /** Nodes of the pictures that were shown. */
  readonly shown: number[];
  /** Nodes of layouts that were asked for at once, as for files. */
  layoutsOf(sizes: readonly number[]): Promise<readonly number[]>;
}

declare global {
  var threadHost: ThreadHost;
}

const logged: string[] = [];
const shown: number[] = [];
const thread = new LayoutThread((text) => logged.push(text));
const broken = (input: LayoutInput): LayoutInput => ({
  ...input,
  get boxes(): never {
    throw new Error('no boxes');
  },
});

globalThis.threadHost = {
  logged,
  shown,
  get busy() {
    return thread.busy.value;
  },
  show: (size, isBroken = false) => {
    const { input } = randomGraph(size);
    thread.layOut(isBroken ? broken(input) : input, ({ nodes }) => shown.push(nodes.size));
  },
  layoutsOf: async (sizes) => {
    const layouts = await Promise.all(sizes.map((size) => thread.layoutOf(randomGraph(size).input)));
    return layouts.map(({ nodes }) => nodes.size);
  },
};
