import { expect, test } from 'vitest';
import { codeFiles } from './projectFiles.ts';

const home = 'src/core/base/quoting.ts';
const product = codeFiles.filter(({ path }) => /^(?:src|webview)\//.test(path) && path !== home);
const where = (pattern: RegExp): readonly string[] =>
  product.filter(({ text }) => pattern.test(text)).map(({ path }) => path);

test('text is quoted for XML, CSV, LaTeX, Markdown and terminals in one file', () => {
  expect(where(/&(?:lt|gt|quot|amp);/)).toEqual([]);
  expect(where(/'""'/)).toEqual([]);
  expect(where(/textbackslash|begin\{verbatim\}/)).toEqual([]);
  expect(where(/`\\`\$\{|\\`\\`\\`/)).toEqual([]);
});

test('no page is made of HTML in a string, and messages of the editor are written in one file', () => {
  expect(where(/innerHTML|outerHTML|insertAdjacentHTML|document\.write\(|dangerouslySet/)).toEqual([]);
  expect(where(/window\.(?:show(?:Information|Warning|Error)Message|setStatusBarMessage)\(/)).toEqual([
    'src/extension/host/messages.ts',
    'src/server/serve.ts',
  ]);
});

test('only the command line’s terminal writes to the standard streams', () => {
  expect(where(/process\.std(?:out|err)\.write\(|(?<!connection\.)console\.(?:log|error|warn)\(/)).toEqual([
    'src/cli/json.ts',
    'src/cli/terminal.ts',
  ]);
});
