import { showNumber } from '../base/show.ts';
import type { Gate, Words } from '../gates/gate.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Drawing, DrawnEdge, DrawnNode } from './drawing.ts';
import { isZero } from './tensorView.ts';

/** Why a gradient, or one message of it, is exactly zero. */
export interface ZeroReasons {
  ofNode(node: DrawnNode): string;
  ofEdge(edge: DrawnEdge): string;
}

export function zeroReasons({ outputName, request: { digits } }: Drawing): ZeroReasons {
  const known = new Map<DrawnNode, string>();
  return { ofNode, ofEdge };

  function ofNode(node: DrawnNode): string {
    let reason = known.get(node);
    if (reason === undefined) {
      reason = reasonOf(node);
      known.set(node, reason);
    }
    return reason;
  }

  function reasonOf(node: DrawnNode): string {
    const flowing = node.out.filter((edge) => edge.message !== undefined);
    if (flowing.length === 0) return `${outputName} does not depend on ${node.label}`;
    const nonZero = flowing.filter((edge) => edge.message && !isZero(edge.message));
    if (nonZero.length > 0) {
      if (node.value.shape.length > 0) return 'its messages cancel out';
      const terms = nonZero.map((edge) => showNumber(edge.message?.data[0] ?? 0, digits));
      return `its messages cancel: ${terms.map((term) => (term.startsWith('−') ? `(${term})` : term)).join(' + ')} = 0`;
    }
    return [...new Set(flowing.map(ofEdge))].slice(0, 3).join('; ');
  }

  function ofEdge({ to, port }: DrawnEdge): string {
    const upstream = to.gradient;
    if (upstream === undefined) return `${outputName} does not depend on it`;
    // What a copy gate sends on is what it receives: its reason is theirs. A named one (`y = x`) can be pointed to.
    if (to.copies && to.name === undefined && to.out.length > 0 && isZero(upstream)) return ofNode(to);
    if (isZero(upstream)) return `nothing arrives from ${to.label}`;
    return localReason(to, port);
  }

  function localReason(to: DrawnNode, port: number): string {
    const { gate, gradient: upstream, options } = to;
    if (gate === undefined || upstream === undefined) return 'nothing passes';
    const names = to.into.map((edge) => edge.from.label);
    const inputs = to.into.map((edge) => edge.from.value);
    const param = Math.min(port, gate.params.length - 1);
    const fill = (words: Words): string => filled(words, gate, names);
    const scalars = [...inputs, to.value, upstream].every(({ data }) => data.length === 1);
    const first = (tensor: Tensor | undefined): number => tensor?.data[0] ?? Number.NaN;
    const remark = gate.remark?.(inputs.map(first), first(to.value), options);
    if (!scalars) return tensorReason(gate, to, port, fill);
    const about = remark?.param === param ? remark : undefined;
    if (about?.kind === 'off') return fill(about.words);
    const [a = 0, b = 0, c = 0] = inputs.map(first);
    const slope = gate.scalar?.slopes[param]?.(a, b, c, first(to.value), options);
    const local = gate.locals?.[param];
    if (slope !== undefined && slope !== 0)
      return `${showNumber(slope, digits)} · ${showNumber(first(upstream), digits)} is too small for a number and becomes 0`;
    if (about) return about.kind === 'saturated' ? `${fill(about.words)}: it rounds to 0` : fill(about.words);
    if (local === undefined) return `the local gradient of ${gate.name} is 0`;
    const other = gate.params.indexOf(local);
    return other >= 0
      ? `it is multiplied by ${names[other] ?? local}, which is 0`
      : `the local gradient of ${gate.name} is 0`;
  }

  function tensorReason(gate: Gate, to: DrawnNode, port: number, fill: (words: Words) => string): string {
    const inputs = to.into.map((edge) => edge.from.value);
    const words = gate.scalar && gate.remark ? commonRemark(gate, to, inputs, port) : undefined;
    if (words !== undefined) return `${fill(words)}, in every entry that upstream reaches`;
    const other = to.into.find((edge) => edge.port !== port && isZero(edge.from.value));
    if (gate.pattern === 'swap multiplier' && other) return `it is multiplied by ${other.from.label}, which is 0`;
    return `${gate.name} lets nothing through: where upstream is not 0, the local gradient is`;
  }
}

/** The words that hold for the operand at every entry where upstream is not 0. */
function commonRemark(gate: Gate, to: DrawnNode, inputs: readonly Tensor[], port: number): Words | undefined {
  const { gradient: upstream, value: out } = to;
  let common: Words | undefined;
  for (let i = 0; i < out.data.length; i++) {
    if ((upstream?.data[i] ?? 0) === 0) continue;
    const entries = inputs.map(({ data }) => (data.length === out.data.length ? data[i] : data[0]) ?? Number.NaN);
    const remark = gate.remark?.(entries, out.data[i] ?? Number.NaN, to.options);
    if (remark === undefined || remark.param !== port) return undefined;
    if (common !== undefined && common !== remark.words) return undefined;
    common = remark.words;
  }
  return common;
}

/** Words with the operands' names in place of `{a}`. */
export const filled = (words: Words, gate: Gate, names: readonly string[]): string =>
  words.replace(/\{(\w+)\}/g, (whole, param: string) => names[gate.params.indexOf(param)] ?? whole);
