import * as vscode from 'vscode';
import { t } from '../../core/base/words.ts';
import { type AnswerMark, marksRequest, readerNotification } from '../../protocol/language.ts';
import { inform } from '../host/messages.ts';
import { openText, placeInFront } from '../host/notebookText.ts';
import type { Client } from '../server/client.ts';

const KEY = 'backprop.sureAndWrong';
const MOST = 5;

/**
 * How sure the learner was, and which mistakes they made all the same: those come back in new exercises. Kept by the editor on
 * this machine alone, and never sent anywhere.
 */
export class Confidence {
  private readonly context: vscode.ExtensionContext;
  /** What has been noted in this session: a mark is seen many times. */
  private readonly noted = new Set<string>();

  constructor(context: vscode.ExtensionContext) {
    this.context = context;
  }

  /** Codes of mistakes, the newest first. */
  sureAndWrong(): readonly string[] {
    return this.context.globalState.get<readonly string[]>(KEY, []);
  }

  note({ uri }: vscode.TextDocument, marks: readonly AnswerMark[]): void {
    for (const { sure, kind, question, mistake } of marks) {
      const key = `${uri.toString()} ${question} ${mistake}`;
      if (!sure || kind !== 'wrong' || mistake === undefined || this.noted.has(key)) continue;
      this.noted.add(key);
      const others = this.sureAndWrong().filter((code) => code !== mistake);
      void this.context.globalState.update(KEY, [mistake, ...others].slice(0, MOST));
    }
  }

  /** An exercise about it has been opened. */
  async practised(mistake: string): Promise<void> {
    await this.context.globalState.update(
      KEY,
      this.sureAndWrong().filter((code) => code !== mistake),
    );
  }
}

/** Says how sure the learner is of the answer that waits for it: the one at the cursor or the lens, else the first. */
export async function bet(client: Client, sure: boolean, [uri, offset]: readonly unknown[]): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const front = editor && placeInFront(editor);
  const document = typeof uri === 'string' ? await openText(uri) : front?.document;
  if (document === undefined) return;
  const answer = await client.ask(marksRequest, { uri: document.uri.toString() });
  const at = typeof offset === 'number' ? offset : front?.selection.to;
  const line = at === undefined ? undefined : document.positionAt(at).line;
  const waiting = answer?.marks.filter(({ kind }) => kind === 'waits') ?? [];
  const meant = waiting.find((mark) => mark.line === line) ?? waiting[0];
  if (meant === undefined) {
    void inform(t('No answer waits for this. Turn on "backprop.askHowSure", and answer a question.'));
    return;
  }
  await client.tell(readerNotification, {
    uri: document.uri.toString(),
    did: 'bet',
    question: meant.question,
    sure,
  });
}
