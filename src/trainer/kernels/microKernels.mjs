/**
 * Writes the unrolled inner kernels as AssemblyScript: a few rows times a panel of columns, with all sums in registers.
 * They are written out because V8 keeps the order of statements that it is given and spills when it is another.
 */

const times = (count, line) => Array.from({ length: count }, (_, i) => line(i)).join('\n');

/** Rows of tiles, largest first. With fused multiply-add six rows fill the registers; without it products need some. */
const tileRows = ({ fma, width }) => (fma || width === 16 ? [6, 4, 2] : [4, 2]);

function madder(fma) {
  return fma
    ? (a, b, sum) => `f32x4.relaxed_madd(${a}, ${b}, ${sum})`
    : (a, b, sum) => `f32x4.add(${sum}, f32x4.mul(${a}, ${b}))`;
}

/**
 * out[row][panel] = start + Σₖ row[k] · panel[k], for `rows` rows found through a table of pointers. The panel lies in
 * `bands` pieces of `depth` rows, `skip` bytes between them.
 */
function forwardKernel(rows, { fma, width }) {
  const vectors = width / 4;
  const bytes = width * 4;
  const madd = madder(fma);
  const every = (line) => times(rows, (i) => times(vectors, (j) => line(i, j)));
  const step = (u) => `    {
${times(vectors, (j) => `      const p${j} = v128.load(panel, ${u * bytes + 16 * j});`)}
${times(rows, (i) => `      const x${i} = v128.load32_splat(row${i}, ${4 * u});\n${times(vectors, (j) => `      s${i}${j} = ${madd(`x${i}`, `p${j}`, `s${i}${j}`)};`)}`)}
    }`;
  return `function forward${rows}(table: usize, offset: usize, depth: i32, bands: i32, skip: usize, panel: usize, out: usize, stride: usize, start: usize, finish: i32, mask: usize): void {
${times(rows, (i) => `  let row${i}: usize = <usize>load<u32>(table, ${4 * i}) + offset;`)}
${every((i, j) => `  let s${i}${j}: v128 = f32x4.splat(0);`)}
  if (start != 0) {
${times(vectors, (j) => `    const t${j} = v128.load(start, ${16 * j});\n${times(rows, (i) => `    s${i}${j} = t${j};`)}`)}
  } else {
    let from = out;
${times(rows, (i) => `${times(vectors, (j) => `    s${i}${j} = v128.load(from, ${16 * j});`)}\n    from += stride;`)}
  }
  while (bands > 0) {
    let left = depth;
    while (left > 0) {
${times(4, step)}
      panel += ${4 * bytes};
${times(rows, (i) => `      row${i} += 16;`)}
      left -= 4;
    }
    panel += skip;
    bands--;
  }
  if (finish == RELU) {
    const zero = f32x4.splat(0);
${every((i, j) => `    s${i}${j} = f32x4.max(s${i}${j}, zero);`)}
  } else if (finish == MASK) {
    const zero = f32x4.splat(0);
${times(rows, (i) => `${times(vectors, (j) => `    s${i}${j} = v128.and(s${i}${j}, f32x4.gt(v128.load(mask, ${16 * j}), zero));`)}\n    mask += stride;`)}
  }
${times(rows, (i) => `${times(vectors, (j) => `  v128.store(out, s${i}${j}, ${16 * j});`)}\n  out += stride;`)}
}
`;
}

/**
 * gradient[column][panel] = Σ over rows of row[column] · panel[row]; then the update, or the gradient itself is stored,
 * `stride` bytes from row to row.
 */
function gradientKernel(columns, { fma, width }) {
  const vectors = width / 4;
  const bytes = width * 4;
  const madd = madder(fma);
  const every = (line) => times(columns, (i) => times(vectors, (j) => line(i, j)));
  const at = (i, j) => i * bytes + 16 * j;
  const step = (u) => `    {
${times(vectors, (j) => `      const p${j} = v128.load(panel, ${u * bytes + 16 * j});`)}
${times(columns, (i) => `      const x${i} = v128.load32_splat(${u ? 'next' : 'from'}, ${4 * i});\n${times(vectors, (j) => `      s${i}${j} = ${madd(`x${i}`, `p${j}`, `s${i}${j}`)};`)}`)}
    }`;
  // V8 adds an offset to the memory's address before each load that fills a vector with one number, in every turn of a
  // loop, but not where it has done so before the loop. Wide kernels only come in pairs if they begin with plain zeros.
  const early = width === 8;
  // Loads, then stores: operations on neighbours are only joined where no store stands between them.
  const pairs = Array.from({ length: vectors / 2 }, (_, half) => [2 * half, 2 * half + 1]);
  const update = (i, nesterov) =>
    pairs
      .map((pair) => {
        const each = (line) => pair.map((j) => `      ${line(j)}`).join('\n');
        return `    {
${each((j) => `const w${j} = v128.load(weights, ${at(i, j)});`)}
${each((j) => `const o${j} = v128.load(velocity, ${at(i, j)});`)}
${each((j) => `const g${j} = ${madd('decay', `w${j}`, `s${i}${j}`)};`)}
${each((j) => `const v${j} = ${madd('beta', `o${j}`, `g${j}`)};`)}
${each((j) => `const n${j} = ${madd('back', nesterov ? madd('beta', `v${j}`, `g${j}`) : `v${j}`, `w${j}`)};`)}
${each((j) => `v128.store(velocity, v${j}, ${at(i, j)});`)}
${each((j) => `v128.store(weights, n${j}, ${at(i, j)});`)}
    }`;
      })
      .join('\n');
  return `function gradient${columns}(from: usize, pitch: usize, rows: i32, panel: usize, weights: usize, velocity: usize, rule: i32, stride: usize): void {
  const zero = f32x4.splat(0);
${times(columns, (i) => `  const z${i} = ${early ? `v128.and(zero, v128.load32_splat(from, ${4 * i}))` : 'zero'};`)}
${every((i, j) => `  let s${i}${j}: v128 = z${i};`)}
  const end = panel + (<usize>rows << PANEL_SHIFT);
  while (panel < end) {
    const next = from + pitch;
${times(2, step)}
    from = next + pitch;
    panel += ${2 * bytes};
  }
  if (rule == STORE) {
${times(columns, (i) => `${times(vectors, (j) => `    v128.store(weights, s${i}${j}, ${16 * j});`)}\n    weights += stride;`)}
    return;
  }
  const beta = f32x4.splat(gBeta), back = f32x4.splat(-gRate), decay = f32x4.splat(gDecay);
  if (rule == MOMENTUM) {
${times(columns, (i) => update(i, false))}
  } else {
${times(columns, (i) => update(i, true))}
  }
}
`;
}

/** Runs a kernel over all rows or columns, in the largest tiles that fit. Counts are even. */
function tiled(name, params, call, step, isa) {
  const sizes = tileRows(isa);
  const branches = sizes.map((size) => {
    const fits = size === 6 ? 'left >= 6 && left != 8' : size === 4 ? 'left >= 4' : '';
    const body = `{ ${call(size)} ${step(size)} left -= ${size}; }`;
    return fits ? `if (${fits}) ${body}` : body;
  });
  return `@inline function ${name}(${params}): void {
  while (left > 0) {
    ${branches.join('\n    else ')}
  }
}
`;
}

/** The whole generated part of a kernel module. */
export function microKernels(isa) {
  const { width } = isa;
  const vectors = width / 4;
  return `// Generated: see microKernels.mjs.
const WIDTH: i32 = ${width};
const WIDTH_SHIFT: i32 = ${Math.log2(width)};
const PANEL_SHIFT: i32 = ${Math.log2(width) + 2};
const PANEL_BYTES: usize = ${width * 4};
const PLAIN: i32 = 0;
const RELU: i32 = 1;
const MASK: i32 = 2;
const STORE: i32 = 0;
const MOMENTUM: i32 = 1;
let gRate: f32 = 0;
let gBeta: f32 = 0;
let gDecay: f32 = 0;
@inline function copyPanelRow(from: usize, to: usize): void {
${times(vectors, (j) => `  v128.store(to, v128.load(from, ${16 * j}), ${16 * j});`)}
}
${tileRows(isa)
  .map((rows) => forwardKernel(rows, isa) + gradientKernel(rows, isa))
  .join('')}
${tiled(
  'forwardTiles',
  'table: usize, offset: usize, depth: i32, bands: i32, skip: usize, panel: usize, out: usize, stride: usize, start: usize, finish: i32, mask: usize, left: i32',
  (n) => `forward${n}(table, offset, depth, bands, skip, panel, out, stride, start, finish, mask);`,
  (n) => `table += ${4 * n}; out += ${n} * stride; mask += ${n} * stride;`,
  isa,
)}
${tiled(
  'gradientTiles',
  'from: usize, pitch: usize, rows: i32, panel: usize, weights: usize, velocity: usize, rule: i32, stride: usize, left: i32',
  (n) => `gradient${n}(from, pitch, rows, panel, weights, velocity, rule, stride);`,
  (n) => `from += ${4 * n}; weights += ${n} * stride; velocity += ${n} * stride;`,
  isa,
)}`;
}
