import * as vscode from 'vscode';
import { t } from '../../core/base/words.ts';
import { translateRequest } from '../../protocol/language.ts';
import type { Client } from './client.ts';

const KIND = vscode.DocumentDropOrPasteEditKind.Text.append('bp');

/** Offers, when a program of NumPy or PyTorch is pasted, the same in the language. The plain text stays what is pasted first. */
export const pasteAsBp = (client: Client): vscode.Disposable =>
  vscode.languages.registerDocumentPasteEditProvider(
    { language: 'bp' },
    {
      async provideDocumentPasteEdits(document, ranges, dataTransfer) {
        const text = await dataTransfer.get('text/plain')?.asString();
        const [range] = ranges;
        if (text === undefined || range === undefined || ranges.length > 1) return [];
        const offset = document.offsetAt(range.start);
        const answer = await client.ask(translateRequest, { uri: document.uri.toString(), offset, text });
        if (!answer) return [];
        const edit = new vscode.DocumentPasteEdit(answer.text, titleOf(answer.left), KIND);
        edit.yieldTo = [vscode.DocumentDropOrPasteEditKind.Text];
        return [edit];
      },
    },
    { providedPasteEditKinds: [KIND], pasteMimeTypes: ['text/plain'] },
  );

/** Names the lines that stay comments. */
function titleOf(left: readonly { readonly code: string }[]): string {
  if (left.length === 0) return t('Paste as .bp');
  const names = left.map(({ code }) => (code.length > 24 ? `${code.slice(0, 23)}…` : code));
  const shown = names.slice(0, 2).join(', ');
  return left.length === 1
    ? t('Paste as .bp; 1 line stays a comment: {0}', shown)
    : t('Paste as .bp; {0} lines stay comments: {1}', left.length, `${shown}${left.length > 2 ? ' …' : ''}`);
}
