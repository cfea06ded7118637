import { latexCharacters, latexText } from '../../base/quoting.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import { equationSides } from '../formula/equationSides.ts';
import { passesOf } from '../passes.ts';

interface LatexOptions {
  readonly digits?: number;
  /** Only the body, to be put into a document that loads amsmath; else a document of its own. */
  readonly fragment?: boolean;
}

/** Every forward and backward step of a cell in symbols and numbers, as LaTeX that needs amsmath alone. */
export function latexDerivation(evaluation: Evaluation, cell: number, options: LatexOptions = {}): string {
  const { digits = 4, fragment = false } = options;
  const passes = passesOf(evaluation, cell, digits);
  const body = passes === undefined ? ['This cell has no output: nothing in it can be differentiated.'] : [];
  if (passes) {
    const { title, forward, backward, outputName, leftOut } = passes;
    body.push(
      `\\section*{${title === '' ? `Gradients of $${outputName.tex}$` : latexText(title)}}`,
      '',
      '\\subsection*{Forward pass}',
      ...(leftOut > 0 ? [`The first ${leftOut} steps are left out.`] : []),
      ...aligned(forward.map(({ step }) => [step.line.tex])),
      '',
      `\\subsection*{Backward pass: gradients of $${outputName.tex}$}`,
      ...aligned(
        backward.map(({ state, reason, derivative, lines }) => {
          if (state === 'none') return [`${derivative.tex} & \\quad \\text{${latexText(reason)}}`];
          const tex = lines.map((line) => line.tex);
          return state === 'zero' && reason !== '' ? [...tex, ` & \\quad \\text{0: ${latexText(reason)}}`] : tex;
        }),
      ),
    );
  }
  const text = `${body.join('\n')}\n`;
  return fragment ? `% Needs \\usepackage{amsmath}\n${text}` : document(text);
}

const document = (body: string): string =>
  `\\documentclass{article}
\\usepackage[utf8]{inputenc}
\\usepackage[T1]{fontenc}
\\usepackage{amsmath}
\\usepackage[margin=2.5cm]{geometry}
\\setcounter{MaxMatrixCols}{20}
\\allowdisplaybreaks
${latexCharacters(body)}\\begin{document}

${body}
\\end{document}
`;

/** One step after the other, aligned at the first equals sign; long ones go on over several rows. */
function aligned(steps: readonly (readonly string[])[]): readonly string[] {
  const rows = steps.flat().flatMap(rowsOf);
  return rows.length === 0 ? [] : ['\\begin{align*}', rows.map((row) => `  ${row}`).join(' \\\\\n'), '\\end{align*}'];
}

/** In letters and signs. */
const LONGEST = 70;
const lengthOf = (tex: string): number => tex.replaceAll(/\\[A-Za-z]+|[{}\\&\s]/g, '').length;

function rowsOf(step: string): readonly string[] {
  if (/^\S* ?& \\quad|^.* & \\quad \\text\{/.test(step)) return [step];
  const [first = '', ...others] = equationSides(step);
  if (others.length === 0) return [`& ${first}`];
  const rows: string[] = [];
  let row = first;
  let length = lengthOf(first);
  let started = false;
  for (const side of others) {
    if (started && length + lengthOf(side) > LONGEST) {
      rows.push(row);
      row = `& = ${side}`;
      length = lengthOf(side);
    } else {
      row += started ? ` = ${side}` : ` & = ${side}`;
      length += lengthOf(side);
      started = true;
    }
  }
  return [...rows, row];
}
