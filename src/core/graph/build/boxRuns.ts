import type { BoxInMaking, NodeInMaking, Sketch } from './draft.ts';
import { shortText } from './labels.ts';

/** This many parallel terms of one sum are a box of their own: side by side they would be a strip that nobody reads. */
const TOGETHER = 16;
/** So many gates in a row are a box too, whatever they join. */
const LONG = 48;

interface Words {
  readonly whole: string;
  readonly part: string;
  readonly sign: string;
}

/** Gates of which a long run reads as one. */
const runs: Readonly<Record<string, Words>> = {
  add: { whole: 'sum', part: 'terms', sign: 'Σ' },
  mul: { whole: 'product', part: 'factors', sign: 'Π' },
  maximum: { whole: 'maximum', part: 'values', sign: 'max' },
  minimum: { whole: 'minimum', part: 'values', sign: 'min' },
  list: { whole: 'list', part: 'entries', sign: 'list' },
};

/** A gate or a call that is used once, as a term of the run. */
interface Term {
  readonly node: NodeInMaking;
  /** The box that it is the value of, when it is a call. */
  readonly call: BoxInMaking | undefined;
}

/** Puts long sums, products, maxima and lists into a box together with the gates that they are made of. Before copy gates are drawn. */
export function boxRuns(sketch: Sketch): void {
  const { nodes, uses, boxes } = sketch;
  const joints = nodes.filter(({ gate }) => gate && runs[gate.name]);
  const operands = new Map<NodeInMaking, NodeInMaking[]>(joints.map((joint) => [joint, []]));
  for (const [operand, all] of uses) for (const { to } of all) operands.get(to)?.push(operand);
  const onlyUse = (node: NodeInMaking): NodeInMaking | undefined => {
    const all = uses.get(node) ?? [];
    return all.length === 1 ? all[0]?.to : undefined;
  };
  const isInner = (joint: NodeInMaking): boolean => {
    const user = onlyUse(joint);
    return user?.gate?.name === joint.gate?.name && user?.box === joint.box && joint.gate?.name !== 'list';
  };
  for (const root of joints.filter((joint) => !isInner(joint))) {
    // A call whose whole value is the run is a box already.
    if (root.box?.output === root.id) continue;
    const run = [root];
    const terms: Term[] = [];
    let count = 0;
    for (const joint of run)
      for (const operand of operands.get(joint) ?? []) {
        if (operand.gate?.name === root.gate?.name && operands.has(operand) && isInner(operand)) {
          run.push(operand);
          continue;
        }
        count++;
        if (onlyUse(operand) === joint) terms.push(...termOf(operand, root.box));
      }
    if (terms.length >= TOGETHER || run.length >= LONG) putInBox(sketch, run, terms, count);
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

function putInBox({ boxes }: Sketch, run: readonly NodeInMaking[], terms: readonly Term[], count: number): void {
  const [root] = run;
  const words = runs[root?.gate?.name ?? ''];
  if (!root || !words) return;
  const symbols = new Set(terms.map(({ call }) => call?.symbol ?? ''));
  const [called = ''] = symbols.size === 1 && terms.length === count ? symbols : [];
  const box: BoxInMaking = {
    id: `${words.sign}${root.id}`,
    kind: 'run',
    parent: root.box,
    title: `${words.whole} of ${count} ${called ? `calls of ${called}` : words.part}`,
    symbol: shortText(`${words.sign} ${count} ${called || words.part}`, 16),
    gate: undefined,
    options: {},
    operands: [],
    output: root.id,
    span: root.span,
    size: 0,
  };
  boxes.push(box);
  for (const joint of run) joint.box = box;
  for (const { node, call } of terms)
    if (call) call.parent = box;
    else node.box = box;
}
