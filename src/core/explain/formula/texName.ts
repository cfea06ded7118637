/** Names as TeX. Whatever a name consists of, what comes out is one atom that cannot break out of the formula. */

import { greekCommands, latexWord } from '../../base/quoting.ts';

const WORDS_IN_FORMULAS = new Set(['upstream', 'out', 'true', 'false']);

/** `W1` as W₁, `alpha` as α, `loss` upright, `w_out` with a lower `out`. */
export function texName(name: string): string {
  if (WORDS_IN_FORMULAS.has(name)) return `\\text{${name}}`;
  const [head = '', ...lower] = name.split('_').filter((part) => part !== '');
  if (head === '') return latexWord(name);
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
  const greek = greekCommands.get(word);
  if (greek !== undefined) return `{${greek}}`;
  if (/^[A-Za-z]$/.test(word) || /^\d+$/.test(word)) return word;
  return /^[A-Za-z0-9]+$/.test(word) ? `\\mathrm{${word}}` : latexWord(word);
}
