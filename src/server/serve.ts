/** Maps the protocol to the language service. The same in a Node process and in a browser's worker. */
import { type Connection, type Disposable, type InitializeResult, TextDocumentSyncKind } from 'vscode-languageserver';
import { editorText } from '../core/base/quoting.ts';
import { type DocumentState, readerAfter } from '../language/document/documentState.ts';
import {
  exerciseFor,
  ladderFor,
  linesToSortFor,
  practiceTopics,
  reviewOf,
  worksheetOf,
} from '../language/document/exercises.ts';
import { givenArrays, pastedArrays } from '../language/document/givenArrays.ts';
import { lookAgain } from '../language/document/hidden.ts';
import { recordOf, withRecord } from '../language/document/learnerRecord.ts';
import { LanguageService } from '../language/document/service.ts';
import { readSettings } from '../language/document/settings.ts';
import { answerMarks, questionList } from '../language/features/answerMarks.ts';
import { cells, settingsOf } from '../language/features/cells.ts';
import { useChatTool } from '../language/features/chatTools.ts';
import { codeLenses, type LensKey, resolveLens } from '../language/features/codeLens.ts';
import { comparing, shapePage } from '../language/features/comparing.ts';
import { diagnostics } from '../language/features/diagnostics.ts';
import { gradientCheckWork } from '../language/features/gradientCheckPage.ts';
import { lineEnds } from '../language/features/lineEnds.ts';
import { pastedProgram } from '../language/features/ownSpelling.ts';
import { hint, judgements, QUIET, reasonsAt, reveal, settling } from '../language/features/questions.ts';
import { score } from '../language/features/score.ts';
import { sealOf } from '../language/features/seal.ts';
import { cardFor, entryFor, exportOf, graphFor, graphNodeAt, gridFor, pathsFor } from '../language/graph.ts';
import { fromJupyter } from '../language/jupyter.ts';
import { problemPage, problemReference } from '../language/problemPage.ts';
import {
  type ArraySource,
  cardRequest,
  cellsRequest,
  chatToolRequest,
  compareRequest,
  entryRequest,
  explainProblemRequest,
  exportRequest,
  fadeRequest,
  fileChangedNotification,
  gradientCheckRequest,
  graphRequest,
  gridRequest,
  hintRequest,
  importJupyterRequest,
  judgeNotification,
  lineEndsRequest,
  marksRequest,
  nodeAtRequest,
  orderRequest,
  pathsRequest,
  practiceRequest,
  practiceTopicsRequest,
  questionsRequest,
  readerNotification,
  readFileRequest,
  reasonsRequest,
  recordedNotification,
  recordRequest,
  refreshedNotification,
  revealRequest,
  reviewRequest,
  runSettingsRequest,
  scoreRequest,
  sealRequest,
  shapeDetectiveRequest,
  themeNotification,
  trainedNotification,
  translateRequest,
  worksheetRequest,
} from '../protocol/language.ts';
import { changesOf, parametersOf, textOf, toldOf } from './checked.ts';
import { DataFiles } from './dataFiles.ts';
import { answering, answeringInSlices, guarded, guardedLater, type Log } from './guarded.ts';
import { inSlices } from './inSlices.ts';
import { featureCapabilities, serveFeatures } from './serveFeatures.ts';

/**
 * What readers do beside writing: taken in, told to the editor, which keeps it, and asked back when a document is opened. `changed`:
 * annotations are to be shown anew; `judges`: answers are to be judged anew too.
 */
function serveReader(
  connection: Connection,
  service: LanguageService,
  log: Log,
  changed: (uri: string, judges: boolean) => void,
): { readonly opened: (uri: string) => void; readonly keep: (uri: string) => void } {
  const keep = (uri: string): void => {
    const state = service.state(uri);
    if (state) void connection.sendNotification(recordedNotification.method, { uri, record: recordOf(state.reader) });
  };
  connection.onNotification(
    readerNotification.method,
    guarded(log, 'reader', undefined, (told: unknown) => {
      const what = toldOf(told);
      service.updateReader(what.uri, (reader) => readerAfter(reader, what));
      if (what.did !== 'passPause') keep(what.uri);
      changed(what.uri, what.did === 'bet' || what.did === 'reset');
    }),
  );
  const restore = guarded(
    log,
    'record',
    undefined,
    ({ uri, record }: { readonly uri: string; readonly record: unknown }) => {
      if (record === null || service.state(uri) === undefined) return;
      service.updateReader(uri, (reader) => withRecord(reader, record));
      changed(uri, true);
    },
  );
  return {
    keep,
    opened: (uri) =>
      void connection
        .sendRequest<{ readonly record?: unknown } | null>(recordRequest.method, { uri })
        .then((answer) => restore({ uri, record: answer?.record ?? null }))
        .catch(() => undefined),
  };
}

/** The tutor's side of the wire: marks, hints, answers, checks and explanations. `keep`: a record has changed. */
function serveQuestions(connection: Connection, service: LanguageService, log: Log, keep: (uri: string) => void): void {
  const answer = answering(connection, log);
  answer(marksRequest, { version: -1, marks: [] }, ({ uri }) => {
    const state = service.state(uri);
    return state ? { version: state.version, marks: answerMarks(state) } : { version: -1, marks: [] };
  });
  answer(questionsRequest, { version: -1, questions: [] }, ({ uri }) => {
    const state = service.state(uri);
    return state ? { version: state.version, questions: questionList(state) } : { version: -1, questions: [] };
  });
  answer(reasonsRequest, null, ({ uri, offset }) => {
    const state = service.state(uri);
    return state ? reasonsAt(state, offset) : null;
  });
  const answerInSlices = answeringInSlices(connection, log);
  answerInSlices(fadeRequest, null, function* ({ uri }) {
    const state = service.state(uri);
    const text = state && (yield* ladderFor(state));
    return text === undefined ? null : { text };
  });
  answerInSlices(orderRequest, null, function* ({ uri, seed }) {
    const state = service.state(uri);
    const text = state && (yield* linesToSortFor(state, seed));
    return text === undefined ? null : { text };
  });
  answer(sealRequest, { version: -1, seal: null }, ({ uri }) => {
    const state = service.state(uri);
    return state ? { version: state.version, seal: sealOf(state.document) ?? null } : { version: -1, seal: null };
  });
  answer(hintRequest, null, ({ uri, offset, level }) => {
    const state = service.state(uri);
    return state ? hint(state, offset, level) : null;
  });
  answer(revealRequest, null, ({ uri, offset }) => {
    const state = service.state(uri);
    return state ? reveal(state, offset) : null;
  });
  answer(chatToolRequest, null, ({ uri, tool, input, training }) => {
    const state = service.state(uri);
    if (state === undefined) return null;
    const all = service.uris().flatMap((one) => service.state(one) ?? []);
    const { text, hint: given } = useChatTool({ state, all, train: () => training }, tool, input);
    if (given) {
      service.updateReader(uri, (reader) => readerAfter(reader, { did: 'hint', ...given }));
      keep(uri);
      void connection.sendNotification(refreshedNotification.method, { uri });
    }
    return { text };
  });
  answer(scoreRequest, null, ({ uri }) => {
    const state = service.state(uri);
    return state ? score(state) : null;
  });
  answerInSlices(gradientCheckRequest, null, function* ({ uri, cell }) {
    const state = service.state(uri);
    const page = state ? yield* gradientCheckWork(state, cell, service.theme) : null;
    if (page === null) return null;
    const { probe, ...shown } = page;
    if (probe !== undefined) {
      const { key, numbers } = probe;
      service.updateReader(uri, (reader) => {
        const tried = reader.probes.get(key) ?? [];
        return tried.includes(numbers)
          ? reader
          : { ...reader, probes: new Map([...reader.probes, [key, [...tried, numbers]]]) };
      });
      keep(uri);
    }
    return shown;
  });
  answer(explainProblemRequest, null, ({ code }) =>
    code === undefined ? { title: 'Problems, explained', markdown: problemReference() } : problemPage(code),
  );
}

/** What the panels and commands ask beyond the standard protocol. */
function serveGraph(connection: Connection, service: LanguageService, log: Log): void {
  const answer = answering(connection, log);
  answer(graphRequest, null, (question) => {
    const state = service.state(question.uri);
    return state ? graphFor(service, state, question) : null;
  });
  answer(nodeAtRequest, null, ({ target, offset }) => {
    const state = service.state(target.uri);
    return state ? graphNodeAt(state, offset) : null;
  });
  answer(cardRequest, null, (question) => cardFor(service, question, question.phase));
  answer(gridRequest, null, (question) => gridFor(service, question, question.which, question.firstRow));
  answer(entryRequest, null, (question) => entryFor(service, question, question.which, question.index));
  answer(exportRequest, null, ({ target, format }) => exportOf(service, target, format));
  answer(pathsRequest, null, (question) => pathsFor(service, question));
  answer(lineEndsRequest, { version: -1, lines: [] }, ({ uri }) => {
    const state = service.state(uri);
    return state ? { version: state.version, lines: lineEnds(state, service.settings) } : { version: -1, lines: [] };
  });
  answer(runSettingsRequest, { version: -1, settings: [] }, ({ uri, cell }) => {
    const state = service.state(uri);
    return state ? { version: state.version, settings: settingsOf(state, cell) } : { version: -1, settings: [] };
  });
  answer(cellsRequest, { version: -1, cells: [] }, ({ uri }) => {
    const state = service.state(uri);
    return state ? { version: state.version, cells: cells(state) } : { version: -1, cells: [] };
  });
}

/** One's own arrays compared with the text, and the shape detective. */
function serveCompare(connection: Connection, service: LanguageService, log: Log): void {
  const answer = answering(connection, log);
  answeringInSlices(connection, log)(compareRequest, null, function* ({ uri, offset, arrays }) {
    const state = service.state(uri);
    return state ? yield* comparing(state, offset, arraysOf(arrays)) : null;
  });
  answer(shapeDetectiveRequest, null, ({ uri, offset }) => {
    const state = service.state(uri);
    return state ? shapePage(state, offset) : null;
  });
  answer(importJupyterRequest, null, ({ json }) => fromJupyter(json));
  answer(translateRequest, null, ({ uri, offset, text }) => pastedProgram(service.state(uri), offset, text));
}

function arraysOf(source: ArraySource): ReturnType<typeof givenArrays> {
  if (source.kind === 'text') return pastedArrays(source.text);
  const bytes = Uint8Array.from(atob(source.base64), (letter) => letter.charCodeAt(0));
  return givenArrays({ name: source.name, bytes }, (content) => new TextDecoder().decode(content));
}

/** Exercises and worksheets: what the editor's commands ask for. */
function servePractice(connection: Connection, service: LanguageService, log: Log): void {
  const answer = answering(connection, log);
  answer(practiceTopicsRequest, [], practiceTopics);
  answer(practiceRequest, null, ({ topic, difficulty, seed }) => exerciseFor(topic, difficulty, seed));
  const answerInSlices = answeringInSlices(connection, log);
  answerInSlices(reviewRequest, null, ({ mistakes, seed }) => reviewOf(mistakes, seed));
  answerInSlices(worksheetRequest, null, function* ({ uri, ...wish }) {
    const state = service.state(uri);
    return state ? yield* worksheetOf(state, wish) : null;
  });
}

/** Quiet time after a key stroke before problems are sent. */
const PAUSE = 120;

export function serve(connection: Connection): void {
  const log = (line: string): void => connection.console.error(line);
  const files = new DataFiles(
    (uri, path, head) =>
      connection.sendRequest(readFileRequest.method, { uri, path, head, maxBytes: service.settings.maxFileBytes }),
    (uri) => {
      service.refresh(uri);
      publishSoon(uri, 0);
      void connection.sendNotification(refreshedNotification.method, { uri });
      refreshText();
    },
  );
  const service = new LanguageService({ filesOf: (uri) => files.of(uri) });
  const waiting = new Map<string, Disposable>();
  /** What has been said about settings: once is enough. */
  const complainedOf = new Set<string>();

  function publishSoon(uri: string, after: number): void {
    waiting.get(uri)?.dispose();
    const timer = setTimeout(() => {
      waiting.delete(uri);
      publish(uri);
    }, after);
    waiting.set(uri, { dispose: () => clearTimeout(timer) });
  }
  const publish = guarded(log, 'diagnostics', undefined, (uri: string) => {
    const state = service.state(uri);
    const found = state ? [...diagnostics(state), ...judgements(state)] : [];
    void connection.sendDiagnostics({ uri, ...(state ? { version: state.version } : {}), diagnostics: found });
  });
  const judging = new Map<string, ReturnType<typeof setTimeout>>();
  const beingJudged = new WeakSet<DocumentState>();
  const judge = guardedLater(log, 'judging', undefined, async (uri: string) => {
    judging.delete(uri);
    const state = service.state(uri);
    if (state === undefined || beingJudged.has(state)) return;
    beingJudged.add(state);
    const isOld = (): boolean => service.state(uri) !== state;
    await inSlices(settling(state, service.settings.asksHowSure), { isOver: isOld });
    beingJudged.delete(state);
    if (isOld()) {
      // Help that was taken meanwhile, or a file that arrived, is no key stroke, which would have asked for a judgement.
      if (service.state(uri) !== undefined && !judging.has(uri)) judgeSoon(uri, 0);
      return;
    }
    // What a practice cell hides depends on the judgement.
    const hidesOther = lookAgain(state);
    if (hidesOther) service.refresh(uri);
    publish(uri);
    const kinds = new Set(state.document.statements.map(({ tree }) => tree.kind));
    if (hidesOther || kinds.has('question') || kinds.has('backwardRule')) refreshLenses();
    if (kinds.has('question')) void connection.sendNotification(refreshedNotification.method, { uri });
  });
  /** Answers are judged when typing has stopped, never in the middle of a word. */
  function judgeSoon(uri: string, after: number): void {
    clearTimeout(judging.get(uri));
    judging.set(
      uri,
      setTimeout(() => void judge(uri), after),
    );
  }
  const refreshLenses = (): void => {
    void connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined);
  };
  /** Everything that stands in the text without being part of it. */
  const refreshText = (): void => {
    refreshLenses();
    void connection.sendRequest('workspace/inlayHint/refresh').catch(() => undefined);
  };

  const reader = serveReader(connection, service, log, (uri, judges) => {
    if (judges) judgeSoon(uri, 0);
    publishSoon(uri, 0);
    refreshLenses();
    void connection.sendNotification(refreshedNotification.method, { uri });
  });

  connection.onInitialize(({ initializationOptions }): InitializeResult => {
    service.theme = themeOf((initializationOptions as { readonly theme?: unknown } | undefined)?.theme);
    return {
      serverInfo: { name: 'Backprop Tutor' },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        codeLensProvider: { resolveProvider: true },
        ...featureCapabilities,
      },
    };
  });
  connection.onNotification(
    judgeNotification.method,
    guarded(log, 'judge', undefined, (told: { readonly uri?: unknown } | null | undefined) => {
      if (typeof told?.uri === 'string') judgeSoon(told.uri, 0);
    }),
  );
  connection.onNotification(
    themeNotification.method,
    guarded(log, 'theme', undefined, (told: { readonly kind?: unknown } | null | undefined) => {
      service.theme = themeOf(told?.kind);
    }),
  );
  connection.onDidChangeConfiguration(
    guarded(log, 'settings', undefined, (change) => {
      const { settings, complaints } = readSettings(
        (change.settings as { readonly backprop?: unknown } | null)?.backprop,
      );
      service.settings = settings;
      for (const complaint of complaints) {
        if (!complainedOf.has(complaint)) connection.window.showWarningMessage(editorText(complaint));
        complainedOf.add(complaint);
      }
      for (const uri of service.uris()) {
        service.refresh(uri);
        publishSoon(uri, 0);
        judgeSoon(uri, 0);
      }
      refreshText();
    }),
  );
  connection.onDidOpenTextDocument(
    guarded(log, 'open', undefined, ({ textDocument }) => {
      const { uri, version, text } = textOf(textDocument);
      service.open(uri, version, text);
      publishSoon(uri, 0);
      judgeSoon(uri, 0);
      reader.opened(uri);
    }),
  );
  connection.onDidChangeTextDocument(
    guarded(log, 'change', undefined, ({ textDocument: { uri, version }, contentChanges }) => {
      service.change(uri, version, changesOf(contentChanges));
      publishSoon(uri, PAUSE);
      judgeSoon(uri, QUIET);
    }),
  );
  connection.onDidCloseTextDocument(
    guarded(log, 'close', undefined, ({ textDocument: { uri } }) => {
      service.close(uri);
      files.forget(uri);
      publishSoon(uri, 0);
    }),
  );
  connection.onCodeLens(
    guarded(log, 'lenses', null, ({ textDocument: { uri } }) => {
      const state = service.state(uri);
      return state ? [...codeLenses(state, service.settings)] : null;
    }),
  );
  connection.onCodeLensResolve((lens) =>
    guarded(log, 'lens', lens, () => {
      const [text, statement] = (lens.data as LensKey | undefined) ?? [];
      const state = text === undefined ? undefined : service.stateNumbered(text);
      return state && statement !== undefined
        ? { ...lens, command: resolveLens(state, statement, service.settings) }
        : lens;
    })(undefined),
  );
  connection.onNotification(
    fileChangedNotification.method,
    guarded(log, 'file', undefined, ({ file }: { readonly file?: unknown }) =>
      files.changed(typeof file === 'string' ? file : undefined),
    ),
  );
  connection.onNotification(
    trainedNotification.method,
    guarded(log, 'trained', undefined, (told: Parameters<NonNullable<typeof trainedNotification.types>>[0]) => {
      const { uri } = told;
      service.setTrained(uri, parametersOf(told));
      publishSoon(uri, 0);
      refreshLenses();
    }),
  );
  serveFeatures(connection, service, log);
  serveGraph(connection, service, log);
  serveQuestions(connection, service, log, reader.keep);
  servePractice(connection, service, log);
  serveCompare(connection, service, log);
  connection.listen();
}

const themes = ['light', 'dark', 'highContrastLight', 'highContrastDark'] as const;
const themeOf = (given: unknown): (typeof themes)[number] => themes.find((theme) => theme === given) ?? 'dark';
