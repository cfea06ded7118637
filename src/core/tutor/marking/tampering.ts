/** How a file that was handed in differs from the one that was handed out, beside its answers. */
import type { Document } from '../../syntax/tree.ts';

export interface Tampering {
  readonly code:
    | 'question-removed'
    | 'question-changed'
    | 'line-removed'
    | 'line-changed'
    | 'line-added'
    | 'cell-changed';
  /** Statement of the handed-in document at or before which it shows; −1 where there is none. */
  readonly statement: number;
  readonly message: string;
}

/** Above so many statements lines are compared in place. */
const MOST_COMPARED = 3000;

/**
 * Questions that were taken away or changed, given lines that were changed, and lines that give a given name another value.
 * Answers, own backward passes, comments, spaces and further lines are the learner's.
 */
export function tamperingWith(original: Document, handedIn: Document): readonly Tampering[] {
  const before = keysOf(original);
  const after = keysOf(handedIn);
  const kept = matching(before, after);
  const found: Tampering[] = [];
  let next = 0;
  before.forEach((line, i) => {
    const at = kept[i] ?? -1;
    if (at >= 0) {
      next = at + 1;
      return;
    }
    const instead = after
      .slice(next, nextKept(kept, i, after.length))
      .find(
        (other) =>
          !kept.includes(after.indexOf(other)) && other.name === line.name && other.isQuestion === line.isQuestion,
      );
    const statement = instead ? after.indexOf(instead) : Math.min(next, after.length - 1);
    const what = line.isQuestion ? 'question' : 'line';
    found.push({
      code: `${what}-${instead ? 'changed' : 'removed'}`,
      statement,
      message: instead
        ? `the ${line.isQuestion ? 'question' : 'given line'} ${line.shown} was changed to ${instead.shown}`
        : `the ${line.isQuestion ? 'question' : 'given line'} ${line.shown} was removed`,
    });
  });
  const changed = new Set(found.map(({ statement, code }) => (code.endsWith('changed') ? statement : -1)));
  const given = new Set(before.filter(({ isQuestion }) => !isQuestion).map(({ name }) => name));
  after.forEach((line, statement) => {
    if (kept.includes(statement) || changed.has(statement) || line.isQuestion || !line.decides) return;
    if (line.name === '' || given.has(line.name))
      found.push({
        code: 'line-added',
        statement,
        message: `the line ${line.shown} was added and changes what is given`,
      });
  });
  found.push(...changedCells(original, handedIn, kept));
  return found.sort((a, b) => a.statement - b.statement);
}

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
    const changed = (message: string): readonly Tampering[] => [{ code: 'cell-changed', statement: first, message }];
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
    .replaceAll('−', '-')
    .replaceAll('·', '*')
    .replaceAll('×', '*');

const shortened = (text: string): string => {
  const line = text.replace(/\s{1,200}/g, ' ').trim();
  return line.length <= 40 ? line : `${line.slice(0, 39)}…`;
};

/** For each line of the first the line of the second that it became, −1 where none did: a longest common subsequence. */
function matching(before: readonly Key[], after: readonly Key[]): readonly number[] {
  const n = before.length;
  const m = after.length;
  if (n > MOST_COMPARED || m > MOST_COMPARED) return before.map((key, i) => (after[i]?.text === key.text ? i : -1));
  const width = m + 1;
  const lengths = new Uint16Array((n + 1) * width);
  for (let i = n - 1; i >= 0; i--)
    for (let j = m - 1; j >= 0; j--)
      lengths[i * width + j] =
        before[i]?.text === after[j]?.text
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
  const kept: number[] = before.map(() => -1);
  for (let i = 0, j = 0; i < n && j < m; ) {
    if (before[i]?.text === after[j]?.text) kept[i++] = j++;
    else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return kept;
}

const nextKept = (kept: readonly number[], from: number, last: number): number =>
  kept.slice(from).find((at) => at >= 0) ?? last;
