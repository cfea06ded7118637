import * as vscode from 'vscode';
import { t } from '../../core/base/words.ts';
import { base64Of } from '../../protocol/base64.ts';
import { type ArraySource, compareRequest, shapeDetectiveRequest } from '../../protocol/language.ts';
import { inform, showError } from '../host/messages.ts';
import type { BpText } from '../host/notebookText.ts';
import type { Pages } from '../host/pages.ts';
import type { Client } from '../server/client.ts';

/** Where the cursor is, or what a lens hands over. */
type FindPlace = (
  args: readonly unknown[],
) => Promise<{ readonly document: BpText; readonly selection: { readonly from: number } } | undefined>;

const MOST_BYTES = 100_000_000;

/** Commands by name: the learner's own arrays beside the text, and the shape detective. */
export const compareCommands = (
  client: Client,
  pages: Pages,
  placeOf: FindPlace,
): Readonly<Record<string, (...args: readonly unknown[]) => Promise<void>>> => ({
  'backprop.compareArrays': async (...args) => {
    const place = await placeOf(args);
    const arrays = place && (await askForArrays());
    if (place === undefined || arrays === undefined) return;
    const uri = place.document.uri.toString();
    const wish = { uri, offset: place.selection.from, arrays };
    const found = await client.askPatiently(compareRequest, wish, t('Comparing arrays'));
    if (found) await pages.show(found);
    else if (found === null) void inform(t('Place the cursor in a cell to compare its arrays.'));
  },
  'backprop.shapeDetective': async (...args) => {
    const place = await placeOf(args);
    if (place === undefined) return;
    const uri = place.document.uri.toString();
    const found = await client.ask(shapeDetectiveRequest, { uri, offset: place.selection.from });
    if (found) await pages.show(found);
    else
      void inform(
        t('Place the cursor on a matrix in a product, for example the W in x @ W, in a cell with an output.'),
      );
  },
});

async function askForArrays(): Promise<ArraySource | undefined> {
  const pasted = await vscode.env.clipboard.readText();
  const clipboard = {
    label: `$(clippy) ${t('From the clipboard')}`,
    detail: t('Arrays as your program printed them: dW = [[ … ]]'),
  };
  const file = { label: `$(folder-opened) ${t('From a file…')}`, detail: t('.npz, .npy, or the printed text') };
  const chosen = await vscode.window.showQuickPick(pasted.includes('[') ? [clipboard, file] : [file, clipboard], {
    title: t('Compare with my arrays'),
    placeHolder: t('Where are the arrays of your own program?'),
  });
  if (chosen === clipboard) return { kind: 'text', text: pasted };
  return chosen === file ? openArrays() : undefined;
}

async function openArrays(): Promise<ArraySource | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: t('Compare with my arrays'),
      openLabel: t('Compare'),
      filters: { [t('Arrays')]: ['npz', 'npy', 'txt', 'log', 'out'], [t('All files')]: ['*'] },
    })) ?? [];
  if (uri === undefined) return undefined;
  const name = uri.path.split('/').at(-1) ?? uri.path;
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > MOST_BYTES) {
    void showError(t('{0} is {1} MB, too large to be compared.', name, Math.round(size / 1e6)));
    return undefined;
  }
  const bytes = await vscode.workspace.fs.readFile(uri);
  return {
    kind: 'file',
    name,
    base64: base64Of(bytes),
  };
}
