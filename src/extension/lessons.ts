import * as vscode from 'vscode';

/** Opens a copy of a lesson that the reader may write into: an untitled file, so that the lesson itself stays as it is. */
export async function openLesson(context: vscode.ExtensionContext): Promise<void> {
  const folder = vscode.Uri.joinPath(context.extensionUri, 'media', 'lessons');
  const names = (await vscode.workspace.fs.readDirectory(folder))
    .map(([name]) => name)
    .filter((name) => name.endsWith('.bp'));
  const lessons = await Promise.all(
    names.sort().map(async (name) => {
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name)));
      const title = /^# %%(?: \[\w+\])? (.+)$/m.exec(text)?.[1] ?? name;
      return { label: title, description: name, text };
    }),
  );
  const chosen = await vscode.window.showQuickPick(lessons, {
    title: 'Backprop: Open Lesson',
    placeHolder: 'Which lesson?',
    matchOnDescription: true,
  });
  if (chosen === undefined) return;
  const document = await vscode.workspace.openTextDocument({ language: 'bp', content: chosen.text });
  await vscode.window.showTextDocument(document);
}
