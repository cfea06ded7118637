/** Layout of the picture, beside elkjs on the same graphs: medians of CPU time. */
import ELK from 'elkjs/lib/elk.bundled.js';
import type { LayoutInput } from '../../src/core/layout/layout.ts';
import { layoutGraph } from '../../src/core/layout/layoutGraph.ts';
import { network, neuron, randomGraph, scalarNetwork } from '../unit/layout/graphShapes.ts';
import { medianCpu } from './medianCpu.ts';

const graphs = [
  { name: 'sigmoid neuron', shape: neuron(), calls: 60 },
  { name: 'six layers with their boxes', shape: network(6), calls: 40 },
  { name: 'scalar network 3-4-2', shape: scalarNetwork(3, 4, 2), calls: 20 },
  { name: 'random expression', shape: randomGraph(133, 2), calls: 20, wanted: 10 },
  { name: 'random expression', shape: randomGraph(1333, 2), calls: 6, wanted: 300 },
] as const;

async function elkOnce(input: LayoutInput): Promise<number> {
  const graph = {
    id: 'root',
    layoutOptions: { 'elk.algorithm': 'layered', 'elk.direction': 'RIGHT' },
    children: input.nodes.map((node) => ({ id: node.id, width: node.width, height: node.above + node.below })),
    edges: input.edges.map((edge) => ({
      id: edge.id,
      sources: [edge.from],
      targets: [edge.to],
      labels: [{ text: '−0.25', width: edge.label.width, height: edge.label.above + edge.label.below }],
    })),
  };
  const elk = new ELK();
  const before = process.cpuUsage();
  await elk.layout(graph);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

async function elkMedian(input: LayoutInput, calls: number): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < calls; i++) times.push(await elkOnce(input));
  times.sort((a, b) => a - b);
  return times[times.length >> 1] ?? 0;
}

console.log(`Node ${process.version}; milliseconds of CPU time`);
for (const graph of graphs) {
  const { input, nodes } = graph.shape;
  const ours = medianCpu(() => layoutGraph(input), graph.calls);
  const theirs = await elkMedian(input, Math.max(3, graph.calls >> 2));
  const gates = nodes.filter((node) => !node.leaf).length;
  const wanted = 'wanted' in graph ? `  (wanted: under ${graph.wanted})` : '';
  console.log(
    `${graph.name.padEnd(30)} ${String(gates).padStart(5)} gates  ${ours.toFixed(1).padStart(8)}  elkjs ${theirs.toFixed(1).padStart(8)}  ${(theirs / ours).toFixed(0)} times${wanted}`,
  );
}
