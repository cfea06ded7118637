/** Who broke which rule: what a class handed in, put together. Nothing here is written anywhere. */
import { isRight } from '../../core/tutor/marking/answer/mark.ts';
import { mistakeOf } from '../../core/tutor/mistakes/index.ts';
import type { MistakeCode } from '../../core/tutor/mistakes/mistake.ts';
import { againstMistake } from '../../core/tutor/practice/againstMistake.ts';
import { type CheckedAnswer, type CheckReport, hintsIn, questionsOf, revealedIn } from '../checkReport.ts';
import type { Student } from '../grading/student.ts';
import { tool } from '../tool.ts';

/** The same mistake, or the same wrong answer that no mistake explains, in one question. */
export interface Cluster {
  readonly question: number;
  readonly mistakes: readonly MistakeCode[];
  /** As one of them wrote it. */
  readonly example: string;
  readonly message: string;
  /** Indices of students. */
  readonly students: readonly number[];
}

export interface ClassQuestion {
  readonly name: string;
  /** From 1. */
  readonly cell: number;
  readonly title: string;
  readonly right: number;
  readonly followed: number;
  readonly wrong: number;
  readonly open: number;
  readonly points: number;
  readonly maxPoints: number;
  /** Right numbers with a wrong reason. */
  readonly wrongReasons: number;
}

export interface ClassStudent extends Student {
  readonly file: string;
  readonly points: number;
  readonly maxPoints: number;
  readonly right: number;
  readonly asked: number;
  readonly errors: number;
  readonly integrity: CheckReport['integrity'];
  readonly hints: number;
  readonly revealed: number;
  /** The mistake of each question, in the order of `questions`; `right`, `follows`, `open`, or `wrong` without a name. */
  readonly answers: readonly string[];
  /** The most frequent one first. */
  readonly mistakes: readonly MistakeCode[];
  /** An exercise in which the first of them shows; null where there is none. */
  readonly sheet: { readonly title: string; readonly text: string } | null;
}

export interface ClassReport {
  readonly version: 1;
  readonly tool: string;
  readonly originalHash: string | null;
  readonly questions: readonly ClassQuestion[];
  readonly rules: readonly {
    readonly mistake: MistakeCode;
    readonly title: string;
    readonly students: readonly number[];
    readonly answers: number;
  }[];
  readonly clusters: readonly Cluster[];
  /** The three things to say on Monday. */
  readonly remarks: readonly string[];
  readonly students: readonly ClassStudent[];
}

interface Wish {
  /** Titles of the original's cells. */
  readonly titles: readonly string[];
  readonly seed: number;
}

export function classReport(reports: readonly CheckReport[], { titles, seed }: Wish): ClassReport {
  const asked = questionsOf(reports);
  const questions = asked.map((one, i) =>
    questionOf(
      one,
      titles,
      reports.flatMap(({ answers }) => answers[i] ?? []),
    ),
  );
  const clusters = asked.flatMap((_, i) => clustersOf(reports, i));
  const students = reports.map((report, i) => studentOf(report, seed + i));
  const rules = rulesOf(reports);
  return {
    version: 1,
    tool,
    originalHash: reports.find(({ originalHash }) => originalHash !== null)?.originalHash ?? null,
    questions,
    rules,
    clusters,
    remarks: remarksOn(reports.length, questions, rules, clusters),
    students,
  };
}

function questionOf(one: CheckedAnswer, titles: readonly string[], answers: readonly CheckedAnswer[]): ClassQuestion {
  const kinds = answers.map(kindOf);
  const count = (kind: string): number => kinds.filter((other) => other === kind).length;
  const [right, followed, open] = [count('right'), count('follows'), count('open')];
  return {
    name: one.question,
    cell: one.cell + 1,
    title: titles[one.cell] ?? '',
    right,
    followed,
    wrong: kinds.length - right - followed - open,
    open,
    points: answers.reduce((sum, { credit, points }) => sum + credit * points, 0),
    maxPoints: answers.reduce((sum, { points }) => sum + points, 0),
    wrongReasons: answers.filter(
      (answer) => isRight(answer) && answer.reason?.written !== undefined && !answer.reason.isRight,
    ).length,
  };
}

/** Where several mistakes fit one answer the likeliest counts; two that were made together both do. */
const mistakesIn = (answer: CheckedAnswer): readonly MistakeCode[] =>
  isRight(answer) || answer.followed ? [] : answer.together ? answer.mistakes : answer.mistakes.slice(0, 1);

function kindOf(answer: CheckedAnswer): string {
  if (isRight(answer)) return 'right';
  if (answer.verdict === 'unanswered') return 'open';
  if (answer.followed) return 'follows';
  return mistakesIn(answer).join('+') || 'wrong';
}

function clustersOf(reports: readonly CheckReport[], question: number): readonly Cluster[] {
  const found = new Map<string, { readonly first: CheckedAnswer; readonly students: number[] }>();
  for (const [student, { answers }] of reports.entries()) {
    const answer = answers[question];
    if (answer === undefined || isRight(answer) || answer.followed || answer.verdict === 'unanswered') continue;
    const codes = mistakesIn(answer);
    const key =
      codes.length > 0
        ? codes.join('+')
        : `= ${answer.given ? Array.from(answer.given.data).join() : (answer.written ?? '')}`;
    const known = found.get(key);
    if (known) known.students.push(student);
    else found.set(key, { first: answer, students: [student] });
  }
  return [...found.values()]
    .map(({ first, students }) => ({
      question,
      mistakes: mistakesIn(first),
      example: first.written ?? '?',
      message: first.message,
      students,
    }))
    .sort((a, b) => b.students.length - a.students.length);
}

function rulesOf(reports: readonly CheckReport[]): ClassReport['rules'] {
  const found = new Map<MistakeCode, { readonly students: Set<number>; answers: number }>();
  for (const [student, { answers }] of reports.entries())
    for (const code of answers.flatMap(mistakesIn)) {
      const known = found.get(code) ?? { students: new Set(), answers: 0 };
      known.students.add(student);
      known.answers++;
      found.set(code, known);
    }
  return [...found]
    .map(([mistake, { students, answers }]) => ({
      mistake,
      title: mistakeOf(mistake)?.title ?? mistake,
      students: [...students],
      answers,
    }))
    .sort((a, b) => b.students.length - a.students.length || b.answers - a.answers);
}

function studentOf(report: CheckReport, seed: number): ClassStudent {
  const { answers, score, problems, student, file, integrity } = report;
  const counts = new Map<MistakeCode, number>();
  for (const code of answers.flatMap(mistakesIn)) counts.set(code, (counts.get(code) ?? 0) + 1);
  const mistakes = [...counts].sort((a, b) => b[1] - a[1]).map(([code]) => code);
  return {
    ...student,
    file,
    points: score.points,
    maxPoints: score.maxPoints,
    right: score.right,
    asked: score.asked,
    errors: problems.filter(({ severity }) => severity === 'error').length,
    integrity,
    hints: hintsIn(report),
    revealed: revealedIn(report),
    answers: answers.map(kindOf),
    mistakes,
    sheet: mistakes.map((code) => sheetFor(code, seed)).find((made) => made !== undefined) ?? null,
  };
}

/** How many different sheets a mistake has; neighbours get different ones. */
const SHEETS = 4;
const made = new Map<string, ClassStudent['sheet'] | undefined>();

function sheetFor(code: MistakeCode, seed: number): NonNullable<ClassStudent['sheet']> | undefined {
  const key = `${code} ${seed % SHEETS}`;
  if (!made.has(key)) {
    const practice = againstMistake(code, 1, SHEETS * 100 + (seed % SHEETS));
    made.set(key, practice && { title: practice.title, text: practice.text });
  }
  return made.get(key) ?? undefined;
}

const REMARKS = 3;
/** Below this share of a class something is one person's affair. */
const LEAST_SHARE = 0.05;

const people = (count: number, all: number): string => `${count} of ${all} ${all === 1 ? 'hand-in' : 'hand-ins'}`;

/** What most of a class needs to hear: mistakes, wrong answers in common that have no name, questions left open. */
function remarksOn(
  all: number,
  questions: readonly ClassQuestion[],
  rules: ClassReport['rules'],
  clusters: readonly Cluster[],
): readonly string[] {
  const nameOf = (question: number): string => questions[question]?.name ?? '';
  const said: { readonly count: number; readonly words: string }[] = rules.map(({ mistake, title, students }) => {
    const where = clusters.filter(({ mistakes }) => mistakes.includes(mistake));
    const [most] = where.toSorted((a, b) => b.students.length - a.students.length);
    const rule = mistakeOf(mistake)?.general;
    return {
      count: students.length,
      words: `In ${people(students.length, all)} it looks as if ${title}${most ? `, most often in ${nameOf(most.question)} (for example ${most.example})` : ''}.${rule ? ` The rule: ${rule}.` : ''}`,
    };
  });
  for (const { question, mistakes, example, students } of clusters)
    if (mistakes.length === 0 && students.length > 1)
      said.push({
        count: students.length,
        words: `In ${people(students.length, all)} the answer to ${nameOf(question)} is ${example}, and no known mistake gives it: ask how it came about.`,
      });
  for (const { name, open } of questions)
    if (open > 0) said.push({ count: open, words: `${name} was left open in ${people(open, all)}.` });
  for (const { name, wrongReasons } of questions)
    if (wrongReasons > 0)
      said.push({
        count: wrongReasons,
        words: `In ${people(wrongReasons, all)} ${name} has the right number for a wrong reason.`,
      });
  const told = said
    .filter(({ count }) => count >= LEAST_SHARE * all)
    .sort((a, b) => b.count - a.count)
    .slice(0, REMARKS)
    .map(({ words }) => words);
  return told.length > 0 ? told : ['Nothing went wrong in more than one hand-in of twenty.'];
}
