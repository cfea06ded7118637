/** Texts with something wrong in them: read, evaluated and asked about as an editor asks. */
import { parseDocument } from '../../src/core/syntax/document.ts';
import { ofCommands, ofGraph, ofPlace, ofText } from '../language/everyFeature.ts';
import { lessons } from '../language/lessons.ts';
import { mutator } from '../language/mutations.ts';
import { unsound } from '../language/soundness.ts';
import { openText } from '../support/openText.ts';
import { drawing, mutatedBytes, pick } from './mutated.ts';
import { Feeding, type Part } from './part.ts';

/** Lessons whose data are small. */
const seeds = lessons.filter(({ name }) => !/^(?:15|16|17|18)/.test(name)).map(({ text }) => text);

export const reading: Part = {
  name: 'texts, read',
  what: 'lessons with one to five slips or with changed bytes, parsed: statements and cells cover the text',
  short: 1500,
  long: 60_000,
  run(seed, count) {
    const mutated = mutator(seeds, `reading ${seed}`);
    const random = drawing(`bytes ${seed}`);
    const small = seeds.map((text) => new TextEncoder().encode(text.slice(0, 1500)));
    const feeding = new Feeding();
    for (let i = 0; i < count; i++) {
      const text = i % 3 === 0 ? mutated.next() : new TextDecoder().decode(mutatedBytes(random, pick(random, small)));
      feeding.feed(
        () => text,
        () => {
          const { statements, starts, cells, problems } = parseDocument(text);
          if (statements.length !== starts.length) return 'statements without a place';
          if (starts.some((start, at) => start < (starts[at - 1] ?? 0) || start > text.length))
            return 'statements out of order';
          if (cells.at(-1)?.last !== undefined && (cells.at(-1)?.last ?? 0) > statements.length)
            return 'a cell beyond the text';
          return problems.length > 0 || statements.some((statement) => statement.problems.length > 0);
        },
      );
    }
    return feeding.outcome();
  },
};

export const asking: Part = {
  name: 'texts, asked about',
  what: 'lessons with one to five slips, evaluated, every answer of the language service about a place of each: no exception, answers that are sound',
  short: 40,
  long: 1500,
  run(seed, count) {
    const mutated = mutator(seeds, `asking ${seed}`);
    const feeding = new Feeding();
    for (let i = 0; i < count; i++) {
      const text = mutated.next();
      feeding.feed(
        () => text,
        () => {
          const { service, state } = openText(text);
          const asked = { service, state, position: state.positionAt((i * 7919) % (text.length + 1)) };
          const wrong =
            i % 5 === 0 ? unsound(asked, ofText, ofPlace, ofGraph, ofCommands) : unsound(asked, ofText, ofPlace);
          return wrong.length > 0 ? wrong.join('\n') : state.document.problems.length > 0;
        },
      );
    }
    return feeding.outcome();
  },
};
