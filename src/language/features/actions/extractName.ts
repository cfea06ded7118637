import { type CodeAction, CodeActionKind } from 'vscode-languageserver-types';
import { makerNamed } from '../../../core/makers/index.ts';
import type { Expression } from '../../../core/syntax/tree.ts';
import { type ActionSource, action, dependsOnPlace, freshName, lineEndOf } from './action.ts';

const isRandom = (name: string): boolean => makerNamed(name)?.random ?? false;

/** Gives the selected expression a name of its own on the line above. */
export const extractName: ActionSource = ({ state, from, to, found }): readonly CodeAction[] => {
  if (to <= from || found === undefined) return [];
  const { tree } = found.statement;
  if (tree.kind === 'def' || tree.kind === 'backwardRule' || tree.kind === 'broken') return [];
  if (tree.kind === 'assignment' && tree.targets.length > 1) return [];
  const chosen = found.path.find((part) => found.start + part.from === from && found.start + part.to === to);
  if (chosen === undefined || !hasValue(chosen)) return [];
  const [whole] = found.path;
  if (whole === undefined || dependsOnPlace(whole, isRandom)) return [];
  const name = freshName(state, 't');
  const { text } = state.document;
  let inner = chosen;
  while (inner.kind === 'group') inner = inner.inner;
  const value = text.slice(found.start + inner.from, found.start + inner.to);
  return [
    action(state, 'Extract to a name', CodeActionKind.RefactorExtract, [
      { from: found.start, to: found.start, text: `${name} = ${value}${lineEndOf(state)}` },
      { from, to, text: name },
    ]),
  ];
};

const hasValue = ({ kind }: Expression): boolean =>
  kind !== 'name' && kind !== 'string' && kind !== 'tuple' && kind !== 'question' && kind !== 'missing';
