/** The tutor's tools about files: those that `bp mcp` is started with are all that it reads. */
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { showNumber } from '../../core/base/show.ts';
import { type DocumentState, readerAfter } from '../../language/document/documentState.ts';
import { LanguageService } from '../../language/document/service.ts';
import { type ChatTool, chatTools, useChatTool } from '../../language/features/chatTools.ts';
import type { OfferedTool, Toolbox } from '../../protocol/language.ts';
import { isPlanProblem } from '../../trainer/plan/plan.ts';
import { trainToEnd } from '../../trainer/session/trainToEnd.ts';
import { filesBeside, readText } from '../openFile.ts';
import { version } from '../tool.ts';

interface OpenText {
  readonly file: string;
  readonly uri: string;
  text: string;
  version: number;
}

const FILE = 'file';

const schemaOf = ({ takes }: ChatTool): OfferedTool['inputSchema'] => ({
  type: 'object',
  properties: {
    [FILE]: {
      type: 'string',
      description: 'Name of one of the files that the server was started with; the first by default',
    },
    ...Object.fromEntries(
      Object.entries(takes).map(([name, { kind, meaning }]) => [
        name,
        { type: kind === 'text' ? 'string' : 'number', description: meaning },
      ]),
    ),
  },
  required: Object.entries(takes).flatMap(([name, { optional }]) => (optional ? [] : [name])),
});

class Texts {
  private readonly service: LanguageService;
  private readonly open: readonly OpenText[];

  constructor(files: readonly string[]) {
    const paths = files.map((file) => resolve(file));
    const fileOf = new Map(paths.map((file) => [pathToFileURL(file).href, file]));
    this.service = new LanguageService({ filesOf: (uri) => filesBeside(fileOf.get(uri) ?? '', { staysInside: true }) });
    this.open = paths.map((file) => ({ file, uri: pathToFileURL(file).href, text: '', version: 0 }));
  }

  /** As the files are now: the learner writes while the chat goes on. */
  private states(): readonly DocumentState[] {
    return this.open.flatMap((one) => {
      const text = readText(one.file);
      if (typeof text !== 'string') return [];
      if (text !== one.text || one.version === 0) {
        one.text = text;
        this.service.open(one.uri, ++one.version, text);
      }
      return this.service.state(one.uri) ?? [];
    });
  }

  use(name: string, input: Readonly<Record<string, unknown>>): string {
    const all = this.states();
    const wanted = typeof input[FILE] === 'string' ? basename(input[FILE]) : undefined;
    const chosen = this.open.find(({ file }) => wanted === undefined || basename(file) === wanted);
    const state = all.find(({ uri }) => uri === chosen?.uri);
    if (state === undefined)
      return `There is no such file: there are ${this.open.map(({ file }) => basename(file)).join(', ')}.`;
    const { text, hint } = useChatTool({ state, all, train: () => trained(state) }, name, input);
    if (hint) this.service.updateReader(state.uri, (reader) => readerAfter(reader, { did: 'hint', ...hint }));
    return text;
  }
}

/** Milliseconds: a chat waits no longer. */
const LONGEST = 20_000;

function trained({ uri, document }: DocumentState): string {
  const cell = document.cells.findIndex(({ first, last }) =>
    document.statements.slice(first, last).some(({ tree }) => tree.kind === 'train'),
  );
  if (cell < 0) return 'The file has no train(…) line.';
  const until = Date.now() + LONGEST;
  const runs = trainToEnd(
    { uri, version: 0, text: document.text, cell, files: [], maxElements: 10_000_000, historyBytes: 0, threads: 1 },
    () => Date.now() < until,
  );
  if (isPlanProblem(runs)) return `Training can't start: ${runs.problem}`;
  return runs
    .map(({ label, steps, end, standing, best }) => {
      const loss = standing?.training === undefined ? '' : `, training loss ${showNumber(standing.training)}`;
      const lowest = best ? `, lowest minibatch loss ${showNumber(best.loss)} at step ${best.step}` : '';
      return `${label === '' ? 'run' : label}: ${end.how} after ${steps} steps${loss}${lowest}`;
    })
    .join('\n');
}

export function fileTools(files: readonly string[]): Toolbox {
  const texts = new Texts(files);
  return {
    version,
    tools: chatTools.map((tool) => ({ name: tool.name, description: tool.meaning, inputSchema: schemaOf(tool) })),
    use: (name, input) => texts.use(name, input),
  };
}
