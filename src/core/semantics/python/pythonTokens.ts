/** Python as far as translating it needs: its words and signs, and which lines belong together. */
import type { Span } from '../../base/span.ts';

export interface PythonToken extends Span {
  readonly kind: 'name' | 'number' | 'string' | 'sign';
  readonly text: string;
}

const TOKEN =
  /(?<string>[rRbBuUfF]{0,2}(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))|(?<name>[\p{L}_][\p{L}\p{N}_]*)|(?<number>(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?)|(?<sign>\*\*=|\/\/=|\.\.\.|\*\*|\/\/|[-+*/@%&|^]=|==|!=|<=|>=|<<|>>|->|:=|[^\s])/gu;

/** Comments and line ends are left out. */
export function tokensOf(text: string): readonly PythonToken[] {
  const tokens: PythonToken[] = [];
  for (const found of text.matchAll(TOKEN)) {
    const { groups, index } = found;
    const kind = KINDS.find((one) => groups?.[one] !== undefined) ?? 'sign';
    tokens.push({ kind, text: found[0], from: index, to: index + found[0].length });
  }
  return tokens;
}
const KINDS = ['string', 'name', 'number', 'sign'] as const;

/** A statement of Python with its comment, and the lines that are indented below it. */
export interface PythonLine {
  /** Without its comment; several lines of brackets are one. */
  readonly code: string;
  /** With its `#`; empty where there is none. */
  readonly comment: string;
  readonly block: readonly PythonLine[];
  /** From 0, of its first line. */
  readonly line: number;
}

interface Flat {
  readonly code: string;
  readonly comment: string;
  readonly indent: number;
  readonly line: number;
}

/** What stands between two places of a line, read with its texts and brackets. */
const PIECE =
  /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#[^\n]*|\\\r?\n|\r?\n|[([{]|[)\]}]|;|[^"'#\\\r\n([{)\]};]+|[\s\S]/g;

function flatLines(text: string): readonly Flat[] {
  const lines: Flat[] = [];
  let [code, comment, depth, line, begun] = ['', '', 0, 0, 0];
  const close = (): void => {
    const indent = /^[ \t]*/.exec(code)?.[0].replaceAll('\t', '    ').length ?? 0;
    lines.push({ code: code.trim(), comment: comment.trim(), indent, line: begun });
    code = '';
    comment = '';
  };
  for (const [piece] of text.matchAll(PIECE)) {
    if (code.trim() === '' && comment === '') begun = line;
    if (/^\r?\n$/.test(piece)) {
      if (depth > 0) code += ' ';
      else close();
    } else if (piece.startsWith('#')) comment += depth > 0 && comment !== '' ? ` ${piece.slice(1).trim()}` : piece;
    else if (/^\\\r?\n$/.test(piece)) code += ' ';
    else if (piece === ';' && depth === 0) {
      const blanks = /^[ \t]*/.exec(code)?.[0] ?? '';
      close();
      code = blanks;
    } else {
      if (/^[([{]$/.test(piece)) depth++;
      if (/^[)\]}]$/.test(piece)) depth = Math.max(0, depth - 1);
      code += piece;
    }
    line += piece.split('\n').length - 1;
  }
  close();
  return lines.filter(({ code: one, comment: remark }, i) => one !== '' || remark !== '' || i < lines.length - 1);
}

/** The lines of a text, with what is indented below each. Prompts (`>>> `, `In [3]: `) and their like are taken off. */
export function tokenLines(text: string): readonly PythonLine[] {
  const flat = flatLines(text.replaceAll(/^(?:>>> ?|\.\.\. |In \[\d+\]: ?)/gm, ''));
  /** The first line with code from each one on. */
  const codeFrom: (Flat | undefined)[] = [];
  for (let i = flat.length - 1; i >= 0; i--) codeFrom[i] = flat[i]?.code === '' ? codeFrom[i + 1] : flat[i];
  let at = 0;
  const read = (least: number): PythonLine[] => {
    const lines: PythonLine[] = [];
    for (let next = flat[at]; next !== undefined; next = flat[at]) {
      if ((codeFrom[at]?.indent ?? 0) < least) break;
      at++;
      const { code, comment, line } = next;
      if (!code.endsWith(':')) {
        const inline = inlineBlock(code);
        lines.push(
          inline
            ? { code: inline.head, comment, line, block: [{ code: inline.rest, comment: '', block: [], line }] }
            : { code, comment, block: [], line },
        );
        continue;
      }
      const following = codeFrom[at];
      const deeper = following !== undefined && following.indent > next.indent;
      lines.push({ code, comment, line, block: deeper ? read(following.indent) : [] });
    }
    return lines;
  };
  const lines: PythonLine[] = [];
  while (at < flat.length) {
    for (const line of read(codeFrom[at]?.indent ?? 0)) lines.push(line);
  }
  return lines;
}

/** `for i in range(3): x = x * 2`, `if a: b = c` */
function inlineBlock(code: string): { readonly head: string; readonly rest: string } | undefined {
  if (!/^(?:for|if|elif|else|while|with|def)\b/.test(code)) return undefined;
  let depth = 0;
  for (const token of tokensOf(code)) {
    if (/^[([{]$/.test(token.text)) depth++;
    if (/^[)\]}]$/.test(token.text)) depth--;
    if (token.text === ':' && depth === 0) return { head: code.slice(0, token.to), rest: code.slice(token.to).trim() };
  }
  return undefined;
}
