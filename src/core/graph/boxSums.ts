import type { BoxInMaking, NodeInMaking, Sketch } from './making.ts';
import { shortText } from './naming.ts';

/** This many parallel terms of one sum are a box of their own: side by side they would be a strip that nobody reads. */
const TOGETHER = 16;

/** A gate or a call that is used once, as a term of the sum. */
interface Term {
  readonly node: NodeInMaking;
  /** The box that it is the value of, when it is a call. */
  readonly call: BoxInMaking | undefined;
}

/** Puts a long sum of calls or gates into a box together with the gates that add them up. Before copy gates are drawn. */
export function boxSums(sketch: Sketch): void {
  const { nodes, uses, boxes } = sketch;
  const adds = nodes.filter(({ gate }) => gate?.name === 'add');
  if (adds.length < TOGETHER - 1) return;
  const operands = new Map<NodeInMaking, NodeInMaking[]>(adds.map((add) => [add, []]));
  for (const [operand, all] of uses) for (const { to } of all) operands.get(to)?.push(operand);
  const onlyUse = (node: NodeInMaking): NodeInMaking | undefined => {
    const all = uses.get(node) ?? [];
    return all.length === 1 ? all[0]?.to : undefined;
  };
  const isInner = (add: NodeInMaking): boolean => {
    const user = onlyUse(add);
    return user?.gate?.name === 'add' && user.box === add.box;
  };
  for (const root of adds.filter((add) => !isInner(add))) {
    // A call whose whole value is the sum is a box already.
    if (root.box?.output === root.id) continue;
    const sum = [root];
    const terms: Term[] = [];
    for (const add of sum)
      for (const operand of operands.get(add) ?? []) {
        if (operands.has(operand) && isInner(operand)) sum.push(operand);
        else if (onlyUse(operand) === add) terms.push(...termOf(operand, root.box));
      }
    if (terms.length >= TOGETHER) putInBox(sketch, root, sum, terms);
  }
  const depth = (box: BoxInMaking | undefined): number => (box ? 1 + depth(box.parent) : 0);
  boxes.sort((a, b) => depth(a) - depth(b));
}

function termOf(node: NodeInMaking, around: BoxInMaking | undefined): readonly Term[] {
  if (node.box === around) return node.role === 'gate' ? [{ node, call: undefined }] : [];
  let call = node.box;
  while (call && call.parent !== around) call = call.parent;
  return call?.output === node.id ? [{ node, call }] : [];
}

function putInBox({ boxes }: Sketch, root: NodeInMaking, sum: readonly NodeInMaking[], terms: readonly Term[]): void {
  const symbols = new Set(terms.map(({ call }) => call?.symbol ?? ''));
  const [called = ''] = symbols.size === 1 ? symbols : [];
  const box: BoxInMaking = {
    id: `Σ${root.id}`,
    kind: 'sum',
    parent: root.box,
    title: called ? `sum of ${terms.length} calls of ${called}` : `sum of ${terms.length} terms`,
    symbol: shortText(called ? `Σ ${terms.length} ${called}` : `Σ ${terms.length} terms`, 16),
    gate: undefined,
    options: {},
    operands: [],
    output: root.id,
    span: root.span,
    size: 0,
  };
  boxes.push(box);
  for (const add of sum) add.box = box;
  for (const { node, call } of terms)
    if (call) call.parent = box;
    else node.box = box;
}
