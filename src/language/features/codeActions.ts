import { type CodeAction, CodeActionKind, type Diagnostic, type Range } from 'vscode-languageserver-types';
import { gateOfCall } from '../../core/gates/index.ts';
import type { Suggestion } from '../../core/semantics/problem.ts';
import { parseExpression } from '../../core/syntax/document.ts';
import { nodeAt } from '../../core/syntax/nodeAt.ts';
import { printMinimal } from '../../core/syntax/printer.ts';
import type { Call, Expression } from '../../core/syntax/tree.ts';
import type { DocumentState } from '../documentState.ts';
import { substituted } from '../substitution.ts';

/** Fixes of the problems under the cursor, and rewritings of what stands there. */
export function codeActions(
  state: DocumentState,
  range: Range,
  problems: readonly Diagnostic[],
): readonly CodeAction[] {
  return [...problems.flatMap((problem) => fixes(state, problem)), ...rewritings(state, range)];
}

const isSuggestion = (data: unknown): data is Suggestion =>
  typeof data === 'object' && data !== null && 'kind' in data && (data.kind === 'replace' || data.kind === 'wrap');

function fixes(state: DocumentState, problem: Diagnostic): readonly CodeAction[] {
  const { data } = problem;
  if (!isSuggestion(data)) return [];
  const fix = (title: string, newText: string, isPreferred: boolean): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [problem],
    isPreferred,
    edit: { changes: { [state.uri]: [{ range: problem.range, newText }] } },
  });
  if (data.kind === 'replace') return [fix(data.title, data.text, true)];
  const text = state.document.text.slice(state.offsetAt(problem.range.start), state.offsetAt(problem.range.end));
  return data.functions.map((name, i) => fix(`Wrap in ${name}(…)`, `${name}(${text})`, i === 0));
}

function rewritings(state: DocumentState, range: Range): readonly CodeAction[] {
  const offset = state.offsetAt(range.start);
  const found = nodeAt(state.document, offset);
  if (found === undefined) return [];
  const { tree } = found.statement;
  const actions: CodeAction[] = [];
  const edit = (title: string, kind: string, from: number, to: number, newText: string): void => {
    actions.push({
      title,
      kind,
      edit: { changes: { [state.uri]: [{ range: state.rangeOf({ from, to }), newText }] } },
    });
  };
  const call = found.path.findLast((part): part is Call => part.kind === 'call');
  const opened = call && expanded(call);
  if (call && opened !== undefined)
    edit(
      `Expand ${call.callee.name} into its gates`,
      CodeActionKind.RefactorInline,
      found.start + call.from,
      found.start + call.to,
      opened,
    );
  const end = found.start + found.statement.text.length;
  if (tree.kind === 'assignment') {
    const [target] = tree.targets;
    if (target && state.evaluation.statements[found.index]?.bindings[0]?.node !== undefined) {
      const node = state.evaluation.statements[found.index]?.bindings[0]?.node ?? 0;
      if (state.evaluation.tape.isScalar(node))
        edit(
          `Make ${target.name} the output of this cell`,
          CodeActionKind.Refactor,
          end,
          end,
          `\nbackward(${target.name})`,
        );
      edit(`Ask for the gradient of ${target.name}`, CodeActionKind.Refactor, end, end, `\ngrad(${target.name}) = ?`);
    }
    inlineName(state, found.index, found.start, end, edit);
  }
  extract(state, range, found, edit);
  return actions;
}

type Edit = (title: string, kind: string, from: number, to: number, newText: string) => void;

/** The call written in simpler gates, from the gate's own expansion. */
function expanded(call: Call): string | undefined {
  const positional = call.args.filter(({ name }) => name === undefined);
  const gate = gateOfCall(call.callee.name, positional.length);
  if (
    gate?.expansion === undefined ||
    positional.length !== gate.params.length ||
    positional.length !== call.args.length
  )
    return undefined;
  const values = new Map<string, Expression>(gate.params.map((param, i) => [param, positional[i]?.value ?? call]));
  const { expression, problems } = parseExpression(gate.expansion);
  return problems.length > 0 ? undefined : `(${printMinimal(substituted(expression, values))})`;
}

/** Gives the selected expression a name of its own on the line above. */
function extract(state: DocumentState, range: Range, found: NonNullable<ReturnType<typeof nodeAt>>, edit: Edit): void {
  const from = state.offsetAt(range.start);
  const to = state.offsetAt(range.end);
  if (to <= from) return;
  const whole = found.path.find((part) => found.start + part.from === from && found.start + part.to === to);
  if (whole === undefined || whole.kind === 'name' || found.statement.tree.kind === 'def') return;
  let name = 't';
  for (let i = 1; new RegExp(`\\b${name}\\b`).test(state.document.text); i++) name = `t${i}`;
  const text = state.document.text.slice(from, to);
  const rest = state.document.text.slice(found.start, from);
  edit(`Extract to a name`, CodeActionKind.RefactorExtract, found.start, to, `${name} = ${text}\n${rest}${name}`);
}

/** Writes a name's expression in place of the name where it is read, and drops its line. */
function inlineName(state: DocumentState, index: number, start: number, end: number, edit: Edit): void {
  const tree = state.document.statements[index]?.tree;
  if (tree?.kind !== 'assignment' || tree.targets.length !== 1) return;
  const [target] = tree.targets;
  const next = state.document.statements[index + 1];
  if (target === undefined || next?.tree.kind !== 'assignment' || start >= end) return;
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])${target.name}(?![\\p{L}\\p{N}_])`, 'gu');
  const uses = [...next.text.matchAll(pattern)];
  if (uses.length === 0 || next.tree.targets.some(({ name }) => name === target.name)) return;
  const value = state.document.text.slice(start + tree.value.from, start + tree.value.to);
  const written = /^[\p{L}\p{N}_.]+$/u.test(value) ? value : `(${value})`;
  const nextStart = state.document.starts[index + 1] ?? end;
  edit(
    `Inline ${target.name} into the next line`,
    CodeActionKind.RefactorInline,
    start,
    nextStart + next.text.length,
    next.text.replaceAll(pattern, written),
  );
}
