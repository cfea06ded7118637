/** How a file that was handed in differs from the one that was handed out, beside its answers. */
import { isToBeOrdered } from '../../../syntax/cells.ts';
import type { Document } from '../../../syntax/tree.ts';
import { type Taken, takeAnswers } from './original.ts';

interface Tampering {
  readonly code:
    | 'question-removed'
    | 'question-changed'
    | 'line-removed'
    | 'line-changed'
    | 'line-added'
    | 'cell-changed'
    | 'question-added';
  /** Statement of the handed-in document at or before which it shows; −1 where there is none. */
  readonly statement: number;
  readonly message: string;
  /** Changes what was handed out. Otherwise it only says what does not count. */
  readonly changes: boolean;
}

/** Above so many statements lines are compared in place. */
const MOST_COMPARED = 3000;

/**
 * Questions that were taken away, given lines that were changed, and lines that give a given name another value. Answers, their
 * order, own backward passes, comments, spaces and further lines are the learner's.
 */
export function tamperingWith(
  original: Document,
  handedIn: Document,
  taken: Taken = takeAnswers(original, handedIn),
): readonly Tampering[] {
  const before = keysOf(original);
  const after = keysOf(handedIn);
  const kept = matching(before, after).map((at, i) =>
    before[i]?.isQuestion ? (taken.answers.get(i)?.statement ?? -1) : at,
  );
  const found: Tampering[] = [];
  let next = 0;
  before.forEach((line, i) => {
    const at = kept[i] ?? -1;
    if (at >= 0) {
      if (!line.isQuestion) next = at + 1;
      return;
    }
    // Some of the lines that are to be put in order are to be taken out.
    if (line.isQuestion && isToBeOrdered(original, i)) return;
    const end = nextKept(kept, i, before, after.length);
    const instead = line.isQuestion
      ? -1
      : after.findIndex(
          (other, k) => k >= next && k < end && !kept.includes(k) && !other.isQuestion && other.name === line.name,
        );
    found.push({
      code: `${line.isQuestion ? 'question' : 'line'}-${instead >= 0 ? 'changed' : 'removed'}`,
      statement: instead >= 0 ? instead : Math.min(next, after.length - 1),
      message:
        instead >= 0
          ? `the given line ${line.shown} was changed to ${after[instead]?.shown ?? ''}`
          : `the ${line.isQuestion ? 'question' : 'given line'} ${line.shown} was removed`,
      changes: true,
    });
  });
  const changed = new Set(found.map(({ statement, code }) => (code.endsWith('changed') ? statement : -1)));
  const given = new Set(before.filter(({ isQuestion }) => !isQuestion).map(({ name }) => name));
  after.forEach((line, statement) => {
    if (kept.includes(statement) || changed.has(statement) || line.isQuestion || !line.decides) return;
    if (line.name === '' || given.has(line.name) || replacesFunction(line, original))
      found.push({
        code: 'line-added',
        statement,
        message: `the line ${line.shown} was added and changes what is given`,
        changes: true,
      });
  });
  for (const statement of taken.added)
    found.push({
      code: 'question-added',
      statement,
      message: `${after[statement]?.shown ?? 'this question'} was not asked here, or not so often: it does not count`,
      changes: false,
    });
  found.push(...changedCells(original, handedIn, kept));
  return found.sort((a, b) => a.statement - b.statement);
}

/** A function of the language that the original calls, given another meaning. */
const replacesFunction = ({ name }: Key, original: Document): boolean =>
  name.startsWith('def ') && new RegExp(`\\b${name.slice(4)}\\s*\\(`, 'u').test(original.text);

/** Practice cells that were opened, and cells that were split or run together: gradients are of a cell's output. */
function changedCells(original: Document, handedIn: Document, kept: readonly number[]): readonly Tampering[] {
  const cellOf = ({ cells }: Document, statement: number): number =>
    cells.findIndex(({ first, last }) => first <= statement && statement < last);
  const taken = new Set<number>();
  return original.cells.flatMap((cell): readonly Tampering[] => {
    const places = kept.slice(cell.first, cell.last).filter((at) => at >= 0);
    const [first] = places;
    if (first === undefined) return [];
    const now = [...new Set(places.map((at) => cellOf(handedIn, at)))];
    const together = now.some((index) => taken.has(index));
    for (const index of now) taken.add(index);
    const name = cell.title === '' ? '' : ` ${cell.title}`;
    const changed = (message: string): readonly Tampering[] => [
      { code: 'cell-changed', statement: first, message, changes: true },
    ];
    if (now.length > 1) return changed(`the cell${name} was split`);
    if (together) return changed(`the cell${name} was run together with another one`);
    return cell.kind === 'practice' && handedIn.cells[now[0] ?? 0]?.kind !== 'practice'
      ? changed(`the practice cell${name} is no practice cell any more`)
      : [];
  });
}

interface Key {
  /** Equal for lines that count as the same. */
  readonly text: string;
  /** What it asks about or gives. */
  readonly name: string;
  readonly shown: string;
  readonly isQuestion: boolean;
  /** Whether it can change the value of other lines. */
  readonly decides: boolean;
}

const keysOf = ({ statements }: Document): readonly Key[] =>
  statements.map(({ tree, text }): Key => {
    const written = spelledAlike(text);
    const plain = { text: written, shown: shortened(text), isQuestion: false, decides: true };
    switch (tree.kind) {
      case 'question': {
        const question = spelledAlike(text.slice(0, tree.answer.from)).replace(/=$/, '');
        return { text: `?${question}`, name: question, shown: question, isQuestion: true, decides: false };
      }
      case 'backwardRule':
        return { ...plain, text: `backward ${tree.name.name}`, name: `backward ${tree.name.name}` };
      case 'assignment':
        return { ...plain, name: tree.targets.map((target) => target.name).join(',') };
      case 'def':
        return { ...plain, name: `def ${tree.name.name}` };
      case 'backwardOutput':
      case 'train':
        return { ...plain, name: '' };
      default:
        return { ...plain, name: written, decides: false };
    }
  });

/** Without spaces, and with one spelling of each operator. */
const spelledAlike = (text: string): string =>
  text
    .replace(/\s{1,200}/g, '')
    .replaceAll('^', '**')
    .replaceAll(/[−‐‑‒–—―﹘﹣－]/g, '-')
    .replaceAll('·', '*')
    .replaceAll('×', '*');

const shortened = (text: string): string => {
  const line = text.replace(/\s{1,200}/g, ' ').trim();
  return line.length <= 40 ? line : `${line.slice(0, 39)}…`;
};

/** For each given line of the first the line of the second that it became, −1 where none did: a longest common subsequence. */
function matching(before: readonly Key[], after: readonly Key[]): readonly number[] {
  const same = (i: number, j: number): boolean => before[i]?.text === after[j]?.text && before[i]?.isQuestion === false;
  const n = before.length;
  const m = after.length;
  if (n > MOST_COMPARED || m > MOST_COMPARED) return before.map((_, i) => (same(i, i) ? i : -1));
  const width = m + 1;
  const lengths = new Uint16Array((n + 1) * width);
  for (let i = n - 1; i >= 0; i--)
    for (let j = m - 1; j >= 0; j--)
      lengths[i * width + j] = same(i, j)
        ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
        : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
  const kept: number[] = before.map(() => -1);
  for (let i = 0, j = 0; i < n && j < m; ) {
    if (same(i, j)) kept[i++] = j++;
    else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return kept;
}

/** The line that the next given line which was kept has become. */
const nextKept = (kept: readonly number[], from: number, before: readonly Key[], last: number): number =>
  kept.find((at, i) => i >= from && at >= 0 && before[i]?.isQuestion === false) ?? last;
