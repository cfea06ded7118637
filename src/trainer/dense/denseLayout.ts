/** Where everything of a dense network lies in linear memory, in bytes, and the records that the kernels read. */
import type { DenseChain, DenseLayer } from './denseChain.ts';

const roundUp = (value: number, to: number): number => Math.ceil(value / to) * to;

/** Hands out memory from a start address on, in steps of a cache line. */
export class Ground {
  private next: number;
  constructor(from: number) {
    this.next = from;
  }
  take(bytes: number): number {
    const at = this.next;
    this.next = roundUp(at + bytes, 64);
    return at;
  }
  get end(): number {
    return this.next;
  }
}

/** Data that all variants of a run read. */
export interface SharedLayout {
  readonly rows: number;
  readonly width: number;
  readonly features: number;
  /** Bytes from row to row. */
  readonly stride: number;
  readonly target: number;
  readonly targetStride: number;
  readonly zeros: number;
}

interface LayerLayout extends DenseLayer {
  readonly depth: number;
  readonly columns: number;
  readonly weightsAt: number;
  readonly velocityAt: number;
  readonly biasAt: number;
  readonly biasVelocityAt: number;
  readonly values: number;
  readonly deltas: number;
  /** Bytes from row to row of values and deltas. */
  readonly outStride: number;
  readonly transposed: number;
  readonly inputRows: number;
  readonly deltaRows: number;
}

export interface NetworkLayout {
  readonly shared: SharedLayout;
  readonly chain: number;
  readonly records: number;
  readonly layers: readonly LayerLayout[];
  /** Parameters and velocities: what a snapshot copies. */
  readonly state: readonly [number, number];
  readonly order: number;
  readonly losses: number;
  readonly lossParts: number;
  readonly panels: number;
  readonly panelsSize: number;
  readonly barrier: number;
  readonly batch: number;
  /** Columns of a panel. */
  readonly panel: number;
}

const LAYER_FIELDS = 20;
const CHAIN_BYTES = 128;
/** Rows whose losses are summed together, at the least. */
const LOSS_CHUNK = 16;
/** Deeper matrices are cut into bands of so many rows, each in panels of its own, as in `assembly/products.ts`. */
const DEPTH = 256;
const BAND = 96;
/** Numbers of a row that are copied behind the panels, and its pointer. */
const COPIED = BAND + 1;
/** Losses of one call. */
export const MOST_LOSSES = 64;

/** Rows that are read four numbers at a time, and whose distance is no multiple of many cache lines. */
function rowStride(width: number): number {
  const padded = roundUp(width, 4);
  if (padded <= 16) return padded * 4;
  const lines = roundUp(padded, 16) / 16;
  return (lines % 2 === 0 ? lines + 1 : lines) * 64;
}

export function layOutShared(ground: Ground, chain: DenseChain, rows: number, panel: number): SharedLayout {
  const width = chain.layers[0]?.inputs ?? 0;
  const stride = rowStride(width);
  const widest = Math.max(stride, ...chain.layers.map(({ outputs }) => 4 * roundUp(outputs, panel)));
  const outputs = roundUp(chain.layers.at(-1)?.outputs ?? 0, panel);
  const targetStride = chain.loss === 'cross entropy' ? 4 : 4 * outputs;
  return {
    rows,
    width,
    stride,
    zeros: ground.take(widest + 64),
    features: ground.take(stride * rows + 64),
    target: ground.take(targetStride * rows),
    targetStride,
  };
}

export function layOutNetwork(
  ground: Ground,
  chain: DenseChain,
  shared: SharedLayout,
  batch: number,
  trainingRows: number,
  threads: number,
  panel: number,
): NetworkLayout {
  const padded = Math.max(2, roundUp(batch, 2));
  const sizes = chain.layers.map(({ inputs, outputs }, index) => ({
    depth: index === 0 ? roundUp(inputs, 4) : roundUp(inputs, panel),
    columns: roundUp(outputs, panel),
  }));
  const stateFrom = ground.take(0);
  const parameters = sizes.map(({ depth, columns }) => ({
    weightsAt: ground.take(4 * depth * columns),
    velocityAt: ground.take(4 * depth * columns),
    biasAt: ground.take(4 * columns),
    biasVelocityAt: ground.take(4 * columns),
  }));
  const state = [stateFrom, ground.end] as const;
  const layers = chain.layers.map((layer, index): LayerLayout => {
    const { depth = 0, columns = 0 } = sizes[index] ?? {};
    const place = parameters[index] ?? { weightsAt: 0, velocityAt: 0, biasAt: 0, biasVelocityAt: 0 };
    const outStride = 4 * columns + (columns >= 256 ? 64 : 0);
    return {
      ...layer,
      depth,
      columns,
      ...place,
      outStride,
      values: ground.take(outStride * padded),
      deltas: ground.take(outStride * padded),
      transposed: ground.take(4 * depth * columns + 64),
      inputRows: ground.take(4 * padded),
      deltaRows: ground.take(4 * padded),
    };
  });
  const widest = Math.max(...sizes.map(({ columns }) => columns));
  const panelsSize = roundUp(4 * padded * (widest + COPIED), 64);
  return {
    shared,
    chain: ground.take(CHAIN_BYTES),
    records: ground.take(4 * LAYER_FIELDS * layers.length),
    layers,
    state,
    order: ground.take(4 * trainingRows),
    losses: ground.take(8 * MOST_LOSSES),
    lossParts: ground.take(8 * Math.ceil(padded / LOSS_CHUNK)),
    panels: ground.take(panelsSize * threads),
    panelsSize,
    barrier: ground.take(128),
    batch,
    panel,
  };
}

/**
 * Pieces of a layer's weights that lie together both as rows and in panels at `from`, in the order of memory: index of the
 * first number in the panels, the same in the rows, how many there are. Copies of all weights are made by this, before
 * anything is compiled: no index is worked out number by number.
 */
export function forEachPiece(
  { depth, columns, inputs, outputs }: LayerLayout,
  panel: number,
  from: number,
  visit: (inPanels: number, inRows: number, count: number) => void,
): void {
  const size = depth > DEPTH ? BAND : depth;
  for (let band = 0; band < inputs; band += size) {
    const height = Math.min(size, depth - band);
    const last = Math.min(band + height, inputs);
    for (let column = 0; column < outputs; column += panel) {
      const count = Math.min(panel, outputs - column);
      let at = from / 4 + band * columns + column * height;
      for (let row = band; row < last; row++) {
        visit(at, row * outputs + column, count);
        at += panel;
      }
    }
  }
}

/** Before a softmax, columns that are no classes must come out as 0. */
export const paddedBias = (chain: DenseChain): number => (chain.loss === 'cross entropy' ? -1e30 : 0);

/** Index of the word that says how many threads work on the network. */
export const threadsWord = (layout: NetworkLayout): number => layout.chain / 4 + 13;

/** Writes the records of `assembly/chain.ts`, field by field in its order, and the tables of rows. */
export function writeRecords(
  buffer: ArrayBufferLike,
  chain: DenseChain,
  layout: NetworkLayout,
  nesterov: boolean,
): void {
  const words = new Uint32Array(buffer);
  const floats = new Float32Array(buffer);
  const { shared, layers } = layout;
  const padded = Math.max(2, roundUp(layout.batch, 2));
  for (const [index, layer] of layers.entries()) {
    const below = layers[index - 1];
    words.set(
      [
        layer.depth,
        layer.columns,
        layer.outputs,
        layer.relu ? 1 : 0,
        layer.weightsAt,
        layer.velocityAt,
        layer.biasAt,
        layer.biasVelocityAt,
        layer.bias === undefined ? 0 : 1,
        layer.values,
        layer.deltas,
        layer.outStride,
        layer.transposed,
        layer.inputRows,
        layer.deltaRows,
      ],
      layout.records / 4 + index * LAYER_FIELDS,
    );
    floats.set([layer.penalty, layer.biasPenalty], layout.records / 4 + index * LAYER_FIELDS + 15);
    for (let row = 0; row < padded; row++) {
      if (below) words[layer.inputRows / 4 + row] = below.values + row * below.outStride;
      words[layer.deltaRows / 4 + row] = layer.deltas + row * layer.outStride;
    }
  }
  const at = layout.chain / 4;
  words.set(
    [
      layout.records,
      layers.length,
      shared.features,
      shared.stride,
      shared.target,
      shared.targetStride,
      chain.loss === 'cross entropy' ? 0 : 1,
      0,
      shared.zeros,
      layout.panels,
      layout.panelsSize,
      layout.barrier,
      layout.lossParts,
      1,
      nesterov ? 2 : 1,
      layout.batch,
      layout.state[0],
      layout.state[1],
    ],
    at,
  );
  floats[at + 7] = paddedBias(chain);
}
