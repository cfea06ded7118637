import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import {
  helpNoted,
  hintsNote,
  isSealWhole,
  revealedNote,
} from '../../../src/core/tutor/marking/answer/helpComments.ts';
import { markDocument } from '../../../src/core/tutor/marking/markDocument.ts';

import { questionKey } from '../../../src/language/document/verdicts.ts';
import { settle } from '../../../src/language/features/questions.ts';
import { score } from '../../../src/language/features/score.ts';
import { openText, URI } from '../../support/openText.ts';
import { evaluated } from './evaluated.ts';

const SHEET = '# %% [practice] A sheet\nx = -2; y = 5; z = -4\nq = x + y\nf = q * z\n';

/** The help that the last line's questions have had. */
const noted = (line: string) => {
  const document = parseDocument(SHEET + line);
  return document.statements.flatMap(({ tree }, statement) =>
    tree.kind === 'question' ? [helpNoted(document, statement)] : [],
  );
};
const none = { revealed: false, hints: 0 };

describe('help that a comment tells', () => {
  it.each([
    ['grad(x) = 3', [none]],
    ['grad(x) = 3  # 2 hints', [{ revealed: false, hints: 2 }]],
    ['grad(x) = 3  # 1 hint, revealed', [{ revealed: true, hints: 1 }]],
    ['grad(x) = 3  # revealed  # 3 hints', [{ revealed: true, hints: 3 }]],
    ['grad(x) = 3  # 30 hints from my friend', [none]],
    ['grad(x) = 3  # the sign is not revealed by x', [none]],
    ['grad(x) = 3  # I asked for 1 hint', [none]],
    ['grad(x) = 3  # 2 points  # revealed', [{ revealed: true, hints: 0 }]],
    ['grad(x) = 3; grad(y) = 4  # 2 hints', [none, { revealed: false, hints: 2 }]],
    [
      'grad(x) = 3; grad(y) = 4  # 2 hints for grad(x), revealed grad(y)',
      [
        { revealed: false, hints: 2 },
        { revealed: true, hints: 0 },
      ],
    ],
    [
      'grad(x) = 3; grad(y) = 4  # revealed grad(x)  # 1 hint for grad(y)',
      [
        { revealed: true, hints: 0 },
        { revealed: false, hints: 1 },
      ],
    ],
  ])('%s', (line, expected) => {
    expect(noted(line)).toEqual(expected);
  });

  it('is read back as it was written, for every mixture', () => {
    for (const line of ['grad(x) = 3', 'grad(x) = 3; grad(y) = 4', 'grad(x) = 3; grad(y) = 4  # mine'])
      for (const hints of [
        [1, 0],
        [0, 2],
        [3, 1],
        [0, 0],
      ])
        for (const revealed of [[0], [1], [0, 1], []]) {
          let text = SHEET + line;
          const asked = () =>
            parseDocument(text).statements.flatMap(({ tree }, at) => (tree.kind === 'question' ? [at] : []));
          const put = (note: ReturnType<typeof hintsNote>) => {
            if (note) text = text.slice(0, note.from) + note.text + text.slice(note.to);
          };
          asked().forEach((at, i) => {
            put(hintsNote(parseDocument(text), at, 1 <= (hints[i] ?? 0) ? 1 : 0));
            put(hintsNote(parseDocument(text), at, hints[i] ?? 0));
            if (revealed.includes(i)) put(revealedNote(parseDocument(text), at));
          });
          const found = asked().map((at) => helpNoted(parseDocument(text), at));
          expect([text, found]).toEqual([
            text,
            asked().map((_, i) => ({ revealed: revealed.includes(i), hints: hints[i] ?? 0 })),
          ]);
        }
  });

  it('counts in the mark, and costs nothing', () => {
    expect(markDocument(evaluated(`${SHEET}grad(x) = -4  # 2 hints`))[0]).toMatchObject({ hints: 2, credit: 1 });
  });
});

describe('the score', () => {
  it('tells the help that was had, and writes it beside the answers', () => {
    const { service, state } = openText(`${SHEET}grad(x) = -4\ngrad(y) = 7\ngrad(z) = ?\n`);
    service.updateReader(URI, (reader) => ({
      ...reader,
      hints: new Map([[questionKey(state, 5), 2]]),
      revealed: new Set([questionKey(state, 6)]),
    }));
    const now = service.state(URI) ?? state;
    settle(now);
    const { markdown = '', edits = [] } = score(now) ?? {};
    expect(markdown).toContain('**1 of 3 correct**, 2 hints, 1 answer revealed');
    expect(markdown).toContain('| 5 | `grad(x)` | ✓ correct | 2 hints |');
    expect(markdown).toContain('| 6 | `grad(y)` | ✗ incorrect | revealed |');
    expect(markdown).toContain('| 7 | `grad(z)` | – open |  |');
    const { text } = now.document;
    const written = edits.reduceRight((all, { from, to, text: by }) => all.slice(0, from) + by + all.slice(to), text);
    expect(written).toContain('grad(x) = -4  # 2 hints\ngrad(y) = 7  # revealed\ngrad(z) = ?\n');
    const again = openText(written);
    settle(again.state);
    expect(score(again.state)).toMatchObject({ markdown, edits: [] });
    expect(isSealWhole(parseDocument(written))).toBe(true);
    expect(isSealWhole(parseDocument(written.replace('  # revealed', '')))).toBe(false);
    expect(isSealWhole(parseDocument(written.replace('2 hints', '1 hint')))).toBe(false);
    expect(isSealWhole(parseDocument(text))).toBeUndefined();
  });

  it('is none where nothing is asked', () => {
    expect(score(openText('x = 2').state)).toBeNull();
  });
});
