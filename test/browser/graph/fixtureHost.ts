/** The panel's host inside a browser page: shows the fixtures, and explains each gate with its numbers. */
import type { Card, CardFormula, FromGraphPanel, GraphSnapshot, ToGraphPanel } from '../../../src/protocol/graph.ts';
import * as graphs from '../fixtures/graphs.ts';

export interface FixtureHost {
  /** Every message that the panel sent. */
  readonly sent: FromGraphPanel[];
  show(name: keyof typeof graphs, changes?: Partial<GraphSnapshot>): void;
  /** As if the host had posted it, whatever it is. */
  post(message: unknown): void;
}

declare global {
  var fixtureHost: FixtureHost;
}

const sent: FromGraphPanel[] = [];
let snapshot: GraphSnapshot | undefined;

const post = (message: unknown): void => {
  window.dispatchEvent(new MessageEvent('message', { data: structuredClone(message) }));
};
const tell = (message: ToGraphPanel): void => post(message);

const scalarOf = (view: GraphSnapshot['nodes'][number]['value' | 'gradient']): string =>
  'tensor' in view ? String(view.tensor.entries?.[0] ?? '') : '';

/** One formula for each operand: downstream = local × upstream, the local gradient read off the numbers. */
function cardOf(shown: GraphSnapshot, id: string, phase: 'forward' | 'backward'): Card | undefined {
  const box = shown.boxes.find((candidate) => candidate.id === id);
  const node = shown.nodes.find((candidate) => candidate.id === (box?.output ?? id));
  if (!node) return undefined;
  const inputs = shown.edges.filter((edge) => edge.to === node.id);
  const upstream = Number(scalarOf(node.gradient));
  const formulas = inputs.map((edge): CardFormula => {
    const message = Number(scalarOf(edge.gradient));
    const local = message / upstream;
    const name = shown.nodes.find((other) => other.id === edge.from)?.symbol ?? '';
    return {
      label: `∂f/∂${name}`,
      symbols: `\\frac{\\partial f}{\\partial ${name}} = \\frac{\\partial ${node.name ?? 'q'}}{\\partial ${name}} \\cdot \\frac{\\partial f}{\\partial ${node.name ?? 'q'}}`,
      numbers: `= ${local} \\cdot ${upstream} = ${message}`,
      plain: `∂f/∂${name} = ${local} · ${upstream} = ${message}`,
      port: edge.port,
    };
  });
  const forward: CardFormula = {
    label: 'forward',
    symbols: `${node.name ?? 'q'} = ${inputs.map((edge) => shown.nodes.find((other) => other.id === edge.from)?.symbol).join(node.symbol === '+' ? ' + ' : ' \\cdot ')}`,
    numbers: `= ${scalarOf(node.value)}`,
    plain: `${node.name ?? 'q'} = ${scalarOf(node.value)}`,
  };
  return {
    node: id,
    phase,
    title: `${node.symbol} gate`,
    ...(node.pattern === undefined ? {} : { pattern: node.pattern }),
    sentence:
      phase === 'forward'
        ? `The gate computes ${scalarOf(node.value)}.`
        : `Upstream ${upstream}: each input receives its local gradient times upstream.`,
    formulas: phase === 'forward' ? [forward] : formulas,
    ...(node.role === 'copy' && phase === 'backward'
      ? {
          ledger: [
            { from: 'c', message: '2', sum: '2' },
            { from: 'd', message: '3', sum: '5' },
          ],
        }
      : {}),
    remarks: [],
  };
}

function receive(message: FromGraphPanel): void {
  sent.push(message);
  if (message.type !== 'card' || !snapshot) return;
  const card = cardOf(snapshot, message.node, message.phase);
  if (card) tell({ type: 'card', version: message.version, card });
}

const KEY = 'panel state';
Object.assign(globalThis, {
  acquireVsCodeApi: () => ({
    postMessage: (message: FromGraphPanel) => void setTimeout(() => receive(structuredClone(message))),
    getState: () => JSON.parse(sessionStorage.getItem(KEY) ?? 'null'),
    setState: (saved: unknown) => sessionStorage.setItem(KEY, JSON.stringify(saved)),
  }),
});

globalThis.fixtureHost = {
  sent,
  post,
  show: (name, changes = {}) => {
    const make = graphs[name] as () => GraphSnapshot;
    snapshot = { ...make(), ...changes };
    tell({ type: 'graph', snapshot });
  },
};
