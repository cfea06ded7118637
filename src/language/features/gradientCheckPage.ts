import { checkGradients, errorCurve, type GradientCheck } from '../../core/autodiff/gradientCheck.ts';
import { showNumber } from '../../core/base/show.ts';
import type { DocumentState } from '../documentState.ts';

const words: Readonly<Record<GradientCheck['verdict'], string>> = {
  agrees: '✓ agree',
  kink: '✓ right, at a kink',
  rounding: '✓ right, differences drown in rounding',
  wrong: '✗ wrong',
  'not-finite': '– not finite',
};

/** The gradients of a cell by three witnesses, as a page of Markdown. Null where the cell has no output. */
export function gradientCheckPage(
  state: DocumentState,
  cell: number,
): { readonly markdown: string; readonly right: boolean } | null {
  const { evaluation } = state;
  const result = evaluation.cells[cell];
  if (result?.output === undefined) return null;
  const checks = checkGradients(evaluation, cell);
  const right = checks.every(({ verdict }) => verdict !== 'wrong');
  const show = (value: number): string => showNumber(value, 6);
  const rows = checks.map(
    ({ name, backprop, exact, difference, exactError, differenceError, verdict }) =>
      `| \`${name}\` | ${show(backprop)} | ${show(exact)} | ${show(difference)} | ${showNumber(exactError, 2)} | ${showNumber(differenceError, 2)} | ${words[verdict]} |`,
  );
  const notes = checks
    .filter(({ verdict }) => verdict !== 'agrees')
    .map(({ name, explanation }) => `- \`${name}\`: ${explanation}.`);
  const [first] = checks;
  const curve = first
    ? errorCurve(evaluation, first).map(({ h, error }) => `| ${h.toExponential(0)} | ${showNumber(error, 2)} |`)
    : [];
  const markdown = [
    `# Gradients of ${result.outputName}`,
    '',
    right ? 'Every gradient is right.' : 'A backward pass in this cell is not the gradient of its forward pass.',
    '',
    '| name | backpropagation | forward mode (exact) | centred difference | error beside exact | error beside difference | verdict |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    'Relative error: |a − n| / max(floor, |a| + |n|), h = 1e-5; the row shows the entry that differs most.',
    ...(notes.length > 0 ? ['', ...notes] : []),
    ...(first
      ? [
          '',
          `## Error of the difference over its step, for \`${first.name}\``,
          '',
          '| h | relative error |',
          '| --- | --- |',
          ...curve,
        ]
      : []),
    '',
  ].join('\n');
  return { markdown, right };
}
