import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { exportFonts, fontRule } from '../core/picture/exportFonts.ts';

/** The faces that a picture carries with it; none where the program stands alone, without the fonts beside it. */
export function pictureFonts(folder = path.join(__dirname, 'webview', 'fonts')): string {
  const files = exportFonts.map((font) => ({ font, file: path.join(folder, font.file) }));
  if (!files.every(({ file }) => existsSync(file))) return '';
  return files.map(({ font, file }) => fontRule(font, readFileSync(file).toString('base64'))).join('');
}
