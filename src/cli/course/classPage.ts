/** The report on a class as one HTML page: no script, nothing from elsewhere, and it prints. */

import { xmlText } from '../../core/base/quoting.ts';
import { mistakeOf } from '../../core/tutor/mistakes/index.ts';
import type { MistakeCode } from '../../core/tutor/mistakes/mistake.ts';
import type { ClassReport, ClassStudent } from './classReport.ts';

const STYLE = `
:root { color-scheme: light dark; --ink: #1f2430; --quiet: #5b6472; --line: #d5d9e0; --paper: #fff; --bar: #7a4fc9; --right: #2f7d4f; --wrong: #b3372f; --open: #9aa1ac; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8ec; --quiet: #a4abb8; --line: #3a4150; --paper: #191d26; --bar: #b397ee; --right: #6cc292; --wrong: #f08a80; --open: #6d7480; } }
@media print { :root { --ink: #000; --quiet: #444; --line: #bbb; --paper: #fff; --bar: #555; --right: #2f7d4f; --wrong: #b3372f; --open: #999; } details { break-inside: avoid; } h2 { break-after: avoid; } .noprint { display: none; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 68rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0 0 .2rem; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; border-bottom: 1px solid var(--line); padding-bottom: .2rem; }
p.quiet, .quiet { color: var(--quiet); } code, pre { font: 13px/1.45 ui-monospace, Consolas, monospace; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; color: var(--quiet); } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
ol.monday { font-size: 1.05rem; } ol.monday li { margin: .5rem 0; }
.bar { display: flex; height: .9rem; min-width: 10rem; border-radius: 3px; overflow: hidden; background: var(--line); } .bar span { display: block; }
.wide { overflow-x: auto; } .map td, .map th { padding: .15rem .4rem; text-align: center; white-space: nowrap; } .map td:first-child, .map th:first-child { text-align: left; position: sticky; left: 0; background: var(--paper); }
details { margin: .3rem 0; } td details { margin: 0; } summary { cursor: pointer; } td summary { white-space: nowrap; } pre { overflow-x: auto; padding: .6rem .8rem; border: 1px solid var(--line); border-radius: 4px; white-space: pre-wrap; }
.right { color: var(--right); } .wrong { color: var(--wrong); } .open { color: var(--quiet); }
`;

/** Opens a part that scrolls by itself where the page is narrow. */
const wide = (label: string): string => `<div class="wide" tabindex="0" role="region" aria-label="${label}">`;
const shown = (value: number): string => String(Math.round(value * 100) / 100);
const percent = (part: number, all: number): string => (all === 0 ? '' : `${Math.round((100 * part) / all)} %`);
const titleOf = (code: MistakeCode): string => mistakeOf(code)?.title ?? code;
const nameOf = ({ name, id, file }: ClassStudent): string =>
  [name, id === name ? '' : id].filter((part) => part !== '').join(', ') || file;

export function classPage(report: ClassReport, title: string): string {
  const { students, questions, rules, clusters, remarks } = report;
  const points = students.reduce((sum, student) => sum + student.points, 0);
  const most = students.reduce((sum, student) => sum + student.maxPoints, 0);
  const changed = students.filter(({ integrity }) => integrity === 'changed').length;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${xmlText(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${xmlText(title)}</h1>
<p class="quiet">${students.length} hand-ins, ${questions.length} questions, ${percent(points, most) || 'no'} of all points${changed > 0 ? `, ${changed} with changed givens (marked in the original)` : ''}. ${xmlText(report.tool)}. This page names students: keep it in its folder.</p>
<h2>To say on Monday</h2>
<ol class="monday">${remarks.map((words) => `<li>${xmlText(words)}</li>`).join('')}</ol>
<h2>Questions</h2>
${wide('Questions')}<table><thead><tr><th scope="col">question</th><th scope="col">cell</th><th scope="col">right, follows, wrong, open</th><th class="n" scope="col">right</th><th class="n" scope="col">follows</th><th class="n" scope="col">wrong</th><th class="n" scope="col">open</th><th class="n" scope="col">points</th></tr></thead><tbody>
${questions
  .map(({ name, title: cell, cell: index, right, followed, wrong, open, points: earned, maxPoints }) => {
    const all = right + followed + wrong + open;
    return `<tr><th scope="row"><code>${xmlText(name)}</code></th><td>${xmlText(cell === '' ? `cell ${index}` : cell)}</td><td>${bar(
      all,
      [
        [right, '--right', 'right'],
        [followed, '--bar', 'follows from a wrong answer'],
        [wrong, '--wrong', 'wrong'],
        [open, '--open', 'open'],
      ],
    )}</td><td class="n">${right}</td><td class="n">${followed}</td><td class="n">${wrong}</td><td class="n">${open}</td><td class="n">${percent(earned, maxPoints)}</td></tr>`;
  })
  .join('\n')}
</tbody></table></div>
<h2>Rules that were broken</h2>
${rules.length === 0 ? '<p>No known mistake was made.</p>' : ruleTable(report)}
<h2>The same mistake, with an example</h2>
${clusters.length === 0 ? '<p>No answer was wrong.</p>' : clusters.map((cluster) => clusterOf(report, cluster)).join('\n')}
<h2>Students</h2>
${wide('Answers of every student')}<table class="map"><thead><tr><th scope="col">student</th><th class="n" scope="col">points</th>${questions.map(({ name }) => `<th scope="col"><code>${xmlText(name)}</code></th>`).join('')}<th scope="col">help</th></tr></thead><tbody>
${students.map(studentRow).join('\n')}
</tbody></table></div>
<h2>A practice sheet for each</h2>
<p class="quiet">An exercise in which the student’s own mistake would show; save it as a .bp file, or write all with <code>--sheets FOLDER</code>.</p>
${students.flatMap((student) => (student.sheet ? [sheetOf(student, student.sheet)] : [])).join('\n')}
</main>
</body>
</html>
`;
}

type Part = readonly [count: number, colour: string, words: string];
const bar = (all: number, parts: readonly Part[]): string =>
  `<div class="bar" role="img" aria-label="${parts.map(([count, , words]) => `${count} ${words}`).join(', ')}">${parts
    .filter(([count]) => count > 0)
    .map(
      ([count, colour]) =>
        `<span style="width:${((100 * count) / Math.max(1, all)).toFixed(2)}%;background:var(${colour})"></span>`,
    )
    .join('')}</div>`;

function ruleTable({ rules, students, questions, clusters }: ClassReport): string {
  const rows = rules.map(({ mistake, title, students: who, answers }) => {
    const where = clusters.flatMap(({ mistakes, question, students: there }) =>
      mistakes.includes(mistake) ? [`${questions[question]?.name ?? ''} (${there.length})`] : [],
    );
    return `<tr><th scope="row">${xmlText(title)}<br><code class="quiet">${mistake}</code></th><td>${bar(students.length, [[who.length, '--bar', 'students']])}</td><td class="n">${who.length}</td><td class="n">${answers}</td><td>${xmlText(where.join(', '))}</td><td><details><summary>${who.length === 1 ? '1 student' : `${who.length} students`}</summary>${xmlText(who.flatMap((at) => (students[at] ? [nameOf(students[at])] : [])).join('; '))}</details></td></tr>`;
  });
  return `${wide('Rules that were broken')}<table><thead><tr><th scope="col">it looks as if …</th><th scope="col">share of the class</th><th class="n" scope="col">students</th><th class="n" scope="col">answers</th><th scope="col">where</th><th scope="col">who</th></tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
}

function clusterOf(
  { questions, students }: ClassReport,
  { question, mistakes, example, message, students: who }: ClassReport['clusters'][number],
): string {
  const title = mistakes.length > 0 ? mistakes.map(titleOf).join(', and ') : 'no known mistake gives this answer';
  return `<details><summary><code>${xmlText(questions[question]?.name ?? '')} = ${xmlText(example)}</code>: ${xmlText(title)} <span class="quiet">(${who.length})</span></summary><p>${xmlText(message)}</p><p class="quiet">${xmlText(who.flatMap((at) => (students[at] ? [nameOf(students[at])] : [])).join('; '))}</p></details>`;
}

const SIGNS: ReadonlyMap<string, readonly [sign: string, kind: string]> = new Map([
  ['right', ['✓', 'right']],
  ['follows', ['→', 'open']],
  ['open', ['·', 'open']],
]);

function studentRow(student: ClassStudent): string {
  const { points, maxPoints, answers, hints, revealed, integrity, errors } = student;
  const cells = answers.map((kind) => {
    const [sign, look] = SIGNS.get(kind) ?? ['✗', 'wrong'];
    return `<td class="${look}" title="${xmlText(kind)}">${sign}${look === 'wrong' && kind !== 'wrong' ? ` <small>${xmlText(kind)}</small>` : ''}</td>`;
  });
  const help = [
    hints > 0 ? `${hints} ${hints === 1 ? 'hint' : 'hints'}` : '',
    revealed > 0 ? `${revealed} revealed` : '',
    integrity === 'changed' ? 'givens changed' : '',
    errors > 0 ? `${errors} ${errors === 1 ? 'error' : 'errors'}` : '',
  ].filter((part) => part !== '');
  return `<tr><th scope="row">${xmlText(nameOf(student))}</th><td class="n">${shown(points)} / ${shown(maxPoints)}</td>${cells.join('')}<td>${help.join(', ')}</td></tr>`;
}

const sheetOf = (student: ClassStudent, sheet: NonNullable<ClassStudent['sheet']>): string =>
  `<details><summary>${xmlText(nameOf(student))}: <span class="quiet">${xmlText(student.mistakes.map(titleOf).join('; '))}</span></summary><pre>${xmlText(sheet.text)}</pre></details>`;
