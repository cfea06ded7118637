import type { Range } from 'vscode-languageserver-types';
import type { DocumentState } from '../../src/language/document/documentState.ts';
import { defaultSettings } from '../../src/language/document/settings.ts';
import { codeLenses } from '../../src/language/features/codeLens.ts';
import { diagnostics } from '../../src/language/features/diagnostics.ts';
import { semanticTokens } from '../../src/language/features/semanticTokens.ts';
import type { Asked } from './everyFeature.ts';

type Features = Readonly<Record<string, (asked: Asked) => unknown>>;

/** What is wrong with the answers about a text; empty where nothing is. */
export function unsound(asked: Asked, ...features: readonly Features[]): readonly string[] {
  const wrong: string[] = [];
  for (const feature of features)
    for (const [name, ask] of Object.entries(feature)) {
      try {
        ask(asked);
      } catch (problem) {
        wrong.push(`${name}: ${problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)}`);
      }
    }
  return wrong.length > 0
    ? wrong
    : [...lensFaults(asked.state), ...problemFaults(asked.state), ...tokenFaults(asked.state)];
}

/** One value lens for each statement, whatever stands there. */
export function lensFaults(state: DocumentState): readonly string[] {
  const values = valueLenses(state);
  const { length } = state.document.statements;
  const faults = values.length === length ? [] : [`${values.length} value lenses for ${length} statements`];
  return values.includes('') ? [...faults, 'an empty lens'] : faults;
}

/** The titles of the lenses that show values, in the order of the statements. */
export function valueLenses(state: DocumentState): readonly string[] {
  return codeLenses(state, defaultSettings)
    .filter(({ command, data }) => data !== undefined || command?.title === undefined || isValue(command.title))
    .map(({ command }) => command?.title ?? 'later');
}

const actions = new Set([
  'Graph',
  'Step',
  'Check gradients',
  'Train',
  'Compare momentum',
  'Show last run',
  'Hint',
  'Reveal',
  'Go on',
]);
/** What a cell's lens tells of its lines that are to be put in order is an action as well: it goes to the next of them. */
const isValue = (title: string): boolean =>
  !title.startsWith('$(list-ordered)') && !actions.has(title.replace(/^\$\([\w~-]+\)\s/, ''));

function problemFaults(state: DocumentState): readonly string[] {
  const { text } = state.document;
  const isInside = ({ start, end }: Range): boolean => {
    const from = state.offsetAt(start);
    const to = state.offsetAt(end);
    return from <= to && to <= text.length && state.positionAt(from).character === start.character;
  };
  return diagnostics(state).flatMap(({ range, message, code }) => [
    ...(isInside(range) ? [] : [`${code}: ${JSON.stringify(range)} is no range of the text`]),
    ...(message === '' || /undefined|\[object|NaN\b/.test(String(message)) ? [`${code}: ${message}`] : []),
  ]);
}

function tokenFaults(state: DocumentState): readonly string[] {
  const { data } = semanticTokens(state);
  for (let i = 0; i < data.length; i += 5) {
    const [lines = 0, columns = 0, length = 0] = data.slice(i, i + 3);
    const before = data[i - 3] ?? 0;
    if (lines < 0 || columns < 0 || length <= 0 || (i > 0 && lines === 0 && columns < before))
      return [`token ${i / 5}: ${data.slice(i, i + 5).join(' ')}`];
  }
  return [];
}
