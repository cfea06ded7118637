import type { Connection } from 'vscode-languageserver';
import { newReader, type ReaderState } from '../language/document/documentState.ts';
import { recordOf, withRecord } from '../language/document/learnerRecord.ts';
import type { LanguageService } from '../language/document/service.ts';
import { readerNotification, recordedNotification, recordRequest } from '../protocol/language.ts';
import { guarded, type Log } from './guarded.ts';

type Did = Parameters<NonNullable<typeof readerNotification.types>>[0];

/**
 * What readers do beside writing: taken in, told to the editor, which keeps it, and asked back when a document is opened. `changed`:
 * annotations are to be shown anew; `judges`: answers are to be judged anew too.
 */
export function serveReader(
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
    guarded(log, 'reader', undefined, (what: Did) => {
      service.updateReader(what.uri, (reader) => after(reader, what));
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

function after(reader: ReaderState, what: Did): ReaderState {
  switch (what.did) {
    case 'passPause':
      return { ...reader, passed: new Set([...reader.passed, what.cell]) };
    case 'hint': {
      const level = Math.max(what.level, reader.hints.get(what.question) ?? 0);
      return { ...reader, hints: new Map([...reader.hints, [what.question, level]]) };
    }
    case 'reveal':
      return { ...reader, revealed: new Set([...reader.revealed, what.question]) };
    case 'bet':
      return { ...reader, sure: new Map([...reader.sure, [what.question, what.sure]]) };
    case 'reset':
      return newReader;
  }
}
