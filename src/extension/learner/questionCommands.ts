import * as vscode from 'vscode';
import { markdownFence, markdownText } from '../../core/base/quoting.ts';
import { t } from '../../core/base/words.ts';
import {
  explainProblemRequest,
  fadeRequest,
  hintRequest,
  orderRequest,
  readerNotification,
  reasonsRequest,
  revealRequest,
  scoreRequest,
} from '../../protocol/language.ts';
import { inform, note } from '../host/messages.ts';
import { openNewText } from '../host/newText.ts';
import { type BpText, placeInFront, writeInto } from '../host/notebookText.ts';
import type { Pages } from '../host/pages.ts';
import type { Client } from '../server/client.ts';

/** The question meant: what a lens hands over, else the one at the cursor. */
function questionAt(args: readonly unknown[]): { readonly uri: string; readonly offset: number } | undefined {
  const [uri, offset] = args;
  if (typeof uri === 'string' && typeof offset === 'number') return { uri, offset };
  const editor = vscode.window.activeTextEditor;
  const place = editor && placeInFront(editor);
  return place && { uri: place.document.uri.toString(), offset: place.selection.to };
}

/** Why there is no help for a question. */
const noHelp = (answer: unknown): string =>
  answer === 'answered'
    ? t('This answer is right already.')
    : answer === 'exam'
      ? t('This cell is an exam: it has no hints and no reveal.')
      : answer === 'order'
        ? t('These lines are to be put in order: there is nothing to reveal, but each has hints.')
        : t('Put the cursor on a question first, such as grad(x) = ?');

/** The next hint for a question: which rule, the rule with names, the rule with numbers. */
export async function giveHint(client: Client, args: readonly unknown[]): Promise<void> {
  const place = questionAt(args);
  const answer = place && (await client.ask(hintRequest, place));
  if (!place || !answer || typeof answer === 'string') {
    void inform(noHelp(answer));
    return;
  }
  await client.tell(readerNotification, {
    uri: place.uri,
    did: 'hint',
    question: answer.question,
    level: answer.level,
  });
  const words = t('Hint {0} of 3: {1}', answer.level, answer.text);
  // The hint stands at its question, in the lens or at the line's end; without either it is a message.
  if (vscode.workspace.getConfiguration('backprop').get<string>('annotations') === 'off') void inform(words);
  else note(words, { after: 15_000 });
}

/** Writes the answer into the text as one edit that can be undone, marked as revealed. */
export async function revealAnswer(client: Client, args: readonly unknown[]): Promise<void> {
  const place = questionAt(args);
  const answer = place && (await client.ask(revealRequest, place));
  if (!place || !answer || typeof answer === 'string') {
    void inform(noHelp(answer));
    return;
  }
  if (await writeInto(place.uri, answer.version, answer.edits))
    await client.tell(readerNotification, { uri: place.uri, did: 'reveal', question: answer.question });
}

/** Shows how the answers of a file stand, and the help they have had; or writes the help beside them, as comments. */
export async function showScore(client: Client, pages: Pages, document: BpText, writes: boolean): Promise<void> {
  const uri = document.uri.toString();
  const score = await client.ask(scoreRequest, { uri });
  if (!score) {
    void inform(t('There are no questions in this file.'));
    return;
  }
  if (!writes) await pages.show(score);
  else if (score.edits.length === 0) void inform(t('Your score is already up to date in this file.'));
  else await writeInto(uri, score.version, score.edits);
}

/** The page about a kind of problem: the one given, else that of the problem at the cursor; without either the reference of all. */
export async function explainProblemCommand(client: Client, pages: Pages, code: unknown): Promise<void> {
  const here = typeof code === 'string' ? undefined : problemAtCursor();
  const wanted = typeof code === 'string' && code !== 'all' ? code : here?.code;
  const page = await client.ask(explainProblemRequest, wanted === undefined ? {} : { code: wanted });
  if (!page) return;
  const own = here ? [markdownFence([here.line], 'bp'), '', ...here.message.split('\n'), '', '---', ''] : [];
  const [heading = '', ...body] = page.markdown.split('\n');
  const more =
    wanted === undefined
      ? []
      : ['', `[${t('All problems, explained')}](command:backprop.explainProblem?%5B%22all%22%5D)`];
  await pages.show({ markdown: [heading, '', ...own, ...body, ...more].join('\n') });
}

/** The problem that covers the cursor, else the first on its line. */
function problemAtCursor(): { readonly code: string; readonly line: string; readonly message: string } | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'bp') return undefined;
  const { active } = editor.selection;
  const onLine = vscode.languages
    .getDiagnostics(editor.document.uri)
    .filter(
      ({ code, range }) => typeof code === 'string' && range.start.line <= active.line && range.end.line >= active.line,
    );
  const found = onLine.find(({ range }) => range.contains(active)) ?? onLine[0];
  if (typeof found?.code !== 'string') return undefined;
  return {
    code: found.code,
    line: editor.document.lineAt(found.range.start.line).text,
    message: markdownText(found.message),
  };
}

/** Writes the rule by which a gradient comes about beside its answer; a digit chooses at once. */
export async function giveReason(client: Client, args: readonly unknown[]): Promise<void> {
  const place = questionAt(args);
  const answer = place && (await client.ask(reasonsRequest, place));
  if (!place || !answer) {
    void inform(noHelp(undefined));
    return;
  }
  const picker = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly word: string }>();
  picker.title = t('Why is {0} what it is?', answer.question);
  picker.placeholder = t('Press the digit of a rule');
  picker.items = answer.reasons.map(({ word, meaning }, i) => ({ word, label: `${i + 1}  ${word}`, detail: meaning }));
  const word = await new Promise<string | undefined>((resolve) => {
    picker.onDidChangeValue((value) => {
      const reason = answer.reasons[Number(value) - 1];
      if (reason) resolve(reason.word);
    });
    picker.onDidAccept(() => resolve(picker.selectedItems[0]?.word));
    picker.onDidHide(() => resolve(undefined));
    picker.show();
  });
  picker.dispose();
  if (word === undefined) return;
  const { version, from, to, lead } = answer;
  await writeInto(place.uri, version, [{ from, to, text: `${lead}${word}` }]);
}

/** Opens a ladder from the worked example to the open exercise, made from the program in front. */
export async function fadeProgram(client: Client, document: BpText): Promise<void> {
  const answer = await client.askPatiently(fadeRequest, { uri: document.uri.toString() }, t('Making a ladder'));
  await openMade(answer, {
    name: t('{0} faded', programName(document)),
    none: t(
      'There is nothing to fade: a cell needs an output and two named values on the way to it, and no question may be open.',
    ),
  });
}

/** Opens the lines of the backward pass of the program in front, shuffled and with wrong ones among them. */
export async function orderProgram(client: Client, document: BpText, seed: unknown): Promise<void> {
  const wish = {
    uri: document.uri.toString(),
    seed: typeof seed === 'number' ? seed : Math.floor(Math.random() * 1_000_000),
  };
  const answer = await client.askPatiently(orderRequest, wish, t('Writing the backward pass'));
  await openMade(answer, {
    name: t('{0} to be put in order', programName(document)),
    none: t(
      'There is nothing to put in order: a cell needs an output and at least two named values on the way to it, and no question may be open.',
    ),
  });
}

const programName = ({ uri }: BpText): string => uri.path.split('/').at(-1)?.replace(/\.bp$/, '') ?? '';

/** Undefined: it was cancelled. */
async function openMade(
  made: { readonly text: string } | null | undefined,
  { name, none }: { readonly name: string; readonly none: string },
): Promise<void> {
  if (made === undefined) return;
  if (made === null) void inform(none);
  else await openNewText(name, made.text);
}
