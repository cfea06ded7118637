import { latexCharacters, latexFormula, latexText, latexVerbatim } from '../../../base/quoting.ts';
import type { PrintedQuestion, WorksheetPage, WorksheetPart } from './worksheetPage.ts';

/** A document of its own, one page or more for each variant. */
export function worksheetLatex(pages: readonly WorksheetPage[], key: boolean): string {
  const body = pages.map((page) => pageText(page, key)).join('\n\n\\newpage\n\n');
  return `\\documentclass[11pt]{article}
\\usepackage[T1]{fontenc}
\\usepackage{amsmath}
\\usepackage[margin=2.2cm]{geometry}
\\setcounter{MaxMatrixCols}{20}
\\setlength{\\parindent}{0pt}
\\newcommand{\\blank}[2]{\\fbox{\\rule{0pt}{#2}\\rule{#1}{0pt}}}
${latexCharacters(body)}\\begin{document}

${body}

\\end{document}
`;
}

function pageText({ title, variant, parts }: WorksheetPage, key: boolean): string {
  const heading = [title, variant === undefined ? '' : `variant ${variant}`, key ? 'key' : ''].filter(Boolean);
  return [
    `\\section*{${inline(heading.join(', '))}}`,
    ...(key ? [] : ['Name: \\rule{7cm}{0.4pt}\\hfill Date: \\rule{3.5cm}{0.4pt}\\par\\bigskip']),
    ...parts.map((part) => partText(part, key)),
  ].join('\n\n');
}

function partText(part: WorksheetPart, key: boolean): string {
  switch (part.kind) {
    case 'heading':
      return `\\subsection*{${inline(part.title)}}`;
    case 'prose':
      return prose(part.lines);
    case 'given':
      return latexVerbatim(part.lines.flatMap(wrapped));
    case 'questions': {
      const [first] = part.questions;
      return [
        '\\begin{enumerate}',
        `\\setcounter{enumi}{${(first?.number ?? 1) - 1}}`,
        ...part.questions.map((question) => item(question, key)),
        '\\end{enumerate}',
      ].join('\n');
    }
  }
}

/** A comment goes on over several lines; code stays as it is. */
const wrapped = (line: string): readonly string[] =>
  line.startsWith('# ')
    ? (line.slice(2).match(/.{1,80}(?:\s+|$)|\S{80}/g) ?? []).map((part) => `# ${part.trimEnd()}`)
    : [line];

function item({ asked, shape, rows, answer, work }: PrintedQuestion, key: boolean): string {
  if (!key) {
    const box = shape === '' ? '\\blank{3.5cm}{3.2ex}' : `\\blank{7cm}{${rows * 3 + 1}ex}`;
    return `\\item $\\displaystyle ${asked.tex} =$ ${box}${shape === '' ? '' : ` \\quad shape ${latexText(shape)}`}`;
  }
  const lines = work.map(({ tex }) => `\\\\[2pt] {\\small $\\displaystyle ${tex}$}`);
  return `\\item $\\displaystyle ${asked.tex} = ${answer?.tex ?? '\\text{none}'}$ ${lines.join(' ')}`;
}

/** Paragraphs, lists and displayed formulas; the rest of Markdown is left as text. */
function prose(lines: readonly string[]): string {
  const out: string[] = [];
  let list = false;
  for (const line of lines
    .join('\n')
    .replaceAll(/\$\$([^$]+)\$\$/g, (_, tex: string) => `\n$$${tex.replaceAll('\n', ' ')}$$\n`)
    .split('\n')) {
    const isItem = line.startsWith('- ');
    const goesOn: boolean = list && /^\s+\S/.test(line);
    if (isItem && !list) out.push('\\begin{itemize}');
    if (list && !isItem && !goesOn) out.push('\\end{itemize}');
    list = isItem || goesOn;
    const display = /^\s*\$\$(.+)\$\$\s*$/.exec(line)?.[1];
    out.push(
      display === undefined
        ? (isItem ? '\\item{} ' : '') + inline(isItem ? line.slice(2) : line)
        : latexFormula(display, true),
    );
  }
  if (list) out.push('\\end{itemize}');
  return out.join('\n');
}

const inline = (text: string): string =>
  text
    .split(/(\$[^$]+\$|`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*)/)
    .map((part) => {
      if (part.length > 2 && part.startsWith('$') && part.endsWith('$')) return latexFormula(part.slice(1, -1), false);
      if (part.length > 2 && part.startsWith('`') && part.endsWith('`'))
        return `\\texttt{${latexText(part.slice(1, -1))}}`;
      if (part.length > 4 && part.startsWith('**') && part.endsWith('**'))
        return `\\textbf{${inline(part.slice(2, -2))}}`;
      if (part.length > 2 && part.startsWith('*') && part.endsWith('*')) return `\\emph{${inline(part.slice(1, -1))}}`;
      return latexText(part);
    })
    .join('');
