import type { Disposable, LogOutputChannel } from 'vscode';
import type { BaseLanguageClient, Middleware } from 'vscode-languageclient';
import type { DataFile } from '../../protocol/arrival.ts';
import type { Toolbox } from '../../protocol/language.ts';
import type { PulseWatch } from '../../protocol/pulse.ts';
import type { FileHead } from '../../protocol/records.ts';
import type { FromTrainer, ToTrainer } from '../../protocol/training.ts';

export type ThemeKind = 'light' | 'dark' | 'highContrastLight' | 'highContrastDark';

export interface ClientParts {
  readonly log: LogOutputChannel;
  readonly theme: ThemeKind;
  /** Called where the server has ended by itself. */
  readonly ended: () => void;
  readonly middleware: Middleware;
}

/** The language server's program. Each client has a server of its own. */
export interface ServerProgram extends Disposable {
  /** A client that is not started, of a server that nobody has spoken to yet. */
  client(parts: ClientParts): Promise<BaseLanguageClient>;
}

/** A worker as Node has it; of a browser's, an adapter. */
export interface TrainingThread {
  postMessage(message: ToTrainer): void;
  on(event: 'message', heard: (message: FromTrainer) => void): unknown;
  on(event: 'error', heard: (problem: Error) => void): unknown;
  on(event: 'exit', heard: (code: number) => void): unknown;
  on(event: 'messageerror', heard: () => void): unknown;
  terminate(): unknown;
}

export interface StartedWorker {
  readonly worker: TrainingThread;
  /** Notices a worker that is stuck; undefined where threads share no memory. */
  readonly pulse: PulseWatch | undefined;
  /** Is told why, where a thread that helps the worker ends by itself; undefined where none can. */
  readonly helpers: { lost: (reason: string) => void } | undefined;
}

/** Files of this machine, read by parts and into memory that workers share. */
interface LocalFiles {
  /** The header of a file and the records that `head` draws; undefined where the file has another format. */
  readRecords(file: string, head: FileHead): Promise<Uint8Array | undefined>;
  readShared(file: string): Promise<Uint8Array>;
}

/** What differs between a machine's own extension host and a browser's. */
export interface Platform {
  languageServer(log: LogOutputChannel): ServerProgram;
  /** Gets ready while data files are still being read. */
  startTraining(): StartedWorker;
  /** Undefined where the editor alone reads files. */
  readonly local: LocalFiles | undefined;
  /** Bytes of a data file as a worker gets them, unpacked where that is done outside the worker. */
  sharedBytes(file: Uint8Array): Promise<Pick<DataFile, 'bytes' | 'arriving'>>;
  /** Offers tools to clients of the Model Context Protocol; undefined where no program can be started. */
  readonly offerTools: ((tools: Toolbox, log: LogOutputChannel) => Disposable) | undefined;
  /** Bytes. */
  readonly memory: number;
  /** How many threads a run may have. */
  readonly threads: number;
}
