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
  group(lines, undefined, groups);
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

/** Groups as equal as can be, of at most `PARTS` parts each. */
function group(lines: readonly Line[], parent: BoxInMaking | undefined, groups: Set<BoxInMaking>): void {
  let size = 1;
  while (size * PARTS < lines.length) size *= PARTS;
  const count = Math.ceil(lines.length / size);
  for (let k = 0; k < count; k++) {
    const part = lines.slice(Math.round((k * lines.length) / count), Math.round(((k + 1) * lines.length) / count));
    if (part.length === 1 || size === 1) {
      for (const line of part) putInto(line, parent);
      continue;
    }
    const box = boxOf(part, parent);
    groups.add(box);
    group(part, box, groups);
  }
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
