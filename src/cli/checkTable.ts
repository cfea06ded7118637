import { terminalName } from '../core/base/quoting.ts';
import { showNumber } from '../core/base/show.ts';
import type { Mark } from '../core/tutor/marking/answer/mark.ts';
import { shown } from '../core/tutor/marking/diagnosis/mistakePlace.ts';
import { type CheckReport, hintsIn, revealedIn } from './checkReport.ts';
import { problemLine } from './problems.ts';

const SIGNS: Readonly<Record<Mark['verdict'], string>> = {
  right: '✓',
  rounded: '✓',
  wrong: '✗',
  invalid: '✗',
  unanswered: '·',
};
const MOST_WRITTEN = 28;

/** A report for people. `key`: with the right answers. */
export function checkText(report: CheckReport, key: boolean): string {
  const { file, problems, answers, gradientChecks, score, probes, integrity } = report;
  const lines = [terminalName(file), ...problems.map((problem) => `  ${problemLine(file, problem)}`)];
  if (answers.length > 0) {
    const rows = answers.map((mark) => [
      `${SIGNS[mark.verdict]} ${mark.line}`,
      `${terminalName(mark.question)} = ${cut(mark.written ?? '?')}`,
      mark.followed ? 'follows' : mark.verdict,
      [
        terminalName(mark.message),
        mark.mistakes.length > 0 ? `[${mark.mistakes.join(mark.together ? ' + ' : ', ')}]` : '',
        key && mark.verdict !== 'right' && mark.expected ? `The answer is ${shown(mark.expected)}.` : '',
      ]
        .filter((part) => part !== '')
        .join(' '),
    ]);
    lines.push(...columns(rows).map((row) => `  ${row}`));
    const help = [
      hintsIn(report) > 0 ? `hints ${hintsIn(report)}` : '',
      revealedIn(report) > 0 ? `revealed ${revealedIn(report)}` : '',
    ];
    lines.push(
      `  ${[
        `${score.right} of ${score.asked} right`,
        `credit ${showNumber(score.credit)} of ${score.asked}`,
        ...(score.maxPoints === score.asked ? [] : [`points ${showNumber(score.points)} of ${score.maxPoints}`]),
        ...(integrity === 'changed' ? ['changed: answers were marked in the original'] : []),
        ...help.filter((part) => part !== ''),
      ].join(', ')}`,
    );
  }
  const odd = gradientChecks.filter(({ verdict }) => verdict !== 'agrees');
  for (const { name, cell, verdict, explanation } of odd)
    lines.push(
      `  ${verdict === 'wrong' ? '✗' : '·'} gradient of ${name} (cell ${cell + 1}): ${verdict}; ${explanation}`,
    );
  for (const [cell, left] of probes)
    lines.push(
      left < 0
        ? `  · cell ${cell + 1}: both probes of this bug hunt are used. Put back numbers that you have tried, or repair the formula.`
        : `  · cell ${cell + 1}: other numbers that you may still try in this bug hunt: ${left}`,
    );
  if (gradientChecks.length > 0)
    lines.push(
      `  ${gradientChecks.length} ${gradientChecks.length === 1 ? 'gradient' : 'gradients'} checked by three methods, ${gradientChecks.filter(({ verdict }) => verdict === 'wrong').length} wrong`,
    );
  if (lines.length === 1) lines.push('  nothing to complain about');
  return `${lines.join('\n')}\n`;
}

/** Of many files: a line for each, and which mistakes were made how often. */
export function checkSummary(reports: readonly CheckReport[]): string {
  const rows = reports.map((report) => [
    terminalName(report.file),
    `${report.score.right}/${report.score.asked}`,
    showNumber(report.score.credit),
    String(hintsIn(report)),
    String(revealedIn(report)),
    String(report.problems.filter(({ severity }) => severity === 'error').length),
  ]);
  const counts = new Map<string, number>();
  for (const { answers } of reports)
    for (const { mistakes } of answers)
      for (const code of mistakes.slice(0, 1)) counts.set(code, (counts.get(code) ?? 0) + 1);
  const common = [...counts].sort((a, b) => b[1] - a[1]).map(([code, count]) => [code, String(count)]);
  return [
    '',
    ...columns([['file', 'right', 'credit', 'hints', 'revealed', 'errors'], ...rows]),
    ...(common.length > 0 ? ['', ...columns([['mistake', 'answers'], ...common])] : []),
    '',
  ].join('\n');
}

/** Wrong answers close to the truth, for a person to read. */
export function nearTable(reports: readonly CheckReport[], percent: number): string {
  const rows = reports.flatMap(({ file, answers }) =>
    answers
      .filter(({ near }) => near)
      .map(({ line, question, written, expected }) => [
        `${terminalName(file)}:${line}`,
        `${terminalName(question)} = ${cut(written ?? '?')}`,
        `the answer is ${shown(expected)}`,
      ]),
  );
  return [
    '',
    rows.length === 0
      ? `no wrong answer is within ${percent} % of the truth`
      : `wrong answers within ${percent} % of the truth`,
    ...columns(rows),
    '',
  ].join('\n');
}

const cut = (text: string): string =>
  terminalName(text.length <= MOST_WRITTEN ? text : `${text.slice(0, MOST_WRITTEN - 1)}…`);

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  return rows.map((row) =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
