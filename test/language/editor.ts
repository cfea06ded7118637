/** An editor's side of the language service: a text that is edited, undone and redone. */
import type { Random } from '../../src/core/base/random.ts';
import type { DocumentState } from '../../src/language/document/documentState.ts';
import { defaultSettings } from '../../src/language/document/settings.ts';
import { codeLenses } from '../../src/language/features/codeLens.ts';
import { diagnostics } from '../../src/language/features/diagnostics.ts';
import { semanticTokens, semanticTokensSince } from '../../src/language/features/semanticTokens.ts';
import { documentSymbols } from '../../src/language/features/symbols.ts';
import { newService, URI } from '../support/openText.ts';
import { lessons } from './lessons.ts';

/** Where an edit begins and how much it takes away, as parts of the text's length; what it writes. */
export interface Edit {
  readonly at: number;
  readonly removes: number;
  readonly writes: string;
}
export type Step = Edit | 'undo' | 'redo';

export const pieces = [
  'x',
  '1',
  '0',
  ' ',
  '\n',
  '\r\n',
  '(',
  ')',
  '[',
  ']',
  ',',
  ';',
  '=',
  '+ ',
  ' * ',
  '-',
  '.T',
  '?',
  '"',
  '#',
  '# %% Cell\n',
  '# %% [pause]\n',
  '# %% [markdown]\n',
  'x = 2\n',
  'f = x * x\n',
  'def f(a) = a * a\n',
  'backward(f)\n',
  'grad(x) = ?\n',
  'W = param(randn(2, 3))\n',
  'y = sqrt(0)\n',
  'train(f, lr=0.1)\n',
  '🙂',
];

/** All that a reader sees, and all numbers behind it. */
export function seen(state: DocumentState, tokens: readonly number[] = semanticTokens(state).data): unknown {
  const { evaluation } = state;
  return {
    text: state.document.text,
    problems: diagnostics(state),
    lenses: codeLenses(state, defaultSettings),
    symbols: documentSymbols(state),
    tokens,
    values: evaluation.statements.map(({ bindings }) =>
      bindings.map(({ name, node }) => [
        name,
        node === undefined ? 'none' : [evaluation.tape.shapeOf(node), [...evaluation.tape.valueOf(node).data]],
      ]),
    ),
    gradients: evaluation.cells.map(({ output }) => {
      if (output === undefined) return 'none';
      const gradients = evaluation.gradients(output);
      return [...gradients.order].map((node) => [node, [...(gradients.of(node)?.data ?? [])]]);
    }),
    cells: evaluation.cells,
  };
}

/** An editor's side: it keeps the whole text, and past and future ones. */
export class Editor {
  readonly service = newService();
  private version = 1;
  private readonly past: string[] = [];
  private readonly future: string[] = [];
  private tokensId = '';
  private known: readonly number[] = [];
  text: string;

  constructor(text: string) {
    this.text = text;
    this.service.open(URI, 1, text);
  }

  take(step: Step, asks: boolean): void {
    if (step === 'undo' || step === 'redo') {
      const [from, onto] = step === 'undo' ? [this.past, this.future] : [this.future, this.past];
      const text = from.pop();
      if (text === undefined) return;
      onto.push(this.text);
      this.become(text);
    } else {
      const at = Math.round(step.at * this.text.length);
      this.past.push(this.text);
      this.future.length = 0;
      this.become(this.text.slice(0, at) + step.writes + this.text.slice(at + step.removes));
    }
    // An editor asks in between or not at all: neither may change what comes later.
    if (asks) this.seen();
  }

  seen(): unknown {
    return seen(this.state, this.tokens());
  }

  /** The editor is told what has changed since it asked last. */
  private tokens(): readonly number[] {
    const answer = semanticTokensSince(this.state, this.tokensId);
    this.tokensId = answer.resultId ?? '';
    if ('data' in answer) this.known = [...answer.data];
    else
      for (const { start, deleteCount, data = [] } of answer.edits)
        this.known = this.known.toSpliced(start, deleteCount, ...data);
    return this.known;
  }

  get state(): DocumentState {
    const state = this.service.state(URI);
    if (state === undefined) throw new Error('the text is closed');
    return state;
  }

  /** Sends the smallest change, as an editor does for an undo as well. */
  private become(text: string): void {
    const old = this.text;
    let from = 0;
    while (from < old.length && from < text.length && old[from] === text[from]) from++;
    let tail = 0;
    while (tail < old.length - from && tail < text.length - from && old.at(-1 - tail) === text.at(-1 - tail)) tail++;
    const { state } = this;
    // A place between the two halves of a line end has no line and column of its own.
    const isSplit = (at: number): boolean => old[at - 1] === '\r' && old[at] === '\n';
    if (isSplit(from)) from--;
    if (isSplit(old.length - tail)) tail--;
    const range = state.rangeOf({ from, to: old.length - tail });
    this.service.change(URI, ++this.version, [{ range, text: text.slice(from, text.length - tail) }]);
    this.text = text;
  }
}

export const startingTexts = [
  ...lessons.filter(({ name }) => !/15|16/.test(name)).map(({ text }) => text),
  '',
  'x = 2\nf = x * x\n',
];

/** A random edit: mostly a piece written somewhere, at times over what is there. */
export function editOf(random: Random): Edit {
  const kind = random.uniform();
  return {
    at: random.uniform(),
    removes: kind < 0.6 ? 0 : kind < 0.9 ? 1 + random.below(12) : 20 + random.below(180),
    writes: random.uniform() < 0.15 ? '' : (pieces[random.below(pieces.length)] ?? ''),
  };
}
