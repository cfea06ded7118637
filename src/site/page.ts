/** The page of a lesson: its text with values at the ends of the lines, its graph and its training, without a server. */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { EditorState, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  hoverTooltip,
  keymap,
  lineNumbers,
  WidgetType,
} from '@codemirror/view';
import type { FromGraphPanel } from '../protocol/graph.ts';
import type { LineEnd } from '../protocol/language.ts';
import type { FromTrainingPanel } from '../protocol/training.ts';
import type { WireSpan } from '../protocol/wire.ts';
import { textOfFragment, textToFragment } from './fragment.ts';
import { hoverElement } from './hoverElement.ts';
import type { FromEngine, Shown, ShownMark, ToEngine } from './messages.ts';
import { Training } from './training.ts';
import './page.css';

interface Lesson {
  readonly name: string;
  readonly title: string;
  readonly text: string;
}

/** What `bp site` writes beside the page. */
declare global {
  var backpropLessons: readonly Lesson[];
  var backpropEngine: string;
}

const element = <Found extends HTMLElement>(id: string): Found => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found as Found;
};

const lessons = globalThis.backpropLessons;
const chooser = element<HTMLSelectElement>('lesson');
const status = element('status');
const problems = element('problems');
const score = element('score');
const trainButton = element<HTMLButtonElement>('train');
const frames = { graph: element<HTMLIFrameElement>('graph'), training: element<HTMLIFrameElement>('training') };
const tabs = { graph: element<HTMLButtonElement>('showGraph'), training: element<HTMLButtonElement>('showTraining') };

const engine = new Worker(URL.createObjectURL(new Blob([globalThis.backpropEngine], { type: 'text/javascript' })));
const tell = (message: ToEngine): void => engine.postMessage(message);

let version = 0;
let shown: Shown | undefined;

/** Values at the ends of lines, in one column where lines are short. */
class LineEndWidget extends WidgetType {
  private readonly end: LineEnd;

  constructor(end: LineEnd) {
    super();
    this.end = end;
  }

  override eq({ end }: LineEndWidget): boolean {
    return end.text === this.end.text && end.gradient === this.end.gradient && end.kind === this.end.kind;
  }

  toDOM(): HTMLElement {
    const after = document.createElement('span');
    after.className = `lineEnd ${this.end.kind}`;
    for (const [name, words] of [
      ['value', this.end.text],
      ['gradient', this.end.gradient],
    ] as const) {
      if (words === '') continue;
      const part = document.createElement('span');
      part.className = name;
      part.textContent = words;
      after.append(part);
    }
    return after;
  }
}

/** Beside an answer, so that a mark is more than a colour. */
class MarkWidget extends WidgetType {
  private readonly kind: ShownMark['kind'];

  constructor(kind: ShownMark['kind']) {
    super();
    this.kind = kind;
  }

  override eq({ kind }: MarkWidget): boolean {
    return kind === this.kind;
  }

  toDOM(): HTMLElement {
    const mark = document.createElement('span');
    mark.className = `mark ${this.kind}`;
    mark.textContent = this.kind === 'wrong' ? ' ✗' : ' ✓';
    mark.setAttribute('role', 'img');
    mark.setAttribute('aria-label', { right: 'right', wrong: 'wrong', follows: 'follows from your answer' }[this.kind]);
    return mark;
  }
}

const showAll = StateEffect.define<Shown>();

function decorated({ doc }: EditorState, { lines, problems, names, marks }: Shown): DecorationSet {
  const found: { readonly from: number; readonly to: number; readonly what: Decoration }[] = [];
  for (let at = 1; at <= doc.lines; at++) {
    const line = doc.line(at);
    const isTitle = line.text.startsWith('# %%');
    const hash = isTitle ? 0 : line.text.indexOf('#');
    if (hash >= 0 && line.length > hash)
      found.push({
        from: line.from + hash,
        to: line.to,
        what: Decoration.mark({ class: isTitle ? 'title' : 'comment' }),
      });
  }
  for (const { from, to, role } of names)
    if (to <= doc.length) found.push({ from, to, what: Decoration.mark({ class: `name-${role}` }) });
  for (const { from, to, severity } of problems)
    if (to <= doc.length && to > from)
      found.push({ from, to, what: Decoration.mark({ class: `problem-${severity}` }) });
  const after = (line: number, widget: WidgetType): void => {
    if (line >= doc.lines) return;
    const { to } = doc.line(line + 1);
    found.push({ from: to, to, what: Decoration.widget({ widget, side: 1 }) });
  };
  for (const { line, kind } of marks) after(line, new MarkWidget(kind));
  for (const end of lines) after(end.line, new LineEndWidget(end));
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to, what } of found.sort((a, b) => a.from - b.from || a.what.startSide - b.what.startSide))
    builder.add(from, to, what);
  return builder.finish();
}

/** What stands in the text moves with it until the engine has looked at the new one. */
const decorations = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(set, transaction) {
    let next = set.map(transaction.changes);
    for (const effect of transaction.effects) if (effect.is(showAll)) next = decorated(transaction.state, effect.value);
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

let hovers = 0;
const waiting = new Map<number, (found: Extract<FromEngine, { type: 'hover' }>) => void>();

const hovering = hoverTooltip((_, offset) => {
  const id = ++hovers;
  tell({ type: 'hover', id, offset });
  return new Promise((resolve) => {
    waiting.set(id, ({ markdown, from, to }) => {
      const here = shown?.problems.filter((problem) => problem.from <= offset && offset <= problem.to) ?? [];
      if (markdown === undefined && here.length === 0) return resolve(null);
      resolve({
        pos: from,
        end: to,
        create: () => ({ dom: hoverElement([...here.map(({ message }) => message), markdown ?? '']) }),
      });
    });
  });
});

const editor = new EditorView({
  parent: element('text'),
  state: stateOf(''),
});

// What scrolls is reached by keyboard too.
editor.scrollDOM.tabIndex = 0;

function stateOf(text: string): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      lineNumbers(),
      history(),
      drawSelection(),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': 'Text of the lesson', spellcheck: 'false' }),
      keymap.of([{ key: 'Mod-s', run: handIn }, ...defaultKeymap, ...historyKeymap]),
      decorations,
      hovering,
      EditorView.updateListener.of((update) => {
        if (update.docChanged) textChanged();
        else if (update.selectionSet) tell({ type: 'cursor', selection: selectionNow() });
      }),
    ],
  });
}

const textNow = (): string => editor.state.doc.toString();
const selectionNow = (): WireSpan => {
  const { from, to } = editor.state.selection.main;
  return { from, to };
};
let keeping: ReturnType<typeof setTimeout> | undefined;

function textChanged(): void {
  tell({ type: 'text', version: ++version, text: textNow(), selection: selectionNow() });
  training.edited();
  clearTimeout(keeping);
  keeping = setTimeout(() => void keep(), 400);
}

/** The text lives in the address, which can be sent to others: no server has it. */
async function keep(): Promise<void> {
  const lesson = lessons.find(({ name }) => name === chooser.value);
  const text = textNow();
  const fragment = lesson?.text === text ? `lesson=${encodeURIComponent(lesson.name)}` : await textToFragment(text);
  // Without a step back in the browser for each change.
  if (text === textNow()) window.history.replaceState(null, '', `#${fragment}`);
}

function show(text: string): void {
  editor.setState(stateOf(text));
  textChanged();
}

function handIn(): boolean {
  const name = chooser.value.endsWith('.bp') ? chooser.value : 'lesson.bp';
  save(name, textNow());
  say(`${name} is in your downloads: hand in this file.`);
  return true;
}

function save(name: string, content: string | Uint8Array): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([typeof content === 'string' ? content : new Uint8Array(content)]));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A page without https has no clipboard, and a frame of another page may not use it. */
async function copy(text: string, done: string, failed: string): Promise<void> {
  const isCopied = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  );
  say(isCopied ? done : failed);
}

function say(text: string): void {
  status.textContent = text;
}

const toFrame = (frame: keyof typeof frames, message: unknown): void =>
  frames[frame].contentWindow?.postMessage(message, '*');

const training = new Training({
  program: Promise.resolve(globalThis.backpropEngine),
  post: (message) => toFrame('training', message),
  use: (parameters) => tell({ type: 'trained', parameters }),
  save,
  say,
});

function open(tab: keyof typeof frames): void {
  for (const name of ['graph', 'training'] as const) {
    frames[name].hidden = name !== tab;
    tabs[name].setAttribute('aria-selected', String(name === tab));
    tabs[name].tabIndex = name === tab ? 0 : -1;
  }
  // A panel is loaded when it is first looked at.
  const { src = '' } = frames[tab].dataset;
  if (!frames[tab].src) frames[tab].src = src;
}

function receive(message: FromEngine): void {
  switch (message.type) {
    case 'shown': {
      if (message.version !== version) return;
      shown = message;
      editor.dispatch({ effects: showAll.of(message) });
      tellProblems(message);
      trainButton.hidden = message.training.length === 0;
      score.textContent = message.questions === 0 ? '' : `${message.right} of ${message.questions} answers right`;
      document.body.dataset.ready = 'true';
      return;
    }
    case 'hover': {
      waiting.get(message.id)?.(message);
      waiting.delete(message.id);
      return;
    }
    case 'graph':
      toFrame('graph', message.message);
      return;
    case 'select':
      if (message.version === version)
        editor.dispatch({ selection: { anchor: message.span.from, head: message.span.to }, scrollIntoView: true });
      return;
    case 'edit': {
      if (message.version !== version) {
        say('The text has changed in the meantime; it was left as it is.');
        return;
      }
      editor.dispatch({ changes: message.edits.map(({ from, to, text }) => ({ from, to, insert: text })) });
      if (message.judges) tell({ type: 'judge' });
      return;
    }
    case 'file':
      if (message.copies && typeof message.content === 'string')
        void copy(message.content, 'The export is in the clipboard.', 'The clipboard is closed to this page.');
      else save(`graph.${message.ending}`, message.content);
      return;
    case 'notice':
      say(message.text);
      return;
  }
}

function tellProblems({ problems: found }: Shown): void {
  problems.replaceChildren(
    ...found.slice(0, 20).map(({ line, severity, message, from }) => {
      const row = document.createElement('li');
      const button = document.createElement('button');
      button.className = severity;
      button.textContent = `line ${line}: ${message}`;
      button.addEventListener('click', () => {
        editor.dispatch({ selection: { anchor: from }, scrollIntoView: true });
        editor.focus();
      });
      row.append(button);
      return row;
    }),
  );
}

engine.addEventListener('message', ({ data }: MessageEvent<FromEngine>) => receive(data));
window.addEventListener('message', ({ source, data }: MessageEvent<unknown>) => {
  // A frame of a page that was opened from a file has no origin to be known by: it is known by its window.
  if (source === frames.graph.contentWindow) tell({ type: 'graph', intent: data as FromGraphPanel });
  if (source === frames.training.contentWindow) training.receive(data as FromTrainingPanel);
});

tabs.graph.addEventListener('click', () => open('graph'));
tabs.training.addEventListener('click', () => open('training'));
element('tabs').addEventListener('keydown', ({ key }) => {
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return;
  const next = frames.graph.hidden ? 'graph' : 'training';
  open(next);
  tabs[next].focus();
});
trainButton.addEventListener('click', () => {
  const at = editor.state.selection.main.from;
  const cell = shown?.training.find(({ from, to }) => at >= from && at < to) ?? shown?.training[0];
  if (cell === undefined) return;
  if (cell.problem) return say(`Training can't start: ${cell.problem}`);
  open('training');
  training.start(textNow(), version, cell.cell);
});
for (const kind of ['hint', 'reveal'] as const)
  element(kind).addEventListener('click', () => tell({ type: kind, offset: editor.state.selection.main.from }));
element('handIn').addEventListener('click', handIn);
element('copy').addEventListener('click', async () => {
  await keep();
  await copy(
    location.href,
    'The link to this text is in the clipboard.',
    'The clipboard is closed to this page: copy its address, which holds this text.',
  );
});
chooser.addEventListener('change', () => show(lessons.find(({ name }) => name === chooser.value)?.text ?? ''));

async function start(): Promise<void> {
  const asked = new URLSearchParams(location.hash.slice(1));
  for (const { name, title } of lessons) chooser.add(new Option(title, name));
  chooser.value = asked.get('lesson') ?? lessons[0]?.name ?? '';
  if (chooser.selectedIndex < 0) chooser.selectedIndex = 0;
  const given = asked.get('text');
  show((given === null ? undefined : await textOfFragment(given)) ?? lessons[chooser.selectedIndex]?.text ?? '');
  open('graph');
}
void start();
