/** What a room of the house may import, beside its own files. */
export interface Room {
  readonly rooms: readonly string[];
  /** Packages of npm, and `node:` for all of Node. */
  readonly packages: readonly string[];
}

const room = (rooms: readonly string[], packages: readonly string[] = []): Room => ({ rooms, packages });

const gates = ['src/core/base', 'src/core/tensor'];
const makers = ['src/core/makers'];
const semantics = [...gates, ...makers, 'src/core/gates', 'src/core/syntax'];
const autodiff = [...semantics, 'src/core/semantics'];
const readers = [...autodiff, 'src/core/autodiff', 'src/core/evaluate'];

/** Who may import whom. A folder belongs to the longest name that it begins with. */
export const rooms: Readonly<Record<string, Room>> = {
  'src/core/base': room([], ['pure-rand']),
  'src/core/tensor': room(['src/core/base']),
  'src/core/gates': room(gates),
  'src/core/makers': room(gates),
  'src/core/syntax': room(['src/core/base']),
  'src/core/notebook': room(['src/core/base', 'src/core/syntax']),
  'src/core/semantics': room(semantics),
  'src/core/autodiff': room(autodiff),
  'src/core/evaluate': room([...autodiff, 'src/core/autodiff']),
  'src/core/explain': room([...readers, 'src/core/layout', 'src/core/picture']),
  'src/core/tutor': room([...readers, 'src/core/explain']),
  'src/core/graph': room([...readers, 'src/core/explain', 'src/core/picture', 'src/protocol']),
  'src/core/layout': room(['src/core/base']),
  'src/core/picture': room(['src/core/base', 'src/core/layout', 'src/protocol']),
  'src/data': room([...gates, ...makers], ['d3-dsv', 'fflate']),
  'src/protocol': room(['src/core/base']),
  'src/trainer': room(['src/core', 'src/data', 'src/protocol']),
  'src/language': room(['src/core', 'src/data', 'src/protocol'], ['vscode-languageserver-types', 'katex']),
  'src/server': room(
    ['src/language', 'src/protocol', 'src/core/base', ...makers],
    ['node:', 'vscode-languageserver', 'vscode-languageserver-textdocument'],
  ),
  'src/chat': room(['src/protocol'], ['node:', '@modelcontextprotocol/sdk']),
  'src/extension': room(
    ['src/chat', 'src/protocol', 'src/core/base', 'src/core/notebook'],
    ['node:', 'vscode', 'vscode-languageclient'],
  ),
  'src/cli': room(
    ['src/chat', 'src/language', 'src/trainer', 'src/core', 'src/data', 'src/protocol'],
    ['node:', 'd3-dsv', 'fflate'],
  ),
  // The page's training is the extension's: a run and what its panel is told know no editor.
  'src/site': room(
    [
      'src/language',
      'src/protocol',
      'src/core/base',
      'src/extension/browser',
      'src/extension/host',
      'src/extension/server',
      'src/extension/training',
    ],
    ['@codemirror/commands', '@codemirror/state', '@codemirror/view'],
  ),
  webview: room(
    ['src/protocol', 'src/core/base', 'src/core/layout', 'src/core/picture'],
    ['preact', '@preact/signals', 'katex', 'uplot', 'd3-contour', 'd3-scale'],
  ),
};

/** Entries of a worker: they alone, of their room, may reach the trainer. */
export const workerEntries: Readonly<Record<string, readonly string[]>> = {
  'src/extension/training/trainingWorker.ts': ['src/trainer', ...makers, 'src/data'],
  'src/site/engine.ts': ['src/trainer'],
};
