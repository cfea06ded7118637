/** The panel's host inside a browser page: keeps the state that an extension keeps, and trains in a real worker. */
import type {
  FromTrainer,
  FromTrainingPanel,
  Progress,
  SavedParameter,
  ToTrainer,
  ToTrainingPanel,
  TrainingPanelState,
  TrainingSetup,
} from '../../../src/protocol/training.ts';

export interface TrainingHost {
  /** Every message that the panel posted. */
  readonly posted: FromTrainingPanel[];
  /** Every event that the trainer sent. */
  readonly events: FromTrainer[];
  /** Files stand beside the text: bytes by their path. */
  train(text: string, files?: Readonly<Record<string, readonly number[]>>): void;
  /** As if the host had posted it, whatever it is. */
  post(message: unknown): void;
  restore(): void;
  /** How many looks were ever unanswered at once. */
  mostLooksInFlight(): number;
}

declare global {
  var trainingHost: TrainingHost;
  var acquireVsCodeApi: () => {
    postMessage(message: unknown): void;
    getState(): unknown;
    setState(state: unknown): void;
  };
}

const URI = 'file:///lesson.bp';
const posted: FromTrainingPanel[] = [];
const awaited: Set<string>[] = [];
let mostAwaited = 0;
const events: FromTrainer[] = [];
let worker: Worker | undefined;
let run = 0;
let text = '';
let files: TrainingSetup['files'] = [];
let state: TrainingPanelState = {
  run: 0,
  uri: URI,
  status: 'none',
  description: undefined,
  curves: [],
  ended: undefined,
  hints: [],
};

const post = (message: unknown): void =>
  void window.dispatchEvent(new MessageEvent('message', { data: structuredClone(message) }));
const tell = (message: ToTrainingPanel) => post(message);
const ask = (message: ToTrainer) => worker?.postMessage(message);

function keep(event: FromTrainer): void {
  const curves: readonly Progress[] = event.type === 'progress' ? [...state.curves, event.progress] : state.curves;
  if (event.type === 'started')
    state = {
      ...state,
      run: event.run,
      status: 'running',
      description: event.description,
      curves: [],
      ended: undefined,
      hints: [],
      sweep: undefined,
    };
  else if (event.type === 'paused') state = { ...state, status: 'paused' };
  else if (event.type === 'resumed') state = { ...state, status: 'running' };
  else if (event.type === 'ended') state = { ...state, status: 'ended', ended: event };
  else if (event.type === 'hint') state = { ...state, hints: [...state.hints, event.text] };
  else if (event.type === 'sweep') state = { ...state, sweep: event.sweep };
  else state = { ...state, curves };
}

function start(from?: readonly SavedParameter[]): void {
  worker ??= new Worker('/worker.js');
  worker.onmessage = ({ data }: MessageEvent<FromTrainer>) => {
    keep(data);
    if (data.type === 'view') answered(data.data.view);
    events.push(data);
    tell({ type: 'event', event: data });
  };
  ask({
    type: 'start',
    run: ++run,
    setup: {
      uri: URI,
      version: 1,
      text,
      cell: 0,
      files,
      maxElements: 10_000_000,
      historyBytes: 32_000_000,
      threads: 1,
      ...(from ? { start: from } : {}),
    },
  });
}

function answered(view: string): void {
  for (const look of awaited) look.delete(view);
  while (awaited[0]?.size === 0) awaited.shift();
}

function receive(message: FromTrainingPanel): void {
  posted.push(message);
  switch (message.type) {
    case 'ready':
      tell({ type: 'state', state });
      return;
    case 'restart':
      start(message.start);
      return;
    case 'look':
      awaited.push(new Set(message.views.map(({ view }) => view)));
      mostAwaited = Math.max(mostAwaited, awaited.length);
      ask({ ...message, run });
      return;
    case 'pause':
    case 'resume':
    case 'step':
    case 'stop':
    case 'sweep':
    case 'stopSweep':
      ask({ type: message.type, run });
      return;
    default:
      return;
  }
}

const KEY = 'panel state';
globalThis.acquireVsCodeApi = () => ({
  postMessage: (message) => void setTimeout(() => receive(structuredClone(message) as FromTrainingPanel)),
  getState: () => JSON.parse(sessionStorage.getItem(KEY) ?? 'null'),
  setState: (saved) => sessionStorage.setItem(KEY, JSON.stringify(saved)),
});

globalThis.trainingHost = {
  posted,
  events,
  post,
  train: (program, beside = {}) => {
    text = program;
    files = Object.entries(beside).map(([path, bytes]) => ({ path, bytes: Uint8Array.from(bytes) }));
    start();
  },
  mostLooksInFlight: () => mostAwaited,
  restore: () => tell({ type: 'state', state }),
};
