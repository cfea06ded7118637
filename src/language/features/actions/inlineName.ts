import { type CodeAction, CodeActionKind } from 'vscode-languageserver-types';
import { makerNamed } from '../../../core/makers/index.ts';
import { freeNames } from '../../../core/semantics/freeNames.ts';
import { type NamedThing, occurrencesIn, placeAt } from '../../../core/semantics/occurrences.ts';
import { nodeAt } from '../../../core/syntax/cursor/nodeAt.ts';
import type { Expression } from '../../../core/syntax/tree.ts';
import type { DocumentState } from '../../document/documentState.ts';
import { type ActionSource, action, type Change, dependsOnPlace, removalOf } from './action.ts';
import { needsBrackets } from './needsBrackets.ts';

const isRandom = (name: string): boolean => makerNamed(name)?.random ?? false;

/** Writes a name's formula in place of the name wherever it is read, and takes its line away. */
export const inlineName: ActionSource = ({ state, from, to }): readonly CodeAction[] => {
  if (to > from) return [];
  const thing = placeAt(state.document, from)?.thing;
  if (thing === undefined || thing.kind !== 'value' || thing.reads.length === 0) return [];
  const tree = state.document.statements[thing.statement]?.tree;
  if (tree?.kind !== 'assignment' || tree.targets.length !== 1 || !isFormula(state, thing, tree.value)) return [];
  const all = occurrencesIn(state.document);
  const needed = [...freeNames([tree.value])];
  const atGiving = all.before(thing.statement);
  const { text } = state.document;
  const start = state.document.starts[thing.statement] ?? 0;
  const value = text.slice(start + tree.value.from, start + tree.value.to);
  const changes: Change[] = [];
  for (const span of thing.reads) {
    const found = nodeAt(state.document, span.from);
    if (found === undefined || !mayHoldFormula(found.statement.tree.kind)) return [];
    const path = found.path.filter((part) => found.start + part.from <= span.from && found.start + part.to >= span.to);
    const read = path.at(-1);
    if (read?.kind !== 'name' || path.some((part) => part.kind === 'call' && part.callee.name === 'grad')) return [];
    // A name in the formula that has been given anew in between would mean something else there.
    const here = all.before(found.index);
    if (needed.some((name) => here.get(name) !== atGiving.get(name))) return [];
    changes.push({ ...span, text: needsBrackets(tree.value, read, path.at(-2)) ? `(${value})` : value });
  }
  return [
    action(state, `Inline ${thing.name}`, CodeActionKind.RefactorInline, [
      ...changes,
      removalOf(state, thing.statement),
    ]),
  ];
};

/** A computed value: an input written into a formula would be no input any more. */
function isFormula({ evaluation }: DocumentState, thing: NamedThing, value: Expression): boolean {
  const node = evaluation.statements[thing.statement]?.bindings[0]?.node;
  if (node === undefined || evaluation.tape.gateOf(node) === undefined) return false;
  return !dependsOnPlace(value, isRandom);
}

const mayHoldFormula = (kind: string): boolean => kind === 'assignment' || kind === 'bare' || kind === 'backwardOutput';
