/** The command line's only way to its readers. */

/** Control characters of a text, a name or a path could clear, rename or type into a terminal: they are shown, as `U+001B`. */
export const visible = (text: string): string =>
  text.replaceAll(/\r\n|\p{Cc}/gu, (sign) => {
    if (sign === '\n' || sign === '\t' || sign === '\r\n') return sign;
    return `U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  });

export const say = (text: string): void => void process.stdout.write(visible(text));
export const complain = (text: string): void => void process.stderr.write(visible(text));

/** A document that the reader has asked for, byte for byte where it goes to a file or to another program. */
export const emit = (document: string | Uint8Array): void =>
  void process.stdout.write(
    typeof document === 'string' && process.stdout.isTTY === true ? visible(document) : document,
  );

/** A line of progress, which the next one replaces; only where somebody watches. */
export function progress(line: string): void {
  if (process.stderr.isTTY === true) process.stderr.write(`\r${visible(line)}`);
}

export function clearProgress(): void {
  if (process.stderr.isTTY === true) process.stderr.write('\r\x1b[2K');
}
