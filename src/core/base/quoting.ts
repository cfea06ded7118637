/**
 * How text leaves the program, one function for each format. Whatever a text, name, title, path or column holds, what comes out is
 * that text: it ends nothing, opens nothing and runs nothing. No other file writes such text into a format.
 */

/** Characters that XML has no place for, not even escaped: one would make the whole document unreadable. */
const NO_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|[\u0080-\u009f]/gu;

/** Between tags, or between double quotes in a tag, of SVG, HTML and XML. */
export const xmlText = (text: string): string =>
  text
    .replaceAll(NO_XML, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** A field of a CSV file (RFC 4180). What a spreadsheet would take for a formula begins with an apostrophe. */
export function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = value.replace(/^\s*[=+\-@|%＝＋－＠\t\r]/u, "'$&");
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A string literal of Python, which reads JSON's escapes alike. Signs that could not be seen in the script are escaped too. */
export const pythonString = (text: string): string =>
  JSON.stringify(text).replaceAll(
    /[\u007f-\u009f\u2028\u2029\p{Cf}]/gu,
    (sign) => `\\U${(sign.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`,
  );

/** Words between triple quotes of Python, in one line; they are for people, so signs that would end or escape are left out. */
export const pythonWords = (text: string): string =>
  text.replaceAll(/["\\\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, ' ').trim();

/** What stands for a name in file names: no sign that ends a string, a path or a command. */
export const fileNameText = (name: string): string =>
  name.replaceAll(/[^\p{L}\p{N}._ @+-]/gu, '_').replace(/^[-.]+/, '_');

/** A word of a POSIX shell. */
export const shellText = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Signs that could clear, rename, type into or reverse a terminal. */
const TERMINAL_SIGNS = /\r\n|[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const codePoint = (sign: string): string =>
  `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Lines for a terminal or a log: what is no letter is shown, as `U+001B`. */
export const terminalText = (text: string): string =>
  text.replaceAll(TERMINAL_SIGNS, (sign) =>
    sign === '\n' || sign === '\t' || sign === '\r\n' ? sign : codePoint(sign),
  );

/** A name or a path within such a line: it cannot begin a line of its own. */
export const terminalName = (text: string): string =>
  text.replaceAll(TERMINAL_SIGNS, (sign) => [...sign].map(codePoint).join(''));

/** A value as JSON in one line. Signs that a terminal would obey, and JSON leaves as they are, are escaped. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Words in a notification, a lens, a list or the status bar of the editor, which reads `[…](…)` as a link and `$(…)` as a picture there. */
export const editorText = (text: string): string => text.replaceAll(/(?<=[\]$])\(/g, '\u200b(');

// ── Markdown

/** Words, every character meaning itself. */
export const markdownText = (text: string): string =>
  text
    .replaceAll(/[\\`*_[\]<>#|~$&]/g, (special) =>
      special === '<' ? '&lt;' : special === '&' ? '&amp;' : `\\${special}`,
    )
    // Addresses would become links by themselves; lines would become lists and headings.
    .replaceAll(/:(?=\/\/)|(?<=\bwww)\./gi, (sign) => `&#${sign.charCodeAt(0)};`)
    .replaceAll(/^(\s*)([-+=])(?=[-+=]*(?:\s|$))/gm, '$1\\$2')
    .replaceAll(/^(\s*\d+)([.)])(?=\s)/gm, '$1\\$2');

/** A run of backticks longer than any inside. */
const ticks = (text: string, least: number): string =>
  '`'.repeat((text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length + 1), least));

/** Code in one line, every character meaning itself. */
export function markdownCode(text: string): string {
  const line = text.replaceAll(/\s*[\n\r\u2028\u2029]\s*/g, ' ');
  const tick = ticks(line, 1);
  return tick.length > 1 || line === '' ? `${tick} ${line} ${tick}` : `${tick}${line}${tick}`;
}

/** What is Markdown already, in a column of a table: a bar would end the column even in code. */
export const markdownCell = (markdown: string): string =>
  markdown.replaceAll('|', '\\|').replaceAll(/\s*[\n\r]\s*/g, ' ');

/** Code in a column of a table. */
export const markdownCodeCell = (text: string): string => markdownCell(markdownCode(text));

export function markdownFence(lines: readonly string[], language = 'text'): string {
  if (lines.length === 0) return '';
  const fence = ticks(lines.join('\n'), 3);
  return [`${fence}${language}`, ...lines, fence].join('\n');
}

/** Markdown that somebody else wrote: it stays Markdown, but what would be HTML, fetch a picture or run a command is shown. */
export const foreignMarkdown = (line: string): string =>
  line
    .replaceAll(/<(?=[A-Za-z/!?])/g, '&lt;')
    .replaceAll(/!(?=\[)/g, '&#33;')
    .replaceAll(/\](?=[(:]\s*(?:$|<?(?!https?:|mailto:)[^)\s]*[:&\\]))/gim, '&#93;');

/** A data URI as the address of a picture, or any address of a link. */
export const markdownAddress = (uri: string): string =>
  uri.replaceAll(/[()\s<>"'|\\]/g, (sign) =>
    encodeURIComponent(sign).replace(/^[()']$/, (kept) => `%${kept.charCodeAt(0).toString(16)}`),
  );

// ── LaTeX and TikZ

const GREEK_LETTERS =
  'α alpha β beta γ gamma δ delta ε epsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi π pi ρ rho σ sigma ς varsigma τ tau υ upsilon φ phi χ chi ψ psi ω omega ' +
  'Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega ' +
  'ϵ epsilon ϑ vartheta ϕ phi ϱ varrho';

/** Greek letters, as signs and as words, as commands of TeX. */
export const greekCommands: ReadonlyMap<string, string> = new Map(
  [...GREEK_LETTERS.matchAll(/(\S+) (\S+)/g)].flatMap(([, letter = '', word = '']) => {
    // The round forms are the ones that slides use.
    const command = word === 'epsilon' ? '\\varepsilon' : word === 'phi' ? '\\varphi' : `\\${word}`;
    return [[letter, command] as const, [word, command] as const];
  }),
);

const LATEX_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\textbackslash{}'],
  ['^', '\\textasciicircum{}'],
  ['~', '\\textasciitilde{}'],
]);

/** What KaTeX does not read: accents of their own, control characters, halves of characters, private use. */
const UNREADABLE = /[\p{Cc}\p{Cs}\p{Co}\u2028\u2029]|[\u0300-\u036f]/gu;

const latexEscaped = (text: string): string =>
  text
    .replaceAll(UNREADABLE, '')
    .replaceAll(/[\\{}$&#^_~%]/g, (special) => LATEX_ESCAPES.get(special) ?? `\\${special}`);

/** Any text at all within a formula, upright, every character meaning itself. */
export const latexWord = (text: string): string => `\\text{${latexEscaped(text)}}`;

/** Running text in LaTeX, every character meaning itself; mathematical signs are set as such, and no two signs become one. */
export const latexText = (text: string): string =>
  latexEscaped(text)
    .replaceAll(/([-`'<>,])(?=\1)|[?!](?=`)/g, '$&{}')
    .replaceAll(/[\u1d62-\u1d6a\u2080-\u209c\u2c7c]+|[\u00b9\u00b2\u00b3\u2070-\u207f]+|\P{ASCII}/gu, (sign) => {
      const tex = latexSign(sign);
      return tex === undefined ? sign : `$${tex}$`;
    });

const SIGNS = new Map(
  (
    '− - · \\cdot ∂ \\partial × \\times ⊙ \\odot ≤ \\le ≥ \\ge ≠ \\ne → \\to ← \\leftarrow … \\ldots Σ \\Sigma ² {}^2 ³ {}^3 ᵀ {}^\\top ‖ \\| ∞ \\infty √ \\surd ⊗ \\otimes ' +
    [...greekCommands]
      .filter(([letter]) => letter.length === 1)
      .map((pair) => pair.join(' '))
      .join(' ')
  )
    .split(' ')
    .flatMap((sign, i, all) => (i % 2 === 0 ? [[sign, all[i + 1] ?? ''] as const] : [])),
);

const LOW = /^[\u1d62-\u1d6a\u2080-\u209c\u2c7c]+$/;
const RAISED = /^[\u00b9\u00b2\u00b3\u02b0-\u02b8\u1d2c-\u1d61\u2070-\u207f]+$/;

/** One sign, or a run of small letters and digits, as mathematics; undefined for letters of a language. */
function latexSign(sign: string): string | undefined {
  const known = SIGNS.get(sign);
  if (known !== undefined) return known;
  const level = LOW.test(sign) ? '_' : RAISED.test(sign) ? '^' : undefined;
  const plain = sign.normalize('NFKC').replaceAll('\u2212', '-');
  return level !== undefined && /^[\x20-\x7e]+$/.test(plain) ? `{}${level}{${plain}}` : undefined;
}

/**
 * Lines as they are, in the type of a typewriter. A line that would end the environment cannot be in it: such lines are set sign by
 * sign.
 */
export function latexVerbatim(lines: readonly string[]): string {
  const readable = lines.map((line) => line.replaceAll(/[^\P{Cc}\t]|\p{Cs}|[\u2028\u2029]/gu, codePoint));
  if (!readable.some((line) => line.includes('\\end')))
    return ['{\\small', '\\begin{verbatim}', ...readable, '\\end{verbatim}', '}'].join('\n');
  const shown = readable.map((line) => latexText(line).replaceAll(/ {2,}/g, (blanks) => '\\ '.repeat(blanks.length)));
  return ['{\\small\\ttfamily', ...shown.map((line) => `\\mbox{}${line}\\\\`), '}'].join('\n');
}

/**
 * A formula that somebody else wrote: as it is where all its commands are those of formulas. Others could read and write files, or
 * change what signs mean: such a formula is shown as text. `display`: on a line of its own.
 */
export const latexFormula = (tex: string, display: boolean): string =>
  isFormula(tex) ? (display ? `\\[${tex}\\]` : `$${tex}$`) : latexText(display ? `$$${tex}$$` : `$${tex}$`);

function isFormula(tex: string): boolean {
  // Control sequences in disguise, comments, arguments, the end of the formula, letters that only text has.
  if (/\^\^|(?<!\\)[%#]|\$|[\p{Cc}\p{Cs}]/u.test(tex) || /(?<!\\)(?:\\\\)*\\$/.test(tex) || tex.trim() === '')
    return false;
  const open: string[] = [];
  let left = 0;
  for (const [piece, command] of tex.matchAll(/\\([A-Za-z@]+|.)|[{}&]/gs)) {
    if (piece === '{') open.push(piece);
    if (piece === '}' && open.pop() !== '{') return false;
    if (piece === '&' && !open.includes('begin')) return false;
    if (command === undefined || !/^[A-Za-z@]/.test(command)) {
      // Other signs of one letter are spaces and braces.
      if (command !== undefined && !/^[,;:! {}|%#&_\\]$/.test(command)) return false;
      continue;
    }
    if (!FORMULA_COMMANDS.has(command)) return false;
    if (command === 'begin') open.push('begin');
    if (command === 'end' && open.pop() !== 'begin') return false;
    if (command === 'left') left++;
    if (command === 'right' && --left < 0) return false;
  }
  const environments = tex.match(/\\(?:begin|end)(?![A-Za-z])/g) ?? [];
  const known = tex.match(/\\(?:begin|end)\{(?:[pbvV]?matrix|smallmatrix|cases|aligned)\}/g) ?? [];
  return open.length === 0 && left === 0 && environments.length === known.length;
}

/** Those that LaTeX and amsmath have. */
const FORMULA_COMMANDS: ReadonlySet<string> = new Set(
  (
    'frac dfrac tfrac sqrt cdot cdots ldots dots vdots ddots times odot oplus otimes div pm mp le leq ge geq ne neq approx equiv sim propto ' +
    'to rightarrow leftarrow gets Rightarrow Leftarrow leftrightarrow mapsto implies iff in notin subset cup cap forall exists infty partial nabla ' +
    'sum prod int lim log ln exp sin cos tan tanh sinh cosh max min arg det dim ' +
    'alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega ' +
    'Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell Re Im top bot prime circ bullet star ast ' +
    'text mathrm mathbf mathit mathcal mathsf boldsymbol operatorname hat bar tilde vec dot ddot overline underline overbrace underbrace widehat ' +
    'left right big Big bigg Bigg bigl bigr langle rangle lfloor rfloor lceil rceil lVert rVert lvert rvert Vert vert mid ' +
    'begin end quad qquad displaystyle textstyle limits nolimits substack binom'
  ).split(' '),
);

/**
 * How a document is to set what lies beyond Latin letters; nothing for text that needs none. pdfLaTeX has no such letters; LuaLaTeX
 * and XeLaTeX set what their font has. A code point stands for what is missing, which would be left out without a word.
 */
export function latexCharacters(text: string): string {
  const strange = [...new Set(text.match(/[^\0-\u024f]/gu) ?? [])].filter((sign) => !/[\u2010-\u2026]/.test(sign));
  if (strange.length === 0) return '';
  const signs = strange.map((sign) => {
    const code = (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const tex = latexSign(sign);
    return { sign, code, set: tex === undefined ? undefined : `\\ensuremath{${tex}}` };
  });
  const unset = signs.some(({ set }) => set === undefined);
  return [
    '\\ifdefined\\DeclareUnicodeCharacter',
    ...signs.map(({ code, set = `[U+${code}]` }) => `\\DeclareUnicodeCharacter{${code}}{${set}}`),
    '\\else',
    ...(unset ? ['% \\usepackage{fontspec} and \\setmainfont{…} choose a font that has these letters.'] : []),
    ...signs.map(({ sign, code, set }) => {
      const own = set ?? `\\iffontchar\\font"${code} \\char"${code} \\else[U+${code}]\\fi`;
      return `\\catcode"${code}=13 \\def${sign}{${own}}`;
    }),
    '\\fi\n',
  ].join('\n');
}

/** What a reader sees of a piece of Markdown without emphasis: no escapes, entities as their letters, and no tags of style. */
export const unquotedMarkdown = (text: string): string =>
  text
    .replaceAll(/<\/?(?:span|sub|sup|b|i)\b[^>]*>/g, '')
    .replaceAll(/&(?:emsp|ensp|nbsp);/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
