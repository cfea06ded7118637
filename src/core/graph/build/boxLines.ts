import type { Tape } from '../../autodiff/tape/tape.ts';
import type { BoxInMaking, NodeInMaking, Sketch } from './draft.ts';
import { shortText } from './labels.ts';

/** A picture of more gates and closed boxes than this is drawn as groups of lines. */
const MANY = 100;
/** Parts of one group, each a line or a group of lines. */
const PARTS = 12;
/** More inputs than this stand with the lines that use them. */
const INPUTS = 24;

/** What one line of the text has in the picture, outside all boxes. */
interface Line {
  readonly gates: NodeInMaking[];
  readonly calls: Set<BoxInMaking>;
  /** Made last. */
  last: NodeInMaking;
}

/**
 * Puts lines that follow one another into boxes, and boxes into boxes, where a picture would have so many gates that nobody
 * could find anything in it. Before copy gates are drawn.
 */
export function boxLines(sketch: Sketch, tape: Tape): void {
  const lines = linesOf(sketch, tape);
  const parts = lines.reduce((total, { gates, calls }) => total + gates.length + calls.size, 0);
  if (parts <= MANY || lines.length <= PARTS) return;
  const groups = new Set<BoxInMaking>();
  group({ lines, first: 0 }, widthsOf(sketch, lines), undefined, groups);
  sketch.boxes.unshift(...groups);
  placeLeaves(sketch, groups);
}

function linesOf({ nodes }: Sketch, tape: Tape): readonly Line[] {
  const lines = new Map<number, Line>();
  for (const node of nodes) {
    if (node.node === undefined || (node.role !== 'gate' && node.role !== 'copy')) continue;
    const statement = tape.statementOf(node.node);
    const line = lines.get(statement) ?? { gates: [], calls: new Set(), last: node };
    lines.set(statement, line);
    line.last = node;
    let box = node.box;
    while (box?.parent) box = box.parent;
    if (box) line.calls.add(box);
    else line.gates.push(node);
  }
  return [...lines].toSorted(([a], [b]) => a - b).map(([, line]) => line);
}

/** How many values of earlier lines are used from each line on: a part that begins where they are few is a thing of its own. */
function widthsOf({ uses }: Sketch, lines: readonly Line[]): readonly number[] {
  const lineOf = new Map<NodeInMaking | BoxInMaking, number>();
  lines.forEach(({ gates, calls }, index) => {
    for (const part of [...gates, ...calls]) lineOf.set(part, index);
  });
  const placeOf = (node: NodeInMaking): number | undefined => {
    let { box } = node;
    while (box?.parent) box = box.parent;
    return lineOf.get(box ?? node);
  };
  const changes = new Array<number>(lines.length + 1).fill(0);
  for (const [node, all] of uses) {
    const from = placeOf(node);
    if (from === undefined) continue;
    const to = Math.max(from, ...all.map((use) => placeOf(use.to) ?? from));
    changes[from + 1] = (changes[from + 1] ?? 0) + 1;
    changes[to + 1] = (changes[to + 1] ?? 0) - 1;
  }
  let width = 0;
  return changes.map((change) => {
    width += change;
    return width;
  });
}

interface Part {
  readonly lines: readonly Line[];
  /** Of its first line, among all. */
  readonly first: number;
}

/** Groups of at most `PARTS` parts each, about equal, that begin where the fewest values are handed on. */
function group(
  { lines, first }: Part,
  widths: readonly number[],
  parent: BoxInMaking | undefined,
  groups: Set<BoxInMaking>,
): void {
  let size = 1;
  while (size * PARTS < lines.length) size *= PARTS;
  if (size === 1) {
    for (const line of lines) putInto(line, parent);
    return;
  }
  const cuts = cutsOf(lines.length, size, (line) => widths[first + line] ?? 0);
  cuts.forEach((cut, k) => {
    const part = lines.slice(cut, cuts[k + 1]);
    const [only] = part;
    if (part.length === 1 && only) {
      putInto(only, parent);
      return;
    }
    const box = boxOf(part, parent);
    groups.add(box);
    group({ lines: part, first: first + cut }, widths, box, groups);
  });
}

/** Parts so full are cut once more where there is room for it, so that cuts can be moved. */
const FULL = 0.85;

/** Where parts of at most `size` begin. */
function cutsOf(length: number, size: number, widthAt: (line: number) => number): readonly number[] {
  let count = Math.ceil(length / size);
  if (length / count > FULL * size && count < PARTS) count++;
  const even = length / count;
  const reach = Math.max(0, Math.min(Math.floor(even / 3), Math.floor((size - even) / 2)));
  return Array.from({ length: count }, (_, k) => {
    const middle = Math.round(k * even);
    if (k === 0) return 0;
    let best = middle;
    for (let off = 1; off <= reach; off++)
      for (const line of [middle - off, middle + off]) if (widthAt(line) < widthAt(best)) best = line;
    return best;
  });
}

function putInto({ gates, calls }: Line, parent: BoxInMaking | undefined): void {
  for (const gate of gates) gate.box = parent;
  for (const call of calls) call.parent = parent;
}

function boxOf(lines: readonly Line[], parent: BoxInMaking | undefined): BoxInMaking {
  const first = lines[0]?.last;
  const last = lines.at(-1)?.last;
  const [from, to] = [first?.name ?? first?.text ?? '', last?.name ?? last?.text ?? ''];
  return {
    id: `${lines.length} lines ${first?.id ?? ''}`,
    kind: 'lines',
    parent,
    title: `${lines.length} lines, ${shortText(from, 12)} to ${shortText(to, 12)}`,
    symbol: shortText(`${from} … ${to}`, 16),
    gate: undefined,
    options: {},
    operands: [],
    output: last?.id ?? '',
    span: first?.span && last?.span && { from: first.span.from, to: last.span.to },
    size: 0,
  };
}

/** What only one group uses stands in it: numbers always, inputs and parameters where they are many. */
function placeLeaves({ nodes, uses }: Sketch, groups: ReadonlySet<BoxInMaking>): void {
  const groupOf = (start: BoxInMaking | undefined): BoxInMaking | undefined => {
    let box = start;
    while (box && !groups.has(box)) box = box.parent;
    return box;
  };
  const leaves = nodes.filter(({ role, box }) => role !== 'gate' && role !== 'copy' && box === undefined);
  const named = leaves.filter(({ name }) => name !== undefined).length;
  for (const leaf of leaves) {
    if (leaf.name !== undefined && named <= INPUTS) continue;
    const [first, ...rest] = (uses.get(leaf) ?? []).map(({ to }) => groupOf(to.box));
    leaf.box = rest.reduce(common, first);
  }
}

/** The innermost box that both are, or stand in. */
function common(a: BoxInMaking | undefined, b: BoxInMaking | undefined): BoxInMaking | undefined {
  const around = new Set<BoxInMaking>();
  for (let box = a; box; box = box.parent) around.add(box);
  let box = b;
  while (box && !around.has(box)) box = box.parent;
  return box;
}
