/** The faces that an exported picture carries with it, by the file names of the fonts beside the panels' scripts. */
interface ExportFont {
  readonly family: string;
  readonly style: 'normal' | 'italic';
  readonly file: string;
}

export const exportFonts: readonly ExportFont[] = [
  { family: 'KaTeX_Main', style: 'normal', file: 'KaTeX_Main-Regular.woff2' },
  { family: 'KaTeX_Math', style: 'italic', file: 'KaTeX_Math-Italic.woff2' },
];

/** The rule that puts a font into a picture. */
export const fontRule = ({ family, style }: ExportFont, base64: string): string =>
  `@font-face{font-family:${family};font-style:${style};src:url(data:font/woff2;base64,${base64}) format('woff2')}`;
