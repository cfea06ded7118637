import type { LayoutInput } from '../../../src/core/layout/layout.ts';
import { layoutGraph } from '../../../src/core/layout/layoutGraph.ts';

// A thread of its own: lays out what it is sent, one after the other.
globalThis.addEventListener('message', ({ data }: MessageEvent<LayoutInput>) => {
  globalThis.postMessage(layoutGraph(data));
});
globalThis.postMessage('ready');
