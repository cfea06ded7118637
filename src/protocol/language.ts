/** What the language server answers beyond the standard protocol. Methods are shared as names, with the types beside them. */
import type {
  Card,
  EntryStory,
  ExportFormat,
  GraphSnapshot,
  GridPage,
  NoGraph,
  PathsView,
  ScrubMessage,
} from './graph.ts';
import type { FileHead } from './records.ts';
import type { Seal } from './seal.ts';
import type { WireSpan } from './wire.ts';

/** Bytes of a data file that are read at most: to show values while the reader types, and to train on it or to answer on the command line. */
export const DATA_FILE_BYTES = { shown: 1_000_000_000, whole: 2_000_000_000 } as const;

/** A request's name with the types of its question and its answer. */
export interface Request<Params, Result> {
  readonly method: string;
  /** Never present; carries the types. */
  readonly types?: (params: Params) => Result;
}
const request = <Params, Result>(method: string): Request<Params, Result> => ({ method });

/** A notification's name with its type. */
export interface Notification<Params> {
  readonly method: string;
  readonly types?: (params: Params) => void;
}
const notification = <Params>(method: string): Notification<Params> => ({ method });

export interface RequestedGraph {
  readonly uri: string;
  /** The cursor or selection, offsets in the whole text. */
  readonly selection: WireSpan;
  /** `auto`: the selected expression when one is selected, else the cell. */
  readonly what: 'auto' | 'cell';
}
export interface GraphQuestion extends RequestedGraph {
  readonly scrub?: ScrubMessage;
}
export interface NodeQuestion {
  readonly target: RequestedGraph;
  /** The document's version that the panel shows; another one is answered with null. */
  readonly version: number;
  /** The number that is tried out in what the panel shows. */
  readonly scrub?: ScrubMessage;
  readonly node: string;
}

export const graphRequest = request<GraphQuestion, GraphSnapshot | NoGraph | null>('backprop/graph');
export const nodeAtRequest = request<
  { readonly target: RequestedGraph; readonly offset: number },
  { readonly node: string } | null
>('backprop/nodeAt');
export const cardRequest = request<NodeQuestion & { readonly phase: 'forward' | 'backward' }, Card | null>(
  'backprop/card',
);
export const gridRequest = request<
  NodeQuestion & { readonly which: 'value' | 'gradient'; readonly firstRow: number },
  GridPage | null
>('backprop/grid');
export const entryRequest = request<
  NodeQuestion & { readonly which: 'value' | 'gradient'; readonly index: readonly number[] },
  EntryStory | null
>('backprop/entry');
export const pathsRequest = request<NodeQuestion, PathsView | null>('backprop/paths');
/** Text of an export; null where there is nothing to export. */
export const exportRequest = request<
  { readonly target: RequestedGraph; readonly format: ExportFormat },
  { readonly text: string } | null
>('backprop/export');

/** Text shown after a line, in place of or beside the lens. */
export interface LineEnd {
  readonly line: number;
  /** Values, or words. */
  readonly text: string;
  readonly gradient: string;
  /** A broken line, an answer judged, a plain value. */
  readonly kind: 'value' | 'broken' | 'right' | 'wrong' | 'open';
}
export const lineEndsRequest = request<
  { readonly uri: string },
  { readonly version: number; readonly lines: readonly LineEnd[] }
>('backprop/lineEnds');

/** How one answer, or one own backward pass, was judged when typing last stopped. */
export interface AnswerMark {
  readonly line: number;
  /** `waits`: marked as soon as the learner has said how sure they are. `follows`: right, if the learner's own earlier answers were. */
  readonly kind: 'right' | 'wrong' | 'follows' | 'waits';
  /** The question's key, for `readerNotification`; empty for a backward pass. */
  readonly question: string;
  /** Whether the learner was sure; undefined where nothing was said. */
  readonly sure: boolean | undefined;
  /** Code of the mistake that was named, the likeliest. */
  readonly mistake: string | undefined;
}
/** Only lines that have not been touched since they were judged. */
export const marksRequest = request<
  { readonly uri: string },
  { readonly version: number; readonly marks: readonly AnswerMark[] }
>('backprop/marks');

/** What of a text is given and locked; null where nothing is. */
export const sealRequest = request<{ readonly uri: string }, { readonly version: number; readonly seal: Seal | null }>(
  'backprop/seal',
);

/** A question as the Test Explorer lists it. */
export interface QuestionInfo {
  /** The question's key: the same across edits of other lines. */
  readonly key: string;
  /** `grad(x)` */
  readonly label: string;
  readonly cell: number;
  readonly cellTitle: string;
  readonly line: number;
  readonly kind: 'right' | 'wrong' | 'follows' | 'open';
  readonly message: string;
}
/** Every question of a text with its last judgement. */
export const questionsRequest = request<
  { readonly uri: string },
  { readonly version: number; readonly questions: readonly QuestionInfo[] }
>('backprop/questions');

/** Reasons that a gradient may have, and where the chosen word goes; null where no question about a gradient stands. */
export const reasonsRequest = request<
  { readonly uri: string; readonly offset: number },
  {
    readonly version: number;
    readonly question: string;
    readonly reasons: readonly { readonly word: string; readonly meaning: string }[];
    readonly from: number;
    readonly to: number;
    /** Before the word, where it begins a comment. */
    readonly lead: string;
  } | null
>('backprop/reasons');

/** A ladder from the worked example to the open exercise, as a `.bp` text; null where there is nothing to fade. */
export const fadeRequest = request<{ readonly uri: string }, { readonly text: string } | null>('backprop/fade');
/** The lines of the backward pass, shuffled and with wrong ones among them, as a `.bp` text; null where no cell has enough of them. */
export const orderRequest = request<{ readonly uri: string; readonly seed: number }, { readonly text: string } | null>(
  'backprop/order',
);

export interface CellInfo {
  readonly index: number;
  readonly kind: string;
  readonly title: string;
  readonly from: number;
  readonly to: number;
  /** Offsets of the cell's `train(…)`, if it has one. */
  readonly train: WireSpan | undefined;
  /** Why its training can't start. */
  readonly trainProblem: string | undefined;
  /** Data files that training reads, as written; of each all the names that it may go by, the first that exists is read. */
  readonly files: readonly (readonly string[])[];
  /** Of a pause cell: whether the lecturer has gone on. */
  readonly passed: boolean;
  readonly questions: number;
  readonly answered: number;
  readonly right: number;
  /** Hints taken, and questions revealed: part of the score. */
  readonly hints: number;
  readonly revealed: number;
  /** Answers that are missing or not right (yet), in the order of the text; offsets. */
  readonly open: readonly WireSpan[];
}
export const cellsRequest = request<
  { readonly uri: string },
  { readonly version: number; readonly cells: readonly CellInfo[] }
>('backprop/cells');

/** The numbers of a training cell that the training panel can change, with their places in the text (offsets). */
export const runSettingsRequest = request<
  { readonly uri: string; readonly cell: number },
  { readonly version: number; readonly settings: readonly WireRunSetting[] }
>('backprop/runSettings');
export interface WireRunSetting {
  readonly name: string;
  /** null: it is not written, and `initial` holds. */
  readonly value: number | null;
  readonly initial: number;
  readonly scale: 'logarithmic' | 'linear' | 'whole';
  readonly from: number;
  readonly to: number;
  readonly places: readonly WireSpan[];
  /** Written before the number where the option is not there yet. */
  readonly before: string;
}

/** Trained parameters that stand in for the text's, until reset (an empty list). */
export const trainedNotification = notification<{
  readonly uri: string;
  readonly parameters: readonly WireParameter[];
}>('backprop/trained');
/** Entries as float64, the least significant byte first: a list of a million numbers would be slow to write and to read. */
export interface WireParameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly base64: string;
}
/**
 * The server asks the client for a data file's bytes, relative to the document. Of a file that is not gzipped its header and the
 * records that `head` draws are enough, one after the other, which `drawn` says; without `head` it needs all. `size` is the
 * whole file's.
 */
export const readFileRequest = request<
  {
    readonly uri: string;
    readonly path: string;
    readonly maxBytes: number;
    readonly head?: FileHead | undefined;
  },
  { readonly base64: string; readonly size: number; readonly drawn?: boolean } | { readonly refused: string }
>('backprop/readFile');
/** The server asks the client what is in a folder, relative to the document; an empty list where it cannot be read. */
export const listFilesRequest = request<
  { readonly uri: string; readonly folder: string },
  { readonly entries: readonly { readonly name: string; readonly isFolder: boolean }[] }
>('backprop/listFiles');
/** A file was written, made or deleted; no `file`: all may be readable now, because the workspace has become trusted. */
export const fileChangedNotification = notification<{ readonly file?: string }>('backprop/fileChanged');
/** Something changed that annotations depend on: data read, parameters set, a question revealed. */
export const refreshedNotification = notification<{ readonly uri: string }>('backprop/refreshed');
/** An answer has been given outside the text: nobody is in the middle of a word, so it is judged at once. */
/** How far the answer to a long request is, from 0 to 1. Such a request can be withdrawn while it is worked on. */
export const progressNotification = notification<{ readonly method: string; readonly share: number }>(
  'backprop/progress',
);
export const judgeNotification = notification<{ readonly uri: string }>('backprop/judge');
export const themeNotification = notification<{
  readonly kind: 'light' | 'dark' | 'highContrastLight' | 'highContrastDark';
}>('backprop/theme');

/** A pause cell passed by the lecturer; a question revealed, hinted at, or bet on before its answer is marked. */
export const readerNotification = notification<
  | { readonly uri: string; readonly did: 'passPause'; readonly cell: number }
  | { readonly uri: string; readonly did: 'hint'; readonly question: string; readonly level: 1 | 2 | 3 }
  | { readonly uri: string; readonly did: 'reveal'; readonly question: string }
  | { readonly uri: string; readonly did: 'bet'; readonly question: string; readonly sure: boolean }
  | { readonly uri: string; readonly did: 'reset' }
>('backprop/reader');

/** What a learner has done with a document beside writing in it. The editor keeps it on this machine, between sessions. */
export interface LearnerRecord {
  /** Keys of questions whose answer was looked up. */
  readonly revealed: readonly string[];
  /** Question → the highest hint taken, 1 to 3. */
  readonly hints: readonly (readonly [string, number])[];
  /** Question → whether the learner was sure of the answer. */
  readonly sure: readonly (readonly [string, boolean])[];
  /** Cell of a bug hunt → the numbers at which its gradients were checked. */
  readonly probes: readonly (readonly [string, readonly string[]])[];
}
/** The server tells the client a record that has changed, and asks for it when the document is opened. */
export const recordedNotification = notification<{ readonly uri: string; readonly record: LearnerRecord }>(
  'backprop/recorded',
);
export const recordRequest = request<{ readonly uri: string }, { readonly record: LearnerRecord | null }>(
  'backprop/record',
);

/** How a document's answers stand, and the help they have had. */
export interface ScoreAnswer {
  /** A page for the learner. */
  readonly markdown: string;
  /** Version of the text that the edits belong to. */
  readonly version: number;
  /** To be made as one undoable edit: comments by which whoever reads the file knows of the help. */
  readonly edits: readonly (WireSpan & { readonly text: string })[];
}
/** Null where the document asks nothing. */
export const scoreRequest = request<{ readonly uri: string }, ScoreAnswer | null>('backprop/score');

/** Gradients of a cell checked by three methods, as a page of Markdown. */
export const gradientCheckRequest = request<
  { readonly uri: string; readonly cell: number },
  { readonly markdown: string; readonly right: boolean } | null
>('backprop/gradientCheck');

export interface HintAnswer {
  /** The question's key, for `readerNotification`. */
  readonly question: string;
  /** 1: which rule; 2: the rule with names; 3: the rule with numbers. */
  readonly level: 1 | 2 | 3;
  readonly text: string;
  readonly more: boolean;
}
/**
 * The hint after those taken so far, or one of a given level, for the question at an offset. `answered`: its answer is right,
 * and help would change nothing. `exam`: its cell gives no help.
 */
export const hintRequest = request<
  { readonly uri: string; readonly offset: number; readonly level?: number },
  HintAnswer | 'answered' | 'exam' | null
>('backprop/hint');

export interface RevealAnswer {
  readonly question: string;
  /** Version of the text that the edits belong to. */
  readonly version: number;
  readonly answer: string;
  /** To be made as one undoable edit: the answer, and a comment by which the score knows that it was revealed. */
  readonly edits: readonly (WireSpan & { readonly text: string })[];
}
/** `exam` and `answered` as for hints. `order`: in a cell whose lines are to be put in order nothing is written. */
export const revealRequest = request<
  { readonly uri: string; readonly offset: number },
  RevealAnswer | 'answered' | 'exam' | 'order' | null
>('backprop/reveal');

/** The page about a kind of problem (a diagnostic's code), as Markdown; without a code the reference of all of them. */
export const explainProblemRequest = request<
  { readonly code?: string },
  { readonly title: string; readonly markdown: string } | null
>('backprop/explainProblem');

/** What exercises can be about; one without difficulties has none to choose from. */
export const practiceTopicsRequest = request<
  /** Mistakes that the learner was sure of: their topics come first, with the reason in `again`. */
  { readonly sureOf?: readonly string[] },
  readonly {
    readonly topic: string;
    readonly title: string;
    readonly difficulties: readonly number[];
    readonly again?: { readonly mistake: string; readonly title: string };
  }[]
>('backprop/practiceTopics');
/** A new exercise as the text of a file; null for a topic that there is not. The same seed gives the same one. */
export const practiceRequest = request<
  { readonly topic: string; readonly difficulty: number; readonly seed: number },
  { readonly title: string; readonly text: string } | null
>('backprop/practice');
/** A text that asks where these mistakes would show, a cell for each; null where there is none for any of them. */
export const reviewRequest = request<
  { readonly mistakes: readonly string[]; readonly seed: number },
  { readonly text: string } | null
>('backprop/review');
/** Sheets for print made of a document, and their key; `variants` 0: with the document's own numbers. */
export const worksheetRequest = request<
  {
    readonly uri: string;
    readonly to: 'markdown' | 'latex';
    readonly variants: number;
    readonly seed: number;
  },
  { readonly sheet: string; readonly key: string } | null
>('backprop/worksheet');

/** Arrays of the learner's own program: text as it was printed, or a .npy or .npz file. */
export type ArraySource =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly name: string; readonly base64: string };
/** The first array that parts from the text in the cell at an offset, as a page of Markdown. */
export const compareRequest = request<
  { readonly uri: string; readonly offset: number; readonly arrays: ArraySource },
  { readonly markdown: string; readonly agrees: boolean } | null
>('backprop/compare');
/** Which products of the other factor and upstream can be the gradient of the operand at an offset; null at no such operand. */
export const shapeDetectiveRequest = request<
  { readonly uri: string; readonly offset: number },
  { readonly markdown: string } | null
>('backprop/shapeDetective');

/** A program of NumPy or PyTorch in the language, for pasting; null for a text that is none. Codes of lines kept as comments are named. */
export const translateRequest = request<
  { readonly uri: string; readonly offset: number; readonly text: string },
  { readonly text: string; readonly left: readonly { readonly code: string; readonly why: string }[] } | null
>('backprop/translate');

/** A tool as a chat is told of it. */
export interface OfferedTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema. */
  readonly inputSchema: {
    readonly type: 'object';
    readonly properties: Readonly<Record<string, object>>;
    readonly required: readonly string[];
  };
}

/** The tools about one set of texts. */
export interface Toolbox {
  readonly version: string;
  readonly tools: readonly OfferedTool[];
  /** Arguments are as the client sent them. */
  use(name: string, input: Readonly<Record<string, unknown>>): string | Promise<string>;
}

/** A Jupyter notebook (its JSON) as a text of the language, or why it is none. Lines kept as comments are named. */
export const importJupyterRequest = request<
  { readonly json: string },
  | { readonly text: string; readonly left: readonly { readonly code: string; readonly why: string }[] }
  | { readonly problem: string }
  | null
>('backprop/importJupyter');

/** What a chat asks of a text; `training`: how its last training ended, in words. Null where there is no such text. */
export const chatToolRequest = request<
  {
    readonly uri: string;
    readonly tool: string;
    readonly input: Readonly<Record<string, unknown>>;
    readonly training: string;
  },
  { readonly text: string } | null
>('backprop/chatTool');
