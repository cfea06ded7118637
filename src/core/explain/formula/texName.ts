/** Names as TeX. Whatever a name consists of, what comes out is one atom that cannot break out of the formula. */

const GREEK_LETTERS =
  'α alpha β beta γ gamma δ delta ε epsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi π pi ρ rho σ sigma ς varsigma τ tau υ upsilon φ phi χ chi ψ psi ω omega ' +
  'Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega ' +
  'ϵ epsilon ϑ vartheta ϕ phi ϱ varrho';

const commandOf = new Map<string, string>();
const words = GREEK_LETTERS.split(' ');
for (let i = 0; i < words.length; i += 2) {
  const letter = words[i] ?? '';
  const word = words[i + 1] ?? '';
  // The round forms are the ones that slides use.
  const command = word === 'epsilon' ? '\\varepsilon' : word === 'phi' ? '\\varphi' : `\\${word}`;
  commandOf.set(letter, command);
  commandOf.set(word, command);
}

const WORDS_IN_FORMULAS = new Set(['upstream', 'out', 'true', 'false']);

/** `W1` as W₁, `alpha` as α, `loss` upright, `w_out` with a lower `out`. */
export function texName(name: string): string {
  if (WORDS_IN_FORMULAS.has(name)) return `\\text{${name}}`;
  const [head = '', ...lower] = name.split('_').filter((part) => part !== '');
  if (head === '') return texText(name);
  const [, letters = head, digits = ''] = /^(.*?)(\d*)$/su.exec(head) ?? [];
  if (letters === '') return `\\mathrm{${head}}`;
  const subscripts = [digits, ...lower].filter((part) => part !== '').map(texWord);
  const base = texBase(letters);
  return subscripts.length === 0 ? base : `${base}_{${subscripts.join(',')}}`;
}

const texBase = (letters: string): string => {
  if (letters.length === 2 && letters.startsWith('d') && /[A-Za-z]/.test(letters.slice(1))) return `d${letters[1]}`;
  return texWord(letters);
};

function texWord(word: string): string {
  const greek = commandOf.get(word);
  if (greek !== undefined) return `{${greek}}`;
  if (/^[A-Za-z]$/.test(word) || /^\d+$/.test(word)) return word;
  return /^[A-Za-z0-9]+$/.test(word) ? `\\mathrm{${word}}` : texText(word);
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\textbackslash{}'],
  ['^', '\\textasciicircum{}'],
  ['~', '\\textasciitilde{}'],
]);

/** What KaTeX does not read: accents of their own, control characters, halves of characters, private use. */
const UNREADABLE = /[\p{Cc}\p{Cs}\p{Co}\u2028\u2029]|[\u0300-\u036f]/gu;

/** Any text at all, upright, every character meaning itself. */
export const texText = (text: string): string => `\\text{${escaped(text)}}`;

const escaped = (text: string): string =>
  text.replaceAll(UNREADABLE, '').replaceAll(/[\\{}$&#^_~%]/g, (special) => ESCAPES.get(special) ?? `\\${special}`);

const SIGNS = new Map(
  (
    '− - · \\cdot ∂ \\partial × \\times ⊙ \\odot ≤ \\le ≥ \\ge ≠ \\ne → \\to ← \\leftarrow … \\ldots Σ \\Sigma ² {}^2 ³ {}^3 ᵀ {}^\\top ‖ \\| ∞ \\infty √ \\surd ⊗ \\otimes ' +
    [...commandOf]
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
export function texSign(sign: string): string | undefined {
  const known = SIGNS.get(sign);
  if (known !== undefined) return known;
  const level = LOW.test(sign) ? '_' : RAISED.test(sign) ? '^' : undefined;
  const plain = sign.normalize('NFKC').replaceAll('\u2212', '-');
  return level !== undefined && /^[\x20-\x7e]+$/.test(plain) ? `{}${level}{${plain}}` : undefined;
}

/** Running text in LaTeX, every character meaning itself; mathematical signs are set as such. */
export const latexText = (text: string): string =>
  escaped(text).replaceAll(
    /[\u1d62-\u1d6a\u2080-\u209c\u2c7c]+|[\u00b9\u00b2\u00b3\u2070-\u207f]+|\P{ASCII}/gu,
    (sign) => {
      const tex = texSign(sign);
      return tex === undefined ? sign : `$${tex}$`;
    },
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
    const tex = texSign(sign);
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
