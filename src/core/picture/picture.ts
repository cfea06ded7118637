import type { GraphBox, GraphEdge, GraphNode, GraphSnapshot } from '../../protocol/graph.ts';
import { fromWire } from '../../protocol/wire.ts';
import { showNumber } from '../base/show.ts';
import type { Flow, Layout, LayoutBox, LayoutEdge, LayoutInput, LayoutNode } from '../layout/layout.ts';
import { layoutGraph } from '../layout/layoutGraph.ts';
import { type EdgeLabel, edgeLabel, shorten, withAnswerRoom } from './edgeLabel.ts';
import { FACE_SIZE, type Measure } from './measure.ts';
import { type VisibleEdge, type VisibleGraph, type VisibleNode, visibleGraph } from './visibleGraph.ts';

interface Drawn {
  readonly snapshot: GraphSnapshot;
  readonly graph: VisibleGraph;
}

/**
 * What is visible, with the numbers of another snapshot of the same structure: what is folded, and in what order things
 * stand, is not worked out anew. Undefined where anything but numbers differs.
 */
function withNumbersOf(snapshot: GraphSnapshot, { snapshot: before, graph }: Drawn): VisibleGraph | undefined {
  const alike =
    snapshot.output === before.output &&
    snapshot.outputName === before.outputName &&
    pairwise(snapshot.nodes, before.nodes, sameNode) &&
    pairwise(snapshot.edges, before.edges, sameEdge) &&
    pairwise(snapshot.boxes, before.boxes, sameBox);
  if (!alike) return undefined;
  const nodeOf = new Map(snapshot.nodes.map((node) => [node.id, node]));
  const edgeOf = new Map(snapshot.edges.map((edge) => [edge.id, edge]));
  const boxOf = new Map(snapshot.boxes.map((box) => [box.id, box]));
  return {
    nodes: graph.nodes.map((node): VisibleNode => {
      const now = nodeOf.get(node.node.id) ?? node.node;
      const fresh = { ...node, node: now, symbol: isLiteral(now) ? now.symbol : node.symbol };
      return node.closed ? { ...fresh, closed: boxOf.get(node.closed.id) ?? node.closed } : fresh;
    }),
    edges: graph.edges.map((edge): VisibleEdge => {
      // The line to the name of the output carries what the output itself has.
      const { value, gradient } = edgeOf.get(edge.id) ?? nodeOf.get(snapshot.output) ?? edge;
      return { ...edge, value, gradient };
    }),
    boxes: graph.boxes.map((box) => boxOf.get(box.id) ?? box),
    output: graph.output,
    shownAs: graph.shownAs,
  };
}

function pairwise<Item>(a: readonly Item[], b: readonly Item[], same: (x: Item, y: Item) => boolean): boolean {
  return a.length === b.length && a.every((item, k) => same(item, b[k] as Item));
}

/** A number without a name is written as itself: another number is no other structure. */
const isLiteral = ({ role, name }: GraphNode): boolean => role === 'constant' && name === undefined;

const sameNode = (a: GraphNode, b: GraphNode): boolean =>
  a.id === b.id &&
  a.role === b.role &&
  (a.symbol === b.symbol || (isLiteral(a) && isLiteral(b))) &&
  a.name === b.name &&
  a.box === b.box;

const sameEdge = (a: GraphEdge, b: GraphEdge): boolean =>
  a.id === b.id && a.from === b.from && a.to === b.to && a.port === b.port && a.quiet === b.quiet;

const sameBox = (a: GraphBox, b: GraphBox): boolean =>
  a.id === b.id && a.parent === b.parent && a.output === b.output && a.symbol === b.symbol;

/** Everything that a picture of a graph shows, and where: the panel and the files draw from the same. */
export interface Picture {
  readonly snapshot: GraphSnapshot;
  readonly graph: VisibleGraph;
  readonly labels: ReadonlyMap<string, EdgeLabel>;
  readonly layout: Layout;
  /** The boxes that are open in it. */
  readonly open: ReadonlySet<string>;
}

interface PictureOptions {
  readonly open: ReadonlySet<string>;
  readonly measure: Measure;
  /** To the right where it is not given. */
  readonly flow?: Flow;
  /** The layout before an edit, which the new one stays near to. */
  readonly before?: Layout | undefined;
}

export const GATE_RADIUS = 17;
const COPY_RADIUS = 10;
const LEAF_HALF = 11;
const TITLE_HEIGHT = 20;
const LONGEST_NAME = 18;
const LONGEST_SYMBOL = 16;
const LONGEST_TITLE = 40;

/** A picture that lacks its layout. */
export interface Draft extends Omit<Picture, 'layout'> {
  readonly input: LayoutInput;
}

export function makePicture(snapshot: GraphSnapshot, options: PictureOptions): Picture {
  const draft = draftPicture(snapshot, options);
  return pictureOf(draft, layoutGraph(draft.input));
}

export const pictureOf = ({ snapshot, graph, labels, open }: Draft, layout: Layout): Picture => ({
  snapshot,
  graph,
  labels,
  layout,
  open,
});

export function draftPicture(snapshot: GraphSnapshot, options: PictureOptions): Draft {
  const graph = visibleGraph(snapshot, options.open);
  const { flow = 'right' } = options;
  const labels = labelsOf(snapshot, graph, options.measure, flow);
  const size = (node: VisibleNode): LayoutNode => sizeOf(node, snapshot.digits, options.measure);
  const input: LayoutInput = {
    flow,
    nodes: graph.nodes.map(flow === 'right' ? size : (node) => downwards(size(node))),
    edges: graph.edges.map((edge): LayoutEdge => {
      const room = labels.get(edge.id)?.room ?? { width: 0, above: 3, below: 3 };
      return { id: edge.id, from: edge.from, to: edge.to, port: edge.port, label: room };
    }),
    boxes: graph.boxes.map((box): LayoutBox => {
      const width = options.measure(titleOf(box.title), 'word') + 30;
      const parent = box.parent === undefined ? {} : { parent: box.parent };
      return { id: box.id, ...parent, title: { width, height: TITLE_HEIGHT } };
    }),
    ...(options.before ? { before: options.before } : {}),
  };
  return { snapshot, graph, labels, input, open: options.open };
}

/** The same picture with new numbers in it: nothing moves. Undefined where the structure, or what is open, has changed. */
export function refill(picture: Picture, snapshot: GraphSnapshot, options: PictureOptions): Picture | undefined {
  const { open } = options;
  if (open.size !== picture.open.size || [...open].some((box) => !picture.open.has(box))) return undefined;
  const graph = withNumbersOf(snapshot, picture);
  return (
    graph && { ...picture, snapshot, graph, labels: labelsOf(snapshot, graph, options.measure, picture.layout.flow) }
  );
}

function labelsOf(snapshot: GraphSnapshot, graph: VisibleGraph, measure: Measure, flow: Flow): Map<string, EdgeLabel> {
  const constants = new Set(graph.nodes.filter(isPlainConstant).map((node) => node.id));
  const labels = new Map(
    graph.edges.map((edge) => [edge.id, edgeLabel(edge, constants.has(edge.from), snapshot.digits, measure, flow)]),
  );
  for (const { node, asks } of snapshot.asked ?? []) {
    const id = answerEdge(graph, node)?.id;
    const label = id === undefined ? undefined : labels.get(id);
    if (id !== undefined && label) labels.set(id, withAnswerRoom(label, asks, flow));
  }
  return labels;
}

/** Where the answer about a node is typed: on the first wire that leaves it. Undefined where a closed box hides the node. */
export function answerEdge(graph: VisibleGraph, node: string): VisibleEdge | undefined {
  const shown = graph.shownAs.get(node);
  if (graph.nodes.find(({ id }) => id === shown)?.node.id !== node) return undefined;
  return graph.edges.find(({ from }) => from === shown);
}

/** A number that is its own name: it need not be written twice. */
export const isPlainConstant = (node: VisibleNode): boolean =>
  node.kind === 'leaf' &&
  node.node.role === 'constant' &&
  node.node.value.state === 'number' &&
  node.node.value.tensor.shape.length === 0;

function sizeOf(node: VisibleNode, digits: number, measure: Measure): LayoutNode {
  const place = node.box === undefined ? {} : { box: node.box };
  const { id } = node;
  if (node.kind === 'leaf' || node.kind === 'output') {
    const width = Math.ceil(measure(leafWords(node, digits), 'name', 13)) + 14;
    const leaf = node.kind === 'leaf';
    return { id, width, above: LEAF_HALF, below: LEAF_HALF, cap: 0, leaf, close: isPlainConstant(node), ...place };
  }
  if (node.kind === 'copy') {
    return {
      id,
      width: 2 * COPY_RADIUS,
      above: COPY_RADIUS,
      below: COPY_RADIUS,
      cap: COPY_RADIUS,
      leaf: false,
      ...place,
    };
  }
  const text = measure(gateText(node), 'symbol', symbolSize(node));
  const width = Math.max(2 * GATE_RADIUS, Math.ceil(text) + (text > 22 ? 24 : 12)) + (node.kind === 'closed' ? 8 : 0);
  return { id, width, above: GATE_RADIUS, below: GATE_RADIUS, cap: GATE_RADIUS, leaf: false, ...place };
}

/** A wide gate has a flat upper side; a circle is round on every side. */
const downwards = (node: LayoutNode): LayoutNode => ({
  ...node,
  width: node.above + node.below,
  above: node.width / 2,
  below: node.width / 2,
  cap: node.width > node.above + node.below ? 0 : node.cap,
});

const leafText = (node: VisibleNode): string => shorten(node.name ?? node.symbol, LONGEST_NAME);

/** What is written at a leaf: `classes = 3` where a number is known by a name that is not the number. */
export function leafWords(node: VisibleNode, digits: number): string {
  const text = leafText(node);
  const { value } = node.node;
  const only = isPlainConstant(node) && value.state === 'number' ? value.tensor.entries?.[0] : undefined;
  if (only === undefined) return text;
  const number = showNumber(fromWire(only), digits);
  return number === text ? text : `${text} = ${number}`;
}

export const gateText = (node: VisibleNode): string => shorten(node.symbol, LONGEST_SYMBOL);

/** A single sign is drawn larger than a word. */
export const symbolSize = (node: VisibleNode): number => ([...node.symbol].length > 1 ? 12 : FACE_SIZE.symbol + 2);

export const titleOf = (title: string): string => shorten(title, LONGEST_TITLE);
