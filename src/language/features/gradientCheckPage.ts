import { markdownAddress, markdownCode, markdownCodeCell, markdownText } from '../../core/base/quoting.ts';
import { showNumber } from '../../core/base/show.ts';
import { finish, part, type Work } from '../../core/base/work.ts';
import { errorCurve, type GradientCheck, gradientChecks } from '../../core/evaluate/gradientCheck.ts';
import { type ErrorCurve, errorCurvePicture, MOST_CURVES } from '../../core/explain/hover/errorCurvePicture.ts';
import type { HoverTheme } from '../../core/explain/hover/hoverTheme.ts';
import { openHunts, PROBES, probeOf } from '../../core/tutor/practice/bugHuntCell.ts';
import type { DocumentState } from '../document/documentState.ts';
import { hiddenIn } from '../document/hidden.ts';
import { isPaused } from '../document/pauses.ts';
import { cellKey } from '../document/verdicts.ts';

const words: Readonly<Record<GradientCheck['verdict'], string>> = {
  agrees: '✓ agree',
  kink: '✓ right, at a kink',
  rounding: '✓ right, differences drown in rounding',
  wrong: '✗ wrong',
  'not-finite': '– not finite',
};

interface GradientCheckPage {
  readonly markdown: string;
  readonly right: boolean;
  /** Of a bug hunt: its cell's key and the numbers that this check was made at, to be kept, since other numbers are counted. */
  readonly probe?: { readonly key: string; readonly numbers: string };
}

/** All at once. */
export const gradientCheckPage = (
  state: DocumentState,
  cell: number,
  theme: HoverTheme = 'light',
): GradientCheckPage | null => finish(gradientCheckWork(state, cell, theme));

/** The checks take about this share of the time, the curves the rest. */
const CHECKS = 0.5;

/** The gradients of a cell by three methods, as a page of Markdown. Null where the cell has no output. */
export function* gradientCheckWork(
  state: DocumentState,
  cell: number,
  theme: HoverTheme,
): Work<GradientCheckPage | null> {
  const { evaluation } = state;
  const result = evaluation.cells[cell];
  if (result?.output === undefined) return null;
  if (isPaused(state, cell)) return { markdown: '# The lecture pauses here\n', right: true };
  const probe = openHunts(evaluation).includes(cell) ? probeOf(evaluation, cell) : undefined;
  const key = cellKey(state, cell);
  const tried = state.reader.probes.get(key) ?? [];
  const known = probe === undefined || tried.includes(probe) ? tried : [...tried, probe];
  if (known.length > PROBES + 1) return { markdown: usedUp, right: false };
  const { checks, leaves } = yield* part(gradientChecks(evaluation, cell), 0, CHECKS);
  const right = checks.every(({ verdict }) => verdict !== 'wrong');
  const hidden = hiddenIn(state);
  const isSecret = ({ node }: GradientCheck): boolean => probe === undefined && hidden.gradient(node);
  const show = (check: GradientCheck, value: number): string => (isSecret(check) ? '·' : showNumber(value, 6));
  const rows = checks.map((check) => {
    const { name, backprop, exact, difference, exactError, differenceError, verdict } = check;
    const numbers = [backprop, exact, difference].map((value) => show(check, value));
    return {
      short: `| ${words[verdict]} | ${markdownCodeCell(name)} | ${numbers[0]} | ${showNumber(exactError, 2)} |`,
      long: `| ${markdownCodeCell(name)} | ${numbers.join(' | ')} | ${showNumber(exactError, 2)} | ${showNumber(differenceError, 2)} |`,
    };
  });
  const notes = checks
    .filter(({ verdict }) => verdict !== 'agrees')
    .map(({ name, explanation }) => `- ${markdownCode(name)}: ${markdownText(explanation)}.`);
  const curves = yield* part(curveLines(state, checks, theme), CHECKS, 1);
  const markdown = [
    `# Gradient check of ${markdownText(result.outputName ?? '')}`,
    '',
    right
      ? leaves > checks.length
        ? 'Every gradient that was checked is right.'
        : 'Every gradient is right.'
      : 'A backward pass in this cell is not the gradient of its forward pass.',
    ...(probe === undefined ? [] : ['', probesLeft(PROBES + 1 - known.length)]),
    ...(checks.some(isSecret) ? ['', 'Numbers that would answer a question of this cell stand as ·.'] : []),
    '',
    '| verdict | name | gradient | error |',
    '| --- | --- | ---: | ---: |',
    ...rows.map(({ short }) => short),
    ...(notes.length > 0 ? ['', ...notes] : []),
    ...drawnNote(checks, leaves),
    '',
    '<details><summary>All three methods</summary>',
    '',
    'Backpropagation, forward mode (exact), and the centred difference (f(x + h) − f(x − h)) / 2h with h = 1e-5. A row shows the entry that differs most.',
    '',
    '| name | backpropagation | forward mode | centred difference | error vs exact | error vs difference |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map(({ long }) => long),
    '',
    'The error is relative: |a − n| / (|a| + |n|). Where both numbers are almost 0, the denominator is a small fixed number instead (the floor), so that rounding alone is not called an error.',
    '',
    '</details>',
    ...curves,
    '',
  ].join('\n');
  return { markdown, right, ...(probe === undefined ? {} : { probe: { key, numbers: probe } }) };
}

/** Only some entries of large tensors are checked, and some names of a long program; the page says how many. */
function drawnNote(checks: readonly GradientCheck[], leaves: number): readonly string[] {
  const drawn = checks.filter(({ looked, entries }) => looked < entries);
  const entries = drawn.map((one) => `${one.looked} of ${one.entries} in ${markdownCode(one.name)}`).join(', ');
  return [
    ...(leaves > checks.length ? ['', `Checked ${checks.length} of ${leaves} names, drawn at random.`] : []),
    ...(drawn.length > 0 ? ['', `Checked at entries drawn at random: ${entries}.`] : []),
  ];
}

/** The picture, and its numbers for those who cannot see it. */
function* curveLines(
  state: DocumentState,
  checks: readonly GradientCheck[],
  theme: HoverTheme,
): Work<readonly string[]> {
  const [worst] = checks.toSorted((a, b) => b.differenceError - a.differenceError);
  if (worst === undefined) return [];
  const drawn = [worst, ...checks.filter((check) => check !== worst)].slice(0, MOST_CURVES);
  const curves: ErrorCurve[] = [];
  for (const [done, check] of drawn.entries()) {
    const points = yield* part(errorCurve(state.evaluation, check), done / drawn.length, (done + 1) / drawn.length);
    curves.push({ name: check.name, points });
  }
  const picture = markdownAddress(encodeURIComponent(errorCurvePicture(curves, theme)));
  const rows = (curves[0]?.points ?? []).map(({ h }, i) => {
    const errors = curves.map(({ points }) => showNumber(points[i]?.error ?? Number.NaN, 2));
    return `| ${power(h)} | ${errors.join(' | ')} |`;
  });
  return [
    '',
    '## How the step size affects the error',
    '',
    worst.verdict === 'kink'
      ? `No step helps at a kink: the function has one slope on each side of ${markdownCode(worst.name)}.`
      : stepWords(curves[0]),
    ...(checks.length > drawn.length
      ? ['', `Shown are the ${drawn.length} names with the largest errors, of ${checks.length}.`]
      : []),
    '',
    `![Relative error over the step h](data:image/svg+xml;utf8,${picture})`,
    '',
    '<details><summary>The numbers of the curves</summary>',
    '',
    `| h | ${curves.map(({ name }) => markdownCodeCell(name)).join(' | ')} |`,
    `| --- |${curves.map(() => ' ---: |').join('')}`,
    ...rows,
    '',
    '</details>',
  ];
}

/** What the first curve shows: the error of a centred difference is about h² f‴ / 6, plus rounding of about 1e-16 · |f| / h. */
function stepWords(curve: ErrorCurve | undefined): string {
  const points = (curve?.points ?? []).filter(({ error }) => Number.isFinite(error));
  const [best] = points.toSorted((a, b) => a.error - b.error || b.h - a.h);
  const small = 'Small steps lose the change in the last digits.';
  if (curve === undefined || best === undefined) return small;
  if (best === points[0])
    return `${small} Large ones can add an error that grows with h²; here none is seen, and the largest step, ${power(best.h)}, is the best for ${markdownCode(curve.name)}.`;
  return `${small} Large ones add an error that grows with h². Of these steps ${power(best.h)} is the best for ${markdownCode(curve.name)}.`;
}

const power = (h: number): string => h.toExponential(0).replace('-', '−');

const probesLeft = (left: number): string =>
  `You may try ${left === 0 ? 'no other numbers any more' : left === 1 ? 'one more set of numbers' : `${left} other sets of numbers`}.`;

const usedUp = [
  '# Both probes are used',
  '',
  `These are the third other numbers. A bug hunt allows ${PROBES}: put back numbers that you have tried, or repair the formula.`,
  '',
].join('\n');
