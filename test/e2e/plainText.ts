/** What is shown, written plainly: the display has a typographic minus and unbreakable spaces. */
export const shown = (text: string): RegExp =>
  new RegExp(text.replaceAll('-', '[-\u2212]').replaceAll(' ', '[\\s\u00a0]+'));

/** The first number after a text such as `acc =`; NaN where there is none. */
export function numberAfter(text: string | null, label: string): number {
  const plain = (text ?? '').replaceAll('\u2212', '-').replaceAll('\u00a0', ' ');
  const at = plain.indexOf(label);
  return at < 0 ? Number.NaN : Number.parseFloat(plain.slice(at + label.length));
}
