import { latexCharacters, latexText } from '../../../explain/formula/texName.ts';
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
      return given(part.lines.flatMap(wrapped));
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

/** A line that would end the environment cannot be in it: such lines are set sign by sign. */
function given(lines: readonly string[]): string {
  if (!lines.some((line) => line.includes('\\end{verbatim}')))
    return ['{\\small', '\\begin{verbatim}', ...lines, '\\end{verbatim}', '}'].join('\n');
  const shown = lines.map((line) => latexText(line).replaceAll(/ {2,}/g, (blanks) => '\\ '.repeat(blanks.length)));
  return ['{\\small\\ttfamily', ...shown.map((line) => `\\mbox{}${line}\\\\`), '}'].join('\n');
}

/**
 * A formula of the text goes out as it is where all its commands are those of formulas. Others could read and write files, or
 * change what signs mean: such a formula is shown as text.
 */
function isFormula(tex: string): boolean {
  // Control sequences in disguise, comments, arguments.
  if (/\^\^|(?<!\\)[%#]/.test(tex)) return false;
  let depth = 0;
  for (const [piece, command] of tex.matchAll(/\\([A-Za-z@]+|.)|[{}]/gs)) {
    if (piece === '{') depth++;
    if (piece === '}' && --depth < 0) return false;
    if (command !== undefined && /^[A-Za-z@]/.test(command) && !FORMULA_COMMANDS.has(command)) return false;
  }
  const environments = tex.match(/\\(?:begin|end)(?![A-Za-z])/g) ?? [];
  const known = tex.match(/\\(?:begin|end)\{(?:[pbvV]?matrix|smallmatrix|cases|aligned|array)\}/g) ?? [];
  return depth === 0 && environments.length === known.length;
}

const FORMULA_COMMANDS: ReadonlySet<string> = new Set(
  (
    'frac dfrac tfrac sqrt cdot cdots ldots dots vdots ddots times odot oplus otimes div pm mp le leq ge geq ne neq approx equiv sim propto ' +
    'to rightarrow leftarrow gets Rightarrow Leftarrow leftrightarrow mapsto implies iff in notin subset cup cap forall exists infty partial nabla ' +
    'sum prod int lim log ln exp sin cos tan tanh sinh cosh max min arg argmax argmin det dim ' +
    'alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma varsigma tau upsilon phi varphi chi psi omega ' +
    'Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell Re Im top bot prime circ bullet star ast ' +
    'text mathrm mathbf mathit mathbb mathcal mathsf boldsymbol operatorname hat bar tilde vec dot ddot overline underline overbrace underbrace widehat ' +
    'left right big Big bigg Bigg bigl bigr langle rangle lfloor rfloor lceil rceil lVert rVert lvert rvert Vert vert mid ' +
    'begin end quad qquad displaystyle textstyle limits nolimits substack stackrel binom color'
  ).split(' '),
);

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
        ? (isItem ? '\\item ' : '') + inline(isItem ? line.slice(2) : line)
        : isFormula(display)
          ? `\\[${display}\\]`
          : latexText(display),
    );
  }
  if (list) out.push('\\end{itemize}');
  return out.join('\n');
}

const inline = (text: string): string =>
  text
    .split(/(\$[^$]+\$|`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*)/)
    .map((part) => {
      if (part.length > 2 && part.startsWith('$') && part.endsWith('$') && isFormula(part)) return part;
      if (part.length > 2 && part.startsWith('`') && part.endsWith('`'))
        return `\\texttt{${latexText(part.slice(1, -1))}}`;
      if (part.length > 4 && part.startsWith('**') && part.endsWith('**'))
        return `\\textbf{${inline(part.slice(2, -2))}}`;
      if (part.length > 2 && part.startsWith('*') && part.endsWith('*')) return `\\emph{${inline(part.slice(1, -1))}}`;
      return latexText(part);
    })
    .join('');
