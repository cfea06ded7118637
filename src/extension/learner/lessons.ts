import * as vscode from 'vscode';
import { t } from '../../core/base/words.ts';
import { inform } from '../host/messages.ts';
import { openNewText } from '../host/newText.ts';
import { textOfCell } from '../host/notebookText.ts';

export const KEY = 'backprop.lessonsDone';

/** Which lessons the reader has finished. Kept by the editor on this machine alone, and never sent anywhere. */
export class LessonProgress {
  private readonly context: vscode.ExtensionContext;
  private readonly changed = new vscode.EventEmitter<void>();
  /** A lesson has been finished. */
  readonly onDidChange = this.changed.event;

  constructor(context: vscode.ExtensionContext) {
    this.context = context;
  }

  isDone({ name }: Lesson): boolean {
    return this.names().includes(name);
  }

  /**
   * Notes that the document's lesson is finished; a document that is no lesson, or that has lost some of its questions,
   * changes nothing. True when this is news.
   */
  async finish(document: Pick<vscode.TextDocument, 'getText'>, right: number): Promise<boolean> {
    const lesson = await this.lesson(document);
    if (lesson === undefined || right < lesson.asks || this.isDone(lesson)) return false;
    await this.context.globalState.update(KEY, [...this.names(), lesson.name]);
    this.changed.fire();
    return true;
  }

  /** A training has begun. A lesson without questions is finished by that. */
  async trained(document: Pick<vscode.TextDocument, 'getText'>): Promise<void> {
    const lesson = await this.lesson(document);
    if (lesson?.asks === 0) await this.finish(document, 0);
  }

  /** The lesson that a document is a copy of. */
  async lesson(document: Pick<vscode.TextDocument, 'getText'>): Promise<Lesson | undefined> {
    return lessonOf(document, await lessonsOf(this.context));
  }

  private names(): readonly string[] {
    return this.context.globalState.get<readonly string[]>(KEY, []);
  }
}

export interface Lesson {
  /** Its file's name: `01-simple-example.bp`. */
  readonly name: string;
  readonly title: string;
  readonly text: string;
  /** How many questions it has. */
  readonly asks: number;
}

const folders = new WeakMap<vscode.ExtensionContext, Promise<readonly Lesson[]>>();

/** All lessons, in their order; read once. */
export function lessonsOf(context: vscode.ExtensionContext): Promise<readonly Lesson[]> {
  const known = folders.get(context) ?? readLessons(context.extensionUri);
  folders.set(context, known);
  return known;
}

async function readLessons(extension: vscode.Uri): Promise<readonly Lesson[]> {
  const read = async (...path: readonly string[]): Promise<string> =>
    new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'media', ...path)));
  // In a browser the extension's folders cannot be listed.
  const names: readonly string[] = JSON.parse(await read('lessons.json'));
  return Promise.all(
    names.map(async (name) => {
      const text = await read('lessons', name);
      const title = /^# %%(?: \[\w+\])? (.+)$/m.exec(text)?.[1] ?? name;
      return { name, title, text, asks: text.match(/=\s*\?\s*$/gm)?.length ?? 0 };
    }),
  );
}

/** A copy is known by its first line, also once it is saved under another name. */
export function lessonOf(
  document: Pick<vscode.TextDocument, 'getText'>,
  lessons: readonly Lesson[],
): Lesson | undefined {
  const first = /^.*/.exec(document.getText())?.[0].trim();
  return lessons.find(({ text }) => text.slice(0, text.indexOf('\n')).trim() === first);
}

/**
 * Opens a copy of a lesson that the reader may write into: an untitled file, so that the lesson itself stays as it is. A copy
 * that is open is shown again. Without a name the reader chooses; the first lesson that is not done is selected.
 */
export async function openLesson(
  context: vscode.ExtensionContext,
  progress: LessonProgress,
  name?: string,
): Promise<void> {
  const lessons = await lessonsOf(context);
  const chosen = lessons.find((lesson) => lesson.name === name) ?? (await choose(lessons, progress));
  if (chosen === undefined) return;
  const open = vscode.workspace.textDocuments.find(
    (document) => document.isUntitled && !document.isClosed && lessonOf(document, lessons) === chosen,
  );
  if (open) await vscode.window.showTextDocument(open);
  else await openNewText(chosen.name.replace(/\.bp$/, ''), chosen.text);
}

/** `vscode://backprop-tutor.backprop-tutor/lesson/07`: opens the lesson of that number. Other links open the list. */
export async function openLessonLink(
  context: vscode.ExtensionContext,
  progress: LessonProgress,
  { path }: vscode.Uri,
): Promise<void> {
  const [, number] = /^\/lesson\/(\d{1,3})\/?$/.exec(path) ?? [];
  const wanted = number?.padStart(2, '0');
  const lessons = await lessonsOf(context);
  const lesson = wanted === undefined ? undefined : lessons.find(({ name }) => name.startsWith(`${wanted}-`));
  if (wanted !== undefined && lesson === undefined)
    void inform(t('There is no lesson {0}; choose one of {1}.', wanted, lessons.length));
  await openLesson(context, progress, lesson?.name);
}

async function choose(lessons: readonly Lesson[], progress: LessonProgress): Promise<Lesson | undefined> {
  const done = lessons.filter((lesson) => progress.isDone(lesson)).length;
  const items = lessons.map((lesson) => ({
    lesson,
    label: `${progress.isDone(lesson) ? '$(check)' : '$(circle-large-outline)'} ${lesson.title}`,
    description: progress.isDone(lesson) ? t('{0}, done', lesson.name) : lesson.name,
  }));
  const picker = vscode.window.createQuickPick<(typeof items)[number]>();
  picker.title = t('Backprop: Open Lesson ({0} of {1} done)', done, lessons.length);
  picker.placeholder = t('Which lesson?');
  picker.matchOnDescription = true;
  picker.items = items;
  const next = items.find(({ lesson }) => !progress.isDone(lesson));
  if (next) picker.activeItems = [next];
  try {
    return await new Promise((resolve) => {
      picker.onDidAccept(() => resolve(picker.selectedItems[0]?.lesson));
      picker.onDidHide(() => resolve(undefined));
      picker.show();
    });
  } finally {
    picker.dispose();
  }
}

const FIRST_LINES = 'x = -2; y = 5; z = -4\nq = x + y\nf = q * z\n';

/** In an empty file: a first program, or a lesson. */
function firstLineLenses(): readonly vscode.CodeLens[] {
  const start = new vscode.Range(0, 0, 0, 0);
  const commands: readonly vscode.Command[] = [
    {
      title: t('Start with q = x + y'),
      command: 'editor.action.insertSnippet',
      arguments: [{ snippet: FIRST_LINES }],
    },
    { title: t('Open a lesson'), command: 'backprop.openLesson' },
    { title: t('New practice'), command: 'backprop.newPractice' },
  ];
  return commands.map((command) => new vscode.CodeLens(start, command));
}

/** At the end of a lesson: the way to the next one, and how many are done. In an empty file: a way to begin. */
export function leadingLenses(context: vscode.ExtensionContext, progress: LessonProgress): vscode.CodeLensProvider {
  return {
    onDidChangeCodeLenses: progress.onDidChange,
    provideCodeLenses: async (document) => {
      // A cell is neither empty nor at an end by itself.
      if (textOfCell(document.uri.toString())) return [];
      if (document.lineCount < 5 && document.getText().trim() === '') return [...firstLineLenses()];
      const lessons = await lessonsOf(context);
      const lesson = lessonOf(document, lessons);
      if (lesson === undefined) return [];
      const { end } = document.lineAt(document.lineCount - 1).range;
      const next = lessons[lessons.indexOf(lesson) + 1];
      const done = lessons.filter((one) => progress.isDone(one)).length;
      const links: readonly (readonly [title: string, name?: string])[] = [
        ...(next ? [[t('Next lesson: {0} →', next.title), next.name] as const] : []),
        [t('{0} of {1} lessons done', done, lessons.length)],
      ];
      return links.map(
        ([title, ...args]) =>
          new vscode.CodeLens(new vscode.Range(end, end), {
            title,
            command: 'backprop.openLesson',
            arguments: args,
          }),
      );
    },
  };
}
