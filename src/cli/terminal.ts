/** The command line's only way to its readers: what they see went through `terminalText`. */

import { terminalText } from '../core/base/quoting.ts';

export const say = (text: string): void => void process.stdout.write(terminalText(text));
export const complain = (text: string): void => void process.stderr.write(terminalText(text));

/** A document that the reader has asked for, byte for byte where it goes to a file or to another program. */
export const emit = (document: string | Uint8Array): void =>
  void process.stdout.write(
    typeof document === 'string' && process.stdout.isTTY === true ? terminalText(document) : document,
  );

/** A line of progress, which the next one replaces; only where somebody watches. */
export function progress(line: string): void {
  if (process.stderr.isTTY === true) process.stderr.write(`\r${terminalText(line)}`);
}

export function clearProgress(): void {
  if (process.stderr.isTTY === true) process.stderr.write('\r\x1b[2K');
}
