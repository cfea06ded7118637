/** Reports for the systems that read them. Each shape is the one its system publishes; samples stand in the tests. */
import {
  csvField,
  markdownCell,
  markdownCodeCell,
  markdownText,
  terminalName,
  xmlText,
} from '../../core/base/quoting.ts';
import { isRight, type Mark } from '../../core/tutor/marking/answer/mark.ts';
import { toWire } from '../../protocol/wire.ts';
import { type CheckedAnswer, type CheckReport, hintsIn, questionsOf, revealedIn } from '../checkReport.ts';
import { nested } from '../json.ts';
import { tool } from '../tool.ts';

const rounded = (points: number): number => Math.round(points * 1e6) / 1e6;

/** One document of `bp check --json`. `key`: with the right answers. */
export const checkJson = (report: CheckReport, key: boolean): unknown => ({
  version: 1,
  file: report.file,
  problems: report.problems,
  answers: report.answers.map((answer) => ({
    line: answer.line,
    question: answer.question,
    given: givenOf(answer),
    verdict: answer.verdict,
    expected: key && answer.expected ? nested(answer.expected) : null,
    mistakes: answer.mistakes,
    credit: answer.credit,
    message: answer.message,
    cell: answer.cell + 1,
    points: answer.points,
    followed: answer.followed,
    hints: answer.hints,
    revealed: answer.revealed,
    near: answer.near,
    reason: answer.reason ? { given: answer.reason.written ?? null, right: answer.reason.isRight } : null,
  })),
  gradientChecks: report.gradientChecks.map(({ cell, name, exactError, differenceError, verdict }) => ({
    cell: cell + 1,
    name,
    exactError: toWire(exactError),
    differenceError: toWire(differenceError),
    verdict,
  })),
  score: { ...report.score, points: rounded(report.score.points) },
  integrity: report.integrity,
  tool,
  originalHash: report.originalHash,
  student: report.student,
});

/** Numbers as numbers; a formula as it was written, for its number may be a secret. */
const givenOf = ({ given, written, isFormula }: Mark): unknown =>
  given && !isFormula ? nested(given) : (written ?? null);

/** The last line is for graders that read a score from the output. */
export const scoreLines = (reports: readonly CheckReport[]): string =>
  reports
    .map(
      (report) =>
        `${reports.length > 1 ? `${terminalName(report.file)}\n` : ''}${answerLines(report)}Score: ${rounded(report.score.points)}\n`,
    )
    .join('');

const answerLines = ({ answers, problems }: CheckReport): string =>
  [
    ...problems
      .filter(({ severity }) => severity === 'error')
      .map(({ line, message }) => `line ${line}: ${terminalName(message)}\n`),
    ...answers.map(
      (answer) =>
        `${signOf(answer)} ${terminalName(answer.question)}: ${rounded(answer.credit * answer.points)} of ${answer.points}${answer.message === '' ? '' : `. ${terminalName(answer.message)}`}\n`,
    ),
  ].join('');

const signOf = (answer: CheckedAnswer): string =>
  isRight(answer) ? '✓' : answer.verdict === 'unanswered' ? '·' : answer.followed ? '→' : '✗';

/** A line for each file, a column of points for each question of the first. */
export function csvReport(reports: readonly CheckReport[]): string {
  const questions = questionsOf(reports);
  const header = [
    'file',
    'name',
    'id',
    ...questions.map(({ question, cell }, i) => `${i + 1}. ${question} (cell ${cell + 1})`),
    'points',
    'max_points',
    'right',
    'asked',
    'followed',
    'hints',
    'revealed',
    'integrity',
    'errors',
    'original',
    'tool',
  ];
  const rows = reports.map((report) => {
    const { answers, score, student } = report;
    return [
      report.file,
      student.name,
      student.id,
      ...questions.map((_, i) => {
        const answer = answers[i];
        return answer ? rounded(answer.credit * answer.points) : '';
      }),
      rounded(score.points),
      score.maxPoints,
      score.right,
      score.asked,
      answers.filter(({ followed }) => followed).length,
      hintsIn(report),
      revealedIn(report),
      report.integrity ?? '',
      report.problems.filter(({ severity }) => severity === 'error').length,
      report.originalHash?.slice(0, 12) ?? '',
      tool,
    ];
  });
  return [header, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}

/** JUnit XML as Jenkins and GitHub read it: a suite for each file, a case for each question. */
export function junit(reports: readonly CheckReport[]): string {
  const suites = reports.map((report) => {
    const cases = report.answers.map((answer) => {
      const head = `    <testcase classname=${quoted(report.file)} name=${quoted(`${answer.question} (line ${answer.line})`)}`;
      if (isRight(answer)) return `${head}/>`;
      const inner =
        answer.verdict === 'unanswered'
          ? '<skipped/>'
          : `<failure type=${quoted(answer.mistakes[0] ?? answer.verdict)} message=${quoted(answer.message)}/>`;
      return `${head}>${inner}</testcase>`;
    });
    const errors = report.problems
      .filter(({ severity }) => severity === 'error')
      .map(
        ({ line, code, message }) =>
          `    <testcase classname=${quoted(report.file)} name=${quoted(`line ${line}`)}><error type=${quoted(code)} message=${quoted(message)}/></testcase>`,
      );
    const failures = report.answers.filter((answer) => !isRight(answer) && answer.verdict !== 'unanswered').length;
    const skipped = report.answers.filter(({ verdict }) => verdict === 'unanswered').length;
    return [
      `  <testsuite name=${quoted(report.file)} tests="${cases.length + errors.length}" failures="${failures}" errors="${errors.length}" skipped="${skipped}">`,
      `    <properties><property name="points" value="${rounded(report.score.points)}"/><property name="maxPoints" value="${report.score.maxPoints}"/><property name="integrity" value="${report.integrity ?? ''}"/><property name="tool" value=${quoted(tool)}/></properties>`,
      ...cases,
      ...errors,
      '  </testsuite>',
    ].join('\n');
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name=${quoted(tool)}>\n${suites.join('\n')}\n</testsuites>\n`;
}

const quoted = (text: string): string => `"${xmlText(text)}"`;

/** `/autograder/results/results.json` (gradescope-autograders.readthedocs.io/en/latest/specs). */
export const gradescope = (report: CheckReport): unknown => ({
  score: rounded(report.score.points),
  output: [
    ...errorLines(report),
    ...(report.integrity === 'changed'
      ? ['What was handed out has been changed; your answers were marked in the original.']
      : []),
  ].join('\n'),
  stdout_visibility: 'hidden',
  tests: report.answers.map((answer, i) => ({
    name: answer.question,
    number: String(i + 1),
    score: rounded(answer.credit * answer.points),
    max_score: answer.points,
    status: isRight(answer) ? 'passed' : 'failed',
    output: answer.message,
    tags: answer.mistakes,
    visibility: 'visible',
  })),
  extra_data: extraOf(report),
});

const errorLines = ({ problems }: CheckReport): readonly string[] =>
  problems.filter(({ severity }) => severity === 'error').map(({ line, message }) => `line ${line}: ${message}`);

const extraOf = (report: CheckReport): unknown => ({
  hints: hintsIn(report),
  revealed: revealedIn(report),
  followed: report.answers.filter(({ followed }) => followed).length,
  integrity: report.integrity,
  originalHash: report.originalHash,
  tool,
});

/** `/grade/results/results.json` (PrairieLearn, docs/externalGrading). A file that cannot be read takes no attempt away. */
export function prairielearn(report: CheckReport): unknown {
  const { answers, score } = report;
  const unreadable = answers.length === 0 || answers.every(({ verdict }) => verdict === 'invalid');
  const errors = errorLines(report);
  return {
    gradable: !(unreadable && errors.length > 0),
    score: score.maxPoints === 0 ? 0 : Math.min(1, rounded(score.points / score.maxPoints)),
    message: `${score.right} of ${score.asked} right`,
    output: errors.join('\n'),
    format_errors: unreadable ? errors : [],
    tests: answers.map((answer) => ({
      name: answer.question,
      description: `line ${answer.line}`,
      points: rounded(answer.credit * answer.points),
      max_points: answer.points,
      message: answer.message,
      output: answer.mistakes.join(', '),
    })),
  };
}

/**
 * `result.json` of a submission, `classroom50/result/v1` (foundation50/classroom50, wiki: Advanced Autograding). Whose it is stands in
 * the variables that its runner sets.
 */
export const classroom50 = (report: CheckReport, env: NodeJS.ProcessEnv = process.env): unknown => ({
  schema: 'classroom50/result/v1',
  classroom: env.CLASSROOM ?? '',
  assignment: env.ASSIGNMENT ?? '',
  owner: env.OWNER || env.USERNAME || report.student.id,
  assignment_type: env.ASSIGNMENT_TYPE || 'individual',
  submission: env.SUBMISSION_TAG ?? '',
  commit: env.COMMIT_URL ?? '',
  release: env.RELEASE_URL ?? '',
  review: env.REVIEW_URL || (env.COMMIT_URL ?? ''),
  score: rounded(report.score.points),
  'max-score': report.score.maxPoints,
  tests: report.answers.map((answer, i) => ({
    'test-name': `${i + 1}. ${answer.question}`,
    passed: isRight(answer),
    score: rounded(answer.credit * answer.points),
    'max-score': answer.points,
  })),
});

/** What a runner hands to classroom-resources/autograding-grading-reporter, before base64. Entries earn their share. */
export const github = (report: CheckReport): unknown => {
  const errors = errorLines(report);
  const isAll = report.answers.every(isRight) && report.answers.length > 0;
  return {
    version: 1,
    status: report.answers.length === 0 ? 'error' : isAll ? 'pass' : 'fail',
    max_score: report.score.maxPoints,
    tests: report.answers.map((answer) => ({
      name: answer.question,
      status: isRight(answer) ? 'pass' : 'fail',
      score: rounded(answer.credit * answer.points),
      message: [answer.message, ...errors].filter((part) => part !== '').join('\n'),
      test_code: answer.question,
      filename: report.file,
      line_no: answer.line,
      duration: 0,
    })),
  };
};

export const markdown = (reports: readonly CheckReport[]): string =>
  reports
    .map((report) => {
      const { answers, score, student } = report;
      const who = [student.name, student.id].filter((part) => part !== '').join(', ');
      const rows = answers.map((answer) =>
        [
          String(answer.line),
          markdownCodeCell(answer.question),
          markdownCodeCell(answer.written ?? '?'),
          signOf(answer),
          `${rounded(answer.credit * answer.points)} / ${answer.points}`,
          markdownCell(markdownText(answer.message)),
        ].join(' | '),
      );
      return [
        `## ${markdownText(terminalName(report.file))}${who === '' ? '' : ` (${markdownText(terminalName(who))})`}`,
        '',
        `**${rounded(score.points)} of ${score.maxPoints} points**, ${score.right} of ${score.asked} right${report.integrity === 'changed' ? ', what was handed out has been changed' : ''}.`,
        '',
        ...errorLines(report).map((error) => `- ${markdownText(error)}`),
        ...(errorLines(report).length > 0 ? [''] : []),
        '| line | question | answer |  | points | remark |',
        '| ---: | --- | --- | --- | ---: | --- |',
        ...rows.map((row) => `| ${row} |`),
        '',
      ].join('\n');
    })
    .join('\n');
