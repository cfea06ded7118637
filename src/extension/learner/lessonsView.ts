import * as vscode from 'vscode';
import { t } from '../../core/base/words.ts';
import { type Lesson, type LessonProgress, lessonsOf } from './lessons.ts';

/** The lessons as a list in the Explorer, with what is done. */
export class LessonsView implements vscode.TreeDataProvider<Lesson>, vscode.Disposable {
  private readonly context: vscode.ExtensionContext;
  private readonly progress: LessonProgress;
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly view: vscode.TreeView<Lesson>;
  private readonly subscription: vscode.Disposable;
  readonly onDidChangeTreeData = this.changed.event;

  constructor(context: vscode.ExtensionContext, progress: LessonProgress) {
    this.context = context;
    this.progress = progress;
    this.view = vscode.window.createTreeView('backprop.lessons', { treeDataProvider: this });
    this.subscription = progress.onDidChange(() => this.changed.fire(undefined));
  }

  async getChildren(parent?: Lesson): Promise<Lesson[]> {
    if (parent) return [];
    const lessons = await lessonsOf(this.context);
    const done = lessons.filter((lesson) => this.progress.isDone(lesson)).length;
    this.view.description = t('{0} of {1} done', done, lessons.length);
    return [...lessons];
  }

  getTreeItem(lesson: Lesson): vscode.TreeItem {
    const isDone = this.progress.isDone(lesson);
    const item = new vscode.TreeItem(`${lesson.name.slice(0, 2)}  ${lesson.title}`);
    item.id = lesson.name;
    item.description = isDone
      ? t('done')
      : lesson.asks === 0
        ? ''
        : lesson.asks === 1
          ? t('1 question')
          : t('{0} questions', lesson.asks);
    item.iconPath = new vscode.ThemeIcon(isDone ? 'pass-filled' : 'circle-large-outline');
    item.accessibilityInformation = {
      label: isDone ? t('Lesson {0}, done', lesson.title) : t('Lesson {0}', lesson.title),
    };
    item.command = { command: 'backprop.openLesson', title: t('Open Lesson'), arguments: [lesson.name] };
    return item;
  }

  dispose(): void {
    this.subscription.dispose();
    this.view.dispose();
    this.changed.dispose();
  }
}
