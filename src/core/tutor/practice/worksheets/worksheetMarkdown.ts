import type { PrintedQuestion, WorksheetPage, WorksheetPart } from './worksheetPage.ts';

/** Blank boxes are empty cells of a table. */
export const worksheetMarkdown = (pages: readonly WorksheetPage[], key: boolean): string =>
  `${pages.map((page) => pageText(page, key)).join('\n\n---\n\n')}\n`;

function pageText({ title, variant, parts }: WorksheetPage, key: boolean): string {
  const heading = [title, variant === undefined ? '' : `variant ${variant}`, key ? 'key' : ''].filter(Boolean);
  return [
    `# ${heading.join(', ')}`,
    ...(key ? [] : ['Name: ______________________   Date: ______________']),
    ...parts.map((part) => partText(part, key)),
  ].join('\n\n');
}

function partText(part: WorksheetPart, key: boolean): string {
  switch (part.kind) {
    case 'heading':
      return `## ${part.title}`;
    case 'prose':
      return part.lines.join('\n');
    case 'given':
      return ['```', ...part.lines, '```'].join('\n');
    case 'questions':
      return [
        key ? '| | find | answer | how |' : '| | find | answer |',
        key ? '| ---: | :--- | :--- | :--- |' : '| ---: | :--- | :---------------------------- |',
        ...part.questions.map((question) => row(question, key)),
      ].join('\n');
  }
}

function row({ number, asked, shape, answer, work }: PrintedQuestion, key: boolean): string {
  const find = code(asked.plain) + (shape === '' ? '' : `, shape ${shape}`);
  if (!key) return `| ${number} | ${find} | ${'&nbsp;'.repeat(12)} |`;
  return `| ${number} | ${find} | ${answer ? code(answer.plain) : 'none'} | ${work.map(({ plain }) => code(plain)).join('<br>')} |`;
}

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;
