/**
 * Marking against what was handed out: the answers are taken out of the handed-in file and put into the original's text, so that
 * no line that was added there can matter. A question is known by its cell, its name, its index and its occurrence.
 */
import { isOrdering } from '../../../syntax/cells.ts';
import type { Document, ParsedStatement } from '../../../syntax/tree.ts';
import { answerSpan } from '../answer/question.ts';

interface TakenAnswer {
  /** Statement of the handed-in document. */
  readonly statement: number;
  /** As written there; `?` while it is open. */
  readonly written: string;
  /** Why it cannot be read; undefined: it can. */
  readonly problem: string | undefined;
}

export interface Taken {
  /** The original's text with the answers in it. Its statements are those of the original, one for one. */
  readonly text: string;
  /** By statement of the original; a question that is missing from the handed-in file has none. */
  readonly answers: ReadonlyMap<number, TakenAnswer>;
  /** Questions of the handed-in file that the original does not ask. */
  readonly added: readonly number[];
}

export function takeAnswers(original: Document, handedIn: Document): Taken {
  const answers = new Map<number, TakenAnswer>();
  const taken = new Set<number>();
  const asked = questionsByCell(handedIn);
  const cellFor = matchedCells(original, handedIn);
  const wanted = questionsByCell(original);
  const take = (question: Asks, from: Asks | undefined): void => {
    if (from === undefined) return;
    taken.add(from.statement);
    answers.set(question.statement, readAnswer(handedIn, from.statement));
  };
  for (const [cell, questions] of wanted.entries()) {
    const here = asked[cellFor[cell] ?? -1] ?? [];
    for (const question of questions)
      take(
        question,
        here.find(({ key, line, place }) => key === question.key && place === question.place && isSame(line, question)),
      );
  }
  for (const [cell, questions] of wanted.entries())
    for (const question of questions) {
      // A line that was handed out for ordering is there, or was taken out.
      if (question.line !== undefined) continue;
      const own = cellFor[cell] ?? -1;
      const found = answers.get(question.statement);
      // An answer beside the open question, or in a cell that was split off.
      const elsewhere = asked.flatMap((others, at) => (at === own || !cellFor.includes(at) ? others : []));
      const spare = elsewhere.find(
        ({ key, statement }) =>
          key === question.key && !taken.has(statement) && (found === undefined || !isOpen(handedIn, statement)),
      );
      if (found === undefined || found.written === '?') take(question, spare);
      if (!answers.has(question.statement)) {
        const misspelt = misspeltQuestion(handedIn, own, question.key);
        if (misspelt) answers.set(question.statement, misspelt);
      }
    }
  const added = asked.flat().flatMap(({ statement }) => (taken.has(statement) ? [] : [statement]));
  return { text: withAnswers(original, answers), answers, added };
}

interface Asks {
  readonly statement: number;
  /** Of a line that is to be put in order, what it gives too: `z*grad(q)`. */
  readonly line: string | undefined;
  /** `grad(W)[0,1]` */
  readonly key: string;
  /** Its place among the questions with that key in the cell. */
  readonly place: number;
}

/** Lines that are to be put in order are those that were handed out, letter by letter. */
const isSame = (line: string | undefined, handedOut: Asks): boolean =>
  handedOut.line === undefined || line === handedOut.line;

/** `grad(W)[0,1]`; undefined for a statement that asks nothing. */
export const questionKeyOf = ({ tree, text }: ParsedStatement): string | undefined =>
  tree.kind === 'question' ? text.slice(0, tree.answer.from).replaceAll(/[\s=]/g, '') : undefined;

function questionsByCell({ cells, statements }: Document): readonly (readonly Asks[])[] {
  return cells.map((cell) => {
    const seen = new Map<string, number>();
    return statements.slice(cell.first, cell.last).flatMap((parsed, i): readonly Asks[] => {
      const key = questionKeyOf(parsed);
      if (key === undefined) return [];
      const answer = answerSpan(parsed);
      const line = answer && parsed.text.slice(answer.from, answer.to).replaceAll(/\s/g, '');
      const counted = isOrdering(cell) ? `${key} ${line}` : key;
      const place = seen.get(counted) ?? 0;
      seen.set(counted, place + 1);
      return [{ statement: cell.first + i, key, line: isOrdering(cell) ? line : undefined, place }];
    });
  });
}

/** For each cell of the original the one it has become: of the same title, else at the same place. */
function matchedCells(original: Document, handedIn: Document): readonly number[] {
  const taken = new Set<number>();
  const byTitle = original.cells.map(({ title }) => {
    const found = handedIn.cells.find((cell) => cell.title === title && !taken.has(cell.index));
    if (found) taken.add(found.index);
    return found?.index;
  });
  return byTitle.map((found, i) => {
    if (found !== undefined) return found;
    if (taken.has(i) || handedIn.cells[i] === undefined) return -1;
    taken.add(i);
    return i;
  });
}

const isOpen = (document: Document, statement: number): boolean => readAnswer(document, statement).written === '?';

function readAnswer({ statements }: Document, statement: number): TakenAnswer {
  const parsed = statements[statement];
  const span = parsed && answerSpan(parsed);
  if (parsed === undefined || span === undefined) return { statement, written: '?', problem: undefined };
  const problem = parsed.problems.find(({ severity }) => severity === 'error')?.message;
  return { statement, written: onOneLine(parsed.text.slice(span.from, span.to)), problem };
}

/** Inside brackets an answer may run on over lines, with comments. */
const onOneLine = (text: string): string =>
  text
    .split(/\r\n|\n|\r/)
    .map((line) => line.replace(/#.*$/s, '').trim())
    .join(' ')
    .trim();

/** `Grad(x) = 3`, `grad x = 3`, `grad(x): 3`: meant as an answer, and none that could be read. */
function misspeltQuestion({ cells, statements }: Document, cell: number, key: string): TakenAnswer | undefined {
  const { first, last } = cells[cell] ?? { first: 0, last: statements.length };
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s()]/g, '');
  for (let statement = first; statement < last; statement++) {
    const parsed = statements[statement];
    if (parsed === undefined || parsed.tree.kind === 'question') continue;
    const [, head = '', written = ''] = /^([^=:]*)[=:](.*)$/s.exec(parsed.text) ?? [];
    if (head === '' || plain(head) !== plain(key)) continue;
    const problem = parsed.problems.find(({ severity }) => severity === 'error')?.message;
    return {
      statement,
      written: onOneLine(written),
      problem: problem ?? `this is no answer that can be read: write ${key} = 3`,
    };
  }
  return undefined;
}

function withAnswers({ text, starts, statements }: Document, answers: ReadonlyMap<number, TakenAnswer>): string {
  let made = '';
  let done = 0;
  statements.forEach((parsed, statement) => {
    const span = answerSpan(parsed);
    if (span === undefined) return;
    const { written = '?', problem } = answers.get(statement) ?? {};
    const start = starts[statement] ?? 0;
    made += text.slice(done, start + span.from) + (problem === undefined ? written : '?');
    done = start + span.to;
  });
  return made + text.slice(done);
}
