import { inRoot } from './project.ts';

/** One file that ships, and the rooms of the house whose code may be in it. */
export interface Bundle {
  readonly source: string;
  readonly output: string;
  /**
   * `shared`: runs in Node and in a browser's worker alike. `browserHost`: in the extension host of a browser. `renderer`: a module that a
   * notebook loads.
   */
  readonly platform: 'node' | 'shared' | 'browserHost' | 'browser' | 'renderer';
  /** Folders, as they stand in the repository, and `MADE`; `node_modules` is always allowed. */
  readonly rooms: readonly string[];
}

/**
 * Packages of bundles that run in Node and in a browser's worker. What only the worker loads the packages show to browsers alone; and
 * fflate asks for Node's modules at once where it is not told that there may be none.
 */
export const sharedAliases: Readonly<Record<string, string>> = {
  fflate: inRoot('node_modules/fflate/esm/browser.js'),
  ...Object.fromEntries(
    ['vscode-languageserver', 'vscode-languageserver-protocol', 'vscode-jsonrpc'].map((name) => [
      `${name}/browser`,
      inRoot('node_modules', name, 'lib/browser/main.js'),
    ]),
  ),
};

/** Before the names of modules that the build makes itself: the editor's API. */
export const MADE = 'api';

const worker = ['src/trainer', 'src/core', 'src/data', 'src/protocol'];
const webview = ['webview', 'src/protocol', 'src/core/base', 'src/core/layout', 'src/core/picture'];

const extension = ['src/extension', 'src/protocol', 'src/core/base', 'src/core/notebook', 'src/core/syntax', MADE];

const site = ['src/site', 'src/extension', 'src/protocol', 'src/core/base'];

/** The build makes a text of it: a page that was opened from a file starts its workers from texts. */
export const ENGINE = 'dist/site/engine.js';

export const bundles: readonly Bundle[] = [
  {
    source: 'src/extension/extension.ts',
    output: 'dist/extension.js',
    platform: 'node',
    rooms: extension,
  },
  // Loaded once the extension is active.
  {
    source: 'src/extension/server/languageClient.ts',
    output: 'dist/languageClient.js',
    platform: 'node',
    rooms: ['src/extension'],
  },
  {
    source: 'src/extension/browser/extension.ts',
    output: 'dist/browser/extension.js',
    platform: 'browserHost',
    rooms: extension,
  },
  {
    source: 'src/server/server.ts',
    output: 'dist/server.js',
    platform: 'shared',
    rooms: ['src/server', 'src/language', 'src/core', 'src/data', 'src/protocol'],
  },
  // Loaded by the server before the first hover.
  {
    source: 'src/language/formula/hoverPictures.ts',
    output: 'dist/hoverPictures.js',
    platform: 'shared',
    rooms: ['src/language', 'src/core'],
  },
  {
    source: 'src/extension/training/trainingWorker.ts',
    output: 'dist/trainingWorker.js',
    platform: 'shared',
    rooms: ['src/extension', ...worker],
  },
  {
    source: 'src/cli/bp.ts',
    output: 'dist/bp.js',
    platform: 'node',
    rooms: ['src/cli', 'src/language', ...worker],
  },
  // Loaded by `bp mcp`, and by the extension when the editor connects to its tools.
  { source: 'src/chat/mcp.ts', output: 'dist/mcp.js', platform: 'node', rooms: ['src/chat', 'src/protocol'] },
  {
    source: 'src/extension/chat/mcpRelay.ts',
    output: 'dist/mcpRelay.js',
    platform: 'node',
    rooms: ['src/extension'],
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
  {
    source: 'webview/notebook/cellRenderer.ts',
    output: 'dist/webview/notebook.js',
    platform: 'renderer',
    rooms: webview,
  },
  // What `bp site` writes.
  { source: 'src/site/page.ts', output: 'dist/site/page.js', platform: 'browser', rooms: site },
  { source: 'src/site/engine.ts', output: ENGINE, platform: 'browser', rooms: [...site, 'src/language', ...worker] },
  { source: 'src/site/frame.ts', output: 'dist/site/frame.js', platform: 'browser', rooms: site },
];

/** Where the build keeps esbuild's account of what went into a bundle. */
export const metafileOf = (bundle: Bundle): string =>
  bundle.output.replace(/^dist\//, 'dist/meta/').replace(/\.js$/, '.json');
