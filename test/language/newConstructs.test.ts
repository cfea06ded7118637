import { describe, expect, test } from 'vitest';
import { openText } from '../support/openText.ts';
import { ofCommands, ofGraph, ofPlace, ofText } from './everyFeature.ts';
import { mutator } from './mutations.ts';
import { programs } from './programs.ts';
import { unsound } from './soundness.ts';

/** `MUTATIONS=10000` tries more. */
const count = Number(process.env.MUTATIONS ?? 400);
const parts = 4;

describe('programs with everything that NumPy and PyTorch brought along', () => {
  test.each(programs.map((text, at) => [at, text] as const))('program %i has no error', (_, text) => {
    const { state } = openText(text);
    const errors = state.evaluation.statements.flatMap(({ problems }) =>
      problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    );
    expect(errors).toEqual([]);
  });

  test.each(Array.from({ length: parts }, (_, part) => part))(
    'with something wrong in them, part %i of four',
    (part) => {
      const mutated = mutator(programs, `new constructs ${part}`);
      for (let i = 0; i < count / parts; i++) {
        const text = mutated.next();
        const { service, state } = openText(text);
        const position = state.positionAt((i * 7919) % (text.length + 1));
        const asked = { service, state, position };
        const wrong =
          i % 5 === 0 ? unsound(asked, ofText, ofPlace, ofGraph, ofCommands) : unsound(asked, ofText, ofPlace);
        if (wrong.length > 0) expect.fail(`${JSON.stringify(text)}\n${wrong.join('\n')}`);
      }
    },
  );
});
