import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/base/seededRandom.ts';
import { plainSurroundings } from '../../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../../src/core/evaluate/evaluate.ts';
import { gatePicture } from '../../../src/core/explain/hover/gatePicture.ts';
import { hoverOf } from '../../../src/core/explain/hover/hover.ts';
import { nothingHidden } from '../../../src/core/explain/hover/hoverContract.ts';
import { hoverMarkdown } from '../../../src/core/explain/hover/hoverMarkdown.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { dataSets } from '../../../src/data/index.ts';
import { reference } from './torch.ts';

/** Asks at every place, or at so many of them; answers how many hovers there were. */
function hoverEverywhere(text: string, step = 1): number {
  const evaluation = evaluateDocument(parseDocument(text), { ...plainSurroundings, dataSets });
  let found = 0;
  for (let offset = 0; offset <= text.length; offset += step) {
    const hover = hoverOf(evaluation, offset, { digits: 4, hidden: nothingHidden, dataSets });
    if (hover === undefined) continue;
    found++;
    const markdown = hoverMarkdown(hover);
    if (/undefined|\[object|NaN/.test(markdown)) throw new Error(`at ${offset} of ${text}:\n${markdown}`);
    if (hover.span.from > offset || hover.span.to < offset)
      throw new Error(`the hover at ${offset} is elsewhere: ${text}`);
    if (hover.kind === 'value') gatePicture(hover, 'dark');
  }
  return found;
}

describe('hovers everywhere', () => {
  const programs = reference<readonly { readonly text: string }[]>('programs.json').filter((_, i) => i % 11 === 0);

  it('say something sound at every place of many programs', () => {
    for (const { text } of programs) expect(hoverEverywhere(text), text).toBeGreaterThan(0);
  });

  it('never throw on broken texts', () => {
    const random = seededRandom('hovers');
    const strokes = [
      '(',
      ')',
      '[',
      ']',
      '=',
      '?',
      ',',
      ' @ ',
      '\n',
      '# %% ',
      '"',
      'def ',
      'grad(',
      '1e999',
      '.T',
      '',
      '',
    ];
    for (const { text } of programs) {
      let broken = text;
      for (let k = 0; k < 3; k++) {
        const at = random.below(broken.length + 1);
        broken = broken.slice(0, at) + strokes[random.below(strokes.length)] + broken.slice(at + random.below(3));
      }
      expect(() => hoverEverywhere(broken, 3), broken).not.toThrow();
    }
  });

  it('stay quick in a long text', () => {
    const lines = Array.from({ length: 3000 }, (_, i) =>
      i === 0 ? 'x0 = 1' : `x${i} = x${i - 1} * 1.0001 + sin(x${i - 1})`,
    );
    expect(hoverEverywhere(lines.join('\n'), 997)).toBeGreaterThan(50);
  });
});
