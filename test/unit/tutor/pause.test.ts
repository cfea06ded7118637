import { expect, test } from 'vitest';
import { answerMarks } from '../../../src/language/features/answerMarks.ts';
import { codeLenses } from '../../../src/language/features/codeLens.ts';
import { hover } from '../../../src/language/features/hover.ts';
import { inlayHints } from '../../../src/language/features/inlayHints.ts';
import { lineEnds } from '../../../src/language/features/lineEnds.ts';
import { judgements, settle } from '../../../src/language/features/questions.ts';
import { openText, URI } from '../../support/openText.ts';

const LECTURE = `# %% One
x = 3
f = x * x

# %% [pause] Think first

# %% Two
a = [5, 7]
g = sum(a * a)
grad(a) = [1, 1]
`;
const whole = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

test('below a pause nothing that is computed is shown, on any surface, until it is passed', () => {
  const { service } = openText(LECTURE, { inlayShapes: true });
  const shown = () => {
    const state = service.state(URI);
    if (state === undefined) throw new Error('the text is closed');
    settle(state);
    const lens = codeLenses(state, service.settings).filter(({ range }) => range.start.line === 8);
    return {
      lens: lens[0]?.command?.title,
      lineEnd: lineEnds(state, { ...service.settings, annotations: 'lineEnd' }).some(({ text, gradient }) =>
        `${text} ${gradient}`.includes('74'),
      ),
      hover: JSON.stringify(hover(state, { line: 8, character: 0 }, service.settings)).includes('74'),
      hints: inlayHints(state, whole, service.settings).length,
      marks: answerMarks(state).length,
      problems: judgements(state).length,
    };
  };
  expect(shown()).toEqual({ lens: '·', lineEnd: false, hover: false, hints: 0, marks: 0, problems: 0 });
  service.updateReader(URI, (reader) => ({ ...reader, passed: new Set([1]) }));
  expect(shown()).toEqual({
    lens: expect.stringContaining('g = 74'),
    lineEnd: true,
    hover: true,
    hints: 1,
    marks: 1,
    problems: 1,
  });
});
