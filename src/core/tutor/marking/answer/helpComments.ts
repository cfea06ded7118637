/**
 * Comments on a question's line. `# 2 points` says what it is worth. What help its answer has had stands there in the words that
 * the extension writes, and in no others: `# revealed`, `# 2 hints`, and with other questions on the line `# revealed grad(x)`,
 * `# 2 hints for grad(x)`. `# swap` is a reason (see `reason.ts`). A line at the end of the file seals the help that was noted: `# help sealed: 1a2b3c`.
 */
import type { Document } from '../../../syntax/tree.ts';
import { isReason, type Reason, reasonIn, WHY } from './reason.ts';

const REVEALED = /^revealed((?: (?:grad|value)\(\S+)*)$/;
const HINTS = /^([123]) hints?(?: for (\S+))?$/;
const POINTS = /^(\d+(?:\.\d+)?) points?(?: for (\S+))?$/;
const SEAL = /^[ \t]*# help sealed: ([0-9a-f]{6})[ \t]*$/m;

export interface HelpNoted {
  readonly revealed: boolean;
  /** Hints taken, 0 to 3. */
  readonly hints: number;
}

interface LineEnd {
  /** Offset of the line's end in the text. */
  readonly at: number;
  /** The comment, from its `#`; empty where there is none. */
  readonly comment: string;
  /** Whether the statement is the last one on its line: what names no question is about that one. */
  readonly isLast: boolean;
}

function lineEndOf({ text, starts, statements }: Document, statement: number): LineEnd {
  const endOf = (i: number): number => (starts[i] ?? 0) + (statements[i]?.text.length ?? 0);
  let last = statement;
  for (;;) {
    const next = starts[last + 1];
    if (next === undefined || /[\n\r]/.test(text.slice(endOf(last), next))) break;
    last++;
  }
  const from = endOf(last);
  const length = text.slice(from, from + 1000).search(/[\n\r]/);
  const at = length < 0 ? Math.min(text.length, from + 1000) : from + length;
  const rest = text.slice(from, at);
  const hash = rest.indexOf('#');
  return { at, comment: hash < 0 ? '' : rest.slice(hash), isLast: last === statement };
}

/** As it stands in the text, without spaces: `grad(W)[0,1]`. */
const questionAt = ({ statements }: Document, statement: number): string => {
  const parsed = statements[statement];
  return parsed?.tree.kind === 'question'
    ? parsed.text.slice(0, parsed.tree.answer.from).replace('=', '').replaceAll(/\s/g, '')
    : '';
};

interface Item {
  readonly text: string;
  /** Offset in the comment. */
  readonly at: number;
}

/** What a comment says, piece by piece: `# 2 hints, revealed  # 2 points` says three things. */
function itemsOf(comment: string): readonly Item[] {
  return [...comment.matchAll(/[^#,]+(?:,(?! )[^#,]+)*/g)].flatMap((match) => {
    const text = match[0].trim();
    return text === '' ? [] : [{ text, at: match.index + match[0].indexOf(text) }];
  });
}

export function helpNoted(document: Document, statement: number): HelpNoted {
  const { comment, isLast } = lineEndOf(document, statement);
  if (comment === '') return { revealed: false, hints: 0 };
  const question = questionAt(document, statement);
  let revealed = false;
  let hints = 0;
  for (const { text } of itemsOf(comment)) {
    const names = REVEALED.exec(text)?.[1]?.trim().split(' ');
    if (names?.[0] === '' ? isLast : names?.includes(question)) revealed = true;
    const [, count, name = isLast ? question : ''] = HINTS.exec(text) ?? [];
    if (count !== undefined && name === question) hints = Math.max(hints, Number(count));
  }
  return { revealed, hints };
}

/**
 * The comment of a question's line as it is handed out: without the help that was taken and without a reason, for which the line
 * asks instead. Undefined where there is nothing to change, or where an earlier question stands on the same line.
 */
export function handedOutNote(document: Document, statement: number): HelpNote | undefined {
  const { at, comment } = lineEndOf(document, statement);
  const before = statement > 0 ? lineEndOf(document, statement - 1).at : -1;
  if (comment === '' || before === at) return undefined;
  const items = itemsOf(comment).map(({ text }) => text);
  const kept = items.flatMap((text) => {
    if (REVEALED.test(text) || HINTS.test(text)) return [];
    return [isReason(text) ? WHY : text];
  });
  if (kept.length === items.length && kept.every((text, i) => text === items[i])) return undefined;
  const from = at - comment.length;
  const blank = document.text.slice(0, from).length - document.text.slice(0, from).trimEnd().length;
  return kept.length === 0
    ? { from: from - blank, to: at, text: '' }
    : { from, to: at, text: kept.map((text) => `# ${text}`).join('  ') };
}

/** What a question is worth: 1 where nothing is said. */
export function pointsOf(document: Document, statement: number): number {
  const { comment } = lineEndOf(document, statement);
  if (comment === '') return 1;
  const question = questionAt(document, statement);
  for (const { text } of itemsOf(comment)) {
    const [, count, name = question] = POINTS.exec(text) ?? [];
    if (count !== undefined && name === question) return Number(count);
  }
  return 1;
}

/** The reason beside an answer; `why` where the line asks for one, undefined where nothing is said of reasons. */
export function reasonNoted(document: Document, statement: number): Reason | 'why' | undefined {
  const { comment, isLast } = lineEndOf(document, statement);
  if (comment === '' || !isLast) return undefined;
  const items = itemsOf(comment).map(({ text }) => text);
  return items.map(reasonIn).find((reason) => reason !== undefined) ?? (items.includes(WHY) ? 'why' : undefined);
}

/** Where a reason goes: in the place of `why?` or of an earlier reason, else at the end of the line. */
export function reasonPlace(document: Document, statement: number): Omit<HelpNote, 'text'> & { readonly lead: string } {
  const { at, comment, isLast } = lineEndOf(document, statement);
  const before = isLast ? itemsOf(comment).find(({ text }) => text === WHY || isReason(text)) : undefined;
  if (before === undefined) return { from: at, to: at, lead: '  # ' };
  const from = at - comment.length + before.at;
  return { from, to: from + before.text.length, lead: '' };
}

/** Writes a reason in the place of `why?`; undefined where none is asked for. */
export function reasonNote(document: Document, statement: number, word: string): HelpNote | undefined {
  const { at, comment, isLast } = lineEndOf(document, statement);
  const asked = isLast ? itemsOf(comment).find(({ text }) => text === WHY) : undefined;
  const from = at - comment.length + (asked?.at ?? 0);
  return asked && { from, to: from + WHY.length, text: word };
}

export const notedAt = (document: Document, statement: number): HelpNoted & { readonly points: number } => ({
  ...helpNoted(document, statement),
  points: pointsOf(document, statement),
});

export const isRevealed = (document: Document, statement: number): boolean => helpNoted(document, statement).revealed;

/** Text in place of a span of the whole text. */
interface HelpNote {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** What to write, and where, so that a question counts as revealed. Undefined where the text says so already. */
export function revealedNote(document: Document, statement: number): HelpNote | undefined {
  if (isRevealed(document, statement)) return undefined;
  const { at, isLast } = lineEndOf(document, statement);
  return { from: at, to: at, text: isLast ? '  # revealed' : `  # revealed ${questionAt(document, statement)}` };
}

/** The same for hints taken. */
export function hintsNote(document: Document, statement: number, hints: number): HelpNote | undefined {
  const noted = helpNoted(document, statement).hints;
  if (noted >= hints) return undefined;
  const { at, comment, isLast } = lineEndOf(document, statement);
  const question = questionAt(document, statement);
  const text = `${hints} ${hints === 1 ? 'hint' : 'hints'}${isLast ? '' : ` for ${question}`}`;
  const before = itemsOf(comment).find((item) => {
    const [, count, name = isLast ? question : ''] = HINTS.exec(item.text) ?? [];
    return count !== undefined && name === question;
  });
  if (before === undefined) return { from: at, to: at, text: `  # ${text}` };
  const from = at - comment.length + before.at;
  return {
    from,
    to: from + before.text.length,
    text: before.text.includes(' for ') ? `${hints} hints for ${question}` : text,
  };
}

/** The help that is noted in a text, as the seal counts it; `more` stands in for what is noted at some questions. */
function eventsOf(document: Document, more: ReadonlyMap<number, HelpNoted>): string {
  const seen = new Map<string, number>();
  return document.statements
    .flatMap(({ tree }, statement) => {
      if (tree.kind !== 'question') return [];
      const question = questionAt(document, statement);
      const place = (seen.get(question) ?? 0) + 1;
      seen.set(question, place);
      const noted = helpNoted(document, statement);
      const { hints = 0, revealed = false } = more.get(statement) ?? {};
      const all = { hints: Math.max(hints, noted.hints), revealed: revealed || noted.revealed };
      return all.hints > 0 || all.revealed
        ? [`${question} ${place} ${all.hints} ${all.revealed ? 'revealed' : ''}`]
        : [];
    })
    .sort()
    .join('\n');
}

/** FNV-1a, of which six digits are written. */
function sealOf(events: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < events.length; i++) hash = Math.imul(hash ^ events.charCodeAt(i), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0').slice(0, 6);
}

/** Whether the help noted in a text is what was sealed; undefined: nothing was. */
export function isSealWhole(document: Document): boolean | undefined {
  const [, seal] = SEAL.exec(document.text) ?? [];
  return seal === undefined ? undefined : seal === sealOf(eventsOf(document, new Map()));
}

/** The notes of a change, with the seal of all help that the text tells after it. Ascending, one for each place. */
export function sealedNotes(
  document: Document,
  notes: readonly HelpNote[],
  help: ReadonlyMap<number, HelpNoted>,
): readonly HelpNote[] {
  if (notes.length === 0) return notes;
  const { text } = document;
  const line = `# help sealed: ${sealOf(eventsOf(document, help))}`;
  const before = SEAL.exec(text);
  if (before)
    return [...notes, { from: before.index, to: before.index + before[0].length, text: line }].toSorted(
      (a, b) => a.from - b.from,
    );
  const end = text.length;
  const tail = /[\n\r]$/.test(text) ? `${line}\n` : `\n${line}\n`;
  const last = notes.at(-1);
  return last?.from === end && last.to === end
    ? [...notes.slice(0, -1), { ...last, text: `${last.text}${tail}` }]
    : [...notes, { from: end, to: end, text: tail }];
}
