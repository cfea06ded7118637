import { showNumber } from '../../base/show.ts';
import { fillWords } from '../../explain/formula/formula.ts';
import type { Gate, Words } from '../../gates/gate.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { arrivalsAt, type Drawing, type DrawnEdge, type DrawnNode } from '../build/drawing.ts';
import { isZero } from '../build/tensorView.ts';

/** Why a gradient, or one message of it, is exactly zero. */
export interface ZeroReasons {
  ofNode(node: DrawnNode): string;
  ofEdge(edge: DrawnEdge): string;
}

/** `root`: the gate that cut the gradient off, to be repeated by all that lies before it. */
interface Reason {
  readonly said: string;
  readonly root: string;
}

export function zeroReasons({ outputName, nodes, request: { digits } }: Drawing): ZeroReasons {
  const known = new Map<DrawnNode, Reason>();
  // Consumers first, so that each finds the reasons of those it feeds: no recursion along a chain of thousands.
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i];
    if (node?.gradient && isZero(node.gradient)) known.set(node, reasonOf(node));
  }
  return { ofNode: (node) => known.get(node)?.said ?? '', ofEdge: (edge) => reasonOfEdge(edge).said };

  function reasonOf(node: DrawnNode): Reason {
    const flowing = arrivalsAt(node);
    if (flowing.length === 0) return plain(`${outputName} does not depend on ${node.label}`);
    const nonZero = flowing.flatMap(({ message }) => (isZero(message) ? [] : [message]));
    if (nonZero.length > 0) {
      if (node.value.shape.length > 0) return plain('the messages of its uses cancel');
      const terms = nonZero.map(({ data }) => showNumber(data[0] ?? 0, digits));
      const sum = terms.map((term, i) => (i > 0 && term.startsWith('−') ? `(${term})` : term)).join(' + ');
      return plain(`the messages of its uses cancel: ${sum} = 0`);
    }
    const reasons = flowing.slice(0, 3).map(reasonOfEdge);
    return { said: joined(reasons.map(({ said }) => said)), root: joined(reasons.map(({ root }) => root)) };
  }

  function reasonOfEdge({ to, port }: DrawnEdge): Reason {
    const upstream = to.gradient;
    if (upstream === undefined) return plain(`${outputName} does not depend on it`);
    if (!isZero(upstream)) return plain(localReason(to, port));
    const reason = known.get(to);
    // What a copy gate sends on is what it receives: its reason is theirs. A named one (`y = x`) can be pointed to.
    if (to.copies && to.name === undefined && reason) return reason;
    const root = reason?.root ?? '';
    return { said: `nothing arrives from ${to.label}${root === '' ? '' : ` (${root})`}`, root };
  }

  function localReason(to: DrawnNode, port: number): string {
    const { gate, gradient: upstream, options } = to;
    if (gate === undefined || upstream === undefined) return 'nothing passes here';
    const names = to.into.map(({ from }) => from.label);
    const inputs = to.into.map(({ from }) => from.value);
    const param = Math.min(port, gate.params.length - 1);
    if ([...inputs, to.value].some(({ shape }) => shape.length > 0)) return tensorReason(gate, to, param, names);
    const numbers = inputs.map(({ data }) => data[0] ?? Number.NaN);
    const out = to.value.data[0] ?? Number.NaN;
    const remark = gate.remark?.(numbers, out, options);
    const about = remark?.param === param || remark?.kind === 'kink' ? remark : undefined;
    if (about?.kind === 'off') return fillWords(about.words, gate, names);
    const [a = 0, b = 0, c = 0] = numbers;
    const slope = gate.scalar?.slopes[param]?.(a, b, c, out, options);
    if (slope !== undefined && slope !== 0) {
      const arrived = showNumber(upstream.data[0] ?? Number.NaN, digits);
      return `${showNumber(slope, digits)} · (${arrived}) is too small for a number: it rounds to 0`;
    }
    if (about?.kind === 'saturated') return `${fillWords(about.words, gate, names)}: its slope rounds to 0`;
    if (about) return fillWords(about.words, gate, names);
    const other = gate.params.indexOf(gate.locals?.[param] ?? '');
    if (other >= 0) return `it is multiplied by ${names[other] ?? 'a factor'}, which is 0`;
    return `the local gradient of ${gate.name} is 0 at ${names[param] ?? 'its operand'} = ${showNumber(numbers[param] ?? Number.NaN, digits)}`;
  }
}

const plain = (said: string): Reason => ({ said, root: said });

const joined = (reasons: readonly string[]): string => [...new Set(reasons)].join('; ');

function tensorReason(gate: Gate, to: DrawnNode, param: number, names: readonly string[]): string {
  const words = commonRemark(gate, to, param);
  if (words !== undefined) return `${fillWords(words, gate, names)}, wherever something arrives`;
  const other = to.into.find(({ port, from }) => port !== param && isZero(from.value));
  if (gate.pattern === 'swap multiplier' && other) return `it is multiplied by ${other.from.label}, which is 0`;
  return `the local gradient of ${gate.name} is 0 wherever something arrives`;
}

/** The remark that holds for the operand at every entry where upstream is not 0. */
function commonRemark(gate: Gate, to: DrawnNode, param: number): Words | undefined {
  const { gradient: upstream, value: out } = to;
  if (gate.scalar === undefined || gate.remark === undefined) return undefined;
  const inputs: readonly Tensor[] = to.into.map(({ from }) => from.value);
  let common: Words | undefined;
  for (let i = 0; i < out.data.length; i++) {
    if ((upstream?.data[i] ?? 0) === 0) continue;
    const entries = inputs.map(({ data }) => (data.length === out.data.length ? data[i] : data[0]) ?? Number.NaN);
    const remark = gate.remark(entries, out.data[i] ?? Number.NaN, to.options);
    if (remark === undefined || remark.param !== param) return undefined;
    if (common !== undefined && common !== remark.words) return undefined;
    common = remark.words;
  }
  return common;
}
