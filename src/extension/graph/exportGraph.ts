import * as vscode from 'vscode';
import type { ExportFormat, FromGraphPanel } from '../../protocol/graph.ts';
import { exportRequest, type GraphTarget } from '../../protocol/language.ts';
import { sayWritten } from '../learner/sayWritten.ts';
import type { Client } from '../server/client.ts';

const endings: Readonly<Record<ExportFormat, string>> = {
  svg: 'svg',
  png: 'png',
  latex: 'tex',
  tikz: 'tex',
  pytorch: 'py',
  text: 'txt',
};

/** Copies an export or saves it where the reader says. Pictures come from the panel, the rest from the server. */
export async function exportGraph(
  client: Client,
  target: GraphTarget,
  wanted: Extract<FromGraphPanel, { type: 'export' }>,
  refuse: (reason: string) => void,
): Promise<void> {
  const text = wanted.content ?? (await client.ask(exportRequest, { target, format: wanted.format }))?.text;
  if (text === undefined) return refuse('There is nothing to export here.');
  if (wanted.to === 'clipboard') {
    // An editor copies nothing but text: a PNG the panel has copied itself.
    if (wanted.format !== 'png') await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage('$(check) Copied', 3000);
    return;
  }
  const ending = endings[wanted.format];
  const beside = vscode.Uri.parse(target.uri);
  const suggestion =
    beside.scheme === 'untitled' ? undefined : beside.with({ path: `${beside.path.replace(/\.bp$/, '')}.${ending}` });
  const file = await vscode.window.showSaveDialog({
    ...(suggestion ? { defaultUri: suggestion } : {}),
    filters: { [wanted.format.toUpperCase()]: [ending] },
  });
  if (file === undefined) return;
  const bytes = wanted.format === 'png' ? Buffer.from(text, 'base64') : Buffer.from(text, 'utf8');
  try {
    await vscode.workspace.fs.writeFile(file, bytes);
    sayWritten(file);
  } catch (problem) {
    refuse(`The file could not be written: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
}
