import * as vscode from 'vscode';
import { t } from '../../core/base/words.ts';
import { practiceRequest, practiceTopicsRequest, worksheetRequest } from '../../protocol/language.ts';
import { inform } from '../host/messages.ts';
import { openNewText } from '../host/newText.ts';
import type { Client } from '../server/client.ts';
import type { Confidence } from './confidence.ts';

type Run = (...args: readonly unknown[]) => Promise<void>;

/** By the names that the manifest gives them. */
export const practiceCommands = (client: Client, confidence: Confidence): Readonly<Record<string, Run>> => ({
  'backprop.newPractice': (...args) => newPractice(client, confidence, args),
  'backprop.worksheet': () => exportWorksheet(client),
});

const levelWords = (): Readonly<Record<number, string>> => ({
  1: t('one idea, every step asked for'),
  2: t('as in the lessons'),
  3: t('longer, and only what matters is asked for'),
});

/** Opens a new exercise in a file of its own. Topic, difficulty and seed may be given; what is left out is asked for. */
async function newPractice(
  client: Client,
  confidence: Confidence,
  [topic, difficulty, seed]: readonly unknown[],
): Promise<void> {
  const topics = await client.ask(practiceTopicsRequest, { sureOf: confidence.sureAndWrong() });
  if (topics === undefined) return;
  const chosen =
    topics.find((known) => known.topic === topic) ??
    (
      await vscode.window.showQuickPick(
        topics.map((known) => ({
          label: known.title,
          known,
          ...(known.again ? { description: t('you were sure, and {0}', known.again.title) } : {}),
        })),
        { title: t('Backprop: New Practice'), placeHolder: t('What about?') },
      )
    )?.known;
  if (chosen === undefined) return;
  const level = typeof difficulty === 'number' ? difficulty : await askLevel(chosen.difficulties);
  if (level === undefined) return;
  const exercise = await client.ask(practiceRequest, {
    topic: chosen.topic,
    difficulty: level,
    seed: typeof seed === 'number' ? seed : Math.floor(Math.random() * 1_000_000),
  });
  if (!exercise) {
    void inform(t('No exercises on this topic yet.'));
    return;
  }
  if (chosen.again) await confidence.practised(chosen.again.mistake);
  const editor = await openNewText(exercise.title, exercise.text);
  const first = exercise.text.indexOf('?');
  if (first < 0) return;
  editor.selection = new vscode.Selection(editor.document.positionAt(first), editor.document.positionAt(first + 1));
}

async function askLevel(difficulties: readonly number[]): Promise<number | undefined> {
  if (difficulties.length === 0) return 1;
  const chosen = await vscode.window.showQuickPick(
    difficulties.map((level) => ({ label: t('Level {0}', level), description: levelWords()[level] ?? '', level })),
    { title: t('Backprop: New Practice'), placeHolder: t('How hard?') },
  );
  return chosen?.level;
}

/** Opens the blank sheets and their key, beside each other. */
async function exportWorksheet(client: Client): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== 'bp') {
    void inform(t('Open a .bp file first.'));
    return;
  }
  const format = await vscode.window.showQuickPick(
    [
      { label: 'Markdown', to: 'markdown' },
      { label: 'LaTeX', to: 'latex' },
    ] as const,
    { title: t('Backprop: Export Worksheet') },
  );
  if (format === undefined) return;
  const count = await vscode.window.showInputBox({
    title: t('Backprop: Export Worksheet'),
    prompt: t('How many variants with other numbers? 0 keeps the numbers of the file.'),
    value: '0',
    validateInput: (text) => (/^\s*\d{1,2}\s*$/.test(text) ? undefined : t('A whole number from 0 to 99')),
  });
  if (count === undefined) return;
  const wish = { to: format.to, variants: Number(count), seed: Math.floor(Math.random() * 1_000_000) };
  const made = await client.askPatiently(
    worksheetRequest,
    { uri: document.uri.toString(), ...wish },
    t('Writing the worksheet'),
  );
  if (!made) return;
  const language = format.to;
  const known = await vscode.languages.getLanguages();
  const open = async (content: string, viewColumn: vscode.ViewColumn): Promise<void> => {
    const page = await vscode.workspace.openTextDocument({
      language: known.includes(language) ? language : 'plaintext',
      content,
    });
    await vscode.window.showTextDocument(page, { viewColumn, preview: false });
  };
  await open(made.sheet, vscode.ViewColumn.Active);
  await open(made.key, vscode.ViewColumn.Beside);
}
