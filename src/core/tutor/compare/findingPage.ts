import { markdownCell, markdownCode, markdownCodeCell, markdownText } from '../../base/quoting.ts';
import { showShape } from '../../base/show.ts';
import type { Compared, Finding } from './firstDisagreement.ts';
import type { ArrayProblem } from './givenArray.ts';

const MARKS: Readonly<Record<Compared['verdict'], string>> = {
  right: '✓ agrees',
  wrong: '✗ differs',
  follows: '↳ follows',
};
const MOST_NAMES = 12;

/** The finding as a page of Markdown. */
export function findingPage(finding: Finding, problems: readonly ArrayProblem[]): string {
  const { first, compared, unknown, missing, outputName, message } = finding;
  const rows = compared.map(({ given, meant, verdict, note }) => {
    const what = meant.which === 'value' ? markdownCodeCell(meant.name) : `gradient of ${markdownCodeCell(meant.name)}`;
    const shown = given.name === first?.name ? '**✗ first to differ**' : MARKS[verdict];
    return `| ${markdownCodeCell(given.name)} | ${what} | ${showShape(given.tensor.shape)} | ${shown}${note === undefined ? '' : `: ${markdownCell(markdownText(note))}`} |`;
  });
  return [
    first === undefined ? '# Your arrays and the text' : `# The first to differ is ${markdownText(first.name)}`,
    '',
    markdownText(message),
    ...(rows.length > 0
      ? [
          '',
          outputName === undefined
            ? 'Values in the order in which they are computed:'
            : `Values in the order in which they are computed, then gradients of ${markdownCode(outputName)} from the output back:`,
          '',
          '| yours | in the text | shape | verdict |',
          '| --- | --- | --- | --- |',
          ...rows,
        ]
      : []),
    ...(missing.length > 0
      ? [
          '',
          `${first === undefined ? 'Not compared' : 'Not given, and it would narrow this down'}: ${listed(missing)}.`,
        ]
      : []),
    ...(unknown.length > 0
      ? [
          '',
          `This cell has nothing called ${listed(unknown)}. A gradient is called \`dh\`, \`grad_h\` or \`dL_dh\` for the name \`h\`.`,
        ]
      : []),
    ...problems.map(({ message: problem }) => `\n${markdownText(problem)}`),
    '',
  ].join('\n');
}

const listed = (names: readonly string[]): string =>
  names.slice(0, MOST_NAMES).map(markdownCode).join(', ') + (names.length > MOST_NAMES ? ' …' : '');
