/** One file that ships, and the rooms of the house whose code may be in it. */
export interface Bundle {
  readonly source: string;
  readonly output: string;
  readonly platform: 'node' | 'browser';
  /** Folders, as they stand in the repository, and `MADE`; `node_modules` is always allowed. */
  readonly rooms: readonly string[];
}

/** Before the names of modules that the build makes itself: the editor's API. */
export const MADE = 'api';

const worker = ['src/trainer', 'src/core', 'src/data', 'src/protocol'];
const webview = ['webview', 'src/protocol', 'src/core/base', 'src/core/layout', 'src/core/picture'];

export const bundles: readonly Bundle[] = [
  {
    source: 'src/extension/extension.ts',
    output: 'dist/extension.js',
    platform: 'node',
    rooms: ['src/extension', 'src/protocol', 'src/core/base', MADE],
  },
  // Loaded once the extension is active.
  {
    source: 'src/extension/server/languageClient.ts',
    output: 'dist/languageClient.js',
    platform: 'node',
    rooms: ['src/extension'],
  },
  {
    source: 'src/server/nodeServer.ts',
    output: 'dist/server.js',
    platform: 'node',
    rooms: ['src/server', 'src/language', 'src/core', 'src/data', 'src/protocol'],
  },
  // Loaded by the server before the first hover.
  {
    source: 'src/language/formula/hoverPictures.ts',
    output: 'dist/hoverPictures.js',
    platform: 'node',
    rooms: ['src/language', 'src/core'],
  },
  {
    source: 'src/extension/training/trainingWorker.ts',
    output: 'dist/trainingWorker.js',
    platform: 'node',
    rooms: ['src/extension', ...worker],
  },
  {
    source: 'src/cli/bp.ts',
    output: 'dist/bp.js',
    platform: 'node',
    rooms: ['src/cli', 'src/language', ...worker],
  },
  { source: 'webview/graph/main.tsx', output: 'dist/webview/graph.js', platform: 'browser', rooms: webview },
  // Loaded when the first large graph is shown.
  {
    source: 'webview/graph/canvas/layoutWorker.ts',
    output: 'dist/webview/layout.js',
    platform: 'browser',
    rooms: webview,
  },
  // Loaded by the panels when the first formula is shown.
  { source: 'webview/shared/katexChunk.ts', output: 'dist/webview/katex.js', platform: 'browser', rooms: webview },
  { source: 'webview/training/main.tsx', output: 'dist/webview/training.js', platform: 'browser', rooms: webview },
];

/** Where the build keeps esbuild's account of what went into a bundle. */
export const metafileOf = (bundle: Bundle): string =>
  bundle.output.replace(/^dist\//, 'dist/meta/').replace(/\.js$/, '.json');
