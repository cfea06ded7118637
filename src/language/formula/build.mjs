/**
 * Makes `formulaFonts.ts`: KaTeX's faces cut down to what formulas of the language need, and its style rules without
 * the faces. Both are kept as text in a source file, so that every bundle has them.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import subsetFont from 'subset-font';

const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('katex/package.json')), 'dist');
const target = new URL('formulaFonts.ts', import.meta.url);

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join('');
const brackets = '()[]{}|∣∥‖⟨⟩√∑∏∫⎛⎜⎝⎞⎟⎠⎡⎢⎣⎤⎥⎦⎧⎨⎩⎪⎫⎬⎭\u200b';

/** A picture carries only the parts of a face that it uses, so each face comes in parts. U+E020 is the stroke of ≠. */
const faces = [
  part('KaTeX_Main', 'Regular', '0123456789+-=.,()[]<>/!:; −·⋅×∂≤≥≠⊤⊙⊗→←∑√∞⋯⋮⋱‖∥∣|′\u00a0\u200b\ue020'),
  part('KaTeX_Main', 'Regular', `${range(0x41, 0x5a)}${range(0x61, 0x7a)}"'`),
  part('KaTeX_Main', 'Regular', 'ΓΔΘΛΞΠΣΥΦΨΩ{}#$%&*@\\^_`~?…±÷∏∫≈∗∘∈∇⟨⟩⌊⌋⊥'),
  part('KaTeX_Math', 'Italic', range(0x61, 0x7a)),
  part('KaTeX_Math', 'Italic', range(0x41, 0x5a)),
  part('KaTeX_Math', 'Italic', `${range(0x3b1, 0x3c9)}ϵϑϕϱϖ`),
  ...[1, 2, 3, 4].map((size) => part(`KaTeX_Size${size}`, 'Regular', brackets)),
];

function part(family, style, characters) {
  return { family, style, characters };
}

async function cutDown({ family, style, characters }) {
  const whole = await readFile(path.join(folder, 'fonts', `${family}-${style}.woff2`));
  const cut = await subsetFont(whole, characters, { targetFormat: 'woff2' });
  return cut.toString('base64');
}

/** A string as Biome writes it. */
const literal = (text) =>
  `'${text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('\u00a0', '\\u00a0')
    .replaceAll('\u200b', '\\u200b')
    .replaceAll('\ue020', '\\ue020')}'`;

const HEAD = `/** Made by build.mjs from KaTeX's own files: faces cut down to the characters of formulas, and style rules. */

export interface FormulaFace {
  readonly family: string;
  readonly style: 'normal' | 'italic';
  /** What it has glyphs for. */
  readonly characters: string;
  /** Base64. */
  readonly woff2: string;
}
`;

async function entryOf(face) {
  return `  {
    family: '${face.family}',
    style: '${face.style === 'Italic' ? 'italic' : 'normal'}',
    characters: ${literal(face.characters)},
    woff2:
      '${await cutDown(face)}',
  },`;
}

export async function buildFormulaFonts() {
  const css = await readFile(path.join(folder, 'katex.min.css'), 'utf8');
  const rules = css.replaceAll(/@font-face\{[^}]*\}/g, '').replaceAll(/\/\*.*?\*\//gs, '');
  const entries = await Promise.all(faces.map(entryOf));
  const text = `${HEAD}
export const formulaFaces: readonly FormulaFace[] = [
${entries.join('\n')}
];

export const formulaRules =
  ${literal(rules.trim())};
`;
  const before = await readFile(target, 'utf8').catch(() => '');
  if (before !== text) await writeFile(target, text);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildFormulaFonts();
