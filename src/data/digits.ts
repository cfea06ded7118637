import { inflateSync } from 'fflate';
import type { DataSet } from '../core/makers/dataSet.ts';
import { digitsPacked } from './digitsPacked.ts';
import { onBoard } from './onBoard.ts';

const ROWS = 1797;
const PIXELS = 64;
const WHITE = 16;

/**
 * E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits" (1998), its test set as scikit-learn has it (BSD
 * 3-Clause), from the UCI Machine Learning Repository (doi 10.24432/C50P49, CC BY 4.0).
 */
export const digits: DataSet = onBoard({
  name: 'digits',
  rows: ROWS,
  columns: Array.from({ length: PIXELS }, (_, i) => `row ${Math.floor(i / 8)}, column ${i % 8}`),
  classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  picture: [8, 8, 1],
  load: () => {
    const bytes = inflateSync(bytesOf(digitsPacked), { out: new Uint8Array(ROWS * (PIXELS + 1)) });
    return {
      features: Float64Array.from(bytes.subarray(0, ROWS * PIXELS), (ink) => ink / WHITE),
      labels: Float64Array.from(bytes.subarray(ROWS * PIXELS)),
    };
  },
  summary:
    '1,797 handwritten digits of 8×8 pixels as rows of 64 numbers from 0 to 1, labels 0 to 9. On board; source: UCI, CC BY 4.0.',
  example: 'X, y = digits()',
});

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function bytesOf(base64: string): Uint8Array {
  const text = base64.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const letter of text) {
    held = (held << 6) | LETTERS.indexOf(letter);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >> bits) & 255;
    held &= (1 << bits) - 1;
  }
  return bytes;
}
