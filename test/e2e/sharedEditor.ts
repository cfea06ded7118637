import type { TestProject } from 'vitest/node';
import { type SharedEditor, startSharedEditor } from './workbench.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    sharedEditor: SharedEditor;
  }
}

/** Before the first end-to-end test: one editor for all files that need none of their own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { editor, stop } = await startSharedEditor();
  project.provide('sharedEditor', editor);
  return stop;
}
