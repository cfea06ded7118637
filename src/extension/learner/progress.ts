import type * as vscode from 'vscode';
import { type Lesson, lessonOf, lessonsOf } from './lessons.ts';

const KEY = 'backprop.lessonsDone';

/** Which lessons the reader has finished. Kept by the editor on this machine alone, and never sent anywhere. */
export class Progress {
  private readonly context: vscode.ExtensionContext;

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
  async finish(document: vscode.TextDocument, right: number): Promise<boolean> {
    const lesson = await this.lesson(document);
    if (lesson === undefined || right < lesson.asks || this.isDone(lesson)) return false;
    await this.context.globalState.update(KEY, [...this.names(), lesson.name]);
    return true;
  }

  /** A training has begun. A lesson without questions is finished by that. */
  async trained(document: vscode.TextDocument): Promise<void> {
    const lesson = await this.lesson(document);
    if (lesson?.asks === 0) await this.finish(document, 0);
  }

  /** The lesson that a document is a copy of. */
  async lesson(document: vscode.TextDocument): Promise<Lesson | undefined> {
    return lessonOf(document, await lessonsOf(this.context));
  }

  private names(): readonly string[] {
    return this.context.globalState.get<readonly string[]>(KEY, []);
  }
}
