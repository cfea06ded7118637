// A chain of fully connected layers, trained whole: a call makes many updates without leaving linear memory. The records
// below are written by the host (denseLayout.ts), each field 4 bytes, in this order.

@unmanaged
class Layer {
  /** Padded inputs and outputs. */
  depth: i32;
  columns: i32;
  outputs: i32;
  finish: i32;
  weights: usize;
  velocity: usize;
  bias: usize;
  biasVelocity: usize;
  learnsBias: i32;
  /** Results, row by row, and the loss's gradients of them; a row is `stride` bytes. */
  values: usize;
  deltas: usize;
  stride: usize;
  /** Panels of the transposed weights. */
  transposed: usize;
  /** Pointers to the rows that come in, and to the rows of deltas. */
  inputs: usize;
  deltaRows: usize;
  /** λ of a penalty λ·‖W‖² in the loss. */
  penalty: f32;
  biasPenalty: f32;
}

@unmanaged
class Chain {
  layers: usize;
  layerCount: i32;
  /** Rows of the features, padded, `stride` bytes apart. */
  features: usize;
  stride: usize;
  /** Labels as whole numbers, or rows of targets. */
  target: usize;
  targetStride: usize;
  /** 0: cross entropy, 1: mean squared error. */
  loss: i32;
  /** Columns that are no outputs get this bias: −1e30 before a softmax. */
  paddedBias: f32;
  /** As many zeros as the widest row has. */
  zeros: usize;
  /** Room for the panels of deltas and copies of inputs, one stretch for each thread. */
  panels: usize;
  panelsSize: usize;
  barrier: usize;
  /** One sum for every chunk of rows. */
  losses: usize;
  threads: i32;
  rule: i32;
  batch: i32;
  /** All parameters and velocities. */
  state: usize;
  stateEnd: usize;
}

const LAYER_BYTES: usize = 80;
const CROSS_ENTROPY: i32 = 0;

@inline function layerOf(chain: Chain, index: i32): Layer {
  return changetype<Layer>(chain.layers + <usize>index * LAYER_BYTES);
}

export function setHyper(rate: f32, beta: f32, decay: f32): void {
  gRate = rate;
  gBeta = beta;
  gDecay = decay;
}

function updateBias(layer: Layer, rows: i32, rule: i32, paddedBias: f32): void {
  const beta = f32x4.splat(gBeta), back = f32x4.splat(-gRate), decay = f32x4.splat(gDecay);
  const bytes = <usize>layer.columns << 2;
  for (let j: usize = 0; j < bytes; j += 16) {
    let even = f32x4.splat(0), odd = f32x4.splat(0);
    let delta = layer.deltas + j;
    for (let row = 0; row < rows; row += 2) {
      even = f32x4.add(even, v128.load(delta));
      odd = f32x4.add(odd, v128.load(delta + layer.stride));
      delta += 2 * layer.stride;
    }
    const b = v128.load(layer.bias + j);
    const g = f32x4.add(f32x4.add(even, odd), f32x4.mul(decay, b));
    const v = f32x4.add(g, f32x4.mul(beta, v128.load(layer.biasVelocity + j)));
    v128.store(layer.biasVelocity + j, v);
    const move = rule == MOMENTUM ? v : f32x4.add(g, f32x4.mul(beta, v));
    v128.store(layer.bias + j, f32x4.add(b, f32x4.mul(back, move)));
  }
  // Weight decay must not wear down the bias of columns that are none.
  for (let j = layer.outputs; j < layer.columns; j++) {
    store<f32>(layer.bias + (<usize>j << 2), paddedBias);
    store<f32>(layer.biasVelocity + (<usize>j << 2), 0);
  }
}

function lossOf(chain: Chain, top: Layer, order: usize, first: i32, end: i32, rows: i32): f64 {
  if (chain.loss != CROSS_ENTROPY)
    return squaredErrors(top.values, top.deltas, top.stride, top.columns, top.outputs, chain.target, chain.targetStride, order, first, end, rows);
  if (top.outputs <= 4) return crossEntropyOfFour(top.values, top.deltas, top.stride, top.columns, chain.target, order, first, end, rows);
  return crossEntropy(top.values, top.deltas, top.stride, top.columns, chain.target, order, first, end, rows);
}

/** Losses are summed by so many rows, whoever computes them, so that sums do not depend on the number of threads. */
@inline function chunkOf(rows: i32): i32 {
  return rows <= 32 ? 32 : 16;
}

/** Finds rows `first` to `end` of a minibatch among the features. */
function gatherRows(chain: Chain, order: usize, first: i32, end: i32, rows: i32): void {
  const features = layerOf(chain, 0).inputs;
  for (let row = first; row < end; row++) {
    const place = row < rows ? chain.features + <usize>load<u32>(order + (<usize>row << 2)) * chain.stride : chain.zeros;
    store<u32>(features + (<usize>row << 2), <u32>place);
  }
}

/** Computes rows `first` to `end` from layer `bottom` on, the sums of their losses, and their deltas at the last layer. */
function forwardRows(chain: Chain, bottom: i32, order: usize, first: i32, end: i32, rows: i32): void {
  for (let index = bottom; index < chain.layerCount; index++) {
    const layer = layerOf(chain, index);
    const out = layer.values + <usize>first * layer.stride;
    forwardProduct(layer.inputs + (<usize>first << 2), layer.depth, layer.weights, layer.columns, 0, layer.columns, out, layer.stride, layer.bias, layer.finish, 0, end - first);
  }
  const top = layerOf(chain, chain.layerCount - 1);
  const chunk = chunkOf(rows);
  for (let from = first; from < end; from += chunk)
    store<f64>(chain.losses + (<usize>(from / chunk) << 3), lossOf(chain, top, order, from, min(from + chunk, end), rows));
}

/**
 * Σx² of a matrix in panels, up to 32 rows of eight columns at a time: so small numbers are not lost in a large sum, and
 * the sum is the same whatever the width of a panel is.
 */
function sumOfSquares(panels: usize, depth: i32, columns: i32): f64 {
  const size = depth > DEPTH ? BAND : depth;
  let total: f64 = 0;
  for (let band = 0; band < depth; band += size) {
    const height = min(size, depth - band);
    for (let column = 0; column < columns; column += 8) {
      let from = panels + panelPlace(depth, columns, band, column) + (<usize>(column & (WIDTH - 1)) << 2);
      for (let row = 0; row < height; row += 32) {
        let squares = f32x4.splat(0);
        const stop = min(height - row, 32);
        for (let i = 0; i < stop; i++) {
          const x = v128.load(from), y = v128.load(from, 16);
          squares = f32x4.add(f32x4.add(squares, f32x4.mul(x, x)), f32x4.mul(y, y));
          from += PANEL_BYTES;
        }
        total += <f64>sumOfLanes(squares);
      }
    }
  }
  return total;
}

/** Padded columns of the last bias hold no parameters. */
function penalties(chain: Chain): f64 {
  let total: f64 = 0;
  for (let index = 0; index < chain.layerCount; index++) {
    const layer = layerOf(chain, index);
    if (layer.penalty != 0) total += <f64>layer.penalty * sumOfSquares(layer.weights, layer.depth, layer.columns);
    if (layer.biasPenalty == 0) continue;
    let squares: f64 = 0;
    for (let j = 0; j < layer.outputs; j++) {
      const b = <f64>load<f32>(layer.bias + (<usize>j << 2));
      squares += b * b;
    }
    total += <f64>layer.biasPenalty * squares;
  }
  return total;
}

/** One update. Answers the mean loss before it; where that is not finite nothing is changed. */
function step(chain: Chain, order: usize, rows: i32, thread: i32): f64 {
  const padded = (rows + 1) & ~1;
  const threads = chain.threads;
  const chunk = chunkOf(rows);
  const chunks = (padded + chunk - 1) / chunk;
  const share = ((chunks + threads - 1) / threads) * chunk;
  const first = min(thread * share, padded);
  const end = min(first + share, padded);
  // Threads that keep the same columns of the first weights need not send them to each other.
  const bottom = layerOf(chain, 0);
  const across = bottom.columns >> WIDTH_SHIFT;
  const byColumns = threads > 1 && across >= 3 * threads;
  const left = byColumns ? ((across * thread) / threads) << WIDTH_SHIFT : 0;
  const right = byColumns ? ((across * (thread + 1)) / threads) << WIDTH_SHIFT : bottom.columns;
  if (byColumns) {
    gatherRows(chain, order, 0, padded, rows);
    forwardProduct(bottom.inputs, bottom.depth, bottom.weights, bottom.columns, left, right, bottom.values, bottom.stride, bottom.bias, bottom.finish, 0, padded);
    waitForAll(chain.barrier, threads);
    forwardRows(chain, 1, order, first, end, rows);
  } else {
    gatherRows(chain, order, first, end, rows);
    forwardRows(chain, 0, order, first, end, rows);
  }
  const top = chain.layerCount - 1;
  for (let index = 1; index <= top; index++) {
    const layer = layerOf(chain, index);
    const panels = layer.depth >> WIDTH_SHIFT;
    transposePanels(layer.weights, layer.depth, layer.columns, layer.transposed, (panels * thread) / threads, (panels * (thread + 1)) / threads);
  }
  waitForAll(chain.barrier, threads);
  let loss: f64 = 0;
  for (let i = 0; i < chunks; i++) loss += load<f64>(chain.losses + (<usize>i << 3));
  loss = loss / <f64>rows + penalties(chain);
  if (!isFinite(loss)) {
    waitForAll(chain.barrier, threads);
    return loss;
  }
  for (let index = top; index > 0; index--) {
    const layer = layerOf(chain, index);
    const below = layerOf(chain, index - 1);
    const place = <usize>first * below.stride;
    const finish = below.finish == RELU ? MASK : PLAIN;
    forwardProduct(layer.deltaRows + (<usize>first << 2), layer.columns, layer.transposed, layer.depth, 0, layer.depth, below.deltas + place, below.stride, 0, finish, below.values + place, end - first);
  }
  waitForAll(chain.barrier, threads);
  const decay = gDecay;
  for (let index = 0; index <= top; index++) {
    const layer = layerOf(chain, index);
    const whole = index > 0 || !byColumns;
    let from = 0;
    let to = layer.depth;
    if (threads > 1 && whole) {
      // Bands stay whole.
      const unit = layer.depth > DEPTH ? BAND : 6;
      const share = ((layer.depth / threads + unit - 1) / unit) * unit;
      from = min(thread * share, layer.depth);
      to = thread == threads - 1 ? layer.depth : min(from + share, layer.depth);
    }
    const panels = chain.panels + <usize>thread * chain.panelsSize;
    const column = whole ? 0 : left;
    const stop = whole ? layer.columns : right;
    toPanels(layer.deltas + (<usize>column << 2), layer.stride, padded, stop - column, panels);
    // The slope of λ·‖W‖² is 2λW: a decay of the layer's own.
    gDecay = decay + 2 * layer.penalty;
    gradientProduct(layer.inputs, index == 0 ? 0 : layerOf(chain, index - 1).stride, padded, panels, layer.columns, column, stop, layer.weights, layer.velocity, layer.depth, from, to, chain.rule, 0);
    gDecay = decay + 2 * layer.biasPenalty;
    if (thread == threads - 1 && layer.learnsBias) updateBias(layer, padded, chain.rule, index == top ? chain.paddedBias : 0);
  }
  gDecay = decay;
  waitForAll(chain.barrier, threads);
  return loss;
}

/**
 * Velocities of units that are off fade for ever, and numbers below 1e-38 are slow: from time to time what is as good as
 * 0 becomes 0.
 */
const FLUSH_EVERY: i32 = 64;

function flush(chain: Chain): void {
  const least = f32x4.splat(1e-30);
  for (let at = chain.state; at < chain.stateEnd; at += 16) {
    const x = v128.load(at);
    v128.store(at, v128.andnot(x, f32x4.lt(f32x4.abs(x), least)));
  }
}

/**
 * Up to `count` updates on consecutive minibatches of the `total` rows in `order`, beginning at `from`. Writes the loss
 * before each of them; stops before the first that is not finite. Answers how many updates were made. `number` is that of
 * the first update in the whole run.
 */
export function train(place: usize, order: usize, from: i32, total: i32, count: i32, losses: usize, thread: i32, number: i32): i32 {
  const chain = changetype<Chain>(place);
  zeros = chain.zeros;
  for (let done = 0; done < count; done++) {
    if ((number + done) % FLUSH_EVERY == 0) {
      if (thread == 0) flush(chain);
      waitForAll(chain.barrier, chain.threads);
    }
    const rows = min(chain.batch, total - from);
    const loss = step(chain, order + (<usize>from << 2), rows, thread);
    if (thread == 0) store<f64>(losses + (<usize>done << 3), loss);
    if (!isFinite(loss)) return done;
    from += rows;
  }
  return count;
}

