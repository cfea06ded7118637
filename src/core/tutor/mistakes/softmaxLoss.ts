import type { Sending } from '../../autodiff/wrongRule.ts';
import { isPrinted } from '../../base/printedArithmetic.ts';
import { showNumber } from '../../base/show.ts';
import type { GatePlace } from './mistake.ts';

/** Gates at which p − y arises: cross-entropy on scores, log-softmax, and a softmax whose logarithm is taken. */
export const isSoftmaxLoss = ({ gate, port, onward, tape }: Sending): boolean => {
  if (port !== 0) return false;
  if (gate.name === 'cross_entropy' || gate.name === 'log_softmax') return true;
  const takesLog = (name: string | undefined): boolean => name === 'log';
  return (
    gate.name === 'softmax' &&
    onward.some(
      (edge) =>
        takesLog(edge.gate.name) ||
        (edge.gate.spelling.kind === 'index' && takesLog(tape.gateOf(edge.consumer + 1)?.name)),
    )
  );
};

/**
 * What p − y is multiplied by at the scores: 1/N for a mean over N rows, and what arrives from behind the loss. Undefined where
 * the rows differ in that, or the factor is no plain one.
 */
export function scaleOf({
  sending,
}: GatePlace): { readonly of: (text: string) => string; readonly words: string } | undefined {
  const factor = factorAt(sending);
  if (factor === undefined || !(factor > 0)) return undefined;
  if (Math.abs(factor - 1) < 1e-9) return { of: (text) => text, words: '' };
  const by = Math.round(1 / factor);
  if (by > 1 && Math.abs(factor * by - 1) < 1e-9)
    return { of: (text) => `${text.length > 1 ? `(${text})` : text}/${by}`, words: ` (with the 1/${by} of the mean)` };
  const number = showNumber(factor);
  return isPrinted(factor, number)
    ? { of: (text) => `${number} · ${text.length > 1 ? `(${text})` : text}`, words: ` (times ${number})` }
    : undefined;
}

/** right = factor · (p − y): every row sums to 0, and all entries but one have the sign of p. */
function factorAt({ gate, inputs, out, right, upstream }: Sending): number | undefined {
  const width = right.shape.at(-1) ?? 1;
  if (gate.name === 'cross_entropy') return (upstream.data[0] ?? 0) / Math.max(1, inputs[1]?.data.length ?? 1);
  const p = (at: number): number => (gate.name === 'softmax' ? (out.data[at] ?? 0) : Math.exp(out.data[at] ?? 0));
  let factor: number | undefined;
  for (let from = 0; from < right.data.length; from += width) {
    const ratios = Array.from({ length: width }, (_, j) => (right.data[from + j] ?? 0) / p(from + j));
    const largest = Math.max(...ratios);
    const labels = ratios.flatMap((ratio, j) => (Math.abs(ratio - largest) > 1e-9 * Math.abs(largest) ? [j] : []));
    const [label = 0] = labels;
    const atLabel = (right.data[from + label] ?? 0) / (p(from + label) - 1);
    if (labels.length !== 1 || Math.abs(atLabel - largest) > 1e-9 * Math.abs(largest)) return undefined;
    if (factor !== undefined && Math.abs(factor - largest) > 1e-9 * Math.abs(factor)) return undefined;
    factor = largest;
  }
  return factor;
}
