import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'vitest';
import { plainSurroundings } from '../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../src/core/evaluate/evaluate.ts';
import { parseDocument } from '../../src/core/syntax/document.ts';
import { revealFor } from '../../src/core/tutor/help/reveal.ts';
import { dataSets } from '../../src/data/index.ts';
import { inRoot } from '../tools/project.ts';
import { useWorkbench } from './useWorkbench.ts';
import type { Workbench } from './workbench.ts';

const folder = inRoot('media', 'lessons');

/** What is to be typed at each question, in the order of the text. */
function answersIn(text: string): readonly string[] {
  const evaluation = evaluateDocument(parseDocument(text), { ...plainSurroundings, dataSets });
  return evaluation.document.statements.flatMap(({ tree }, statement) =>
    tree.kind === 'question' ? [revealFor(evaluation, statement)?.answer ?? ''] : [],
  );
}

/**
 * The lessons that are opened here: each kind of question, a long text, one without questions, one with data from a file. Unit
 * tests mark the answers of every lesson.
 */
const opened = /^0[1579]|^1[1468]|^2[04]/;
/** Every question of these is answered; of the others the first. */
const done = /^0[1579]|^14/;

describe('lessons, done by keyboard', () => {
  let workbench: Workbench;
  useWorkbench({}, (opened) => {
    workbench = opened;
  });

  it('begin beside another file', async () => {
    // With another number of questions than the first lesson, so that the status bar tells them apart.
    await workbench.open(folder, '16-cifar10.bp');
  });

  it.each(
    readdirSync(folder)
      .filter((name) => opened.test(name))
      .sort(),
  )('%s', async (name) => {
    const { page } = workbench;
    const { keyboard } = page;
    const status = (words: string) => page.locator('.statusbar-item', { hasText: words });
    const answers = answersIn(readFileSync(`${folder}/${name}`, 'utf8'));
    await workbench.runCommand('Backprop: Open Lesson…');
    await page.locator('.quick-input-widget input.input[placeholder*="Which lesson"]').waitFor();
    await keyboard.type(name);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor();
    await keyboard.press('Enter');
    await status(`0/${answers.length} answered`).waitFor();
    for (const [i, answer] of (done.test(name) ? answers : answers.slice(0, 1)).entries()) {
      await workbench.pressKeyOf('backprop.nextQuestion');
      await status('(1 selected)').waitFor();
      if (i === 0) {
        const wrong = answer.startsWith('[') ? answer.replace(/\d/, '8') : `${Number(answer) + 7.25}`;
        await keyboard.type(wrong);
        await page.locator('.codelens-decoration', { hasText: '✗' }).first().waitFor();
        await workbench.screenshot(`lesson-${name.slice(0, 2)}-wrong`);
        for (let typed = wrong.length; typed > 0; typed--) await keyboard.press('Backspace');
      }
      await keyboard.type(answer);
      await status(`${i + 1}/${answers.length} answered`).waitFor();
    }
    await workbench.screenshot(`lesson-${name.slice(0, 2)}-done`);
  });
});
