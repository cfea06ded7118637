import { unquotedMarkdown } from '../core/base/quoting.ts';

/**
 * The Markdown of hovers as elements of the page: paragraphs, lists, blocks of code, tables, bold, italic and code. What it does not
 * know it shows as text, so that no text of a lesson becomes an element of the page. Links lead into the editor, and are left out.
 */
export function hoverElement(parts: readonly string[]): HTMLElement {
  const all = document.createElement('div');
  all.className = 'hover';
  for (const block of parts.join('\n\n').split(/\n{2,}/)) all.append(...blockOf(block));
  return all;
}

function blockOf(block: string): readonly Node[] {
  if (block.trim() === '') return [];
  if (/^-{3,}$/.test(block.trim())) return [document.createElement('hr')];
  const code = /^```\w*\n(.*?)\n?```\s*$/s.exec(block);
  if (code) return [made('pre', [document.createTextNode(code[1] ?? '')])];
  const lines = block.split('\n');
  if (lines.length > 1 && lines.every((line) => line.startsWith('|'))) return [tableOf(lines)];
  if (lines.every((line) => /^[-*] /.test(line)))
    return [
      made(
        'ul',
        lines.map((line) => made('li', inline(line.slice(2)))),
      ),
    ];
  const paragraph = made('p', []);
  for (const [index, line] of lines.entries()) {
    if (index > 0) paragraph.append(document.createElement('br'));
    paragraph.append(...inline(line.replace(/ {2,}$/, '')));
  }
  return [paragraph];
}

function tableOf(lines: readonly string[]): HTMLElement {
  const rows = lines.filter((line) => !/^\|[\s:|-]+\|$/.test(line));
  const cells = (line: string): readonly string[] => line.replace(/^\||\|\s*$/g, '').split(/(?<!\\)\|/);
  return made(
    'table',
    rows.map((line) =>
      made(
        'tr',
        cells(line).map((cell) => made('td', inline(cell.trim().replaceAll('\\|', '|')))),
      ),
    ),
  );
}

const INLINE = /\*\*(.+?)\*\*|`([^`]+)`|\*([^*\s][^*]*)\*|!?\[([^\]]*)\]\(([^)]*)\)/;

/** Bold may hold code, and italic in it. */
function inline(text: string): readonly Node[] {
  const found = INLINE.exec(text);
  if (found === null) return text === '' ? [] : [document.createTextNode(unquotedMarkdown(text))];
  const [whole, bold, code, italic, , address] = found;
  const before = text.slice(0, found.index);
  const inside =
    bold !== undefined
      ? [made('strong', inline(bold))]
      : code !== undefined
        ? [made('code', [document.createTextNode(code)])]
        : italic !== undefined
          ? [made('em', inline(italic))]
          : address?.startsWith('command:') || whole.startsWith('!')
            ? []
            : inline(found[4] ?? '');
  return [...inline(before), ...inside, ...inline(text.slice(found.index + whole.length))];
}

function made(name: string, children: readonly Node[]): HTMLElement {
  const element = document.createElement(name);
  element.append(...children);
  return element;
}
