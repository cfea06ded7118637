/** The panel's host inside a browser page: a text, the language service, and every message in between. */
import { entryStory } from '../../../src/core/graph/entries/entryStory.ts';
import { lookAgain } from '../../../src/language/document/hidden.ts';
import { LanguageService } from '../../../src/language/document/service.ts';
import { settle } from '../../../src/language/features/questions.ts';
import { aboutNode, cardFor, graphFor, graphNodeAt, gridFor, pathsFor } from '../../../src/language/graph.ts';
import type { FromGraphPanel, GraphSnapshot, ScrubMessage, ToGraphPanel } from '../../../src/protocol/graph.ts';
import type { RequestedGraph } from '../../../src/protocol/language.ts';

export interface PageHost {
  /** Every message that the panel sent. */
  readonly sent: FromGraphPanel[];
  readonly snapshot: GraphSnapshot | undefined;
  readonly text: string;
  /** Shows the graph of the cell or selection at this place. */
  show(text: string, selection?: { readonly from: number; readonly to: number }): void;
  /** As if the host had posted it, whatever it is. */
  post(message: unknown): void;
  cursorAt(offset: number): void;
}

declare global {
  var pageHost: PageHost;
}

const URI = 'file:///lesson.bp';
const service = new LanguageService({
  filesOf: () => ({ read: () => ({ state: 'refused', reason: 'no files here' }) }),
});
const sent: FromGraphPanel[] = [];
let target: RequestedGraph = { uri: URI, selection: { from: 0, to: 0 }, what: 'auto' };
let text = '';
let version = 0;
let snapshot: GraphSnapshot | undefined;

const post = (message: unknown): void => {
  window.dispatchEvent(new MessageEvent('message', { data: structuredClone(message) }));
};
const tell = (message: ToGraphPanel): void => post(message);

function draw(scrub?: ScrubMessage): void {
  const state = service.state(URI);
  if (!state) return;
  const answer = graphFor(service, state, { ...target, ...(scrub ? { scrub } : {}) });
  if ('reason' in answer) {
    if (snapshot) tell({ type: 'graph', snapshot: { ...snapshot, stale: true, notes: [answer.reason] } });
    else tell({ type: 'noGraph', reason: answer.reason });
    return;
  }
  snapshot = answer;
  tell({ type: 'graph', snapshot });
}

function write(newText: string): void {
  text = newText;
  version++;
  service.open(URI, version, text);
  draw();
}

function commit(node: string, value: number): void {
  const literal = snapshot?.nodes.find(({ id }) => id === node)?.scrub?.literal;
  if (literal) write(text.slice(0, literal.from) + String(value) + text.slice(literal.to));
}

/** As the editor and its server do: written into the text, judged, and what is hidden looked at again. */
function answerAt({ from, to }: { readonly from: number; readonly to: number }, answer: string): void {
  write(text.slice(0, from) + answer + text.slice(to));
  const state = service.state(URI);
  if (!state) return;
  settle(state);
  lookAgain(state);
  service.refresh(URI);
  draw();
}

function receive(message: FromGraphPanel): void {
  sent.push(message);
  const tried = 'scrub' in message && message.scrub ? { scrub: message.scrub } : {};
  const about = (node: string) => ({
    target,
    version: 'version' in message ? message.version : version,
    ...tried,
    node,
  });
  switch (message.type) {
    case 'ready':
      tell({ type: 'legend' });
      if (snapshot) tell({ type: 'graph', snapshot });
      return;
    case 'card': {
      const card = cardFor(service, about(message.node), message.phase);
      if (card) tell({ type: 'card', version: message.version, ...tried, card });
      return;
    }
    case 'grid': {
      const page = gridFor(service, about(message.node), message.which, message.firstRow);
      if (page) tell({ type: 'grid', version: message.version, ...tried, page });
      return;
    }
    case 'entry': {
      const { node, which, index } = message;
      const story = aboutNode(service, about(node), (drawing) => entryStory(drawing, node, which, index));
      if (story) tell({ type: 'entry', version: message.version, ...tried, story });
      return;
    }
    case 'paths': {
      const paths = pathsFor(service, about(message.leaf));
      if (paths) tell({ type: 'paths', version: message.version, ...tried, paths });
      return;
    }
    case 'scrub':
      draw({ node: message.node, value: message.value });
      return;
    case 'scrubCancel':
      draw();
      return;
    case 'answer': {
      const asked = snapshot?.asked?.[message.question];
      if (asked) answerAt(asked.answer, message.text || '?');
      return;
    }
    case 'scrubCommit':
      commit(message.node, message.value);
      return;
    default:
      return;
  }
}

const KEY = 'panel state';
Object.assign(globalThis, {
  acquireVsCodeApi: () => ({
    postMessage: (message: FromGraphPanel) => void setTimeout(() => receive(structuredClone(message))),
    getState: () => JSON.parse(sessionStorage.getItem(KEY) ?? 'null'),
    setState: (saved: unknown) => sessionStorage.setItem(KEY, JSON.stringify(saved)),
  }),
});

globalThis.pageHost = {
  sent,
  post,
  get snapshot() {
    return snapshot;
  },
  get text() {
    return text;
  },
  show: (newText, selection) => {
    const place = newText.length;
    target = { uri: URI, selection: selection ?? { from: place, to: place }, what: 'auto' };
    write(newText);
  },
  cursorAt: (offset) => {
    const state = service.state(URI);
    const found = state && graphNodeAt(state, offset);
    post(found ? { type: 'cursor', node: found.node } : { type: 'cursor' });
  },
};
