/** The language service after random edits, undone and redone: what it shows is what it would show of the same text freshly opened. */
import { Editor, editOf, seen, startingTexts } from '../language/editor.ts';
import { openText } from '../support/openText.ts';
import { drawing, pick } from './mutated.ts';
import { Feeding, type Part } from './part.ts';

const texts = startingTexts.filter(({ length }) => length < 2500);

export const service: Part = {
  name: 'language service, edits',
  what: 'up to 25 random edits, undone and redone, asked in between or not: values, gradients, lenses, problems, symbols and tokens equal those of the text freshly opened',
  short: 8,
  long: 200,
  run(seed, count) {
    const random = drawing(`service ${seed}`);
    const feeding = new Feeding();
    for (let i = 0; i < count; i++) {
      const editor = new Editor(pick(random, texts));
      feeding.feed(
        () => editor.text,
        () => {
          for (let n = 1 + random.below(25); n > 0; n--) {
            const kind = random.uniform();
            editor.take(kind < 0.15 ? 'undo' : kind < 0.25 ? 'redo' : editOf(random), random.uniform() < 0.4);
          }
          if (editor.state.document.text !== editor.text) return 'the text is another';
          const [here, fresh] = [editor.seen(), seen(openText(editor.text).state)].map((one) => JSON.stringify(one));
          return here === fresh ? false : 'what is shown differs from the text freshly opened';
        },
      );
    }
    return feeding.outcome();
  },
};
