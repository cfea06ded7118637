import { CodeActionKind } from 'vscode-languageserver-types';
import { type ActionSource, action } from './action.ts';

/** On a heading as Markdown has it, `## Title`, which is only a comment here: makes it open a cell. */
export const makeCell: ActionSource = ({ state, from }) => {
  const { text, cells } = state.document;
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const [line = '', title = ''] =
    /^#{2,6}[ \t]+(\S.*?)(?=[ \t]*(?:\r?\n|$))/.exec(text.slice(start, start + 200)) ?? [];
  const cell = cells.findLast((one) => one.span.from <= start);
  // In a [markdown] cell it is a heading of the text.
  if (line === '' || cell?.kind === 'markdown') return [];
  return [
    action(state, `Begin a cell here: # %% ${title}`, CodeActionKind.Refactor, [
      { from: start, to: start + line.length, text: `# %% ${title}` },
    ]),
  ];
};
