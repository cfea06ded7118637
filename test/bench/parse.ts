/** Reading 10,000 lines at once and after one key stroke, beside cutting the same text into words: medians of CPU time. */
import { parseDocument, updateDocument } from '../../src/core/syntax/document.ts';
import { SAMPLE_PROGRAMS } from '../unit/syntax/samplePrograms.ts';
import { medianCpu } from './medianCpu.ts';

const LINES = 10_000;

/** Lines as lessons have them, with a cell every ten lines or so. */
function lessons(): string {
  const once = SAMPLE_PROGRAMS.join('');
  const count = Math.ceil(LINES / (once.split('\n').length - 1));
  return once.repeat(count).split('\n').slice(0, LINES).join('\n');
}

const text = lessons();
let document = parseDocument(text);
let place = 0;
let { length } = text;
const keyStroke = (): void => {
  place = (place + 102_947) % length++;
  document = updateDocument(document, { from: place, to: place, insert: '1' });
};

const show = (what: string, milliseconds: number, wanted?: number): void =>
  console.log(
    `  ${milliseconds.toFixed(3).padStart(9)} ms  ${what}${wanted === undefined ? '' : ` (wanted: under ${wanted})`}`,
  );

console.log(
  `${LINES} lines, ${text.length} characters, ${document.statements.length} statements; Node ${process.version}`,
);
show(
  'the text cut into words, for comparison',
  medianCpu(() => text.split(/\b/), 40),
);
show(
  'full parse',
  medianCpu(() => parseDocument(text), 80),
  10,
);
show('after one key stroke', medianCpu(keyStroke, 2000, 20), 0.5);
