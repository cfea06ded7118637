import type { Position } from 'vscode-languageserver-types';

export interface Ask {
  readonly method: string;
  readonly params: object;
}

/** Every request that the server answers, about one place of one text. */
export function everyRequest(uri: string, position: Position, end: Position = position): readonly Ask[] {
  const textDocument = { uri };
  const range = { start: position, end };
  const options = { tabSize: 2, insertSpaces: true };
  const target = { uri, selection: { from: 0, to: 0 }, what: 'auto' };
  const node = { target, version: 1, node: 'n1' };
  const about = (method: string, params: object = {}): Ask => ({
    method: `textDocument/${method}`,
    params: { textDocument, ...params },
  });
  return [
    about('hover', { position }),
    about('completion', { position }),
    about('signatureHelp', { position }),
    about('definition', { position }),
    about('references', { position, context: { includeDeclaration: true } }),
    about('documentHighlight', { position }),
    about('prepareRename', { position }),
    about('rename', { position, newName: 'renamed' }),
    about('documentSymbol'),
    about('foldingRange'),
    about('selectionRange', { positions: [position, end] }),
    about('semanticTokens/full'),
    about('semanticTokens/full/delta', { previousResultId: '1' }),
    about('inlayHint', { range }),
    about('formatting', { options }),
    about('rangeFormatting', { range, options }),
    about('onTypeFormatting', { position, ch: ';', options }),
    about('codeAction', { range, context: { diagnostics: [] } }),
    about('codeLens'),
    { method: 'workspace/symbol', params: { query: 'x' } },
    { method: 'backprop/graph', params: target },
    { method: 'backprop/nodeAt', params: { target, offset: 3 } },
    { method: 'backprop/card', params: { ...node, phase: 'forward' } },
    { method: 'backprop/grid', params: { ...node, which: 'value', firstRow: 0 } },
    { method: 'backprop/paths', params: node },
    { method: 'backprop/lineEnds', params: { uri } },
    { method: 'backprop/cells', params: { uri } },
    { method: 'backprop/gradientCheck', params: { uri, cell: 0 } },
    { method: 'backprop/explainProblem', params: { code: 'shapes' } },
    { method: 'backprop/compare', params: { uri, offset: 3, arrays: { kind: 'text', text: 'x = [1 2]' } } },
    { method: 'backprop/shapeDetective', params: { uri, offset: 3 } },
    { method: 'backprop/practiceTopics', params: {} },
    { method: 'backprop/practice', params: { topic: 'gates', difficulty: 1, seed: 1 } },
    { method: 'backprop/worksheet', params: { uri, to: 'latex', variants: 0, seed: 0 } },
  ];
}
