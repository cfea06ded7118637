import type { ToGraphPanel } from '../../../src/protocol/graph.ts';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isWire: Check = (value) => isNumber(value) || value === 'nan' || value === 'inf' || value === '-inf';
const isWhich: Check = (value) => value === 'value' || value === 'gradient';

const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const listOf =
  (check: Check, most = 200_000): Check =>
  (value) =>
    Array.isArray(value) && value.length <= most && [...value].every(check);

const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value);

const record =
  (members: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(members).every(([name, check]) =>
      check(Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined),
    );

const tensor = record({
  shape: listOf(isNumber, 64),
  axes: optional(listOf(isText, 64)),
  entries: optional(listOf(isWire, 64)),
  summary: optional(record({ min: isWire, max: isWire, mean: isWire, norm: isWire })),
  thumbnail: optional(record({ rows: isNumber, columns: isNumber, entries: listOf(isWire, 256) })),
});
const tensorIf: (states: readonly string[], bare: readonly string[]) => Check = (states, bare) => (value) =>
  record({ state: oneOf(...states), tensor })(value) || record({ state: oneOf(...bare) })(value);
const value = tensorIf(['number'], ['hidden', 'waiting']);
const gradient = tensorIf(['number', 'zero'], ['none', 'hidden']);
const span = record({ from: isNumber, to: isNumber });
const badges = listOf(
  record({ kind: oneOf('saturated', 'off', 'kink', 'nan', 'own-backward', 'wrong-backward'), text: isText }),
  100,
);

const node = record({
  id: isText,
  role: oneOf('input', 'param', 'data', 'constant', 'gate', 'copy'),
  gate: isText,
  symbol: isText,
  name: optional(isText),
  text: isText,
  value,
  gradient,
  pattern: optional(isText),
  chip: optional(isText),
  jacobian: optional(record({ name: isText, rows: listOf(listOf(isWire, 8), 8) })),
  badges,
  span: optional(span),
  box: optional(isText),
  scrub: optional(record({ literal: span, value: isNumber })),
});
const edge = record({ id: isText, from: isText, to: isText, port: isNumber, value, gradient, quiet: isFlag });
const box = record({
  id: isText,
  parent: optional(isText),
  kind: oneOf('def', 'gate', 'run', 'lines'),
  title: isText,
  symbol: isText,
  pattern: optional(isText),
  chip: optional(isText),
  output: isText,
  span: optional(span),
  size: isNumber,
  badges,
});
const scrub = optional(record({ node: isText, value: isNumber }));
const snapshot = record({
  uri: isText,
  scrub,
  version: isNumber,
  title: isText,
  output: isText,
  outputName: isText,
  nodes: listOf(node),
  edges: listOf(edge),
  boxes: listOf(box),
  notes: listOf(isText, 100),
  stale: isFlag,
  unfinished: isFlag,
  digits: isNumber,
  asked: optional(
    listOf(
      record({
        node: isText,
        asks: isWhich,
        name: isText,
        answer: span,
        written: isText,
        verdict: oneOf('open', 'right', 'wrong', 'waiting'),
        message: optional(isText),
      }),
      10_000,
    ),
  ),
  problem: optional(
    record({
      node: isText,
      message: isText,
      line: isNumber,
      span,
      fixes: optional(
        listOf(record({ title: isText, edits: listOf(record({ from: isNumber, to: isNumber, text: isText })) }), 10),
      ),
    }),
  ),
});
const card = record({
  node: isText,
  phase: oneOf('forward', 'backward'),
  title: isText,
  pattern: optional(isText),
  sentence: isText,
  formulas: listOf(
    record({
      label: isText,
      symbols: isText,
      numbers: isText,
      shapes: optional(isText),
      local: optional(isText),
      plain: isText,
      port: optional(isNumber),
    }),
    100,
  ),
  ledger: optional(listOf(record({ from: isText, message: isText, sum: isText }), 10_000)),
  insight: optional(isText),
  remarks: listOf(isText, 100),
});
const page = record({
  node: isText,
  which: isWhich,
  shape: listOf(isNumber, 64),
  firstRow: isNumber,
  rows: listOf(listOf(isWire, 10_000_000), 100_000),
});
const story = record({
  node: isText,
  which: isWhich,
  index: listOf(isNumber, 64),
  value: isWire,
  parts: listOf(record({ node: isText, which: isWhich, indices: listOf(listOf(isNumber, 64)) }), 1000),
  symbols: isText,
  numbers: isText,
  plain: isText,
  graph: optional(snapshot),
});
const paths = record({
  leaf: isText,
  paths: listOf(record({ nodes: listOf(isText), product: isText, value: isWire }), 10_000),
  sum: isWire,
  pathCount: isWire,
  edgeCount: isNumber,
  cut: isFlag,
});

const messages = new Map<ToGraphPanel['type'], Check>([
  ['graph', record({ snapshot, selection: optional(record({ from: isNumber, to: isNumber })) })],
  ['noGraph', record({ reason: isText })],
  ['cursor', record({ node: optional(isText) })],
  ['card', record({ version: isNumber, scrub, card })],
  ['grid', record({ version: isNumber, scrub, page })],
  ['entry', record({ version: isNumber, scrub, story })],
  ['paths', record({ version: isNumber, scrub, paths })],
  [
    'step',
    record({ to: oneOf('first', 'previous', 'next', 'last', 'play'), takesKeys: optional((value) => value === true) }),
  ],
  ['legend', record({})],
  ['refused', record({ reason: isText })],
  ['exported', record({ format: oneOf('svg', 'png', 'latex', 'tikz', 'pytorch', 'text'), text: isText })],
]);

/** The guard at the border to the host: only messages of the closed union pass, with every member as promised. */
export function isToGraphPanel(message: unknown): message is ToGraphPanel {
  if (typeof message !== 'object' || message === null || !Object.hasOwn(message, 'type')) return false;
  const { type } = message as { readonly type: unknown };
  const check = typeof type === 'string' ? messages.get(type as ToGraphPanel['type']) : undefined;
  return check?.(message) === true;
}
