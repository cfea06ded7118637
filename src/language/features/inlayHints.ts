import { type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver-types';
import { showShape } from '../../core/base/show.ts';
import type { DocumentState } from '../document/documentState.ts';
import { hiddenIn } from '../document/hidden.ts';
import { isPausedAt } from '../document/pauses.ts';
import type { Settings } from '../document/settings.ts';

/** The shape of each tensor after the name that is given to it. */
export function inlayHints(state: DocumentState, range: Range, settings: Settings): readonly InlayHint[] {
  if (!settings.inlayShapes) return [];
  const from = state.offsetAt(range.start);
  const to = state.offsetAt(range.end);
  const { document, evaluation } = state;
  const hidden = hiddenIn(state);
  return document.statements.flatMap(({ tree }, statement) => {
    const start = document.starts[statement] ?? 0;
    if (tree.kind !== 'assignment' || start < from || start > to || isPausedAt(state, statement)) return [];
    return tree.targets.flatMap((target) => {
      const node = evaluation.statements[statement]?.bindings.find(({ name }) => name === target.name)?.node;
      if (node === undefined || evaluation.tape.isScalar(node) || hidden.shape(node)) return [];
      return [
        {
          position: state.positionAt(start + target.to),
          label: showShape(evaluation.tape.shapeOf(node)),
          kind: InlayHintKind.Type,
          paddingLeft: true,
        },
      ];
    });
  });
}
