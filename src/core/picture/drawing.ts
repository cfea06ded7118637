import type { Badge, NodeRole } from '../../protocol/graph.ts';
import { t } from '../base/words.ts';
import type { EdgePath, Flow, PlacedEdge, PlacedNode, Point, Rect } from '../layout/layout.ts';
import { ABOVE_GAP, BELOW_GAP, type EdgeLabel, type EdgeText, LINE_HEIGHT, shorten, UNKNOWN } from './edgeLabel.ts';
import { GATE_RADIUS, gateText, isPlainConstant, leafWords, type Picture, symbolSize, titleOf } from './picture.ts';
import { sentenceOf } from './sentence.ts';
import type { Known } from './steps.ts';
import type { Thumbnail } from './thumbnail.ts';
import type { VisibleEdge, VisibleGraph, VisibleNode } from './visibleGraph.ts';

/** The path as SVG path data, shifted by so many pixels. */
function pathData(path: EdgePath, shift = { x: 0, y: 0 }): string {
  const point = ({ x, y }: { readonly x: number; readonly y: number }): string =>
    `${tidy(x + shift.x)} ${tidy(y + shift.y)}`;
  let data = `M${point(path.start)}`;
  for (const { curve, to } of path.parts) {
    data += curve ? `C${point(curve[0])} ${point(curve[1])} ${point(to)}` : `L${point(to)}`;
  }
  return data;
}

const tidy = (value: number): number => Math.round(value * 100) / 100;

/** A picture as marks on paper: the panel makes elements of them, a file makes text of them. */
export interface PictureMarks {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly BoxMark[];
  readonly edges: readonly EdgeMark[];
  readonly nodes: readonly NodeMark[];
}

export interface PicturePiece {
  readonly text: string;
  readonly role: 'name' | 'equals' | 'value' | 'gradient' | 'unknown' | 'nan';
}

export interface TextMark {
  /** Along a line downwards what is written ends, or begins, beside it. */
  readonly anchor?: 'start' | 'end';
  /** Centre of the line (or its end, or its start), and its baseline. */
  readonly x: number;
  readonly y: number;
  readonly pieces: readonly PicturePiece[];
}

export interface GridMark {
  readonly which: 'value' | 'gradient';
  readonly x: number;
  readonly y: number;
  readonly thumbnail: Thumbnail;
}

export interface EdgeMark {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** The node of the snapshot whose value travels along it. */
  readonly of: string;
  /** Its number can be changed by dragging. */
  readonly scrub: boolean;
  readonly forward: string;
  readonly forwardTip: string;
  /** The way back, a little below, where a gradient flows. */
  readonly back?: string;
  readonly backTip?: string;
  readonly texts: readonly TextMark[];
  readonly grids: readonly GridMark[];
  readonly reason?: { readonly x: number; readonly y: number; readonly text: string; readonly anchor?: 'start' };
  readonly quiet: boolean;
  /** Nothing can travel along it before an error is mended. */
  readonly waiting: boolean;
  readonly room: PlacedNode;
}

export interface NodeMark {
  readonly id: string;
  /** What it is, in a sentence, and what there is to know of it in a few lines. */
  readonly sentence: string;
  readonly tip: string;
  readonly badges: readonly Badge[];
  readonly scrub: boolean;
  readonly rect: Rect;
  readonly radius: number;
  readonly text: string;
  readonly size: number;
  readonly role: NodeRole | 'output' | 'closed';
  /** Its value is not known yet. */
  readonly waiting: boolean;
  /** It has the error that is shown. */
  readonly broken: boolean;
  readonly active: boolean;
}

export interface BoxMark {
  readonly id: string;
  readonly title: string;
  readonly rect: Rect;
  /** 0 for an outermost box. */
  readonly depth: number;
  readonly badges: readonly Badge[];
}

export type PictureParts = Pick<VisibleGraph, 'nodes' | 'edges' | 'boxes'>;

export const BACK_SHIFT = 4;
/** Between a shape and its grid: the parentheses do not touch it. */
const GRID_GAP = 1.5;

/** Draws a picture, or a part of it. */
export function drawPicture(picture: Picture, known: Known, part: PictureParts = picture.graph): PictureMarks {
  const { layout, graph } = picture;
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const parents = new Map(graph.boxes.map((box) => [box.id, box.parent]));
  const edges: EdgeMark[] = [];
  for (const edge of part.edges) {
    const placed = layout.edges.get(edge.id);
    const label = picture.labels.get(edge.id);
    const from = byId.get(edge.from);
    if (placed && label && from) edges.push(edgeMark(edge, from, placed, label, known, layout.flow));
  }
  const nodes = part.nodes.flatMap((node): NodeMark[] => {
    const rect = layout.nodes.get(node.id);
    return rect ? [nodeMark(node, rect, picture, known)] : [];
  });
  const boxes = part.boxes.flatMap((box): BoxMark[] => {
    const rect = layout.boxes.get(box.id);
    return rect
      ? [{ id: box.id, title: titleOf(box.title), rect, depth: depthOf(box.id, parents), badges: box.badges }]
      : [];
  });
  return { width: layout.width, height: layout.height, boxes, edges, nodes };
}

function depthOf(id: string, parents: ReadonlyMap<string, string | undefined>): number {
  let depth = 0;
  for (let up = parents.get(id); up !== undefined && depth < parents.size; up = parents.get(up)) depth++;
  return depth;
}

function nodeMark(node: VisibleNode, rect: PlacedNode, { snapshot }: Picture, known: Known): NodeMark {
  const flat = node.kind === 'leaf' || node.kind === 'output';
  return {
    id: node.id,
    sentence: sentenceOf(node, snapshot.outputName, snapshot.digits, known),
    tip: tipOf(node),
    badges: node.closed?.badges ?? (node.kind === 'output' ? [] : node.node.badges),
    scrub: isScrubbable(node),
    rect,
    radius: flat ? 4 : node.kind === 'copy' ? rect.height / 2 : GATE_RADIUS,
    text: flat ? leafWords(node, snapshot.digits) : gateText(node),
    size: flat ? 13 : symbolSize(node),
    role: node.kind === 'output' || node.kind === 'closed' ? node.kind : node.node.role,
    waiting: node.kind !== 'output' && (node.node.value.state === 'waiting' || !known.value(node.id)),
    broken: snapshot.problem?.node === node.id,
    active: known.now?.node === node.id,
  };
}

const isScrubbable = (node: VisibleNode): boolean => node.kind === 'leaf' && node.node.scrub !== undefined;

/** What a pointer at rest tells: the gate's role argued from the numbers, how a number can be changed. */
function tipOf(node: VisibleNode): string {
  const source = node.closed ?? node.node;
  const text = node.closed?.title ?? node.node.text;
  const hint = isScrubbable(node) ? t('drag to change') : node.closed ? t('double click to open') : undefined;
  const lines = [shorten(text, LONGEST_TIP), source.pattern, source.chip, hint];
  return lines.filter((line) => line !== undefined).join('\n');
}

const LONGEST_TIP = 300;

function edgeMark(
  edge: VisibleEdge,
  from: VisibleNode,
  placed: PlacedEdge,
  label: EdgeLabel,
  known: Known,
  flow: Flow,
): EdgeMark {
  const { label: room } = placed;
  const flows = edge.gradient.state !== 'none';
  const isSeen = { value: known.value(edge.from), gradient: known.gradient(edge) };
  const written = flow === 'right' ? writtenAcross(label, room, isSeen) : writtenBeside(label, room, isSeen);
  const back = flows && isSeen.gradient;
  const lines = linesOf(placed, flow);
  return {
    id: edge.id,
    from: edge.from,
    to: edge.to,
    of: from.node.id,
    scrub: isScrubbable(from),
    forward: lines.forward,
    forwardTip: lines.forwardTip,
    ...(back ? { back: lines.back, backTip: lines.backTip } : {}),
    ...written,
    quiet: edge.quiet || isPlainConstant(from),
    waiting: edge.value.state === 'waiting',
    room,
  };
}

type OnEdge = Pick<EdgeMark, 'texts' | 'grids' | 'reason'>;
type Seen = Readonly<Record<'value' | 'gradient', boolean>>;

/** Value above the line, gradient below it. */
function writtenAcross({ above, below }: EdgeLabel, room: PlacedNode, seen: Seen): OnEdge {
  const x = tidy(room.x + room.width / 2);
  const texts: TextMark[] = [];
  const grids: GridMark[] = [];
  let reason: EdgeMark['reason'];
  const centred = ({ thumbnail }: EdgeText): number =>
    x - ((thumbnail?.columns ?? 0) * (thumbnail?.cellWidth ?? 0)) / 2;
  if (above) {
    const top = room.line - ABOVE_GAP - above.height;
    texts.push(lineOf(above, 'value', seen.value, x, seen.value ? top + 11 : room.line - ABOVE_GAP - 2));
    if (seen.value) grids.push(...gridOf(above, 'value', centred(above), top + LINE_HEIGHT + GRID_GAP));
  }
  if (below) {
    const top = room.line + BELOW_GAP;
    texts.push(lineOf(below, 'gradient', seen.gradient, x, top + 11));
    if (seen.gradient) {
      grids.push(...gridOf(below, 'gradient', centred(below), top + LINE_HEIGHT + GRID_GAP));
      if (below.reason !== undefined) reason = { x, y: tidy(top + below.height - 3), text: below.reason };
    }
  }
  return { texts, grids, ...(reason ? { reason } : {}) };
}

/** Along a line downwards: the value to its left, the gradient to its right. */
function writtenBeside({ above, below }: EdgeLabel, room: PlacedNode, seen: Seen): OnEdge {
  const texts: TextMark[] = [];
  const grids: GridMark[] = [];
  let reason: EdgeMark['reason'];
  const middle = room.y + room.height / 2;
  if (above) {
    const x = tidy(room.line - ABOVE_GAP);
    const top = seen.value ? middle - above.height / 2 : middle - LINE_HEIGHT / 2;
    texts.push({ ...lineOf(above, 'value', seen.value, x, top + 11), anchor: 'end' });
    const width = (above.thumbnail?.columns ?? 0) * (above.thumbnail?.cellWidth ?? 0);
    if (seen.value) grids.push(...gridOf(above, 'value', x - width, top + LINE_HEIGHT + GRID_GAP));
  }
  if (below) {
    const x = tidy(room.line + BELOW_GAP);
    const top = seen.gradient ? middle - below.height / 2 : middle - LINE_HEIGHT / 2;
    texts.push({ ...lineOf(below, 'gradient', seen.gradient, x, top + 11), anchor: 'start' });
    if (seen.gradient) {
      grids.push(...gridOf(below, 'gradient', x, top + LINE_HEIGHT + GRID_GAP));
      if (below.reason !== undefined)
        reason = { x, y: tidy(top + below.height - 3), text: below.reason, anchor: 'start' };
    }
  }
  return { texts, grids, ...(reason ? { reason } : {}) };
}

interface Lines {
  readonly forward: string;
  readonly forwardTip: string;
  readonly back: string;
  readonly backTip: string;
}

const written = new WeakMap<PlacedEdge, Lines>();

/** Written once for each layout: while numbers change, lines stay. */
function linesOf(placed: PlacedEdge, flow: Flow): Lines {
  const before = written.get(placed);
  if (before) return before;
  const { path } = placed;
  const isDown = flow === 'down';
  const shift = isDown ? { x: BACK_SHIFT, y: 0 } : { x: 0, y: BACK_SHIFT };
  const { x, y } = path.start;
  const start = isDown ? { x: x + BACK_SHIFT, y: y + 1 } : { x: x + 1, y: y + BACK_SHIFT };
  const along = isDown ? Math.PI / 2 : 0;
  const lines = {
    forward: pathData(path),
    forwardTip: tipAt(path.parts.at(-1)?.to ?? path.start, endDirection(placed) ?? along),
    back: pathData(path, shift),
    backTip: tipAt(start, along + Math.PI),
  };
  written.set(placed, lines);
  return lines;
}

function lineOf(written: EdgeText, role: 'value' | 'gradient', seen: boolean, x: number, y: number): TextMark {
  const text: PicturePiece = seen
    ? { text: written.text, role: written.nan ? 'nan' : role }
    : { text: UNKNOWN, role: 'unknown' };
  if (written.name === undefined) return { x, y: tidy(y), pieces: [text] };
  const between = written.thumbnail && seen ? ' ' : ' = ';
  const pieces: PicturePiece[] = [{ text: written.name, role: 'name' }, { text: between, role: 'equals' }, text];
  return { x, y: tidy(y), pieces };
}

const gridOf = ({ thumbnail }: EdgeText, which: GridMark['which'], x: number, y: number): GridMark[] =>
  thumbnail ? [{ which, x: tidy(x), y: tidy(y), thumbnail }] : [];

/** The direction in which an edge arrives, in radians, downwards positive; undefined where it runs straight along the flow. */
function endDirection({ path }: PlacedEdge): number | undefined {
  const last = path.parts.at(-1);
  const before = last?.curve?.[1];
  return last && before ? Math.atan2(last.to.y - before.y, last.to.x - before.x) : undefined;
}

const TIP = 6;

/** A small arrowhead, its tip at `point`. */
function tipAt(point: Point, angle: number): string {
  const corner = (turn: number): string =>
    `${tidy(point.x - TIP * Math.cos(angle + turn))} ${tidy(point.y - TIP * Math.sin(angle + turn))}`;
  return `M${tidy(point.x)} ${tidy(point.y)}L${corner(0.45)}L${corner(-0.45)}Z`;
}
