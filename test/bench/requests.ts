/**
 * Every request about a text of 10,000 lines, after each of some key strokes: medians of CPU time. What the editor asks for by itself
 * after a key stroke (problems, lenses) is answered first, as it is in an editor; `language` measures it.
 */
import type { Hover } from '../../src/core/explain/hover/hover.ts';
import type { MarkdownExtras } from '../../src/core/explain/hover/hoverMarkdown.ts';
import { LanguageService } from '../../src/language/document/service.ts';
import { codeLenses } from '../../src/language/features/codeLens.ts';
import { diagnostics } from '../../src/language/features/diagnostics.ts';
import { hover } from '../../src/language/features/hover.ts';
import { semanticTokens, semanticTokensSince } from '../../src/language/features/semanticTokens.ts';
import { hoverPictures } from '../../src/language/formula/hoverPictures.ts';
import { type Asked, ofPlace, ofText } from '../language/everyFeature.ts';
import { lessonOf } from './lessonOf.ts';

const URI = 'file:///bench.bp';
const CALLS = 40;
const LIMITS: Readonly<Record<string, number>> = { hover: 20, completion: 10 };
const LIMIT = 50;

const text = lessonOf(200);
const lines = text.split('\n');
const service = new LanguageService({ filesOf: () => ({ read: () => ({ state: 'refused', reason: '' }) }) });
service.open(URI, 1, text);

const places = lines.flatMap((line, i) => (/= 0\.5$|1\.01/.test(line) ? [i] : []));
let turn = 0;
let version = 1;

/** Another last digit in a line somewhere, with what the editor then asks for; a place in some other line. */
function stroke(): Asked {
  const line = places[(++turn * 7919) % places.length] ?? 0;
  const character = (/0\.5$|1\.01/.exec(lines[line] ?? '')?.index ?? 0) + 2;
  const range = { start: { line, character }, end: { line, character: character + 1 } };
  service.change(URI, ++version, [{ range, text: String(turn % 10) }]);
  const state = service.state(URI);
  if (state === undefined) throw new Error('nothing is open');
  diagnostics(state);
  codeLenses(state, service.settings);
  const asked = (turn * 6101) % lines.length;
  const position = { line: asked, character: Math.max(0, (lines[asked]?.indexOf('=') ?? 0) + 2) };
  return { service, state, position };
}

function measured(answer: (asked: Asked) => unknown): number {
  const times: number[] = [];
  for (let i = 0; i < 2 * CALLS; i++) {
    const asked = stroke();
    const before = process.cpuUsage();
    answer(asked);
    const { user, system } = process.cpuUsage(before);
    if (i >= CALLS) times.push((user + system) / 1000);
  }
  return times.toSorted((a, b) => a - b)[CALLS >> 1] ?? 0;
}

let id = '';
const requests: Readonly<Record<string, (asked: Asked) => unknown>> = {
  ...ofText,
  semanticTokens({ state }) {
    ({ resultId: id = '' } = semanticTokens(state));
  },
  semanticTokensSince({ state }) {
    ({ resultId: id = '' } = semanticTokensSince(state, id));
  },
  ...ofPlace,
  hover: ({ state, position }) =>
    hover(state, position, service.settings, (found: Hover): MarkdownExtras => hoverPictures(found, 'dark')),
};

console.log(`${lines.length} lines; Node ${process.version}; milliseconds of CPU time, each after a key stroke`);
for (const [name, answer] of Object.entries(requests)) {
  const time = measured(answer);
  const limit = LIMITS[name] ?? LIMIT;
  console.log(
    `  ${time.toFixed(2).padStart(8)} ${name.padEnd(20)} (wanted: under ${limit})${time > limit ? '  ABOVE' : ''}`,
  );
}
