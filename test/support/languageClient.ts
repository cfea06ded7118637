import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { CodeLens, Diagnostic, Hover, Position, Range } from 'vscode-languageserver-types';
import { serverProcess } from '../../src/extension/server/languageServer.ts';
import { until } from './until.ts';

export interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code?: number; readonly message: string };
}

interface PublishedProblems {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

const headerEnd = '\r\n\r\n';

/** Speaks to a language server over its standard input and output, as the base protocol of LSP 3.17 says. */
export class LanguageClient {
  readonly #server: ChildProcess;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #problems = new Map<string, PublishedProblems>();
  readonly #versions = new Map<string, number>();
  /** Versions for which problems came, in the order in which they came. */
  readonly published: number[] = [];
  #chunks: Buffer[] = [];
  #received = 0;
  /** So many bytes must be there before it is worth looking at them. */
  #needed = 1;
  #lastId = 0;
  readonly #told: Message[] = [];
  /** What this client says when the server asks. */
  readonly answers = new Map<string, (params: unknown) => unknown>();
  /** What the server wrote to its log, and any text that it left on standard error. */
  readonly log: string[] = [];

  /** `more` goes into the environment of the process. */
  constructor(program: string, more: Readonly<Record<string, string>> = {}) {
    const { execArgv, env } = serverProcess;
    this.#server = spawn(process.execPath, [...execArgv, program, '--stdio'], {
      stdio: 'pipe',
      env: { ...process.env, ...env, ...more },
    });
    this.#server.stdout?.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#server.stderr?.on('data', (chunk: Buffer) => this.log.push(chunk.toString()));
  }

  get processId(): number | undefined {
    return this.#server.exitCode === null ? this.#server.pid : undefined;
  }

  async start(): Promise<void> {
    await this.request('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
    this.notify('initialized', {});
  }

  async stop(): Promise<void> {
    await this.request('shutdown', undefined);
    const ended = once(this.#server, 'exit');
    this.notify('exit', undefined);
    await ended;
  }

  async request<T>(method: string, params: unknown): Promise<T> {
    const { result, error } = await this.ask(method, params).answer;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result as T;
  }

  /** A request that may be withdrawn while it is under way. */
  ask(method: string, params: unknown): { readonly answer: Promise<Message>; readonly withdraw: () => void } {
    const id = ++this.#lastId;
    const answer = new Promise<Message>((resolve) => this.#waiting.set(id, resolve));
    this.#send({ id, method, params });
    return { answer, withdraw: () => this.notify('$/cancelRequest', { id }) };
  }

  notify(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  open(uri: string, text: string): void {
    this.#versions.set(uri, 1);
    this.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'bp', version: 1, text } });
  }

  /** Replaces the whole text. */
  change(uri: string, text: string): void {
    this.edit(uri, [{ text }]);
  }

  /** Changes in the order in which they are made, each in the text that the one before has left. */
  edit(uri: string, contentChanges: readonly { readonly range?: Range; readonly text: string }[]): void {
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
  }

  close(uri: string): void {
    this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  /** What the server has told under one of our own names. */
  told(method: string): readonly unknown[] {
    return this.#told.filter((message) => message.method === method).map(({ params }) => params);
  }

  /** The problems of the text as it is now. */
  async problems(uri: string): Promise<readonly Diagnostic[]> {
    const found = await until(`the problems of ${uri}`, () => {
      const published = this.#problems.get(uri);
      return published?.version === this.#versions.get(uri) && published;
    });
    return found.diagnostics;
  }

  /** Titles of the first lenses, resolved as an editor would for a screenful; with plain minus signs and spaces. */
  async lenses(uri: string): Promise<readonly string[]> {
    const lenses = (await this.request<CodeLens[] | null>('textDocument/codeLens', { textDocument: { uri } })) ?? [];
    const resolved = await Promise.all(
      lenses.slice(0, 50).map((lens) => (lens.command ? lens : this.request<CodeLens>('codeLens/resolve', lens))),
    );
    return resolved.map((lens) => (lens.command?.title ?? '').replaceAll('\u2212', '-').replaceAll('\u00a0', ' '));
  }

  hover(uri: string, position: Position): Promise<Hover | null> {
    return this.request('textDocument/hover', { textDocument: { uri }, position });
  }

  #send(message: object): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#server.stdin?.write(`Content-Length: ${Buffer.byteLength(body)}${headerEnd}${body}`);
  }

  #read(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#received += chunk.length;
    while (this.#received >= this.#needed) {
      const all = this.#chunks.length === 1 && this.#chunks[0] ? this.#chunks[0] : Buffer.concat(this.#chunks);
      const end = all.indexOf(headerEnd);
      const length = Number(/Content-Length: (\d+)/i.exec(all.toString('ascii', 0, Math.max(0, end)))?.[1]);
      const start = end + headerEnd.length;
      this.#needed = end < 0 ? all.length + 1 : start + length;
      this.#chunks = [all];
      if (all.length < this.#needed) return;
      const message: Message = JSON.parse(all.toString('utf8', start, start + length));
      this.#chunks = [all.subarray(this.#needed)];
      this.#received -= this.#needed;
      this.#needed = 1;
      this.#take(message);
    }
  }

  #take({ id, method, params, ...answer }: Message): void {
    if (method === undefined) {
      this.#waiting.get(id ?? 0)?.(answer);
      this.#waiting.delete(id ?? 0);
      return;
    }
    // The server's own questions get an empty answer, unless a test has one: this client has no files, nothing to refresh.
    if (id !== undefined) this.#send({ id, result: this.answers.get(method)?.(params) ?? null });
    if (method.startsWith('backprop/')) this.#told.push({ method, params });
    if (method === 'textDocument/publishDiagnostics') {
      const published = params as PublishedProblems;
      this.#problems.set(published.uri, published);
      if (published.version !== undefined) this.published.push(published.version);
    }
    if (method === 'window/logMessage') this.log.push((params as { readonly message: string }).message);
  }
}
