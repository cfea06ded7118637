/** Options of calls, and the values that some of them choose from. */
import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import { calls } from '../../core/gates/index.ts';
import { makers } from '../../core/makers/index.ts';
import { trainOptions } from '../../core/semantics/trainOptions.ts';
import type { DocumentState } from '../document/documentState.ts';

interface Option {
  readonly name: string;
  /** As shown; `required` and `none` are no values. */
  readonly initial: string;
  readonly meaning: string;
}

/** The options of a call that are not given yet. */
export function optionItems(state: DocumentState, name: string, given: readonly string[]): readonly CompletionItem[] {
  const seen = new Set(given);
  return optionsOf(state, name)
    .filter((option) => !seen.has(option.name) && seen.add(option.name))
    .map((option, place) => ({
      label: `${option.name}=`,
      filterText: option.name,
      kind: CompletionItemKind.Property,
      // Before all names, in the order of the signature: what is required comes first.
      sortText: `0 ${String(place).padStart(2, '0')}`,
      detail: detailOf(option.initial),
      documentation: option.meaning,
      command: { title: 'suggest', command: 'editor.action.triggerSuggest' },
    }));
}

const detailOf = (initial: string): string =>
  initial === 'required' ? 'required' : initial === 'none' ? 'may be left out' : `default ${initial}`;

function optionsOf(state: DocumentState, name: string): readonly Option[] {
  if (name === 'train') return trainOptions;
  return [
    ...(calls.get(name) ?? []).flatMap((gate) =>
      gate.options.map((option) => ({
        name: option.name,
        initial: String(option.initial ?? 'none'),
        meaning: option.meaning,
      })),
    ),
    ...(makers.find((maker) => maker.name === name)?.options ?? []),
    ...(state.surroundings.dataSets.find((set) => set.name === name)?.options ?? []).map((option) => ({
      name: option.name,
      initial: option.initial === undefined ? (option.required ? 'required' : 'none') : JSON.stringify(option.initial),
      meaning: option.meaning,
    })),
  ];
}

/** The values that an option chooses from; none where it takes any number. */
export function optionValueItems(
  name: string,
  option: string,
  which: 'all' | 'in quotes' = 'all',
): readonly CompletionItem[] {
  const truth = ['true', 'false'];
  const words =
    name === 'train'
      ? (trainOptions.find((spec) => spec.name === option)?.values ?? []).map((value) =>
          truth.includes(value) ? value : `"${value}"`,
        )
      : (calls.get(name) ?? []).some((gate) =>
            gate.options.some((spec) => spec.name === option && spec.kind === 'true or false'),
          )
        ? truth
        : [];
  return words
    .filter((label) => which === 'all' || label.startsWith('"'))
    .map((label, place) => ({ label, kind: CompletionItemKind.EnumMember, sortText: `0 ${place}` }));
}
