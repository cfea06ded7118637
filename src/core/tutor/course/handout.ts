/** The students' file of a homework: answers and help taken out, given cells sealed, and a place for a name. */
import { isGiven, isOrdering, isToBeOrdered } from '../../syntax/cells.ts';
import type { Cell, Document } from '../../syntax/tree.ts';
import { handedOutNote } from '../marking/answer/helpComments.ts';
import { answerSpan, questionsIn } from '../marking/answer/question.ts';
import { Draw } from '../practice/exercises/draw.ts';
import { type Replacement, reordered, replaced } from './courseText.ts';

export interface Handout {
  readonly text: string;
  readonly questions: number;
  /** Titles of cells that stay open because learners write a backward pass of their own in them. */
  readonly open: readonly string[];
}

const SEAL_LINE = /^[ \t]*# help sealed: [0-9a-f]{6}[ \t]*(?:\r\n|\n|\r|$)/gm;
const NAME_LINE = /^[ \t]*#[ \t]*(?:name|student|id|uniqname)[ \t]*:/im;

/** `who` is written into the file; without it the lines are left to be filled in. */
export function handoutOf(document: Document, who?: { readonly name: string; readonly id: string }): Handout {
  const { text, statements, starts, cells } = document;
  const edits: Replacement[] = [];
  let questions = 0;
  statements.forEach((parsed, statement) => {
    const answer = answerSpan(parsed);
    if (answer === undefined || isToBeOrdered(document, statement)) return;
    const start = starts[statement] ?? 0;
    questions++;
    edits.push({ from: start + answer.from, to: start + answer.to, text: '?' });
    const note = handedOutNote(document, statement);
    if (note) edits.push(note);
  });
  for (const match of text.matchAll(SEAL_LINE))
    edits.push({ from: match.index, to: match.index + match[0].length, text: '' });
  for (const cell of cells.filter(isOrdering)) {
    const lines = questionsIn({ document }, cell.index);
    const texts = lines.map((statement) => statements[statement]?.text ?? '');
    questions += new Set(texts.map((line) => line.slice(0, line.indexOf('=')))).size;
    // An author may keep the lines in their order.
    edits.push(...reordered(document, lines, new Draw(`hand-out ${texts.join(' ')}`).shuffled(texts)));
  }
  const open: string[] = [];
  for (const cell of cells) {
    if (cell.kind === 'pause' || cell.first === cell.last) continue;
    if (!statements.slice(cell.first, cell.last).every(({ tree }) => tree.kind !== 'backwardRule'))
      open.push(cell.title);
    else if (!isOrdering(cell) && !isGiven(cell)) edits.push(sealed(cell));
  }
  return { text: withNames(replaced(text, edits), who), questions, open };
}

function sealed({ kind, marks, title, marker }: Cell): Replacement {
  const words = [...(kind === 'code' ? [] : [kind]), ...marks, 'given'];
  // Text above the first marker has none of its own.
  const end = marker.to > marker.from ? '' : '\n';
  return { ...marker, text: `# %% [${words.join(' ')}]${title === '' ? '' : ` ${title}`}${end}` };
}

const LINES_LOOKED_AT = 20;

/** Lines for name and id below the first marker, unless the file has some. */
function withNames(text: string, who: { readonly name: string; readonly id: string } | undefined): string {
  const head = text.split(/\r\n|\n|\r/, LINES_LOOKED_AT).join('\n');
  const lines = `# name:${who ? ` ${oneLine(who.name)}` : ''}\n# id:${who ? ` ${oneLine(who.id)}` : ''}\n`;
  if (NAME_LINE.test(head)) return text;
  const [first = ''] = /^#[ \t]*%%[^\n\r]*(?:\r\n|\n|\r|$)/.exec(text) ?? [];
  const end = first === '' || /[\n\r]$/.test(first) ? '' : '\n';
  return first + end + lines + text.slice(first.length);
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
