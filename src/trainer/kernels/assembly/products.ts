// Matrix products over panels. A matrix of K rows and n columns in panel layout is cut into panels of WIDTH columns, one
// after the other, each K rows of WIDTH numbers. Where K is larger than DEPTH it is first cut into bands of BAND rows, so
// that an update walks through memory from end to end: what it needs next is there by the time it is needed. Rows of the other factor are found through a table of pointers, so that
// a minibatch is never copied.

/** How many of K numbers are summed at a time: what a tile reads then stays in the nearest cache. */
const DEPTH: i32 = 256;
/** How many columns of the left factor a gradient takes at a time. */
const BAND: i32 = 96;
/** And how many bands are summed at a time. */
const BANDS: i32 = 3;
/** WIDTH zeros, with which sums begin. */
let zeros: usize = 0;

/** How many of `left` numbers are summed next: a last piece that is short is shared with the one before. */
@inline function pieceOf(left: i32): i32 {
  return left <= DEPTH ? left : left < DEPTH + (DEPTH >> 1) ? ((left >> 1) + 3) & ~3 : DEPTH;
}

/** Bytes from the beginning of a matrix in panels to the numbers of `row` in the panel that begins with `column`. */
function panelPlace(depth: i32, columns: i32, row: i32, column: i32): usize {
  const panel = <usize>(column >> WIDTH_SHIFT);
  if (depth <= DEPTH) return (panel * <usize>depth + <usize>row) << PANEL_SHIFT;
  const band = (row / BAND) * BAND;
  const height = min(BAND, depth - band);
  return (<usize>band * <usize>columns << 2) + ((panel * <usize>height + <usize>(row - band)) << PANEL_SHIFT);
}

/**
 * The columns `left` to `right` of out = rows @ panels (+ bias), row by row; a row begins `stride` bytes after the one
 * before.
 */
function forwardProduct(table: usize, depth: i32, panels: usize, columns: i32, left: i32, right: i32, out: usize, stride: usize, bias: usize, finish: i32, mask: usize, rows: i32): void {
  for (let from = 0; from < depth;) {
    const rest = depth - from;
    let height = depth;
    let bands = 1;
    if (depth > DEPTH) {
      height = min(BAND, rest);
      const whole = rest / height;
      const turns = (whole + BANDS - 1) / BANDS;
      bands = (whole + turns - 1) / turns;
    }
    const skip = <usize>(columns - WIDTH) * <usize>height << 2;
    const how = bands * height == rest ? finish : PLAIN;
    let panel = panels + panelPlace(depth, columns, from, left);
    for (let column = left; column < right; column += WIDTH) {
      const place = <usize>column << 2;
      const start: usize = from > 0 ? 0 : bias != 0 ? bias + place : zeros;
      forwardTiles(table, <usize>from << 2, height, bands, skip, panel, out + place, stride, start, how, mask + place, rows);
      panel += <usize>height << PANEL_SHIFT;
    }
    from += bands * height;
  }
}

/** Copies `count` numbers of each row, from `offset` on, to rows that are `pitch` bytes apart; counts are multiples of 4. */
function copyBand(table: usize, offset: usize, rows: i32, count: i32, to: usize, pitch: usize): void {
  const bytes = <usize>count << 2;
  for (let row = 0; row < rows; row++) {
    const from = <usize>load<u32>(table + (<usize>row << 2)) + offset;
    let at: usize = 0;
    for (; at + 64 <= bytes; at += 64) {
      const a = v128.load(from + at), b = v128.load(from + at, 16);
      const c = v128.load(from + at, 32), d = v128.load(from + at, 48);
      v128.store(to + at, a);
      v128.store(to + at, b, 16);
      v128.store(to + at, c, 32);
      v128.store(to + at, d, 48);
    }
    for (; at < bytes; at += 16) v128.store(to + at, v128.load(from + at));
    to += pitch;
  }
}

/**
 * rows.T @ panels for the columns `first` to `end` of the rows, put to use by `rule`: on the columns `left` to `right` of
 * weights and velocity in panel layout, or stored row by row, `stride` bytes apart. Rows that lie `pitch` bytes apart are
 * read where they are, if they are short. Those that lie anywhere (`pitch` is 0) and long ones are copied together first,
 * a band of them, to the room behind the panels: long rows lie in a page each, and the processor knows the places of
 * few pages at a time.
 */
function gradientProduct(table: usize, pitch: usize, rows: i32, panels: usize, columns: i32, left: i32, right: i32, weights: usize, velocity: usize, depth: i32, first: i32, end: i32, rule: i32, stride: usize): void {
  const panelSize = <usize>rows << PANEL_SHIFT;
  const down: usize = rule == STORE ? stride : PANEL_BYTES;
  const banded = depth > DEPTH;
  const copied = banded || pitch == 0;
  const copies = panels + (<usize>rows * <usize>(right - left) << 2);
  const apart = copied ? <usize>min(BAND, depth) << 2 : pitch;
  for (let band = first; band < end; band += BAND) {
    const count = min(BAND, end - band);
    const offset: usize = <usize>band << 2;
    if (copied) copyBand(table, offset, rows, count, copies, apart);
    const from = copied ? copies : <usize>load<u32>(table) + offset;
    const height = banded ? count : depth;
    const across: usize = rule == STORE ? PANEL_BYTES : <usize>height << PANEL_SHIFT;
    let at = rule == STORE ? <usize>band * stride + (<usize>left << 2) : panelPlace(depth, columns, band, left);
    let panel = panels;
    for (let column = left; column < right; column += WIDTH) {
      gradientTiles(from, apart, rows, panel, weights + at, velocity + at, rule, down, count);
      panel += panelSize;
      at += across;
    }
  }
}

/** Rows of numbers to panels. Columns are a multiple of WIDTH. */
function toPanels(from: usize, stride: usize, rows: i32, columns: i32, to: usize): void {
  for (let column = 0; column < columns; column += WIDTH) {
    let source = from + (<usize>column << 2);
    let left = rows;
    for (; left >= 4; left -= 4) {
      copyPanelRow(source, to);
      copyPanelRow(source + stride, to + PANEL_BYTES);
      copyPanelRow(source + 2 * stride, to + 2 * PANEL_BYTES);
      copyPanelRow(source + 3 * stride, to + 3 * PANEL_BYTES);
      source += 4 * stride;
      to += 4 * PANEL_BYTES;
    }
    for (; left > 0; left--) {
      copyPanelRow(source, to);
      source += stride;
      to += PANEL_BYTES;
    }
  }
}

@inline function transpose4(from: usize, fromStride: usize, to: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + fromStride);
  const c = v128.load(from + 2 * fromStride);
  const d = v128.load(from + 3 * fromStride);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), AB = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5), CD = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to + PANEL_BYTES, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  v128.store(to + 2 * PANEL_BYTES, v128.shuffle<f32>(AB, CD, 0, 1, 4, 5));
  v128.store(to + 3 * PANEL_BYTES, v128.shuffle<f32>(AB, CD, 2, 3, 6, 7));
}

/** Rows of numbers to the panels of their transpose. Rows are a multiple of WIDTH, columns of 4. */
function toPanelsTransposed(from: usize, stride: usize, rows: i32, columns: i32, to: usize): void {
  for (let row = 0; row < rows; row += 4) {
    const source = from + <usize>row * stride;
    const target = to + <usize>(row >> WIDTH_SHIFT) * (<usize>columns << PANEL_SHIFT) + ((<usize>row & (WIDTH - 1)) << 2);
    for (let column = 0; column < columns; column += 4)
      transpose4(source + (<usize>column << 2), stride, target + (<usize>column << PANEL_SHIFT));
  }
}

/** Panels of weights (depth × columns) to panels of their transpose, the panels `first` to `end` of it. */
function transposePanels(panels: usize, depth: i32, columns: i32, to: usize, first: i32, end: i32): void {
  for (let row = first << WIDTH_SHIFT; row < end << WIDTH_SHIFT; row += WIDTH)
    for (let column = 0; column < columns; column += WIDTH) {
      const from = panels + panelPlace(depth, columns, row, column);
      const target = to + panelPlace(columns, depth, column, row);
      for (let a: usize = 0; a < <usize>WIDTH; a += 4)
        for (let b: usize = 0; b < <usize>WIDTH; b += 4)
          transpose4(from + a * PANEL_BYTES + (b << 2), PANEL_BYTES, target + b * PANEL_BYTES + (a << 2));
    }
}

function rowTable(table: usize, from: usize, stride: usize, rows: i32): void {
  for (let row = 0; row < rows; row++) store<u32>(table + (<usize>row << 2), <u32>(from + <usize>row * stride));
}

// Whole products of row-major matrices; sizes are padded: m and k as their kernels ask, n to WIDTH.

/**
 * The columns `left` to `right` of out (m, n) = a (m, k) @ b, with b of shape (k, n), or (n, k) when it is transposed. A panel
 * is packed when its turn comes.
 */
function packedProduct(m: i32, k: i32, n: i32, a: usize, b: usize, transposed: bool, out: usize, scratch: usize, left: i32, right: i32): void {
  zeros = scratch;
  memory.fill(zeros, 0, PANEL_BYTES);
  const table = scratch + 64;
  const panel = table + ((<usize>m * 4 + 63) & ~63);
  const stride = <usize>n << 2;
  const depth = <usize>k << 2;
  rowTable(table, a, depth, m);
  for (let from = 0; from < k;) {
    const piece = pieceOf(k - from);
    const offset: usize = <usize>from << 2;
    for (let column = left; column < right; column += WIDTH) {
      const place = <usize>column << 2;
      if (transposed) toPanelsTransposed(b + <usize>column * depth + offset, depth, WIDTH, piece, panel);
      else toPanels(b + <usize>from * stride + place, stride, piece, WIDTH, panel);
      forwardTiles(table, offset, piece, 1, 0, panel, out + place, stride, from > 0 ? 0 : zeros, PLAIN, 0, m);
    }
    from += piece;
  }
}

/** out (m, n) = a (m, k) @ b (k, n). */
export function multiply(m: i32, k: i32, n: i32, a: usize, b: usize, out: usize, scratch: usize): void {
  packedProduct(m, k, n, a, b, false, out, scratch, 0, n);
}

/** out (m, n) = a (m, k) @ b.T, with b of shape (n, k). */
export function multiplyRightTransposed(m: i32, k: i32, n: i32, a: usize, b: usize, out: usize, scratch: usize): void {
  packedProduct(m, k, n, a, b, true, out, scratch, 0, n);
}

/** out (m, n) = a.T @ b, with a of shape (k, m). */
export function multiplyLeftTransposed(m: i32, k: i32, n: i32, a: usize, b: usize, out: usize, scratch: usize): void {
  rowsOfLeftTransposed(m, k, n, a, b, out, scratch, 0, m);
}

/** Its rows `first` to `end`. */
function rowsOfLeftTransposed(m: i32, k: i32, n: i32, a: usize, b: usize, out: usize, scratch: usize, first: i32, end: i32): void {
  const table = scratch + 64;
  const panels = table + ((<usize>k * 4 + 63) & ~63);
  rowTable(table, a, <usize>m << 2, k);
  toPanels(b, <usize>n << 2, k, n, panels);
  gradientProduct(table, <usize>m << 2, k, panels, n, 0, n, out, out, m, first, end, STORE, <usize>n << 2);
}

// Products of any size: where sizes do not fit the tiles, factors are copied to padded room first, and the result back.

const NT: i32 = 1;

@inline function upTo(value: i32, step: i32): i32 {
  return (value + step - 1) & ~(step - 1);
}

/** Copies rows of numbers to rows of `width` numbers and `height` rows, 0 where there was none. */
function padded(from: usize, rows: i32, columns: i32, to: usize, height: i32, width: i32): void {
  const whole = columns & ~3;
  for (let row = 0; row < rows; row++) {
    let j = 0;
    for (; j < whole; j += 4) v128.store(to + (<usize>j << 2), v128.load(from + (<usize>j << 2)));
    for (; j < columns; j++) store<f32>(to + (<usize>j << 2), load<f32>(from + (<usize>j << 2)));
    for (; j < width; j++) store<f32>(to + (<usize>j << 2), 0);
    from += <usize>columns << 2;
    to += <usize>width << 2;
  }
  memory.fill(to, 0, <usize>(height - rows) * <usize>width << 2);
}

/** Rows `first` to `end` and columns `left` to `right` of a result whose rows have `width` numbers, to rows of `columns`. */
function unpadded(from: usize, width: i32, to: usize, columns: i32, first: i32, end: i32, left: i32, right: i32): void {
  const whole = left + ((right - left) & ~3);
  from += <usize>first * <usize>width << 2;
  to += <usize>first * <usize>columns << 2;
  for (let row = first; row < end; row++) {
    let j = left;
    for (; j < whole; j += 4) v128.store(to + (<usize>j << 2), v128.load(from + (<usize>j << 2)));
    for (; j < right; j++) store<f32>(to + (<usize>j << 2), load<f32>(from + (<usize>j << 2)));
    from += <usize>width << 2;
    to += <usize>columns << 2;
  }
}

@inline function cacheLine(place: usize): usize {
  return (place + 63) & ~63;
}

/** Where part number `part` of `parts` begins among `count` things, in steps of `step`. */
@inline function beginOf(part: i32, parts: i32, count: i32, step: i32): i32 {
  return ((count / step) * part) / parts * step;
}

/**
 * Part number `part` of `parts` of out (m, n) = a (m, k) @ b (k, n); of kind 1 memory has b transposed (n, k), of kind 2 a
 * transposed (k, m). A part is some columns, or of kind 2 some rows; together they give the bits of the whole.
 */
export function product(kind: i32, m: i32, k: i32, n: i32, a: usize, b: usize, out: usize, scratch: usize, part: i32, parts: i32): void {
  const height = kind <= NT ? upTo(m, 2) : upTo(m, 4);
  const depth = kind <= NT ? upTo(k, 4) : upTo(k, 2);
  const width = upTo(n, WIDTH);
  const begin = kind <= NT ? beginOf(part, parts, width, WIDTH) : beginOf(part, parts, height, 4);
  const end = kind <= NT ? beginOf(part + 1, parts, width, WIDTH) : beginOf(part + 1, parts, height, 4);
  if (begin == end) return;
  let next = cacheLine(scratch);
  let left = a, right = b, result = out;
  if (height != m || depth != k) {
    left = next;
    if (kind <= NT) padded(a, m, k, left, height, depth);
    else padded(a, k, m, left, depth, height);
    next = cacheLine(next + (<usize>height * <usize>depth << 2));
  }
  if (width != n || depth != k) {
    right = next;
    if (kind == NT) padded(b, n, k, right, width, depth);
    else padded(b, k, n, right, depth, width);
    next = cacheLine(next + (<usize>width * <usize>depth << 2));
  }
  if (height != m || width != n) {
    result = next;
    next = cacheLine(next + (<usize>height * <usize>width << 2));
  }
  if (kind <= NT) packedProduct(height, depth, width, left, right, kind == NT, result, next, begin, end);
  else rowsOfLeftTransposed(height, depth, width, left, right, result, next, begin, end);
  if (result == out) return;
  if (kind <= NT) unpadded(result, width, out, n, 0, m, begin, min(end, n));
  else unpadded(result, width, out, n, begin, min(end, m), 0, n);
}
