/** Maps the protocol to the language service. The same in a Node process and in a browser's worker. */
import { type Connection, type Disposable, type InitializeResult, TextDocumentSyncKind } from 'vscode-languageserver';
import { lookAgain } from '../language/document/hidden.ts';
import { LanguageService } from '../language/document/service.ts';
import { readSettings } from '../language/document/settings.ts';
import { codeLenses, type LensKey, resolveLens } from '../language/features/codeLens.ts';
import { diagnostics } from '../language/features/diagnostics.ts';
import { judgements, QUIET, settle } from '../language/features/questions.ts';
import {
  fileChangedNotification,
  readFileRequest,
  refreshedNotification,
  themeNotification,
  trainedNotification,
} from '../protocol/language.ts';
import { numbersOf } from './base64.ts';
import { DataFiles } from './dataFiles.ts';
import { guarded } from './guarded.ts';
import { serveCompare } from './serveCompare.ts';
import { featureCapabilities, serveFeatures } from './serveFeatures.ts';
import { serveGraph } from './serveGraph.ts';
import { servePractice } from './servePractice.ts';
import { serveQuestions } from './serveQuestions.ts';
import { serveReader } from './serveReader.ts';

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
  const judge = guarded(log, 'judging', undefined, (uri: string) => {
    judging.delete(uri);
    const state = service.state(uri);
    if (state === undefined) return;
    settle(state, service.settings.asksHowSure);
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
      setTimeout(() => judge(uri), after),
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
  connection.onNotification(themeNotification.method, ({ kind }: { readonly kind?: unknown }) => {
    service.theme = themeOf(kind);
  });
  connection.onDidChangeConfiguration(
    guarded(log, 'settings', undefined, (change) => {
      const { settings, complaints } = readSettings(
        (change.settings as { readonly backprop?: unknown } | null)?.backprop,
      );
      service.settings = settings;
      for (const complaint of complaints) {
        if (!complainedOf.has(complaint)) connection.window.showWarningMessage(complaint);
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
    guarded(log, 'open', undefined, ({ textDocument: { uri, version, text } }) => {
      service.open(uri, version, text);
      publishSoon(uri, 0);
      judgeSoon(uri, 0);
      reader.opened(uri);
    }),
  );
  connection.onDidChangeTextDocument(
    guarded(log, 'change', undefined, ({ textDocument: { uri, version }, contentChanges }) => {
      service.change(uri, version, contentChanges);
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
    guarded(
      log,
      'trained',
      undefined,
      ({ uri, parameters }: Parameters<NonNullable<typeof trainedNotification.types>>[0]) => {
        service.setTrained(
          uri,
          new Map(parameters.map(({ name, shape, base64 }) => [name, { shape, data: numbersOf(base64) }])),
        );
        publishSoon(uri, 0);
        refreshLenses();
      },
    ),
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
