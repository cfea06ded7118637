/** What a client tells is looked at once, where it comes in: a message that is not what it should be is refused as a whole. */
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { numbersOf } from '../protocol/base64.ts';
import {
  type Check,
  isCount,
  isFlag,
  isNumber,
  isRecord,
  isText,
  listOf,
  type Members,
  oneOf,
  optional,
  record,
} from '../protocol/guard.ts';
import {
  cardRequest,
  cellsRequest,
  chatToolRequest,
  compareRequest,
  entryRequest,
  explainProblemRequest,
  exportRequest,
  fadeRequest,
  gradientCheckRequest,
  graphRequest,
  gridRequest,
  hintRequest,
  importJupyterRequest,
  lineEndsRequest,
  marksRequest,
  nodeAtRequest,
  orderRequest,
  pathsRequest,
  practiceRequest,
  practiceTopicsRequest,
  questionsRequest,
  type readerNotification,
  reasonsRequest,
  revealRequest,
  reviewRequest,
  runSettingsRequest,
  scoreRequest,
  sealRequest,
  shapeDetectiveRequest,
  type trainedNotification,
  translateRequest,
  worksheetRequest,
} from '../protocol/language.ts';

type Told = Parameters<NonNullable<typeof readerNotification.types>>[0];
type Trained = Parameters<NonNullable<typeof trainedNotification.types>>[0];

/** An error that `guarded` turns into a line of the log. */
function refuse(what: string): never {
  throw new TypeError(`${what} is malformed, and left out`);
}

export function textOf(document: unknown): { readonly uri: string; readonly version: number; readonly text: string } {
  if (!isRecord(document) || !isText(document.uri) || !isText(document.text)) return refuse('an opened document');
  return { uri: document.uri, version: isCount(document.version) ? document.version : 0, text: document.text };
}

/** Positions that are no places are those of `LineTable.offsetAt`. */
const isPosition = (value: unknown): boolean =>
  isRecord(value) && typeof value.line === 'number' && typeof value.character === 'number';
const isRange = (value: unknown): boolean => isRecord(value) && isPosition(value.start) && isPosition(value.end);

export function changesOf(changes: unknown): readonly TextDocumentContentChangeEvent[] {
  const isChange = (change: unknown): change is TextDocumentContentChangeEvent =>
    isRecord(change) && isText(change.text) && (change.range === undefined || isRange(change.range));
  return Array.isArray(changes) && changes.every(isChange) ? changes : refuse('a change of a document');
}

const didMembers: Readonly<Record<Told['did'], Members>> = {
  passPause: { cell: isCount },
  hint: { question: isText, level: (value) => value === 1 || value === 2 || value === 3 },
  reveal: { question: isText },
  bet: { question: isText, sure: isFlag },
  reset: {},
};

/** What a reader has done. */
export function toldOf(told: unknown): Told {
  if (!isRecord(told) || !isText(told.uri) || !isText(told.did) || !Object.hasOwn(didMembers, told.did))
    return refuse('what a reader did');
  const members = Object.entries(didMembers[told.did as Told['did']]);
  return members.every(([name, allowed]) => allowed(told[name]))
    ? (told as unknown as Told)
    : refuse('what a reader did');
}

/** Trained parameters; those that do not have as many numbers as their shape says are left out. */
export function parametersOf({
  parameters,
}: Trained): ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float64Array }> {
  if (!Array.isArray(parameters)) return refuse('a list of parameters');
  return new Map(
    parameters.flatMap((parameter: unknown) => {
      if (!isRecord(parameter)) return [];
      const { name, shape, base64 } = parameter;
      if (!isText(name) || !isText(base64) || !Array.isArray(shape) || !shape.every(isCount)) return [];
      const data = numbersOf(base64);
      return shape.reduce((product, size) => product * size, 1) === data.length
        ? [[name, { shape, data }] as const]
        : [];
    }),
  );
}

/** JSON-RPC has null for what is left out. */
const orNull = (check: Check): Check => optional((value) => value === null || check(value));

const target: Members = {
  uri: isText,
  selection: record({ from: isCount, to: isCount }),
  what: oneOf('auto', 'cell'),
};
const scrub = orNull(record({ node: isText, value: isNumber }));
const node: Members = { target: record(target), version: isCount, scrub, node: isText };
const which = oneOf('value', 'gradient');
const place: Members = { uri: isText, offset: isCount };
const MOST_AXES = 64;
const MOST_MISTAKES = 1000;

/** For each request of our own what its parameters must be. */
export const requestMembers: Readonly<Record<string, Members>> = {
  [graphRequest.method]: { ...target, scrub },
  [nodeAtRequest.method]: { target: record(target), offset: isCount },
  [cardRequest.method]: { ...node, phase: oneOf('forward', 'backward') },
  [gridRequest.method]: { ...node, which, firstRow: isCount },
  [entryRequest.method]: { ...node, which, index: listOf(isCount, MOST_AXES) },
  [pathsRequest.method]: node,
  [exportRequest.method]: {
    target: record(target),
    format: oneOf('svg', 'png', 'latex', 'tikz', 'pytorch', 'text'),
  },
  [lineEndsRequest.method]: { uri: isText },
  [cellsRequest.method]: { uri: isText },
  [marksRequest.method]: { uri: isText },
  [questionsRequest.method]: { uri: isText },
  [reasonsRequest.method]: place,
  [fadeRequest.method]: { uri: isText },
  [orderRequest.method]: { uri: isText, seed: isCount },
  [sealRequest.method]: { uri: isText },
  [runSettingsRequest.method]: { uri: isText, cell: isCount },
  [hintRequest.method]: { ...place, level: orNull((value) => value === 1 || value === 2 || value === 3) },
  [revealRequest.method]: place,
  [scoreRequest.method]: { uri: isText },
  [gradientCheckRequest.method]: { uri: isText, cell: isCount },
  [explainProblemRequest.method]: { code: orNull(isText) },
  [practiceTopicsRequest.method]: { sureOf: orNull(listOf(isText, MOST_MISTAKES)) },
  [practiceRequest.method]: { topic: isText, difficulty: isCount, seed: isCount },
  [reviewRequest.method]: { mistakes: listOf(isText, MOST_MISTAKES), seed: isCount },
  [worksheetRequest.method]: { uri: isText, to: oneOf('markdown', 'latex'), variants: isCount, seed: isCount },
  [compareRequest.method]: {
    ...place,
    arrays: (value) =>
      isRecord(value) &&
      (value.kind === 'text'
        ? isText(value.text)
        : value.kind === 'file' && isText(value.name) && isText(value.base64)),
  },
  [shapeDetectiveRequest.method]: place,
  [chatToolRequest.method]: { uri: isText, tool: isText, input: isRecord, training: isText },
  [importJupyterRequest.method]: { json: isText },
  [translateRequest.method]: { uri: isText, offset: isCount, text: isText },
};

/** The parameters of a request of our own; undefined where they are not what they should be. */
export function paramsOf<Params>(method: string, params: Params): Params | undefined {
  const members = Object.hasOwn(requestMembers, method) ? requestMembers[method] : undefined;
  return members !== undefined && record(members)(params) ? params : undefined;
}
