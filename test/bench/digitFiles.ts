/** MNIST's two training files, in memory: each class is a blob at a place of its own, with noise. */
export function digitFiles(count: number): readonly { readonly path: string; readonly bytes: Uint8Array }[] {
  const images = new Uint8Array(16 + count * 784);
  const labels = new Uint8Array(8 + count);
  const head = (bytes: Uint8Array, ...words: readonly number[]): void => {
    const view = new DataView(bytes.buffer);
    for (const [i, word] of words.entries()) view.setUint32(4 * i, word);
  };
  head(images, 0x803, count, 28, 28);
  head(labels, 0x801, count);
  let state = 1;
  for (let row = 0; row < count; row++) {
    const digit = (row * 7) % 10;
    labels[8 + row] = digit;
    const [x, y] = [6 + 4 * (digit % 5), digit < 5 ? 9 : 18];
    for (let pixel = 0; pixel < 784; pixel++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const far = ((pixel % 28) - x) ** 2 + (Math.floor(pixel / 28) - y) ** 2;
      images[16 + row * 784 + pixel] = far < 20 ? 255 - 8 * far : (state >>> 24) % 8 === 0 ? state >>> 25 : 0;
    }
  }
  return [
    { path: 'mnist/train-images-idx3-ubyte', bytes: images },
    { path: 'mnist/train-labels-idx1-ubyte', bytes: labels },
  ];
}
