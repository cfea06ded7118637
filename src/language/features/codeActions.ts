import type { CodeAction, Diagnostic, Range } from 'vscode-languageserver-types';
import { nodeAt } from '../../core/syntax/cursor/nodeAt.ts';
import type { DocumentState } from '../document/documentState.ts';
import type { ActionSource } from './actions/action.ts';
import { askQuestion } from './actions/askQuestion.ts';
import { chooseOutput } from './actions/chooseOutput.ts';
import { differentiate } from './actions/differentiate.ts';
import { expandGate } from './actions/expandGate.ts';
import { explainProblem } from './actions/explainProblem.ts';
import { extractName } from './actions/extractName.ts';
import { fixProblem } from './actions/fixProblem.ts';
import { fuseGates } from './actions/fuseGates.ts';
import { inlineName } from './actions/inlineName.ts';
import { makeCell } from './actions/makeCell.ts';
import { transposeToFit } from './actions/transposeToFit.ts';
import { spellOwn } from './ownSpelling.ts';

/** In the order in which the editor lists them. */
const sources: readonly ActionSource[] = [
  fixProblem,
  transposeToFit,
  explainProblem,
  expandGate,
  fuseGates,
  extractName,
  inlineName,
  spellOwn,
  chooseOutput,
  differentiate,
  askQuestion,
  makeCell,
];

/** Fixes of the problems at a place, and rewritings of what stands there. */
export function codeActions(
  state: DocumentState,
  range: Range,
  problems: readonly Diagnostic[],
): readonly CodeAction[] {
  const a = state.offsetAt(range.start);
  const b = state.offsetAt(range.end);
  const from = Math.min(a, b);
  const place = { state, from, to: Math.max(a, b), found: nodeAt(state.document, from), problems };
  return sources.flatMap((source) => source(place));
}
