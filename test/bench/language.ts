/**
 * From a key stroke to fresh problems and lenses, and the answers at a place: medians of CPU time, beside a fresh opening
 * and the text cut into words.
 */

import type { Hover } from '../../src/core/explain/hover/hover.ts';
import type { MarkdownExtras } from '../../src/core/explain/hover/hoverMarkdown.ts';
import { LanguageService } from '../../src/language/document/service.ts';
import { codeLenses, type LensKey, resolveLens } from '../../src/language/features/codeLens.ts';
import { completion } from '../../src/language/features/completion.ts';
import { diagnostics } from '../../src/language/features/diagnostics.ts';
import { hover } from '../../src/language/features/hover.ts';
import { hoverPictures } from '../../src/language/formula/hoverPictures.ts';
import { lessonOf } from './lessonOf.ts';
import { medianCpu } from './medianCpu.ts';

const URI = 'file:///bench.bp';
const pictures = (found: Hover): MarkdownExtras => hoverPictures(found, 'dark');

function bench(cells: number, wanted: number): void {
  const text = lessonOf(cells);
  const service = new LanguageService({ filesOf: () => ({ read: () => ({ state: 'refused', reason: '' }) }) });
  let version = 1;
  service.open(URI, version, text);
  const lines = text.split('\n');
  const places = lines.flatMap((line, i) => (/= 0\.5$|1\.01/.test(line) ? [i] : []));
  let place = 0;
  let digit = 0;
  /** Another last digit in the text of a line somewhere. */
  const stroke = (): void => {
    place = (place + 7919) % places.length;
    digit = (digit + 1) % 10;
    const line = places[place] ?? 0;
    const character = /0\.5$|1\.01/.exec(lines[line] ?? '')?.index ?? 0;
    const end = character + 3;
    service.change(URI, ++version, [
      { range: { start: { line, character: end - 1 }, end: { line, character: end } }, text: String(digit) },
    ]);
  };
  let added = false;
  /** A line at a place in the first half of the text, there at every other turn. */
  const line = (): void => {
    added = !added;
    const at = { line: Math.floor(lines.length / 4), character: 0 };
    const range = { start: at, end: added ? at : { line: at.line + 1, character: 0 } };
    service.change(URI, ++version, [{ range, text: added ? 'added = 1\n' : '' }]);
  };
  /** Problems, lenses, and the texts of those lenses that a window shows around the last stroke. */
  const answer = (): number => {
    const state = service.state(URI);
    if (state === undefined) return 0;
    const lenses = codeLenses(state, service.settings);
    const shown = lenses.findIndex(({ range }) => range.start.line >= (places[place] ?? 0));
    for (const lens of lenses.slice(Math.max(0, shown - 25), shown + 25)) {
      const key = lens.data as LensKey | undefined;
      if (key) resolveLens(state, key[1], service.settings);
    }
    return diagnostics(state).length + lenses.length;
  };
  const here = () => {
    const state = service.state(URI);
    if (state === undefined) throw new Error('nothing is open');
    return state;
  };
  console.log(`${lines.length} lines, ${cells} cells, ${answer()} answers; Node ${process.version}`);
  show(
    'the text cut into words, for comparison',
    medianCpu(() => text.split(/\b/), 20),
  );
  show(
    'opened afresh, with problems and lenses',
    medianCpu(() => {
      service.open(URI, ++version, text);
      answer();
    }, 10),
  );
  answer();
  show(
    'key stroke to problems and lenses',
    medianCpu(
      () => {
        stroke();
        answer();
      },
      100,
      5,
    ),
    wanted,
  );
  show('  of this the change and its parse', medianCpu(stroke, 100, 5));
  show(
    '  and with the evaluation',
    medianCpu(
      () => {
        stroke();
        return here().evaluation;
      },
      100,
      5,
    ),
  );
  show(
    'a line added or taken away, to problems and lenses',
    medianCpu(
      () => {
        line();
        answer();
      },
      60,
      5,
    ),
  );
  answer();
  let turn = 0;
  const somewhere = () => {
    turn = (turn + 7919) % lines.length;
    return { line: turn, character: Math.max(0, (lines[turn]?.indexOf('=') ?? 0) + 2) };
  };
  show(
    'hover, with its picture',
    medianCpu(() => hover(here(), somewhere(), service.settings, pictures), 60),
    20,
  );
  show(
    'completion',
    medianCpu(() => completion(here(), somewhere(), service.settings), 60),
    10,
  );
  show(
    'hover, the first after a key stroke',
    medianCpu(() => {
      stroke();
      return hover(here(), somewhere(), service.settings, pictures);
    }, 30),
  );
  if (globalThis.gc) globalThis.gc();
  console.log(`  ${(process.memoryUsage().heapUsed / 2 ** 20).toFixed(0).padStart(9)} MB  heap in use`);
}

function show(what: string, milliseconds: number, wanted?: number): void {
  const goal = wanted === undefined ? '' : ` (wanted: under ${wanted})`;
  console.log(`  ${milliseconds.toFixed(3).padStart(9)} ms  ${what}${goal}`);
}

bench(20, 4);
bench(200, 25);
