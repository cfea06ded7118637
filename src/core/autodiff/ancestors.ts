import { flowsTo } from '../gates/gate.ts';
import type { NodeId } from './tape/node.ts';
import type { Tape } from './tape/tape.ts';

/** All zero between calls. */
let marked = new Uint8Array(1024);

/** Nodes that feed `output` through gates that pass gradients and that an input reaches; the output first, descending. */
export function ancestors(tape: Tape, output: NodeId): Int32Array {
  if (marked.length <= tape.length) marked = new Uint8Array(tape.length * 2);
  const marks = marked;
  marks[output] = 1;
  let pending = 1;
  let found = new Int32Array(64);
  let count = 0;
  for (let id = output; pending > 0 && id >= 0; id--) {
    if (marks[id] === 0) continue;
    marks[id] = 0;
    pending--;
    if (count === found.length) {
      const grown = new Int32Array(count * 2);
      grown.set(found);
      found = grown;
    }
    found[count++] = id;
    const gate = tape.gateOf(id);
    if (gate === undefined) continue;
    if (gate.params.length <= 2 && !gate.variadic) {
      const a = tape.firstInput(id);
      if (gate.differentiable[0] && marks[a] === 0 && tape.isReached(a)) {
        marks[a] = 1;
        pending++;
      }
      const b = tape.secondInput(id);
      if (b >= 0 && gate.differentiable[1] && marks[b] === 0 && tape.isReached(b)) {
        marks[b] = 1;
        pending++;
      }
    } else {
      const inputs = tape.inputsOf(id);
      for (let port = 0; port < inputs.length; port++) {
        const input = inputs[port] ?? 0;
        if (flowsTo(gate, port) && marks[input] === 0 && tape.isReached(input)) {
          marks[input] = 1;
          pending++;
        }
      }
    }
  }
  return found.slice(0, count);
}
