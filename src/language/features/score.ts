/** The learner's score: answers as they were judged, with the help that they have had. */
import { markdownCodeCell } from '../../core/base/quoting.ts';
import { showNumber } from '../../core/base/show.ts';
import { hintsNote, revealedNote, sealedNotes } from '../../core/tutor/marking/answer/helpComments.ts';
import { isRight, type Mark } from '../../core/tutor/marking/answer/mark.ts';
import type { ScoreAnswer } from '../../protocol/language.ts';
import type { DocumentState } from '../document/documentState.ts';
import { helpAt, markOf, questionKey } from '../document/verdicts.ts';

interface Row {
  readonly statement: number;
  readonly question: string;
  /** Undefined where the answer has not been judged. */
  readonly mark: Mark | undefined;
  readonly hints: number;
  readonly revealed: boolean;
}

/** A page, and the comments that would tell it in the text. Null where nothing is asked. */
export function score(state: DocumentState): ScoreAnswer | null {
  const { document, version } = state;
  const rows = document.statements.flatMap(({ tree, text }, statement): readonly Row[] =>
    tree.kind === 'question'
      ? [
          {
            statement,
            question: text.slice(0, tree.answer.from).replace(/=\s*$/, '').trim(),
            mark: markOf(state, statement),
            ...helpAt(state, statement),
          },
        ]
      : [],
  );
  if (rows.length === 0) return null;
  const edits = rows
    .flatMap(({ statement, hints, revealed }) => {
      const notes = [revealed ? revealedNote(document, statement) : undefined, hintsNote(document, statement, hints)];
      return notes.flatMap((note) => (note ? [note] : []));
    })
    .toSorted((a, b) => a.from - b.from);
  const help = new Map(rows.map(({ statement, hints, revealed }) => [statement, { hints, revealed }]));
  return { markdown: pageOf(state, rows), version, edits: sealedNotes(document, edits, help) };
}

function pageOf(state: DocumentState, rows: readonly Row[]): string {
  const right = rows.filter(({ mark, revealed }) => mark && isRight(mark) && !revealed).length;
  const credit = rows.reduce((sum, { mark, revealed }) => sum + (revealed ? 0 : (mark?.credit ?? 0)), 0);
  const hints = rows.reduce((sum, row) => sum + row.hints, 0);
  const revealed = rows.filter((row) => row.revealed).length;
  const help = [
    hints > 0 ? `${hints} ${hints === 1 ? 'hint' : 'hints'}` : '',
    revealed > 0 ? `${revealed} ${revealed === 1 ? 'answer' : 'answers'} revealed` : '',
  ].filter((part) => part !== '');
  const lines = rows.map((row) => {
    const { statement, question, mark } = row;
    const line = state.positionAt(state.document.starts[statement] ?? 0).line + 1;
    const sure = state.reader.sure.get(questionKey(state, statement));
    const notes = [
      row.hints > 0 ? `${row.hints} ${row.hints === 1 ? 'hint' : 'hints'}` : '',
      row.revealed ? 'revealed' : '',
      sure === undefined ? '' : sure ? 'sure' : 'unsure',
    ].filter((part) => part !== '');
    return `| ${line} | ${markdownCodeCell(question)} | ${row.revealed && mark && isRight(mark) ? '– revealed' : verdictOf(mark)} | ${notes.join(', ')} |`;
  });
  return [
    '# My score',
    '',
    `**${right} of ${rows.length} correct**, ${[...(credit === right ? [] : [`credit ${showNumber(credit)}`]), ...(help.length > 0 ? help : ['no help used'])].join(', ')}`,
    '',
    '| line | question | answer | help |',
    '| ---: | --- | --- | --- |',
    ...lines,
    '',
    'Hints are free; revealed answers earn no points. This score is stored only on this machine. *Backprop: Add My Score to the',
    'File as Comments* writes the help you used next to the answers, for the person who marks the file.',
    '',
  ].join('\n');
}

function verdictOf(mark: Mark | undefined): string {
  if (mark === undefined || mark.verdict === 'unanswered') return '– open';
  if (isRight(mark)) return mark.verdict === 'rounded' ? '✓ correct, rounded' : '✓ correct';
  return mark.followed ? '→ follows from an earlier answer' : '✗ incorrect';
}
