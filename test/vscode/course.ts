import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { until } from '../support/until.ts';
import { closeEverything, lensTitles, openText, thisExtension } from './editing.ts';

const SHEET = `# %% [markdown] Homework
# name:
# Work from the right to the left.

# %% [practice given] Gates
x = -2; y = 5; z = -4
q = x + y
f = q * z
grad(x) = ?  # 2 points
grad(y) = ?; grad(z) = ?

# %% [exam] Neuron
w = [1, 3]; b = -2; v = [2, -1]
g = sigmoid(dot(w, v) + b)
grad(w) = ?
grad(b) = ?
`;
/** What must stay, whatever is tried. */
const GIVEN = [
  '# %% [practice given] Gates\nx = -2; y = 5; z = -4\nq = x + y\nf = q * z\ngrad(x) = ',
  '\ngrad(y) = ',
  '; grad(z) = ',
  '# %% [exam] Neuron\nw = [1, 3]; b = -2; v = [2, -1]\ng = sigmoid(dot(w, v) + b)\ngrad(w) = ',
  '\ngrad(b) = ',
];

const hasAllGiven = (text: string): boolean => {
  let at = 0;
  for (const part of GIVEN) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
};

/** The same numbers each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const run = (command: string, args?: unknown): Thenable<unknown> => vscode.commands.executeCommand(command, args);

async function openSheet(): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ language: 'bp', content: SHEET });
  await vscode.window.showTextDocument(document);
  await until('the lock', async () => (await lensTitles(document)).some((title) => title.includes('Given')));
  const editor = vscode.window.activeTextEditor;
  assert.ok(editor);
  // The lock is on once a change is taken back.
  await until('a change is taken back', async () => {
    const at = document.positionAt(document.getText().indexOf('q = x'));
    await editor.edit((edit) => edit.insert(at, 'Q'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (document.getText() === SHEET) return true;
    await run('undo');
    return false;
  });
  return editor;
}

const settled = (document: vscode.TextDocument): Promise<unknown> =>
  until('the given text', async () => {
    const before = document.version;
    await new Promise((resolve) => setTimeout(resolve, 5));
    return document.version === before && hasAllGiven(document.getText());
  });

/** The text of the answer of a question. */
const answerTo = (document: vscode.TextDocument, question: string): string => {
  const text = document.getText();
  const from = text.indexOf(`${question} = `) + question.length + 3;
  return (
    text
      .slice(from)
      .split(/[;\n#]/)[0]
      ?.trim() ?? ''
  );
};

describe('given cells', () => {
  afterEach(closeEverything);

  it('keep their text through 200 random edit scripts, and answers are kept', async function () {
    this.timeout(240_000);
    const editor = await openSheet();
    const { document } = editor;
    const draw = numbers(7);
    const anywhere = (): vscode.Position => document.positionAt(draw(document.getText().length + 1));
    const write = async (question: string, answer: string): Promise<void> => {
      const from = document.getText().indexOf(`${question} = `) + question.length + 3;
      const to = from + answerTo(document, question).length;
      await editor.edit((edit) =>
        edit.replace(new vscode.Range(document.positionAt(from), document.positionAt(to)), answer),
      );
    };
    const deeds: readonly (() => Promise<unknown> | Thenable<unknown>)[] = [
      async () => {
        editor.selection = new vscode.Selection(anywhere(), anywhere());
        await run('type', { text: 'ab1'[draw(3)] });
      },
      async () => {
        editor.selection = new vscode.Selection(anywhere(), anywhere());
        await run('deleteLeft');
      },
      async () => {
        editor.selections = Array.from({ length: 3 }, () => new vscode.Selection(anywhere(), anywhere()));
        await run('type', { text: '7' });
      },
      async () => {
        await vscode.env.clipboard.writeText('z = 9\ngrad(x) = 1');
        editor.selection = new vscode.Selection(anywhere(), anywhere());
        await run('editor.action.clipboardPasteAction');
      },
      () => run('undo'),
      () => run('redo'),
      () => run('editor.action.formatDocument'),
      async () => {
        editor.selection = new vscode.Selection(anywhere(), anywhere());
        await run('editor.action.deleteLines');
      },
      async () => {
        const at = document.positionAt(document.getText().indexOf('q = x'));
        const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit | undefined>(
          'vscode.executeDocumentRenameProvider',
          document.uri,
          at,
          'renamed',
        );
        if (edit) await vscode.workspace.applyEdit(edit);
      },
      async () => {
        editor.selection = new vscode.Selection(
          new vscode.Position(0, 0),
          document.positionAt(document.getText().length),
        );
        await run('deleteRight');
      },
    ];
    for (let script = 0; script < 200; script++) {
      const answer = String(draw(90) - 45);
      const question = ['grad(x)', 'grad(y)', 'grad(z)', 'grad(b)'][draw(4)] ?? 'grad(x)';
      await write(question, answer);
      await settled(document);
      assert.equal(answerTo(document, question), answer, `script ${script}: ${question} is free`);
      const isHistory = draw(3) === 0;
      const deed = deeds[isHistory ? 4 + draw(2) : draw(deeds.length)];
      await deed?.();
      await settled(document);
      assert.ok(hasAllGiven(document.getText()), `script ${script}`);
    }
    for (let i = 0; i < 30; i++) {
      await run('undo');
      await settled(document);
    }
  });

  it('say in a lens that they are given, and an exam has no help', async () => {
    const editor = await openSheet();
    const titles = await lensTitles(editor.document);
    assert.equal(titles.filter((title) => title.includes('Given')).length, 2);
    assert.equal(titles.filter((title) => title.includes('Hint')).length, 3, 'none of them in the exam');
  });

  it('can be unlocked by whoever wrote the file', async () => {
    const editor = await openSheet();
    const { document } = editor;
    const asks = vscode.window.showInformationMessage;
    Object.assign(vscode.window, { showInformationMessage: async (_: string, ...items: string[]) => items[0] });
    try {
      await run('backprop.aboutGiven');
    } finally {
      Object.assign(vscode.window, { showInformationMessage: asks });
    }
    await editor.edit((edit) => edit.insert(document.positionAt(document.getText().indexOf('q = x')), 'Q'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.ok(document.getText().includes('Qq = x'));
  });
});

describe('suggestions of other extensions', () => {
  afterEach(closeEverything);

  it('write no ghost text into .bp files', async () => {
    let asked = 0;
    const provider = vscode.languages.registerInlineCompletionItemProvider(
      { pattern: '**' },
      {
        provideInlineCompletionItems: () => {
          asked++;
          return [new vscode.InlineCompletionItem('-4')];
        },
      },
    );
    try {
      const document = await openText(SHEET.replaceAll('[practice given]', '[practice]'));
      assert.equal(vscode.workspace.getConfiguration('editor', document).get('inlineSuggest.enabled'), false);
      const editor = vscode.window.activeTextEditor;
      assert.ok(editor);
      const at = document.positionAt(document.getText().indexOf('grad(x) = ') + 'grad(x) = '.length);
      editor.selection = new vscode.Selection(at, at);
      await run('type', { text: '1' });
      await new Promise((resolve) => setTimeout(resolve, 700));
      assert.equal(asked, 0);
    } finally {
      provider.dispose();
    }
  });
});

describe('where learners look', () => {
  afterEach(closeEverything);

  it('the Explorer has a list of lessons, and the command for a new file opens one', async () => {
    await run('backprop.lessons.focus');
    await run('backprop.newFile');
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.languageId, 'bp');
    assert.ok(document?.getText().startsWith('# %%'));
  });

  it('a link opens the lesson of its number', async () => {
    const link = (number: string): vscode.Uri =>
      vscode.Uri.from({ scheme: vscode.env.uriScheme, authority: thisExtension().id, path: `/lesson/${number}` });
    for (const [number, name] of [
      ['07', '07-'],
      ['7', '07-'],
      ['12', '12-'],
    ] as const) {
      await vscode.commands.executeCommand('vscode.open', link(number));
      const wanted = await lessonText(name);
      await until(`lesson ${number}`, () => vscode.window.activeTextEditor?.document.getText() === wanted);
      await closeEverything();
    }
  });
});

describe('lines that are to be put in order', () => {
  afterEach(closeEverything);

  it('are made from the program in front, moved and taken out by keys, and marked', async () => {
    await openText('# %% Two gates\nx = 2; y = 5; z = -4\nq = x + y\nf = q * z\n');
    await run('backprop.order', 3);
    const inFront = () => vscode.window.activeTextEditor?.document;
    await until('the lines', () => inFront()?.getText().startsWith('# %% [order]') === true);
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    const { document } = editor;
    await until('the lens', async () =>
      (await lensTitles(document)).some((title) => title.includes('2 lines are too many')),
    );
    const lines = (): readonly string[] => document.getText().split('\n');
    const goTo = (line: number): void => {
      const at = new vscode.Position(line, 0);
      editor.selection = new vscode.Selection(at, at);
    };
    const right = [
      'grad(f) = 1',
      'grad(q) = grad(f) * z',
      'grad(z) = grad(f) * q',
      'grad(x) = grad(q)',
      'grad(y) = grad(q)',
    ];
    const first = lines().findIndex((line) => line.startsWith('grad('));
    for (const [at, line] of lines().entries()) {
      if (!line.startsWith('grad(') || right.includes(line)) continue;
      goTo(at);
      await run('editor.action.commentLine');
    }
    for (const [place, line] of right.entries())
      for (let at = lines().indexOf(line); at > first + place; at--) {
        goTo(at);
        await run('editor.action.moveLinesUpAction');
      }
    assert.deepEqual(lines().slice(first, first + right.length), right);
    await until('all in order', async () =>
      (await lensTitles(document)).some((title) => title.includes('5 of 5 lines in order')),
    );
    goTo(first);
    await run('editor.action.moveLinesDownAction');
    await until('a line out of place', () =>
      vscode.languages
        .getDiagnostics(document.uri)
        .some(({ message }) => message.includes('move this line below that of grad(f)')),
    );
  });
});

describe('a review', () => {
  afterEach(closeEverything);

  it('asks about the mistakes that are named, with the first question selected', async () => {
    await run('backprop.review', ['no-swap', 'fork-overwritten']);
    await until('the questions', () => vscode.window.activeTextEditor?.document.getText().includes('2 of 2') === true);
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    await until('the selection', () => editor.document.getText(editor.selection) === '?');
  });
});

/** The text of the lesson whose file name begins so. */
async function lessonText(start: string): Promise<string> {
  const folder = vscode.Uri.joinPath(thisExtension().extensionUri, 'media', 'lessons');
  const [name] = (await vscode.workspace.fs.readDirectory(folder)).find(([file]) => file.startsWith(start)) ?? [''];
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name)));
}
