import { broadcastTo } from '../../tensor/broadcast.ts';
import { sameShape, sizeOf, type Tensor, zeros } from '../../tensor/tensor.ts';
import type { BoxInMaking, NodeInMaking, OperandUse, Sketch } from './draft.ts';
import type { DrawnEdge } from './drawing.ts';

/** A value is not stretched to more entries than this only to be drawn. */
const STRETCH_UP_TO = 2_000_000;

/**
 * Turns uses into edges, in forward order: a value used more than once passes a copy gate, one inside each box that uses it
 * more than once; a value that broadcasting stretches passes a copy gate for its rows.
 */
export function withCopyGates({ nodes, uses }: Sketch): readonly NodeInMaking[] {
  const order: NodeInMaking[] = [];
  for (const node of nodes) {
    order.push(node);
    const all = uses.get(node);
    if (all) distribute(node, all, scopeOf(node), true);
  }
  for (const node of order) node.into.sort((a, b) => a.port - b.port);
  return order;

  function distribute(
    source: NodeInMaking,
    all: readonly OperandUse[],
    scope: BoxInMaking | undefined,
    whole: boolean,
  ): void {
    const branches = branchesOf(all, scope);
    let from = source;
    if (branches.length > 1 && !(whole && source.copies === 'uses')) {
      from = copyOf(source, all, scope, whole);
      order.push(from);
      connect(source, from, 0, from.gradient);
    }
    for (const { box, inner } of branches) {
      const [use] = inner;
      if (use === undefined) continue;
      if (box) distribute(from, inner, box, false);
      else if (use.to.box === scope) drawUse(from, use);
      else distribute(from, inner, scope?.parent, false);
    }
  }

  function drawUse(from: NodeInMaking, use: OperandUse): void {
    const stretched = rowsOf(from, use);
    if (stretched) {
      order.push(stretched);
      connect(from, stretched, 0, use.message);
      connect(stretched, use.to, use.port, stretched.gradient);
    } else connect(from, use.to, use.port, use.message);
  }
}

/** Where the uses of a node begin: around every call whose value it is. */
function scopeOf(node: NodeInMaking): BoxInMaking | undefined {
  let scope = node.box;
  while (scope && scope.output === node.id) scope = scope.parent;
  return scope;
}

interface Branch {
  /** The box that it leads into, one level down; undefined: straight to the use, or out of the box that it comes from. */
  readonly box: BoxInMaking | undefined;
  readonly inner: OperandUse[];
}

function branchesOf(uses: readonly OperandUse[], scope: BoxInMaking | undefined): readonly Branch[] {
  const branches: Branch[] = [];
  const known = new Map<BoxInMaking | 'outside', Branch>();
  for (const use of uses) {
    const box = childTowards(use.to.box, scope);
    const way = box ?? (use.to.box === scope ? undefined : 'outside');
    const branch = way && known.get(way);
    if (branch) branch.inner.push(use);
    else {
      const fresh: Branch = { box, inner: [use] };
      branches.push(fresh);
      if (way) known.set(way, fresh);
    }
  }
  return branches;
}

function childTowards(box: BoxInMaking | undefined, scope: BoxInMaking | undefined): BoxInMaking | undefined {
  if (box === scope) return undefined;
  let child = box;
  while (child && child.parent !== scope) child = child.parent;
  return child;
}

/** What every node that is drawn for another has in common with it. */
const like = (
  source: NodeInMaking,
): Pick<
  NodeInMaking,
  | 'node'
  | 'name'
  | 'words'
  | 'label'
  | 'text'
  | 'span'
  | 'hidden'
  | 'quiet'
  | 'options'
  | 'whyNone'
  | 'symbol'
  | 'gate'
  | 'role'
> => ({
  node: source.node,
  name: undefined,
  words: source.words,
  label: source.label,
  text: source.text,
  span: source.span,
  hidden: source.hidden,
  quiet: source.quiet,
  options: {},
  whyNone: source.whyNone,
  symbol: 'copy',
  gate: undefined,
  role: 'copy',
});

function copyOf(
  source: NodeInMaking,
  uses: readonly OperandUse[],
  scope: BoxInMaking | undefined,
  whole: boolean,
): NodeInMaking {
  const sum = whole && source.gradient ? source.gradient : sumOf(uses.map((use) => use.message));
  return {
    ...like(source),
    id: `${source.id}*${scope ? scope.id : ''}`,
    copies: 'uses',
    value: source.value,
    gradient: sum,
    whyNone: sum ? '' : source.whyNone || 'nothing flows back through any of its uses',
    box: scope,
    operandValues: [],
    into: [],
    out: [],
  };
}

/** The copy gate of an operand that broadcasting stretches; undefined where none is drawn. */
function rowsOf(from: NodeInMaking, { to, port, message }: OperandUse): NodeInMaking | undefined {
  const { gate, gradient: upstream, value: out } = to;
  if (message === undefined || upstream === undefined || gate?.scalar === undefined) return undefined;
  if (sameShape(from.value.shape, out.shape) || sizeOf(out.shape) > STRETCH_UP_TO) return undefined;
  const value = broadcastTo(from.value, out.shape);
  const gradient = zeros(out.shape);
  const inputs = to.operandValues.map((operand, i) => (i === port ? value : operand));
  gate.pullback(
    { inputs, out, upstream, options: to.options },
    inputs.map((_, i) => (i === port ? gradient : undefined)),
  );
  return {
    ...like(from),
    id: `${to.id}<${port}`,
    copies: 'rows',
    value,
    gradient,
    whyNone: '',
    box: to.box,
    operandValues: [],
    into: [],
    out: [],
  };
}

function sumOf(messages: readonly (Tensor | undefined)[]): Tensor | undefined {
  const present = messages.filter((message) => message !== undefined);
  const [first] = present;
  if (first === undefined) return undefined;
  const total = zeros(first.shape);
  for (const { data } of present)
    for (let i = 0; i < data.length; i++) total.data[i] = (total.data[i] ?? 0) + (data[i] ?? 0);
  return total;
}

function connect(from: NodeInMaking, to: NodeInMaking, port: number, message: Tensor | undefined): void {
  const edge: DrawnEdge = { id: `${to.id}:${port}`, from, to, port, message };
  from.out.push(edge);
  to.into.push(edge);
}
