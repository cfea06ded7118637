import type { Sending } from '../../autodiff/wrongRule.ts';

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
