import { LanguageService } from '../../../src/language/document/service.ts';
import { graphFor } from '../../../src/language/graph.ts';
import type { GraphSnapshot } from '../../../src/protocol/graph.ts';

const uri = 'file:///lesson.bp';

/** The snapshot of the last cell of a text. */
export function snapshotFor(text: string): GraphSnapshot {
  const service = new LanguageService({ filesOf: () => ({ read: () => ({ state: 'refused', reason: 'no files' }) }) });
  service.open(uri, 1, text);
  const state = service.state(uri);
  const place = text.length;
  const answer = state && graphFor(service, state, { uri, selection: { from: place, to: place }, what: 'auto' });
  if (!answer || 'reason' in answer) throw new Error(answer ? answer.reason : 'the text was not opened');
  return answer;
}

export const SIMPLE = 'x = -2; y = 5; z = -4\nq = x + y\nf = q * z\n';
export const FORK = 'a = 2; b = 1\nc = a + b\nd = b + 1\ne = c * d\n';
export const NEURON = 'w = 2; x = -1; b = 3\nf = sigmoid(w * x + b)\n';
export const NESTED = 'def neuron(w, x) = sigmoid(w * x)\nu = 2; v = 3\nf = neuron(u, v) + 1\n';
export const LAYER = 'X = [[1, -2], [2, 1]]\nW = param([[1, 0], [2, -1]])\nL = sum(relu(X @ W))\n';
