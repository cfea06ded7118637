import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { casebook } from '../support/casebook.ts';
import { answers } from './answers.ts';

for (const [feature, answer] of Object.entries(answers)) casebook(new URL(`./${feature}.md`, import.meta.url), answer);

test('every page of this folder is read', () => {
  const pages = readdirSync(fileURLToPath(new URL('.', import.meta.url))).filter((file) => file.endsWith('.md'));
  expect(pages.toSorted()).toEqual(
    Object.keys(answers)
      .map((feature) => `${feature}.md`)
      .toSorted(),
  );
});
