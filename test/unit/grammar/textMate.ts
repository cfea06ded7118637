import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createOnigScanner, createOnigString, loadWASM } from 'vscode-oniguruma';
import { INITIAL, parseRawGrammar, Registry } from 'vscode-textmate';

/** A stretch of text with the scopes that the editor gives it. Offsets in the text. */
export interface Scoped {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly scopes: readonly string[];
}

const grammarFile = new URL('../../../media/bp.tmLanguage.json', import.meta.url);

/** The editor's own tokeniser with the extension's grammar. */
export async function loadTokeniser(): Promise<(text: string) => readonly Scoped[]> {
  const wasm = await readFile(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
  await loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const source = await readFile(grammarFile, 'utf8');
  const registry = new Registry({
    onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
    loadGrammar: async (scope) => (scope === 'source.bp' ? parseRawGrammar(source, grammarFile.pathname) : null),
  });
  const grammar = await registry.loadGrammar('source.bp');
  if (grammar === null) throw new Error('no grammar for source.bp');
  return (text) => {
    const found: Scoped[] = [];
    let state = INITIAL;
    let start = 0;
    for (const line of text.split('\n')) {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
      for (const { startIndex, endIndex, scopes } of tokens) {
        const to = Math.min(endIndex, line.length);
        found.push({ from: start + startIndex, to: start + to, text: line.slice(startIndex, to), scopes });
      }
      state = ruleStack;
      start += line.length + 1;
    }
    return found;
  };
}
